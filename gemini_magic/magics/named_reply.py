"""The reply that a line of `%gemini` is about: the last one, or that in a variable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..chat import Reply
from ..errors import InvalidRequest, UnknownName
from .choices import variables

__all__ = ["named_reply"]


def named_reply(shell: Any, verb: str, arguments: Sequence[str]) -> Reply:
    """Raises `InvalidRequest` where there are several names, or none of a reply."""
    if len(arguments) > 1:
        raise InvalidRequest(f"say one variable or none: %gemini {verb} NAME")
    name = arguments[0] if arguments else "_"
    if name not in shell.user_ns:
        raise UnknownName("variable", name, variables(shell))
    reply = shell.user_ns[name]
    if not isinstance(reply, Reply):
        raise InvalidRequest(f"{name!r} holds no reply; keep one by -o NAME, then {verb} NAME")
    return reply
