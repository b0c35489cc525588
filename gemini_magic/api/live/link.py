"""Link: keeps a session on a socket, and moves it to another when that one ends.

Life: `open`; `send` and `messages` at will, all in one event loop; `close`. In between a task
reads the socket, so that a goodbye or an interruption is noticed while nobody receives.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ...errors import ConnectionFailed, GeminiError, InvalidRequest, ServerError, TimedOut
from ..retry import RetryPolicy
from ..types import LiveServerMessage, LiveServerSetupComplete
from .address import Address
from .closing import Closed, error_from_closing
from .frames import Frame, message_from
from .resumption import Resumption
from .socket import Socket

__all__ = ["Link", "Reconnection", "Terms"]

Message = TypeVar("Message", bound=Any)

SETUP_TIMEOUT = 30.0  # seconds for the service to take the setup


@dataclass(frozen=True)
class Reconnection:
    """A session went on over another connection; `number` counts them from 1."""

    number: int
    code: int
    reason: str


@dataclass(frozen=True)
class Terms(Generic[Message]):
    """What a session is opened with. `setup` makes the first frame, given a handle or None."""

    address: Address
    setup: Callable[[str | None], Frame]
    kind: type[Message]
    retry: RetryPolicy
    keepalive: float | None = 20.0
    setup_timeout: float = SETUP_TIMEOUT
    on_message: Callable[[Message], None] | None = None
    on_reconnection: Callable[[Reconnection], None] | None = None


class Link(Generic[Message]):
    """One session. Errors that end it are raised by whatever is called next."""

    def __init__(self, terms: Terms[Message], resumption: Resumption) -> None:
        self._terms = terms
        self._resumption = resumption
        self._inbox: asyncio.Queue[Message | GeminiError | None] = asyncio.Queue()
        self._sending = asyncio.Lock()  # held while frames go out, so that they keep their order
        self._changed = asyncio.Event()
        self._failure: Exception | None = None
        self._is_over = False
        self._in_vain = 0  # reconnections since the service said anything
        self._stalled: asyncio.TimerHandle | None = None
        self._socket: Socket
        self._reader: asyncio.Task[None]
        self.setup_complete = LiveServerSetupComplete()
        self.reconnections: list[Reconnection] = []

    async def open(self) -> None:
        """Connect, and wait until the service has taken the setup."""
        self._socket = await self._dial()
        self._reader = asyncio.create_task(self._read())

    async def send(self, frame: Frame, *, asks: bool = False) -> None:
        """Send a frame; while the session moves, wait for it. `asks` if an answer will come."""
        text = json.dumps(frame)
        while True:
            async with self._sending:
                self._check()
                socket = self._socket
                if socket.is_open:
                    self._resumption.sent(text, asks=asks)
                    try:
                        await socket.send(text)
                    except Closed:
                        break  # perhaps it arrived: only the service knows, if anybody
                    return
            await self._moved_from(socket)
        await self._moved_from(socket)
        self._check()

    async def _moved_from(self, socket: Socket) -> None:
        """Wait until the session is on another connection, or over."""
        while self._socket is socket and not self._is_over:
            self._changed.clear()
            await self._changed.wait()

    async def messages(self) -> AsyncGenerator[Message, None]:
        """What the service says, in order, until the session is closed by us."""
        while True:
            message = await self._inbox.get()
            if message is None:
                self._inbox.put_nowait(None)  # for whoever asks next
                if self._failure is not None:
                    raise self._failure
                return
            if isinstance(message, GeminiError):
                raise message
            yield message

    async def close(self) -> None:
        """End the session. Nobody waits for it afterwards."""
        self._finish(None)
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await self._socket.close()

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
        if self._is_over:
            raise InvalidRequest("the session is closed; open another by live.connect(…)")

    def _finish(self, failure: Exception | None) -> None:
        if self._is_over:
            return
        self._is_over, self._failure = True, failure
        if self._stalled is not None:
            self._stalled.cancel()
        self._inbox.put_nowait(None)
        self._changed.set()

    async def _dial(self) -> Socket:
        """A connection that has taken the setup."""
        terms = self._terms
        socket = await Socket.open(terms.address, terms.keepalive)
        try:
            async with asyncio.timeout(terms.setup_timeout):
                await socket.send(json.dumps({"setup": terms.setup(self._resumption.handle)}))
                while True:
                    message = message_from(terms.kind, await socket.receive())
                    if message.setup_complete is not None:
                        self.setup_complete = message.setup_complete
                        return socket
                    self._deliver(message)
        except TimeoutError:
            failure: GeminiError = TimedOut(
                f"{terms.address.host} took the connection but not the setup within "
                f"{terms.setup_timeout:g} s; try again, or look at the model and the config"
            )
        except Closed as closed:
            failure = error_from_closing(closed, terms.address.host)
        except BaseException:
            await socket.close()
            raise
        await socket.close()
        raise failure from None

    async def _read(self) -> None:
        """Read until the session is over, on as many connections as it takes."""
        try:
            while True:
                await self._renew(await self._read_until_closed())
        except Exception as error:  # a caller's callback may raise anything: receivers must hear
            self._finish(error)
            await self._socket.close()

    async def _read_until_closed(self) -> Closed:
        while True:
            try:
                async with asyncio.timeout_at(self._resumption.leave_at()):
                    frame = await self._socket.receive()
            except TimeoutError:
                return await self._leave()
            except Closed as closed:
                return closed
            self._take(frame)

    async def _leave(self) -> Closed:
        """Say goodbye first, and hear what the service still has to say."""
        goodbye = asyncio.create_task(self._socket.close())
        try:
            while True:
                self._take(await self._socket.receive())
        except Closed:
            return Closed(1001, "the service said that it would go away")
        finally:
            await goodbye

    def _take(self, frame: str | bytes) -> None:
        message = message_from(self._terms.kind, frame)
        if isinstance(message, LiveServerMessage):
            self._resumption.saw(message, asyncio.get_running_loop().time())
        self._deliver(message)

    def _deliver(self, message: Message) -> None:
        if getattr(message, "server_content", None) or getattr(message, "tool_call", None):
            self._in_vain = 0
            if self._stalled is not None:
                self._stalled.cancel()
        self._inbox.put_nowait(message)
        if self._terms.on_message is not None:
            self._terms.on_message(message)

    async def _renew(self, closed: Closed) -> None:
        """Go on over another connection, or raise what ended the session."""
        resumption, host = self._resumption, self._terms.address.host
        was_announced = resumption.is_announced
        is_mendable = closed.is_mendable or (was_announced and closed.code == 1000)
        if not is_mendable:
            raise error_from_closing(closed, host)
        if not resumption.can_resume:
            raise error_from_closing(closed, host, resumption.hint)
        self._in_vain += 1
        if self._in_vain > self._terms.retry.attempts:
            raise error_from_closing(closed, host, "it was resumed in vain; begin a new session")
        # First the old one: the service refuses a handle whose session it still holds.
        await self._socket.close()
        async with self._sending:
            self._socket = await self._dialled_again()
            for frame in resumption.begun_again():
                try:
                    await self._socket.send(frame)
                except Closed:
                    break  # the reader is told the same; what is kept is sent once more
        self._changed.set()
        self._note(Reconnection(len(self.reconnections) + 1, closed.code, closed.reason))

    def _note(self, reconnection: Reconnection) -> None:
        self.reconnections.append(reconnection)
        if self._resumption.expects_answer:
            loop = asyncio.get_running_loop()
            self._stalled = loop.call_later(self._terms.setup_timeout, self._say_stalled)
        if self._terms.on_reconnection is not None:
            self._terms.on_reconnection(reconnection)

    def _say_stalled(self) -> None:
        self._resumption.expects_answer = False
        self._inbox.put_nowait(
            ConnectionFailed(
                "the connection broke during a turn and the resumed session does not go on with "
                "it; send the turn again"
            )
        )

    async def _dialled_again(self) -> Socket:
        retry, attempt = self._terms.retry, 1
        while True:
            try:
                return await self._dial()
            except (ConnectionFailed, ServerError):
                if attempt >= retry.attempts:
                    raise
            await asyncio.sleep(min(retry.first_wait * 2 ** (attempt - 1), retry.longest_wait))
            attempt += 1
