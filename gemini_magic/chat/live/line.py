"""LiveLine: the connection of a conversation, which outlives none of its silences."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from ...api.client import Client
from ...api.types import Content, LiveServerMessage
from ...errors import GeminiError
from ..request import Request
from .config import live_config

if TYPE_CHECKING:
    from ...api.live.blocking import BlockingLiveSession

__all__ = ["LiveLine", "in_thread"]

Take = Callable[["BlockingLiveSession", LiveServerMessage], None]
Fail = Callable[["BlockingLiveSession", GeminiError], None]


class LiveLine:
    """Life: `open` and `put_down`, again and again, by one thread; the handle leads from one
    session to the next.

    `take` is given each message and `fail` what ends a session, both by a thread of its own.
    """

    def __init__(
        self, client: Client, request: Request, take: Take, fail: Fail, *, is_marked: bool
    ) -> None:
        live_config(request.generation, is_marked=is_marked)  # raises what a session refuses
        self.session: BlockingLiveSession | None = None
        self._client = client
        self._request = request
        self._take = take
        self._fail = fail
        self._is_marked = is_marked
        self._held = ExitStack()
        self._handle = ""
        self._receiver = threading.Thread()

    def open(self, past: Sequence[Content]) -> BlockingLiveSession:
        """A session that knows what was said: by the handle, or told of the `past` in words."""
        config = live_config(self._request.generation, self._handle, is_marked=self._is_marked)
        connecting = self._client.live.connect(model=self._request.model, config=config)
        session = self._held.enter_context(connecting)
        self.session = session
        if past and not self._handle:
            session.send_client_content(turns=list(past), turn_complete=False)
        self._receiver = in_thread(partial(self._receive, session))
        return session

    def put_down(self) -> None:
        """Close the connection; nothing more is taken from it afterwards."""
        session, self.session = self.session, None  # the receiver looks at it before each turn
        if session is not None:
            self._handle = session.handle or ""
            session.close()
            if self._receiver.ident is not None:
                self._receiver.join()
        self._held.close()

    def _receive(self, session: BlockingLiveSession) -> None:
        try:
            while self.session is session:
                for message in session.receive():
                    self._take(session, message)
        except GeminiError as error:
            if self.session is session:
                self._fail(session, error)


def in_thread(work: Callable[[], None]) -> threading.Thread:
    """Begin the work; what it prints belongs to the cell that began it."""
    context = contextvars.copy_context()
    thread = threading.Thread(
        target=context.run, args=(work,), name="gemini-magic-voice", daemon=True
    )
    thread.start()
    return thread
