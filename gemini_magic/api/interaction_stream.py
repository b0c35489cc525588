"""InteractionStream: the events of one interaction, over as many connections as it takes.

A stream that breaks is taken up again behind the last event that arrived; an answer that hit
the limit of one call is continued by the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from pydantic import TypeAdapter, ValidationError

from ..errors import ConnectionFailed, GeminiError, MalformedResponse
from .call import Call, EventCall
from .failures import error_in_event
from .flow import Again, Flow
from .interaction_request import (
    MAX_CONTINUATIONS,
    InteractionRequest,
    interaction_call,
    interaction_path,
    streamed,
)
from .sse import ServerSentEvent
from .types import (
    Interaction,
    InteractionCompleted,
    InteractionCreated,
    InteractionEvent,
    InteractionStatusUpdate,
)

__all__ = ["MOST_FRUITLESS", "InteractionStream"]

MOST_FRUITLESS = 3
"""How often in a row a connection may break without having brought anything new."""

_events: TypeAdapter[InteractionEvent] = TypeAdapter(InteractionEvent)
_read = _events.validator.validate_json


class InteractionStream:
    """Hops of a streamed interaction: see `Hops` for its life.

    Resuming needs the interaction's id, which only a stored one has, and the id of an event.
    """

    def __init__(
        self,
        call: Call[Interaction],
        *,
        request: InteractionRequest | None = None,
        id: str = "",
        last_event_id: str = "",
    ) -> None:
        self._call = call
        self._request = request
        self._id = id
        self._cursor = last_event_id  # where to take the stream up again
        self._seen: set[str] = set()
        self._sse_id = ""  # the last one of this connection; it counts until the next
        self._resumed = bool(last_event_id)
        self._fruitless = 0
        self._continued = 0
        self._last: Interaction | None = None  # of interaction.completed
        self._is_over = False  # the service said so, or need not say more

    def first(self) -> Call[InteractionEvent]:
        """The call that begins it."""
        return streamed(self._call, self._events)

    def saw(self, event: InteractionEvent) -> None:
        """Remember where to go on."""
        self._fruitless = 0
        if event.event_id:
            self._cursor = event.event_id
            self._seen.add(event.event_id)
        if isinstance(event, InteractionCreated):
            self._id = event.interaction.id or ""
        elif isinstance(event, InteractionCompleted):
            self._last, self._is_over = event.interaction, True
        elif isinstance(event, InteractionStatusUpdate) and event.status is not None:
            self._is_over = not event.status.is_under_way

    def after(
        self, error: Exception | None
    ) -> Call[InteractionEvent] | Flow[Call[InteractionEvent] | None] | None:
        """The rest of a broken stream, the next call of a long answer, or nothing."""
        if self._last is not None:
            return self._continuation(self._last)
        if error is None and self._is_over:
            return None
        if error is None:
            error = ConnectionFailed("the stream ended before the interaction did")
        return self._rest(error)

    def _continuation(self, interaction: Interaction) -> EventCall[InteractionEvent] | None:
        request = self._request and self._request.after(interaction)
        if request is None or self._continued == MAX_CONTINUATIONS:
            return None
        self._continued += 1
        self._begin(resumed=False)
        self._id = self._cursor = ""
        self._last, self._is_over = None, False
        self._request = request
        return streamed(request.call, self._events)

    def _rest(self, error: Exception) -> Flow[Call[InteractionEvent] | None]:
        """At once where something new had arrived; else after the pause of another try."""
        # Half an event at the end of a stream is a cut too.
        is_cut = isinstance(error, ConnectionFailed | MalformedResponse)
        if not (is_cut and self._id and self._cursor) or self._fruitless == MOST_FRUITLESS:
            raise error
        if self._fruitless:
            yield Again(cast(GeminiError, error), self._fruitless)
        self._fruitless += 1
        self._begin(resumed=True)
        call = interaction_call(
            "GET",
            interaction_path(self._id),
            query={"last_event_id": self._cursor},
            timeout=self._call.timeout,
            version=self._call.version,
        )
        return streamed(call, self._events)

    def _begin(self, *, resumed: bool) -> None:
        self._resumed, self._sse_id = resumed, ""

    def _events(self, sse: ServerSentEvent) -> Iterable[InteractionEvent]:
        """The event in one of the stream's; none for what a resumed stream repeats."""
        if sse.data.strip() in (b"", b"[DONE]"):
            self._is_over = self._is_over or bool(sse.data)
            return ()
        try:
            event = _read(sse.data)
        except ValidationError:
            begin = sse.data[:80].decode(errors="replace")
            raise MalformedResponse(f"not an event of an interaction: {begin!r}") from None
        if event.event_type is None and sse.event:
            event.event_type = sse.event
        if event.event_type == "error" and (error := error_in_event(sse.data)) is not None:
            raise error
        # Where the data have no id, the field of the stream may; it stays until the next one.
        if event.event_id is None and sse.id not in ("", self._sse_id):
            event.event_id = self._sse_id = sse.id
        return () if self._resumed and event.event_id in self._seen else (event,)
