"""LiveService: a real WebSocket service on loopback, whose every connection plays a scene."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from gemini_magic import Client, RetryPolicy

Scene = Callable[["Line"], Awaitable[None]]


@dataclass
class Line:
    """One connection, seen by the service."""

    socket: ServerConnection
    path: str
    headers: dict[str, str]
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def hear(self) -> dict[str, Any]:
        """The next frame of the client."""
        frame = json.loads(await self.socket.recv())
        self.heard.append(frame)
        return dict(frame)

    async def say(self, *messages: Mapping[str, Any] | str | bytes) -> None:
        """Send messages as the service does: JSON in binary frames; other things as they are."""
        for message in messages:
            frame = message if isinstance(message, (str, bytes)) else json.dumps(message).encode()
            await self.socket.send(frame)

    async def set_up(self, session_id: str = "s1") -> dict[str, Any]:
        """Take the setup; gives what stands in it."""
        frame = await self.hear()
        await self.say({"setupComplete": {"sessionId": session_id}})
        return dict(frame["setup"])

    async def goodbye(self) -> None:
        """Hear what else the client says, until it leaves."""
        try:
            while True:
                await self.hear()
        except ConnectionClosed:
            pass

    def drop(self) -> None:
        """Break the connection off without a word."""
        self.socket.transport.abort()


class LiveService:
    """Listens while its block runs. `lines` are the connections, in order.

    The last scene is played for all further connections.
    """

    def __init__(self, *scenes: Scene) -> None:
        self._scenes = list(scenes)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="live-service")
        self._failures: list[Exception] = []
        self.lines: list[Line] = []
        self.base_url = ""

    def client(self, **arguments: Any) -> Client:
        """A client of this service, that does not wait between its tries."""
        arguments.setdefault("retry", RetryPolicy(attempts=3, first_wait=0.0))
        arguments.setdefault("api_key", "secret-key")
        return Client(base_url=self.base_url, **arguments)

    def __enter__(self) -> Self:
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(self._start(), self._loop)
        self._server = started.result()
        port = next(iter(self._server.sockets)).getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}"
        return self

    async def _start(self) -> Any:
        return await serve(self._play, "127.0.0.1", 0, max_size=None, close_timeout=0.2)

    async def _play(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        headers = {name.lower(): value for name, value in socket.request.headers.raw_items()}
        line = Line(socket, socket.request.path, headers)
        self.lines.append(line)
        scene = self._scenes.pop(0) if len(self._scenes) > 1 else self._scenes[0]
        try:
            await scene(line)
        except ConnectionClosed:
            pass
        except Exception as error:
            self._failures.append(error)

    def __exit__(self, kind: type[BaseException] | None, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        if self._failures and kind is None:
            raise self._failures[0]

    async def _stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()


def says(text: str, **content: Any) -> dict[str, Any]:
    """A piece of the model's turn."""
    turn = {"role": "model", "parts": [{"text": text}]}
    return {"serverContent": {"modelTurn": turn, **content}}


def handle(name: str, index: int | None = None, *, resumable: bool = True) -> dict[str, Any]:
    """A handle, or the news that there is none now."""
    update: dict[str, Any] = {"resumable": resumable}
    if resumable:
        update["newHandle"] = name
    if index is not None:
        update["lastConsumedClientMessageIndex"] = str(index)
    return {"sessionResumptionUpdate": update}


TURN_COMPLETE: dict[str, Any] = {"serverContent": {"turnComplete": True}}
