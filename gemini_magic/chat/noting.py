"""A row of the ledger for a reply whose calls the recorder has not seen."""

from __future__ import annotations

from collections.abc import Callable

from ..ledger import About, Entry, Recorder
from .reply import Reply

__all__ = ["noted"]


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
        entry = Entry(
            time="",
            key="",
            model=model,
            about=about or About(),
            model_version=reply.model_version,
            response_id=reply.response_id,
            usage=reply.total_usage,
            finish=reply.finish_reason,
            error=reply.stopped.cause if reply.stopped is not None else "",
        )
        recorder.note(entry, is_local=is_local)

    return note
