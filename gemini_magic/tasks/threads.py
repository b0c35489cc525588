"""`gm.threads()`: the conversations of a notebook as rows; `pandas.DataFrame` makes a table."""

from __future__ import annotations

from ..beside import notebook_path
from ..chat import ThreadRow
from ..session import current

__all__ = ["threads"]


def threads() -> list[ThreadRow]:
    """The threads of this notebook, branches behind their parents; kept ones, too."""
    session = current()
    session.keep_here()
    if not session.threads.is_kept:  # no cell has said yet which notebook this is
        session.keep_threads(notebook_path({}).name)
    return session.threads.rows()
