"""One exchange of a turn with the model, in either dialect: contents in, events out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import takewhile
from typing import Any, Protocol

from ..api.call import Call
from ..api.client import Client
from ..api.generation_stream import GenerationStream
from ..api.interaction_request import InteractionRequest
from ..api.interaction_stream import InteractionStream
from ..api.resources.models import stream_call
from ..api.retry import Retry
from ..api.types import (
    AutomaticFunctionCallingConfig,
    Content,
    CreateInteraction,
    FinishReason,
    GenerateContentConfig,
    GenerateContentResponse,
    Interaction,
)
from ..errors import GeminiError, NotFound
from ..ledger import Guard
from .assembler import Assembler
from .events import Annotated, Event, Finish, Opened
from .interaction_arguments import arguments_from
from .interaction_parts import steps_from
from .interactions import InteractionAssembler

__all__ = ["Exchange", "GenerateExchange", "InteractionExchange", "Stream", "guarded", "unanswered"]

OnRetry = Callable[[Retry], None] | None


class Stream(Protocol):
    """Sends a streamed call: `Client.stream`, or a recorder's."""

    def __call__(
        self, call: Call[GenerateContentResponse], *, on_retry: OnRetry = None
    ) -> Iterator[GenerateContentResponse]: ...


def guarded(stream: Stream, guard: Guard) -> Stream:
    """The same, with a guard around each call."""

    def send(
        call: Call[GenerateContentResponse], *, on_retry: OnRetry = None
    ) -> Iterator[GenerateContentResponse]:
        with guard(call):
            yield from stream(call, on_retry=on_retry)

    return send


class Exchange(Protocol):
    """Asks the model, as often as one turn needs it."""

    def call(self, contents: list[Content]) -> Call[Any]:
        """The call by which it would be asked; nothing is sent."""

    def events(self, contents: list[Content], on_retry: OnRetry) -> Iterator[Event]:
        """What the model says to all of these messages."""


class GenerateExchange:
    """By generateContent, which is sent the whole history each time.

    An answer that comes in pieces, or breaks off behind a checkpoint, is asked for to its end.
    """

    def __init__(
        self, client: Client, stream: Stream, model: str, config: GenerateContentConfig
    ) -> None:
        self._client = client
        self._stream = stream
        self._model = model
        self._config = config

    def call(self, contents: list[Content]) -> Call[GenerateContentResponse]:
        """The call for all of these messages."""
        return stream_call(self._model, contents, self._config)

    def events(self, contents: list[Content], on_retry: OnRetry) -> Iterator[Event]:
        """What the model says to all of these messages."""
        # Functions are a matter of the dialogue, and so is what they are told of the turn.
        options = {"automatic_function_calling": AutomaticFunctionCallingConfig(disable=True)}
        config = self._config.model_copy(update=options)
        hops = GenerationStream(self._model, contents, config, keeps_turn=False)
        assembler = Assembler()
        ending: list[Event] = []  # of a piece; how the answer ends only if no piece follows
        pieces = 1
        for chunk in self._client.hop(hops, on_retry=on_retry, stream=self._stream):
            ending.clear()
            for event in assembler.events(chunk):
                if isinstance(event, Finish) and event.reason == FinishReason.CONTINUATION:
                    ending.append(event)
                else:
                    yield event
            if chunk.hops > pieces:
                pieces = chunk.hops
                yield Annotated({"pieces": pieces})
        yield from ending


class InteractionExchange:
    """By interactions: `previous_id` stands for what the service keeps of the conversation.

    Without one, or where the service has forgotten it, the whole history is sent as steps.
    """

    def __init__(
        self,
        client: Client,
        model: str,
        config: GenerateContentConfig,
        previous_id: str = "",
        guard: Guard = nullcontext,
    ) -> None:
        self._client = client
        self._guard = guard
        self._arguments: dict[str, Any] = {"model": model, **arguments_from(config)}
        if config.http_options is not None and config.http_options.timeout is not None:
            self._arguments["timeout"] = config.http_options.timeout / 1000
        self._is_kept = config.store is not False
        self._previous_id = previous_id

    def call(self, contents: list[Content]) -> Call[Interaction]:
        """The call for what the service does not keep of these messages."""
        previous = self._previous_id
        return self._request(unanswered(contents) if previous else contents, previous).call

    def events(self, contents: list[Content], on_retry: OnRetry) -> Iterator[Event]:
        """What the model says; only what is new to the service is sent."""
        previous, is_answered = self._previous_id, False
        if previous:
            try:
                for event in self._ask(unanswered(contents), previous, on_retry):
                    is_answered = True
                    yield event
                return
            except NotFound:
                # Kept for some days only; if it is the model that is gone, that is said again.
                if is_answered:
                    raise
        yield from self._ask(contents, "", on_retry)

    def _request(self, contents: list[Content], previous: str) -> InteractionRequest:
        arguments = {**self._arguments, "input": steps_from(contents)}
        if previous:
            arguments["previous_interaction_id"] = previous
        return InteractionRequest.of(CreateInteraction(**arguments))  # type: ignore[typeddict-item]

    def _ask(self, contents: list[Content], previous: str, on_retry: OnRetry) -> Iterator[Event]:
        request = self._request(contents, previous)
        hops = InteractionStream(request.call, request=request)
        assembler = InteractionAssembler()
        try:
            with self._guard(request.call):
                for event in self._client.hop(hops, on_retry=on_retry):
                    for said in assembler.events(event):
                        if isinstance(said, Opened) and self._is_kept:
                            self._previous_id = said.response_id
                        yield said
        except GeminiError:
            yield from assembler.rest()
            raise


def unanswered(contents: list[Content]) -> list[Content]:
    """What stands behind the model's last words."""
    return list(takewhile(lambda content: content.role != "model", reversed(contents)))[::-1]
