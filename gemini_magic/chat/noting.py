"""Rows of the ledger for replies whose calls the recorder has not seen."""

from __future__ import annotations

from collections.abc import Callable

from ..ledger import About, Entry, Recorder
from .reply import Reply

__all__ = ["entry_of", "noted"]


def noted(
    record: Callable[[Reply], None],
    recorder: Recorder,
    model: str,
    about: About | None,
    *,
    is_local: bool,
) -> Callable[[Reply], None]:
    """`record`, which then also writes a row."""

    def note(reply: Reply) -> None:
        record(reply)
        recorder.note(entry_of(reply, model, about), is_local=is_local)

    return note


def entry_of(
    reply: Reply,
    model: str,
    about: About | None,
    *,
    ms: float | None = None,
    first_ms: float | None = None,
) -> Entry:
    """The row of a reply; the recorder adds the time and the cost."""
    return Entry(
        time="",
        key="",
        model=model,
        about=about or About(),
        model_version=reply.model_version,
        response_id=reply.response_id,
        usage=reply.total_usage,
        ms=ms or 0.0,
        first_ms=first_ms,
        finish=reply.finish_reason,
        error=reply.stopped.cause if reply.stopped is not None else "",
    )
