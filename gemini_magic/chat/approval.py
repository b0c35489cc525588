"""Approval: who decides whether a function runs that the model has asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Literal, NamedTuple, Protocol, get_args

from ..api.types import FunctionCall
from ..tools import LocalTool
from .events import Verdict

__all__ = [
    "APPROVALS",
    "NOBODY",
    "Approval",
    "Approver",
    "Ask",
    "Decision",
    "by_input",
    "described",
    "is_asked_each_time",
    "spelled",
]

Approval = Literal["ask", "auto", "never"]
APPROVALS: tuple[Approval, ...] = get_args(Approval)
"""ask: before each call · auto: only for functions marked by `asks_first` · never: run none,
leave the calls as they are shown. Unsaid: as auto, but tools of MCP servers ask."""

LONGEST_QUESTION = 300
MOST_LINES = 20  # of a docstring


class Decision(NamedTuple):
    """What was decided of one call. `lasts` holds for the function as long as the thread does."""

    verdict: Verdict
    reason: str = ""
    lasts: bool = False


Approver = Callable[[FunctionCall], Decision | bool]
"""Decides about one call."""

NOBODY = Decision("denied", "nobody is here who could approve it")


class Ask(Protocol):
    """Asks a person. A decision may hold for further calls only where it `may_last`."""

    def __call__(self, call: FunctionCall, /, *, may_last: bool) -> Decision: ...


def by_input(call: FunctionCall, about: str = "", *, may_last: bool = True) -> Decision:
    """Ask by `input()`, which each frontend shows below the running cell.

    Buttons cannot do that: a kernel that runs a cell takes no message of a widget. Only a clear
    yes runs the function; any other words are the reason for the model. Without anyone to ask,
    as under nbclient or in a thread, the call is denied, and a line says how to allow it. Before
    the question stands what it is `about`.
    """
    line = spelled(call)
    if threading.current_thread() is not threading.main_thread():
        return _unasked(line, may_last=may_last)
    print(_printable(about), end="\n" if about else "")
    if len(line) > LONGEST_QUESTION:  # all of it must be seen, and a field is one line
        name = _word(call.name or "")
        print(f"{name} is to be run with", json.dumps(call.args, indent=1, default=repr))
        line = f"{name}(…)"
    choices = "[y]es / [n]o / [a]lways in this thread" if may_last else "[y]es / [n]o"
    try:
        said = input(f"run {line}? {choices}: ").strip()
    except (EOFError, NotImplementedError):  # no stdin here, or none that is allowed
        return _unasked(line, may_last=may_last)
    if said.lower() in ("y", "yes"):
        return Decision("approved")
    if may_last and said.lower() in ("a", "always"):
        return Decision("approved", lasts=True)
    return Decision("denied", "" if said.lower() in ("n", "no") else said)


def _unasked(line: str, *, may_last: bool) -> Decision:
    allowed = (
        '--approve auto, or approve="auto" in Python, runs functions unasked'
        if may_last
        else "in Python a function of yours may decide, as approve=…"
    )
    print(f"{line[:LONGEST_QUESTION]} was not run: nobody can be asked here; {allowed}")
    return NOBODY


def described(tool: LocalTool) -> str:
    """Types and docstring of a function, as they are shown before its first call."""
    signature, purpose = getattr(tool, "signature", ""), getattr(tool, "purpose", "")
    lines = purpose.splitlines()
    rest = ["…"] if len(lines) > MOST_LINES else []
    return "\n".join([signature, *(f"    {line}" for line in [*lines[:MOST_LINES], *rest])]).strip()


def is_asked_each_time(tool: LocalTool) -> bool:
    """Whether each call of it needs approval, whatever a request says."""
    return bool(getattr(tool, "asks_first", False))


def spelled(call: FunctionCall) -> str:
    """A call as a line of Python."""
    # repr() escapes what could move a cursor or turn the direction of reading.
    args = (f"{_word(name)}={value!r}" for name, value in (call.args or {}).items())
    return f"{_word(call.name or '')}({', '.join(args)})"


def _word(name: str) -> str:
    return name if name.isidentifier() else repr(name)


def _printable(text: str) -> str:
    """Without what could move a cursor: descriptions of servers are not to be trusted."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)
