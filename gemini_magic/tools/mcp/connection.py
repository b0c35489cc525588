"""Connection: one MCP server at work, in an event loop of its own thread."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, TypeVar

from ...errors import InvalidRequest

if TYPE_CHECKING:
    import mcp

__all__ = ["Address", "Command", "Connection"]

Result = TypeVar("Result")

_LONGEST_LOG = 20_000  # characters
_CLOSING = 10.0  # seconds; a server that does not end by itself is killed after four


@dataclass(frozen=True)
class Command:
    """A server that is a process of ours; `env` is all it gets beside PATH, HOME and their like."""

    words: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    cwd: str | None = None

    @asynccontextmanager
    async def client(self, log: IO[str]) -> AsyncIterator[mcp.Client]:
        """Who speaks with it; what it writes to stderr goes into `log`."""
        import mcp

        command, *args = self.words
        how = mcp.StdioServerParameters(
            command=command, args=args, env=dict(self.env), cwd=self.cwd
        )
        async with mcp.Client(mcp.stdio_client(how, errlog=log)) as client:  # type: ignore[arg-type]
            yield client


@dataclass(frozen=True)
class Address:
    """A server that speaks streamable HTTP."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @asynccontextmanager
    async def client(self, log: IO[str]) -> AsyncIterator[mcp.Client]:
        """Who speaks with it; its stderr is out of reach."""
        import httpx2
        import mcp
        from mcp.client.streamable_http import streamable_http_client

        # Whether it is there is known soon; a tool may take its time.
        timeout = httpx2.Timeout(30, read=None)
        async with (
            httpx2.AsyncClient(headers=dict(self.headers), timeout=timeout) as http,
            mcp.Client(streamable_http_client(self.url, http_client=http)) as client,
        ):
            yield client


class Connection:
    """Life: made, which connects; `run` for each question; `close`, in the end or at once."""

    def __init__(self, server: Command | Address, name: str, seconds: float) -> None:
        self._server = server
        self._name = name
        # Appended to, so that reading it moves no writer; closed by `close`.
        self._log = tempfile.TemporaryFile("a+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._ready: Future[mcp.Client] = Future()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        # A thread that Python does not wait for: whoever ends the process ends the server first.
        self._thread = threading.Thread(target=self._work, name=f"mcp-{name}", daemon=True)
        self._thread.start()
        self._client = self._connected(seconds)

    @property
    def log(self) -> str:
        """The end of what the server has written to stderr."""
        if self._log.closed:
            return ""
        self._log.seek(0)
        return self._log.read()[-_LONGEST_LOG:]

    @property
    def is_open(self) -> bool:
        """Whether the server can be asked."""
        return self._thread.is_alive()

    def run(self, ask: Callable[[mcp.Client], Coroutine[Any, Any, Result]]) -> Result:
        """What the question gives. An interrupt or a deadline cancels it, also at the server."""
        asked = asyncio.run_coroutine_threadsafe(ask(self._client), self._loop)
        try:
            return asked.result()
        finally:
            asked.cancel()

    def close(self) -> None:
        """End the server, or the session with it."""
        with suppress(RuntimeError):  # it has ended by itself, and its loop is closed
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(_CLOSING)
        self._log.close()

    def _work(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._serve())
            except BaseException as error:  # it belongs to whoever waits
                if not self._ready.done():
                    self._ready.set_exception(error)

    async def _serve(self) -> None:
        """Until it is over, also where the server has not begun yet."""
        serving = asyncio.create_task(self._answer())
        over = asyncio.create_task(self._over.wait())
        await asyncio.wait({serving, over}, return_when=asyncio.FIRST_COMPLETED)
        serving.cancel()
        await serving

    async def _answer(self) -> None:
        async with self._server.client(self._log) as client:
            self._ready.set_result(client)
            await asyncio.Event().wait()

    def _connected(self, seconds: float) -> mcp.Client:
        try:
            return self._ready.result(seconds)
        except Exception as error:
            why = _innermost(error)
            what = f"no answer within {seconds:g} s" if isinstance(why, TimeoutError) else str(why)
            said = f"; it says: {last}" if (last := self._last_line()) else ""
            self.close()
            raise InvalidRequest(
                f"the MCP server {self._name!r} cannot be used: {what or repr(why)}{said}"
            ) from None
        except BaseException:
            self.close()
            raise

    def _last_line(self) -> str:
        lines = self.log.strip().splitlines()
        return lines[-1].strip() if lines else ""


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
