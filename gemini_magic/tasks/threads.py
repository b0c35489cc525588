"""`gm.threads()`: the conversations of a notebook as rows; `pandas.DataFrame` makes a table."""

from __future__ import annotations

from ..beside import notebook_path
from ..chat import ThreadRow
from ..session import Session, current

__all__ = ["session_with_threads", "threads"]


def threads() -> list[ThreadRow]:
    """The threads of this notebook, branches behind their parents; kept ones, too."""
    return session_with_threads().threads.rows()


def session_with_threads() -> Session:
    """The session, which knows what earlier kernels of this notebook said."""
    session = current()
    session.keep_here()
    if not session.threads.is_kept:  # no cell has said yet which notebook this is
        session.keep_threads(notebook_path({}).name)
    return session
