"""An older answer of the same cell, for when nothing may be asked and none is kept to what differs.

The cell reads as it did, but a variable, a file, the model or a turn above is not what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..errors import NotKept
from .events import Annotated, Counted, Event, Finish, Older, Opened, Parsed, PartStart, ToolResult
from .request import Request
from .turns import Turn

__all__ = ["older_turn", "or_older"]


def older_turn(turns: Sequence[Turn], request: Request, cell: str) -> Turn | None:
    """The turn of this cell, if the prompt was typed in the same words and the answer was whole."""
    for turn in turns:
        if turn.is_of(cell) and turn.reply.finish_reason and not turn.reply.is_partial:
            typed = (turn.request.origin, request.origin)
            texts = {origin.text.strip() for origin in typed if origin is not None}
            return turn if None not in typed and len(texts) == 1 else None
    return None


def or_older(events: Iterable[Event], turn: Turn, request: Request) -> Iterator[Event]:
    """The events; or, where the first exchange is not kept, those of an older answer.

    Raises `NotKept` for a later exchange: what was said before it cannot be taken back.
    """
    is_said = False
    try:
        for event in events:
            is_said = is_said or isinstance(event, Opened)
            yield event
    except NotKept:
        if is_said:
            raise
        yield from _events_of(turn, request)


def _events_of(turn: Turn, request: Request) -> Iterator[Event]:
    """An answer said once more: no function runs. Raises `SchemaMismatch` if it does not fit."""
    reply = turn.reply
    yield Opened(reply.model_version, reply.response_id)
    durations, verdicts = iter(reply.durations), iter(reply.verdicts)
    for part in reply.parts:
        if part.kind == "function_response":
            yield ToolResult(part, next(durations, 0.0), next(verdicts, ""))
        else:
            yield PartStart(part)
    if notes := reply.answers[0].notes:
        yield Annotated(notes)
    if (usage := reply.total_usage) is not None:
        yield Counted(usage)
    yield Finish(reply.finish_reason, reply.answers[0].finish_message)
    older = reply.older or Older(turn.time)
    changed = dict.fromkeys((*older.changed, *_changed(turn.request, request)))
    yield Older(older.time, tuple(changed))
    if request.schema is not None:
        yield Parsed(request.schema.read(reply.text))


def _changed(then: Request, now: Request) -> Iterator[str]:
    """What differs between two requests of one cell, by the names that people know it by."""
    before = then.origin.inputs if then.origin is not None else {}
    after = now.origin.inputs if now.origin is not None else {}
    for name, digest in after.items():
        if before.get(name) != digest:
            yield name.strip("{}").removesuffix("!s")
    if then.model != now.model:
        yield "model"
