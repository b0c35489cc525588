"""Approval: who decides whether a function runs that the model has asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

from ..api.types import FunctionCall
from .events import Verdict

__all__ = ["APPROVALS", "Approval", "Approver", "Decision", "by_input", "spelled"]

Approval = Literal["ask", "auto", "never"]
APPROVALS: tuple[Approval, ...] = get_args(Approval)
"""ask: before each call · auto: only for functions marked by `asks_first` · never: run none,
leave the calls as they are shown."""

LONGEST_QUESTION = 300


class Decision(NamedTuple):
    """What was decided of one call. `lasts` holds for the function until the turn ends."""

    verdict: Verdict
    reason: str = ""
    lasts: bool = False


Approver = Callable[[FunctionCall], Decision | bool]
"""Decides about one call."""

_NOBODY = Decision("denied", "nobody is here who could approve it")


def by_input(call: FunctionCall, *, may_last: bool = True) -> Decision:
    """Ask by `input()`, which each frontend shows below the running cell.

    Buttons cannot do that: a kernel that runs a cell takes no message of a widget. Only a clear
    yes runs the function; any other words are the reason for the model. Without anyone to ask,
    as under nbclient or in a thread, the call is denied.
    """
    if threading.current_thread() is not threading.main_thread():
        return _NOBODY
    line = spelled(call)
    if len(line) > LONGEST_QUESTION:  # all of it must be seen, and a field is one line
        print(f"{call.name} is to be run with", json.dumps(call.args, indent=1, default=repr))
        line = f"{call.name}(…)"
    choices = "[y]es / [n]o / [a]lways in this cell" if may_last else "[y]es / [n]o"
    try:
        said = input(f"run {line}? {choices}: ").strip()
    except (EOFError, NotImplementedError):  # no stdin here, or none that is allowed
        return _NOBODY
    if said.lower() in ("y", "yes"):
        return Decision("approved")
    if may_last and said.lower() in ("a", "always"):
        return Decision("approved", lasts=True)
    return Decision("denied", "" if said.lower() in ("n", "no") else said)


def spelled(call: FunctionCall) -> str:
    """A call as a line of Python."""
    # repr() escapes what could move a cursor or turn the direction of reading.
    args = (f"{_word(name)}={value!r}" for name, value in (call.args or {}).items())
    return f"{_word(call.name or '')}({', '.join(args)})"


def _word(name: str) -> str:
    return name if name.isidentifier() else repr(name)
