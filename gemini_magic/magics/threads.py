"""`%gemini threads` and `%gemini history`: the conversations of this notebook, for people."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from IPython.core.getipython import get_ipython

from ..chat import Chat, Turn
from ..errors import InvalidRequest, UnknownName
from ..render import plain_text, without_controls
from ..session import DEFAULT_THREAD, current
from .notebook import keep_ledger
from .outdated import changes_since
from .table import shortened, show_table

__all__ = ["history", "said_in", "show_kept", "thread_named", "threads"]

_WIDTH = 44
_INDENT = "\u00a0\u00a0"  # which HTML keeps
_THREADS = ("thread", "turns", "stale", "tokens", "US $", "last asked (UTC)")
_KEPT = ("thread", "you", "answered (UTC)", "marks")
_HISTORY = ("turn", "you", "answer", "marks", "tokens")


def threads(arguments: Sequence[str]) -> None:
    """The threads that have a history as a tree, with how much they hold and cost."""
    if arguments:
        raise InvalidRequest("%gemini threads takes no argument; %gemini history THREAD shows one")
    session = current()
    keep_ledger(session)
    found = session.threads.rows()
    if not found:
        print("no thread has a history yet")
        return
    names = {row.thread for row in found}
    rows = [
        [
            _in_tree(row.thread, names),
            str(row.turns),
            str(row.stale),
            f"{row.tokens:,}",
            "?" if row.cost is None else f"{row.cost:.4f}",
            row.asked[:16].replace("T", " "),
        ]
        for row in found
    ]
    show_table(get_ipython(), [_THREADS, *rows], times=_THREADS[-1:])


def history(arguments: Sequence[str]) -> None:
    """The turns of a thread, and what is to be said of each: stale, put aside, partial, changed."""
    if len(arguments) > 1:
        raise InvalidRequest("say one thread or none: %gemini history THREAD")
    turns = thread_named(arguments[0]).turns if arguments else _default_turns()
    if not turns:
        print("nothing was said yet")
        return
    rows = [
        [
            str(number),
            shortened(said_in(turn), _WIDTH),
            shortened(plain_text(turn.reply), _WIDTH),
            ", ".join(_marks(turn)),
            _tokens(turn),
        ]
        for number, turn in enumerate(turns, 1)
    ]
    show_table(get_ipython(), [_HISTORY, *rows], numbers_from=4)


def show_kept(responses: AbstractSet[str]) -> None:
    """The turns of this notebook whose answers are kept, with what has changed since."""
    session = current()
    rows = [
        [
            name,
            shortened(said_in(turn), _WIDTH),
            turn.time[:16].replace("T", " "),
            ", ".join(_marks(turn)),
        ]
        for name in session.threads.names
        for turn in session.chat(name).turns
        if turn.reply.response_id in responses and not turn.is_inherited
    ]
    if rows:
        show_table(get_ipython(), [_KEPT, *rows], numbers_from=4)


def thread_named(name: str) -> Chat:
    """The chat of a thread that holds something. Raises `UnknownName`."""
    session = current()
    keep_ledger(session)
    known = session.threads.names
    if name not in known:
        raise UnknownName("thread", name, known)
    return session.chat(name)


def said_in(turn: Turn) -> str:
    """What the user said, in words."""
    asked = " ".join(part.text or f"[{part.kind}]" for part in turn.request.parts)
    return without_controls(asked)


def _default_turns() -> list[Turn]:
    session = current()
    keep_ledger(session)
    return session.chat(DEFAULT_THREAD).turns


def _in_tree(name: str, names: set[str]) -> str:
    """A branch whose parent is in the list stands below it, by its last name."""
    parent, _, last = name.rpartition("/")
    return f"{_INDENT * parent.count('/')}└ {last}" if parent in names else name


def _marks(turn: Turn) -> list[str]:
    """What is to be said of a turn."""
    marks = []
    if turn.is_aside:
        marks.append("stale, not sent")
    elif turn.is_stale:
        marks.append("stale")
    older = turn.reply.older.changed if turn.reply.older is not None else ()
    if changed := dict.fromkeys((*older, *changes_since(turn))):
        marks.append(f"changed since: {', '.join(changed)}")
    if turn.is_inherited:
        marks.append("of the parent")
    if turn.reply.is_partial:
        marks.append("partial")
    return marks


def _tokens(turn: Turn) -> str:
    usage = turn.reply.total_usage
    return f"{usage.total_token_count:,}" if usage and usage.total_token_count else ""
