"""Run one `%%gemini` cell: parse, send, show."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from ..chat import Reply, ReplyStream, Request
from ..errors import Blocked, InvalidRequest, SchemaMismatch
from ..ledger import About
from ..session import Session, current
from .background import begin, hold, wait_for
from .cell import parse_cell
from .cell_error import CellError, cell_errors
from .formats import insert_code, output_in
from .notebook import about_cell, keep_ledger
from .surroundings import surroundings_of
from .undisturbed import undisturbed
from .unsent import is_unsent, show_unsent

__all__ = ["keep", "requested", "run_cell", "send"]


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Ask what the cell says. The reply is in `_` even if it broke off; then the cell fails."""
    with cell_errors():
        send(shell, arguments, requested(shell, arguments, cell))


def requested(shell: Any, arguments: Namespace, cell: str) -> Request:
    """What the cell asks, with what ran before it where its flags say so."""
    return parse_cell(arguments, cell, shell.user_ns, surroundings_of(shell))


def send(
    shell: Any,
    arguments: Namespace,
    request: Request,
    then: Callable[[Reply], None] = lambda reply: None,
) -> None:
    """Ask, show and keep as the flags say; `then` is given a reply that came whole."""
    session = current()
    keep_ledger(session)
    if is_unsent(arguments):
        show_unsent(shell, arguments, request, session)
        return
    if arguments.new:
        session.reset(arguments.thread)
    about = about_cell(shell, arguments.thread)
    if not arguments.no_history:
        _tell_taken_up(session, about)
    ask = partial(
        session.send,
        replace(request, model=request.model or session.model),
        thread=arguments.thread,
        remember=not arguments.no_history,
        about=about,
    )
    if arguments.bg:
        if arguments.format or arguments.insert:
            raise InvalidRequest("--bg comes without -f and --insert; leave one of them out")
        turn = begin(shell, ask, about, then)
        keep(shell, turn, arguments.out)
        hold(shell, turn)
        return
    if not arguments.no_history:
        wait_for(arguments.thread)
    _show(shell, arguments, request, ask, then)


def _show(
    shell: Any,
    arguments: Namespace,
    request: Request,
    ask: Callable[..., ReplyStream],
    then: Callable[[Reply], None],
) -> None:
    """Show the answer as it arrives, and keep it however it ends."""
    output = output_in(shell, arguments.format)
    stream = ask(on_wait=output.wait)
    try:
        with stream:
            for event in stream:
                output.show(event, stream.reply)
        if stream.reply.refused:
            raise Blocked(stream.reply.refused)
        stopped = stream.reply.stopped
        if stopped is not None:
            raise CellError(f"{stopped.message}; what arrived is kept", stopped.cause)
        then(stream.reply)
        if arguments.insert:
            insert_code(shell, stream.reply)
    except SchemaMismatch as error:
        offer = "" if request.retry_schema else "; --retry-schema tells the model and asks again"
        raise CellError(f"{error}{offer}", type(error).__name__) from None
    except KeyboardInterrupt:
        raise CellError("the answer so far is kept", CellError.STOPPED) from None
    finally:
        with undisturbed():  # half-way, IPython would take `_` for the user's own from then on
            keep(shell, stream.reply, arguments.out)
            if arguments.out and request.schema is not None:
                shell.user_ns[arguments.out] = stream.reply.parsed
            output.finish(stream.reply)


def _tell_taken_up(session: Session, about: About) -> None:
    """One quiet line, where a thread goes on with what an earlier kernel has said."""
    if count := session.threads.taken_up(about.thread, about.cell):
        turns = f"{count} turns" if count > 1 else "1 turn"
        print(f"{about.thread} goes on behind {turns} of an earlier kernel; --new begins afresh")


def keep(shell: Any, reply: Any, name: str | None) -> None:
    """The reply in `_`, in `Out` and under its name, without displaying it once more."""
    shell.displayhook.update_user_ns(reply)
    if name:
        shell.user_ns[name] = reply
