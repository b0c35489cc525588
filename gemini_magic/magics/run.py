"""Run one `%%gemini` cell: parse, send, show."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from ..chat import Reply
from ..errors import Blocked, GeminiError
from ..session import current
from .cell import parse_cell
from .cell_error import CellError
from .live_output import output_for
from .notebook import about_cell, keep_ledger

__all__ = ["run_cell"]


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Ask what the cell says. The reply is in `_` even if it broke off; then the cell fails."""
    try:
        request = parse_cell(arguments, cell, shell.user_ns)
        session = current()
        keep_ledger(session)
        if arguments.new:
            session.reset(arguments.thread)
        output = output_for(shell)
        stream = session.send(
            request,
            thread=arguments.thread,
            remember=not arguments.no_history,
            on_wait=output.wait,
            about=about_cell(shell, arguments.thread),
        )
    except GeminiError as error:
        raise CellError(str(error), type(error).__name__) from None
    try:
        with stream:
            for event in stream:
                output.show(event, stream.reply)
        if stream.reply.refused:
            raise Blocked(stream.reply.refused)
        stopped = stream.reply.stopped
        if stopped is not None:
            raise CellError(f"{stopped.message}; what arrived is kept", stopped.cause)
    except KeyboardInterrupt:
        raise CellError("the answer so far is kept", "stopped") from None
    except GeminiError as error:
        raise CellError(str(error), type(error).__name__) from None
    finally:
        output.finish(stream.reply)
        _keep(shell, stream.reply, arguments.out)


def _keep(shell: Any, reply: Reply, name: str | None) -> None:
    """The reply in `_`, in `Out` and under its name, without displaying it once more."""
    shell.displayhook.update_user_ns(reply)
    if name:
        shell.user_ns[name] = reply
