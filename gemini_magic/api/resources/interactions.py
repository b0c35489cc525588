"""interactions: ask a model or an agent by steps, whole, streamed or in the background."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any, Literal, Unpack, overload

from ...errors import TimedOut
from ..call import Call
from ..flow import Flow, Pause
from ..interaction_request import (
    MAX_CONTINUATIONS,
    InteractionRequest,
    interaction_call,
    interaction_path,
    joined,
)
from ..interaction_stream import InteractionStream
from ..types import CreateInteraction, Interaction, InteractionEvent
from .base import Async, Colour, Resource, Sync, answers, hops, runs

__all__ = ["Interactions"]

Id = str | Interaction

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 10.0


class Interactions(Resource[Colour]):
    """Requests to models and agents whose answers are steps. Ids also stand in for names."""

    @overload
    def create(
        self: Interactions[Sync],
        *,
        stream: Literal[False] = False,
        **request: Unpack[CreateInteraction],
    ) -> Interaction: ...
    @overload
    def create(
        self: Interactions[Sync], *, stream: Literal[True], **request: Unpack[CreateInteraction]
    ) -> Iterator[InteractionEvent]: ...
    @overload
    def create(
        self: Interactions[Async],
        *,
        stream: Literal[False] = False,
        **request: Unpack[CreateInteraction],
    ) -> Awaitable[Interaction]: ...
    @overload
    def create(
        self: Interactions[Async], *, stream: Literal[True], **request: Unpack[CreateInteraction]
    ) -> Awaitable[AsyncIterator[InteractionEvent]]: ...
    def create(self, *, stream: bool = False, **request: Unpack[CreateInteraction]) -> Any:
        """Ask a `model` or an `agent`: a whole interaction, or with `stream` its events.

        The arguments are those of `types.CreateInteraction`. A stream that breaks is taken up
        again where it was; an answer that hit the limit of one call is continued, up to 10
        times. With `background` the answer comes at once, unfinished: `wait` for it.
        Source: POST interactions.
        """
        asked = InteractionRequest.of(request)
        return self._streamed(asked) if stream else self._whole(asked)

    @overload
    def get(
        self: Interactions[Sync],
        id: Id,
        *,
        include_input: bool | None = None,
        stream: Literal[False] = False,
    ) -> Interaction: ...
    @overload
    def get(
        self: Interactions[Sync],
        id: Id,
        *,
        include_input: bool | None = None,
        stream: Literal[True],
        last_event_id: str | None = None,
    ) -> Iterator[InteractionEvent]: ...
    @overload
    def get(
        self: Interactions[Async],
        id: Id,
        *,
        include_input: bool | None = None,
        stream: Literal[False] = False,
    ) -> Awaitable[Interaction]: ...
    @overload
    def get(
        self: Interactions[Async],
        id: Id,
        *,
        include_input: bool | None = None,
        stream: Literal[True],
        last_event_id: str | None = None,
    ) -> Awaitable[AsyncIterator[InteractionEvent]]: ...
    def get(
        self,
        id: Id,
        *,
        include_input: bool | None = None,
        stream: bool = False,
        last_event_id: str | None = None,
    ) -> Any:
        """A stored interaction as it is now, or with `stream` its events behind `last_event_id`.

        `include_input` adds what was asked to the steps. Source: GET interactions/{id}.
        """
        query = {} if include_input is None else {"include_input": str(include_input).lower()}
        if stream:
            return self._events_of(id, query, last_event_id)
        return self._now(id, query)

    @answers
    def cancel(self, id: Id) -> Call[Interaction]:
        """Stop one that runs in the background. Source: POST interactions/{id}/cancel."""
        return interaction_call("POST", f"{interaction_path(id)}/cancel")

    @answers
    def delete(self, id: Id) -> Call[None]:
        """Forget a stored interaction. Source: DELETE interactions/{id}."""
        return Call("DELETE", interaction_path(id), lambda document: None)

    @runs
    def wait(self, id: Id, *, timeout: float | None = None) -> Flow[Interaction]:
        """The interaction as soon as the service no longer works on it, whatever came of it.

        It is asked for at growing pauses, up to every 10 s. `timeout` is in seconds; deep
        research takes minutes. Raises `TimedOut`; the interaction then goes on.
        """
        pause, waited = _FIRST_PAUSE, 0.0
        call = interaction_call("GET", interaction_path(id))
        while True:
            interaction: Interaction = yield call
            if interaction.status is None or not interaction.status.is_under_way:
                return interaction
            if timeout is not None and waited + pause > timeout:
                raise TimedOut(
                    f"interaction {interaction.id!r} is still {str(interaction.status)!r} after "
                    f"{timeout} s; wait for it again, or cancel it"
                )
            yield Pause(pause)
            waited, pause = waited + pause, min(pause * 1.5, _LONGEST_PAUSE)

    @runs
    def _whole(self, request: InteractionRequest) -> Flow[Interaction]:
        parts: list[Interaction] = [(yield request.call)]
        for _ in range(MAX_CONTINUATIONS):
            following = request.after(parts[-1])
            if following is None:
                break
            request = following
            parts.append((yield request.call))
        return joined(parts)

    @hops
    def _streamed(self, request: InteractionRequest) -> InteractionStream:
        return InteractionStream(request.call, request=request)

    @answers
    def _now(self, id: Id, query: dict[str, str]) -> Call[Interaction]:
        return interaction_call("GET", interaction_path(id), query={**query, "stream": "false"})

    @hops
    def _events_of(
        self, id: Id, query: dict[str, str], last_event_id: str | None
    ) -> InteractionStream:
        path, last = interaction_path(id), last_event_id or ""
        call = interaction_call(
            "GET", path, query={**query, **({"last_event_id": last} if last else {})}
        )
        return InteractionStream(call, id=path.rpartition("/")[2], last_event_id=last)


def _with_arguments(signature: inspect.Signature) -> inspect.Signature:
    """For help and completion: the names behind `**request`."""
    kind = inspect.Parameter.KEYWORD_ONLY
    named = [
        inspect.Parameter(name, kind, default=None, annotation=annotation)
        for name, annotation in CreateInteraction.__annotations__.items()
    ]
    shown = [p for p in signature.parameters.values() if p.name != "request"]
    return signature.replace(parameters=[*shown, *named])


Interactions.create.__signature__ = _with_arguments(  # type: ignore[attr-defined]
    inspect.signature(Interactions.create)
)
