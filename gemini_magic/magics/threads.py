"""`%gemini threads` and `%gemini history`: the conversations of this notebook, for people."""

from __future__ import annotations

from collections.abc import Sequence

from ..chat import Chat
from ..errors import InvalidRequest, UnknownName
from ..render import plain_text, without_controls
from ..session import DEFAULT_THREAD, current
from .table import print_table, shortened

__all__ = ["history", "threads"]

_WIDTH = 44


def threads(arguments: Sequence[str]) -> None:
    """The threads that have a history, with how much they hold."""
    if arguments:
        raise InvalidRequest("%gemini threads takes no argument; %gemini history THREAD shows one")
    chats = {name: chat for name, chat in current().chats.items() if chat.turns}
    if not chats:
        print("no thread has a history yet")
        return
    rows = [["thread", "turns", "stale", "tokens"]]
    for name, chat in chats.items():
        stale = sum(turn.is_stale for turn in chat.turns)
        rows.append([name, str(len(chat.turns)), str(stale), f"{_tokens(chat):,}"])
    print_table(rows)


def history(arguments: Sequence[str]) -> None:
    """The turns of a thread; stale ones were answered before one above them changed."""
    if len(arguments) > 1:
        raise InvalidRequest("say one thread or none: %gemini history THREAD")
    chats = current().chats
    name = arguments[0] if arguments else DEFAULT_THREAD
    if name not in chats:
        if arguments:
            raise UnknownName("thread", name, chats)
        print("nothing was said yet")
        return
    rows = [["", "you", "answer", ""]]
    for number, turn in enumerate(chats[name].turns, 1):
        asked = " ".join(part.text or f"[{part.kind}]" for part in turn.request.parts)
        marks = ["stale"] * turn.is_stale + ["partial"] * turn.reply.is_partial
        told = [without_controls(asked), plain_text(turn.reply)]
        said = (shortened(text, _WIDTH) for text in told)
        rows.append([str(number), *said, ", ".join(marks)])
    if len(rows) == 1:
        print("nothing was said yet")
        return
    print_table(rows, numbers_from=4)


def _tokens(chat: Chat) -> int:
    usages = (turn.reply.total_usage for turn in chat.turns)
    return sum(usage.total_token_count or 0 for usage in usages if usage is not None)
