"""A WebSocket of the API: JSON messages both ways, the first of them a `setup`.

As at the API, a connection with a wrong key is accepted and then closed with the reason.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from gemini_magic.local.closing import ABNORMAL, GOING_AWAY, Closing
from gemini_magic.local.handlers.base import Endpoint, api_error_from
from gemini_magic.local.handlers.outbox import Outbox
from gemini_magic.local.language_model import LanguageModelError
from gemini_magic.local.wire import strict_json
from gemini_magic.local.wire.errors import ApiError, InvalidArgument
from gemini_magic.local.wire.proto import Message, read

SERVICE = r"//?ws/google\.ai\.generativelanguage\.(v1|v1beta|v1alpha)\.GenerativeService"
"""The path before the method; Google's SDK writes the first slash twice."""

Wire = dict[str, Any]

_MOST_FRAME_BYTES = 10 * 1024 * 1024
_SECONDS_TO_CLOSE = 5.0


class Socket(WebSocketHandler, Endpoint):
    """One connection.

    Life: the key is checked, `set_up` takes the first message, `hear` each further one, and
    `left` is called once at the end. In between the session may `say` messages, `start` work
    beside and `end` the connection. An `ApiError` out of any of them closes it, with its code.
    """

    FRAME: ClassVar[Message]
    """What a client may say: one field at a time, `setup` among them."""

    _is_open = False
    _is_set_up = False
    _is_ending = False
    closing: Closing | None = None  # what ended it, for the event log

    async def set_up(self, setup: Wire) -> Wire:
        """Begins the session; gives what `setupComplete` holds."""
        raise NotImplementedError

    async def hear(self, frame: Wire) -> None:
        """Takes a message; it has one field, which is not `setup`."""
        raise NotImplementedError

    def left(self) -> None:
        """The connection has ended; work that was started beside is cancelled already."""

    async def say(self, message: Wire) -> None:
        """Queues a message; waits while too many wait."""
        await self.outbox.put(message)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Work beside the connection, cancelled with it; its failure closes the connection."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def end(self, closing: Closing) -> None:
        """Closes the connection when all that waits has been sent; nothing is heard any more."""
        if self._is_ending:
            return
        self._is_ending = True
        self.outbox.end(closing)
        # Whoever does not read does not see the end either.
        asyncio.get_running_loop().call_later(_SECONDS_TO_CLOSE, self._cut)

    @property
    def version(self) -> str:
        version: str = self.open_args[0]
        return version

    def initialize(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def prepare(self) -> Any:
        if self.request.headers.get("upgrade", "").lower() != "websocket":
            self.check_key()
            raise InvalidArgument(f"{self.request.path} is a WebSocket: connect by ws:// to it.")
        return self.fail_or_wait()

    def check_origin(self, origin: str) -> bool:
        """Any page may connect: it is the key that opens a session."""
        return True

    @property
    def max_message_size(self) -> int:
        return _MOST_FRAME_BYTES

    async def open(self, *args: str) -> None:
        self._is_open = True
        self.settings["sockets"].add(self)
        self.outbox = Outbox(self.fault)
        self._active_at = asyncio.get_running_loop().time()
        self.start(self._send())
        self.start(self._end_when_idle())
        try:
            self.check_key()
        except ApiError as error:
            self.end(Closing.of(error))

    async def on_message(self, message: str | bytes) -> None:
        self._active_at = asyncio.get_running_loop().time()
        if self._is_ending:
            return
        try:
            await self._take(message)
        except Exception as error:
            self._fail(error)

    def on_close(self) -> None:
        self._is_ending = True
        for task in self._tasks:
            task.cancel()
        if self._is_open:
            self.settings["sockets"].discard(self)
            self.closing = self.closing or Closing(self.close_code or ABNORMAL)
            self.application.log_request(self)
            self.left()

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        # The reason in a client's close frame need not be text; tornado takes it for some.
        if not isinstance(value, UnicodeDecodeError):
            super().log_exception(typ, value, tb)

    async def _take(self, message: str | bytes) -> None:
        raw = message.encode(errors="surrogatepass") if isinstance(message, str) else message
        frame = read(strict_json.parsed(raw), self.FRAME)
        if len(frame) != 1:
            said = ", ".join(sorted(frame)) or "nothing"
            raise InvalidArgument(f"A message holds one field of its oneof; this one has {said}.")
        if ("setup" in frame) == self._is_set_up:
            raise InvalidArgument("setup must be the first message, and only the first.")
        if self._is_set_up:
            await self.hear(frame)
            return
        self._is_set_up = True
        await self.say({"setupComplete": await self.set_up(frame["setup"])})

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """Closes the connection with what went wrong."""
        if not isinstance(error, ApiError | LanguageModelError):
            self.log_exception(type(error), error, error.__traceback__)
        self.end(Closing.of(api_error_from(error)))

    async def _send(self) -> None:
        try:
            self.closing = await self.outbox.run(self._write, self._cut)
        except WebSocketClosedError:
            return
        self.close(self.closing.code, self.closing.short_reason)

    async def _write(self, data: bytes) -> None:
        await self.write_message(data, binary=True)
        self._active_at = asyncio.get_running_loop().time()

    def _cut(self) -> None:
        """Breaks the connection off without a word."""
        if self.ws_connection is not None:
            self.ws_connection._abort()

    async def _end_when_idle(self) -> None:
        limit: float = self.settings["socket_idle_seconds"]
        loop = asyncio.get_running_loop()
        while (left := self._active_at + limit - loop.time()) > 0:
            await asyncio.sleep(left)
        self.end(Closing(GOING_AWAY, f"For {limit:g} s nothing was said on either side."))
