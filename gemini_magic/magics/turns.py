"""`%gemini undo`, `retry` and `edit`: the last turn of a thread goes, or is asked anew."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from IPython.core.getipython import get_ipython

from ..chat import Turn
from ..chat.request import Origin
from ..errors import InvalidRequest
from ..session import DEFAULT_THREAD
from .background import wait_for
from .magics import NAME
from .notebook import in_place_of
from .table import shortened
from .threads import said_in, thread_named

__all__ = ["edit", "retry", "undo"]

_WIDTH = 60
_OF_THE_FIRST_TIME = frozenset({"--new"})


def undo(arguments: Sequence[str]) -> None:
    """Forget the last turn of a thread."""
    if len(arguments) > 1:
        raise InvalidRequest("say one thread or none: %gemini undo THREAD")
    thread = arguments[0] if arguments else DEFAULT_THREAD
    wait_for(thread)
    turn = thread_named(thread).undo()
    if turn is None:
        raise InvalidRequest(f"{thread!r} has no turn that could be undone")
    print(f"undone in {thread}: “{shortened(said_in(turn), _WIDTH)}”")


def retry(arguments: Sequence[str]) -> None:
    """Ask the last turn of a thread anew: its cell with more flags, its variables as they are."""
    names = [] if not arguments or arguments[0].startswith("-") else [arguments[0]]
    thread = names[0] if names else DEFAULT_THREAD
    wait_for(thread)
    turn = _turn(thread, None)
    origin = _origin(turn, thread)
    words = [word for word in shlex.split(origin.line) if word not in _OF_THE_FIRST_TIME]
    flags = [*words, "--thread", thread, *arguments[len(names) :]]
    shell = get_ipython()
    assert shell is not None
    with in_place_of(turn.cell or turn.id):
        shell.run_cell_magic(NAME, shlex.join(flags), origin.text)


def edit(arguments: Sequence[str]) -> None:
    """Put the cell of a turn below this one, to be changed; the last turn, or one by its number."""
    number = next((word for word in arguments if word.isdecimal()), None)
    names = [word for word in arguments if not word.isdecimal()]
    if len(names) > 1 or len(arguments) - len(names) > 1:
        raise InvalidRequest("say a thread, a turn, both or none: %gemini edit THREAD TURN")
    thread = names[0] if names else DEFAULT_THREAD
    origin = _origin(_turn(thread, number), thread)
    shell = get_ipython()
    assert shell is not None
    shell.set_next_input(f"%%{NAME} {origin.line}".rstrip() + f"\n{origin.text}".rstrip())


def _turn(thread: str, number: str | None) -> Turn:
    """The turn that `%gemini history` numbers so; without a number the last that is sent."""
    turns = thread_named(thread).turns
    live = [turn for turn in turns if not turn.is_aside]
    if number is None and live:
        return live[-1]
    if number is not None and 0 < int(number) <= len(turns):
        return turns[int(number) - 1]
    raise InvalidRequest(f"{thread!r} has {len(turns)} turns; %gemini history {thread} shows them")


def _origin(turn: Turn, thread: str) -> Origin:
    if turn.request.origin is None:
        raise InvalidRequest(
            f"“{shortened(said_in(turn), _WIDTH)}” in {thread!r} was asked by code, not by a cell; "
            "run that code again"
        )
    return turn.request.origin
