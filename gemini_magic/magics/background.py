"""`--bg`: the cell ends at once, and its answer goes on arriving below it.

Turns of one thread wait for each other, so that Run-All means the same with and without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from ..chat import Reply, ReplyStream
from ..chat.running import RunningReply
from ..errors import GeminiError
from ..ledger import About
from .cell_error import CellError
from .live_output import LiveOutput
from .media_folder import MediaFolder
from .render_mode import mode_of

__all__ = ["begin", "hold", "stop_all", "wait_for"]


class _Turn(NamedTuple):
    about: About
    reply: RunningReply


_turns: list[_Turn] = []


def begin(
    shell: Any, ask: Callable[[], ReplyStream], about: About, then: Callable[[Reply], None]
) -> RunningReply:
    """Ask when the thread is free; show the answer in this cell's output as it comes. `then` is
    given a reply that came whole.

    Where nobody watches (papermill, nbclient, nbval) outputs of a cell that has ended are lost:
    there follows `hold`.
    """
    for turn in _running():
        if about.cell and turn.about.cell == about.cell:
            turn.reply.stop()  # the cell is run again
    mode = mode_of(shell)
    live = LiveOutput(shell) if mode == "live" else None
    if live is not None:
        live.begin()

    def end(reply: Reply) -> None:
        if live is not None:
            live.finish(reply)
        else:
            _publish(shell, reply)
        if reply.is_partial or reply.refused:
            return
        try:
            then(reply)
        except (GeminiError, OSError) as error:
            if mode != "static":  # else the cell is held, and fails with it
                line = CellError(str(error), type(error).__name__)
                print(*line._render_traceback_(), file=sys.stderr)
            raise

    before = [turn.reply for turn in _running() if turn.about.thread == about.thread]
    on_event = {} if live is None else {"on_event": live.show}
    reply = RunningReply(ask, on_end=end, after=before, **on_event)
    _turns[:] = [*_running(), _Turn(about, reply)]
    return reply


def hold(shell: Any, reply: RunningReply) -> None:
    """Keep the cell from ending where its output would be lost; then it fails as others do."""
    if mode_of(shell) != "static":
        return
    try:
        reply.wait()
    except KeyboardInterrupt:
        reply.stop()
        reply.wait()
        raise CellError("the answer so far is kept", CellError.STOPPED) from None
    reply.result()


def wait_for(thread: str) -> None:
    """Wait until the turns of a thread that run in the background are over."""
    try:
        _wait([turn.reply for turn in _running() if turn.about.thread == thread])
    except KeyboardInterrupt:
        raise CellError(
            f"thread {thread!r} still answers an earlier cell; stop that one by its .stop(), "
            "or ask in another with -c NAME",
            CellError.STOPPED,
        ) from None


def stop_all() -> None:
    """End what still runs."""
    for turn in _running():
        turn.reply.stop()
    _wait([turn.reply for turn in _running()])


def _running() -> list[_Turn]:
    return [turn for turn in _turns if not turn.reply.is_done]


def _wait(replies: list[RunningReply]) -> None:
    for reply in replies:
        reply.wait()


def _publish(shell: Any, reply: Reply) -> None:
    bundle = MediaFolder(shell).bundle(reply)
    shell.display_pub.publish(data=bundle.data, metadata=bundle.metadata)
