"""Session: one client, named chats and a model; what all frontends share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from .api.call import Call
from .api.client import Client
from .api.generate_call import model_path
from .api.types import Model, UsageMetadata
from .attach import Uploads
from .catalog import Advisor, known, price
from .chat import (
    Chat,
    ReplyStream,
    Request,
    Standing,
    Threads,
)
from .chat.budget import Budget, all_of
from .chat.chat import OnWait
from .chat.live.conversation import Conversation
from .chat.live.view import View
from .errors import NotKept
from .ledger import About, Guard, Ledger, Recorder
from .settings import Settings
from .tools import McpServer

__all__ = ["Session", "current", "drop", "used"]

DEFAULT_THREAD = "main"


class Session:
    """What the cells, panels and frames of one kernel share.

    Without a key the session falls back to the local engine, and every reply says so.
    `client` may be given (tests, other settings); else it is made when first needed. Calls are
    written into `ledger`, or the one that GEMINI_MAGIC_LEDGER names; `cache` is how it is used.
    """

    def __init__(
        self,
        client: Client | None = None,
        *,
        model: str | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        settings = Settings.from_environment()
        self._client = client
        self._making = threading.Lock()  # cells with --bg ask from threads of their own
        self._engine = settings.engine
        self.model = model or settings.model
        self.threads = Threads(self._made_chat)
        self._advisor = Advisor(known())  # one for all chats: each model is warned of once
        self._recorder: Recorder | None = None
        self.cache = settings.cache
        self.budget: Budget | None = None
        self.defaults: dict[str, str | bool] = {}  # of cells, by flag; see magics.defaults
        self.mcp_servers: dict[str, McpServer] = {}  # by name
        self.where: Callable[[], About] = About  # the running cell, where a frontend tells
        self.uploads = Uploads(lambda: self.client, lambda: self._recorder, lambda: self.cache)
        if ledger is None and settings.ledger not in ("", "off"):
            ledger = Ledger(settings.ledger)
        if ledger is not None:
            self.keep(ledger)

    @property
    def client(self) -> Client:
        """The client, made on first use."""
        with self._making:
            if self._client is None:
                self._client = self._made_client()
            return self._client

    @property
    def recorder(self) -> Recorder | None:
        """Who writes calls down, if anybody does."""
        return self._recorder

    @property
    def ledger(self) -> Ledger | None:
        """Where calls are written down, if anywhere."""
        return self._recorder.ledger if self._recorder else None

    def keep(self, ledger: Ledger) -> None:
        """Write all further calls into this ledger."""
        self._recorder = Recorder(ledger, _dollars)
        for chat in self.threads.chats.values():
            chat.record_with(self._recorder)

    def keep_here(self) -> None:
        """Write calls into `.gemini/` where the kernel works, unless settings say else."""
        if self._recorder is None and Settings.from_environment().ledger != "off":
            self.keep(Ledger(Path.cwd() / ".gemini" / "ledger.sqlite"))

    def keep_threads(self, notebook: str, standing: Callable[[], Standing] = Standing) -> None:
        """Keep what this notebook's threads say in the ledger, and go on with what is kept there.

        `standing` tells where the notebook's cells stand, when it is asked. Without a ledger, or
        without a name of the notebook, threads end with the kernel.
        """
        if self._recorder is not None:
            self.threads.keep_in(self._recorder, notebook, standing)

    @property
    def is_local(self) -> bool:
        """Whether the local engine answers, which is not Gemini."""
        return self.client.is_local

    def _made_client(self) -> Client:
        if self._engine is not None:
            return Client(engine=self._engine, gate=self._gate)
        engine = None if Settings.from_environment().api_key else "local"
        return Client(engine=engine, gate=self._gate)

    def _gate(self) -> None:
        """Keep everything from the service where only kept answers may be given."""
        if self.cache == "only":
            raise NotKept(
                "this has to be asked of the service, and cache is 'only', which asks nobody; "
                "run it with GEMINI_MAGIC_CACHE=use"
            )

    def use(self, name: str) -> str:
        """Switch to a model, or to the engine "local" or "gemini". Chats keep their history."""
        if name in ("local", "gemini"):
            client = Client(engine=name, gate=self._gate)  # raises before anything changes
            self.close()
            self._client = client
            for chat in self.threads.chats.values():
                chat.use(client)
        else:
            self.model = model_path(name).removeprefix("models/")  # raises where that cannot be
            self.defaults["model"] = self.model
        return self.described

    @property
    def described(self) -> str:
        """Model and engine, for people."""
        engine = "the local engine, not Gemini" if self.is_local else "Gemini"
        return f"{self.model} on {engine}"

    def chat(self, name: str = DEFAULT_THREAD) -> Chat:
        """The chat of that name, made when first asked for; "main/idea" branches from "main"."""
        chat = self.threads.chat(name)
        chat.model = self.model
        return chat

    def _made_chat(self, name: str = "", **history: Any) -> Chat:
        return Chat(
            self.client,
            model=self.model,
            name=name,
            advisor=self._advisor,
            recorder=self._recorder,
            **history,
        )

    @property
    def chats(self) -> dict[str, Chat]:
        """All chats by name, with those that are kept of an earlier kernel."""
        kept = {name: self.threads.chat(name) for name in self.threads.names}
        return self.threads.chats | kept

    def reset(self, name: str | None = None) -> list[str]:
        """Forget one chat, or all; returns the names of those that had a history."""
        return self.threads.reset(name)

    def send(
        self,
        request: Request,
        *,
        thread: str | None = None,
        remember: bool = True,
        on_wait: OnWait | None = None,
        about: About | None = None,
    ) -> ReplyStream:
        """Ask, in a named chat or in one that is dropped afterwards."""
        chat = self.chat(thread) if thread else self._made_chat()
        if request.cache is None and self._recorder is not None:
            request = replace(request, cache=self.cache)
        return chat.send(
            request, remember=remember, on_wait=on_wait, about=about, guard=self.guard(request)
        )

    def guard(self, request: Request) -> Guard:
        """What limits the cost of a request: the session's budget, and its own."""
        if self.is_local:  # which costs nothing
            return nullcontext
        guards = [] if self.budget is None else [self.budget]
        if request.max_cost is not None:
            guards.append(Budget(request.max_cost, name="the limit of this cell"))
        return all_of(guards) if guards else nullcontext

    def call(
        self,
        request: Request,
        *,
        thread: str | None = None,
        remember: bool = True,
        about: About | None = None,
    ) -> Call[Any]:
        """The call that `send` would begin with; nothing is sent."""
        chat = self.chat(thread) if thread else self._made_chat()
        return chat.call(request, remember=remember, about=about)

    def converse(
        self,
        request: Request,
        view: View,
        *,
        thread: str,
        hands_free: bool = False,
        about: About | None = None,
    ) -> Conversation:
        """Begin a conversation by voice, whose turns enter a named chat; `view` shows it."""
        enter = partial(self.chat(thread).enter, about=about)
        guard = self.guard(request)
        return Conversation(
            self.client, request, view, hands_free=hands_free, enter=enter, guard=guard
        )

    def close(self) -> None:
        """Close the connections; the chats stay."""
        if self._client is not None:
            self._client.close()
        if self._recorder is not None:
            self._recorder.ledger.close()

    def models(self) -> Iterator[Model]:
        """Every model that the service offers. Later warnings of models take its word."""
        listed = list(self.client.models.list())
        if not self.is_local:  # which lists its own only
            self._advisor.learn(listed)
        return iter(listed)


def _dollars(usage: UsageMetadata | None, model: str) -> float | None:
    cost = price(usage, model)
    return None if cost is None else cost.dollars


_current: Session | None = None
_making = threading.Lock()
_here: ContextVar[Session | None] = ContextVar("_here", default=None)


def current() -> Session:
    """The session of this process, made when first asked for; or the one that is `used` here."""
    global _current
    if (here := _here.get()) is not None:
        return here
    with _making:
        if _current is None:
            _current = Session()
        return _current


@contextmanager
def used(session: Session) -> Iterator[Session]:
    """This one is the `current` session here: in this thread, and what it begins."""
    token = _here.set(session)
    try:
        yield session
    finally:
        _here.reset(token)


def drop() -> None:
    """Forget the session of this process, its chats and connections, and end its servers."""
    global _current
    session, _current = _current, None
    if session is not None:
        session.close()
        for server in session.mcp_servers.values():
            server.close()
