"""`%gemini insert`: the code of an answer as the next cell, to be read before it is run."""

from __future__ import annotations

from collections.abc import Sequence

from IPython.core.getipython import get_ipython

from .formats import insert_code
from .named_reply import named_reply

__all__ = ["insert"]


def insert(arguments: Sequence[str]) -> None:
    """Of the last reply, or of a variable."""
    shell = get_ipython()
    insert_code(shell, named_reply(shell, "insert", arguments))
