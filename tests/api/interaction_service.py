"""A scripted service for interactions: streams that break where they are told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx

from gemini_magic import Client
from tests.api.script import AT_ONCE

__all__ = ["COLOURS", "Service", "completed", "created", "delta", "events_of", "start", "stop"]

Event = Mapping[str, Any]


class Service:
    """Give it to `client_of`: each request gets the next answer.

    An answer is a JSON object, a response, or a list of events; `None` in a list breaks the
    connection there.
    """

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, httpx.Response):
            return answer
        if isinstance(answer, list):
            return httpx.Response(200, stream=_Body(answer))
        return httpx.Response(200, json=answer)

    @property
    def client(self) -> Client:
        """A client that talks to it."""
        return Client(api_key="k", transport=httpx.MockTransport(self), retry=AT_ONCE)

    @property
    def asked(self) -> list[str]:
        """Method and address of each request."""
        return [f"{r.method} {r.url.raw_path.decode()}" for r in self.requests]

    @property
    def bodies(self) -> list[Any]:
        """What was sent, as JSON; None where nothing was."""
        return [json.loads(r.content) if r.content else None for r in self.requests]


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, events: list[Any]) -> None:
        self._events = events

    def __iter__(self) -> Iterator[bytes]:
        for event in self._events:
            if event is None:
                raise httpx.ReadError("cut")
            if isinstance(event, bytes):
                yield event
            else:
                name = event.get("event_type", "message")
                yield f"event: {name}\ndata: {json.dumps(event)}\n\n".encode()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def created(id: str = "i1", event_id: str | None = "e0", **fields: Any) -> Event:
    interaction = {"id": id, "status": "in_progress", "model": "m", **fields}
    return _event("interaction.created", event_id, interaction=interaction)


def completed(
    id: str = "i1", event_id: str | None = None, status: str = "completed", **fields: Any
) -> Event:
    interaction = {"id": id, "status": status, **fields}
    return _event("interaction.completed", event_id, interaction=interaction)


def start(index: int, event_id: str | None = None, **step: Any) -> Event:
    return _event("step.start", event_id, index=index, step={"type": "model_output", **step})


def delta(index: int, event_id: str | None = None, **fields: Any) -> Event:
    return _event("step.delta", event_id, index=index, delta={"type": "text", **fields})


def stop(index: int, event_id: str | None = None, **fields: Any) -> Event:
    return _event("step.stop", event_id, index=index, **fields)


def _event(kind: str, event_id: str | None, **fields: Any) -> Event:
    named = {} if event_id is None else {"event_id": event_id}
    return {"event_type": kind, **fields, **named}


def _sync(client: Client, method: str, arguments: dict[str, Any]) -> list[Any]:
    return list(getattr(client.interactions, method)(**arguments))


def _async(client: Client, method: str, arguments: dict[str, Any]) -> list[Any]:
    async def ask() -> list[Any]:
        stream = await getattr(client.aio.interactions, method)(**arguments)
        return [event async for event in stream]

    return asyncio.run(ask())


COLOURS = {"sync": _sync, "async": _async}


def events_of(colour: str, service: Service, method: str = "create", **arguments: Any) -> list[Any]:
    """All events of a streamed call, by a client of either colour."""
    if method == "create":
        arguments = {"model": "m", "input": "hi", **arguments}
    return COLOURS[colour](service.client, method, {"stream": True, **arguments})
