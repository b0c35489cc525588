"""`%gemini insert`: the code of an answer as the next cell, to be read before it is run."""

from __future__ import annotations

from collections.abc import Sequence

from IPython.core.getipython import get_ipython

from ..chat import Reply
from ..errors import InvalidRequest, UnknownName
from .choices import variables
from .formats import insert_code

__all__ = ["insert"]


def insert(arguments: Sequence[str]) -> None:
    """Of the last reply, or of a variable."""
    if len(arguments) > 1:
        raise InvalidRequest("say one variable or none: %gemini insert NAME")
    shell = get_ipython()
    assert shell is not None
    name = arguments[0] if arguments else "_"
    if name not in shell.user_ns:
        raise UnknownName("variable", name, variables(shell))
    reply = shell.user_ns[name]
    if not isinstance(reply, Reply):
        raise InvalidRequest(f"{name!r} holds no reply; keep one by -o NAME, then insert NAME")
    insert_code(shell, reply)
