"""Chat: a history, and who asks the model in each turn."""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

from ..api.call import Call
from ..api.client import Client
from ..api.retry import Retry
from ..api.types import Blob, Content, Part
from ..catalog import Advisor, known
from ..errors import GeminiError, LedgerError, ModelNotFound, NotFound, NotKept
from ..ledger import About, Guard, Recorder
from ..tools import LocalTool
from .dialogue import dialogue
from .drafts import Drafts, drafts_of
from .events import Attached, Event, Waiting
from .exchange import Exchange, GenerateExchange, InteractionExchange, Stream, guarded
from .interaction_parts import portable
from .live.exchange import LiveExchange
from .live.spoken_turn import SpokenTurn
from .noting import entry_of, noted
from .older import older_turn, or_older
from .reply import Reply
from .request import Request, Via
from .signatures import unsigned
from .stream import ReplyStream
from .successors import successors_of
from .turns import Turn, place_of, placed

__all__ = ["Chat", "Turn"]

OnWait = Callable[[Waiting], None]
Record = Callable[[Reply], None]
Arrange = Callable[[Sequence[Turn], str], list[Turn]]
"""A history as it stands when a cell asks, whose id is given."""


class Chat:
    """A conversation with one model after the other, as the requests say.

    A turn enters the history once, when its reply ends: whole, or marked partial. A cell that is
    run again takes the place of its own turn, and is sent what stood above it; see `turns`.
    `on_change` is called after each change of the history.
    """

    def __init__(
        self,
        client: Client,
        *,
        model: str,
        name: str = "",
        advisor: Advisor | None = None,
        recorder: Recorder | None = None,
        arrange: Arrange = lambda turns, cell: list(turns),
        on_change: Callable[[Chat], None] = lambda chat: None,
    ) -> None:
        self._client = client
        self._arrange = arrange
        self._on_change = on_change
        self._recorder = recorder
        self._advisor = advisor or Advisor(known())
        self.model = model
        self.name = name
        self.turns: list[Turn] = []
        self._entering = threading.Lock()  # a panel and a cell may speak in one thread at once
        self._approved: list[LocalTool] = []  # always, said whoever was asked
        self._kept: tuple[Turn, ...] = ()  # the turns that the last interaction's id stands for

    @property
    def history(self) -> list[Content]:
        """The messages so far, as they are sent: signatures in place, parts unmerged."""
        return [content for turn in self.turns if not turn.is_aside for content in turn.contents]

    def use(self, client: Client) -> None:
        """Go on with another client; the history stays."""
        self._client = client
        self._kept = ()  # ids belong to the project of a key

    def record_with(self, recorder: Recorder) -> None:
        """Write all further calls down."""
        self._recorder = recorder

    def reset(self) -> None:
        """Forget all turns, and what was approved for longer."""
        self.turns.clear()
        self._approved.clear()
        self._on_change(self)

    def undo(self) -> Turn | None:
        """Forget the last turn that is sent, and return it; None where there is none."""
        live = [turn for turn in self.turns if not turn.is_aside]
        if not live:
            return None
        self.turns = [turn for turn in self.turns if turn is not live[-1]]
        self._on_change(self)
        return live[-1]

    def send(
        self,
        request: Request | str,
        *,
        remember: bool = True,
        on_wait: OnWait | None = None,
        about: About | None = None,
        guard: Guard = nullcontext,
    ) -> ReplyStream:
        """Ask: `send("Why?").finish().text`. A text is a request of nothing else.

        With `remember=False` the history is neither sent nor added to.

        `on_wait` is called at the beginning of each wait before a retry, since an iterator
        cannot speak while it blocks. `about` says to the ledger where the question stands;
        `guard` stands around every call to the service, and may refuse it.
        """
        if isinstance(request, str):
            request = Request((Part(text=request),))
        request, exchange, contents = self._prepared(request, remember, about, guard)
        if not self._client.is_local:  # which answers in place of any model
            self._advisor.look_at(request.model)
        cell = about.cell if about is not None else ""
        events = self._events(request, exchange, contents, on_wait, cell)
        record: Record = partial(self._record, request, cell) if remember else _forget
        if request.via != "generate" and self._recorder is not None:
            is_local = self._client.is_local
            record = noted(record, self._recorder, request.model, about, is_local=is_local)
        return ReplyStream(events, record)

    def call(
        self, request: Request, *, remember: bool = True, about: About | None = None
    ) -> Call[Any]:
        """The call that `send` would begin with; nothing is sent."""
        _, exchange, contents = self._prepared(request, remember, about)
        return exchange.call(contents)

    def enter(self, turn: SpokenTurn, about: About | None = None) -> None:
        """Take in a turn of a conversation by voice, and write it down as calls are."""
        self._record(turn.request, "", turn.reply)
        if self._recorder is not None:
            model, is_local = turn.request.model, self._client.is_local
            entry = entry_of(turn.reply, model, about, ms=turn.ms, first_ms=turn.first_ms)
            self._recorder.note(entry, is_local=is_local)

    def _prepared(
        self,
        request: Request,
        remember: bool,
        about: About | None,
        guard: Guard = nullcontext,
    ) -> tuple[Request, Exchange, list[Content]]:
        """The request with its model, who asks it, and all messages to be sent."""
        if not request.model:
            request = replace(request, model=self.model)
        cell = about.cell if about is not None else ""
        before = self._before(cell) if remember else []
        exchange = self._asking(request, before, about, guard)
        return request, exchange, _messages(before, request, self._client.is_local)

    def _before(self, cell: str) -> list[Turn]:
        """What stands above the turn of a cell."""
        turns = self._arrange(self.turns, cell)
        return turns[: place_of(turns, cell)]

    def _record(self, request: Request, cell: str, reply: Reply) -> None:
        turn = Turn(request, reply, cell)
        with self._entering:
            self.turns = placed(self._arrange(self.turns, cell), turn)
            is_kept = turn.kept_id and request.generation.store is not False
            is_last = self.turns[-1] is turn
            self._kept = tuple(self.turns) if is_kept and not reply.is_partial and is_last else ()
            self._on_change(self)

    def _events(
        self,
        request: Request,
        exchange: Exchange,
        contents: list[Content],
        on_wait: OnWait | None,
        cell: str,
    ) -> Iterator[Event]:
        """All exchanges of one turn: ask, run what was asked for, ask again."""
        pictures = _pictures(contents)
        if request.sent or pictures:
            yield Attached(request.sent, pictures)
        on_retry = None if on_wait is None else partial(_tell, on_wait)
        try:
            with exchange if isinstance(exchange, LiveExchange) else nullcontext():
                events = dialogue(request, exchange, contents, on_retry, self._approved)
                older = older_turn(self.turns, request, cell) if request.cache == "only" else None
                yield from events if older is None else or_older(events, older, request)
        except NotFound as error:
            raise self._explained(error, request.model) from None

    def _asking(
        self, request: Request, before: list[Turn], about: About | None, guard: Guard
    ) -> Exchange:
        """As `_exchange`, as often as answers are wanted."""
        if request.count == 1:
            return self._exchange(request, before, about, guard)
        return Drafts([self._exchange(draft, before, about, guard) for draft in drafts_of(request)])

    def _exchange(
        self, request: Request, before: list[Turn], about: About | None, guard: Guard
    ) -> Exchange:
        """Who asks the model in this turn, which stands behind those."""
        asked = request.model, request.generation
        if request.via == "generate":
            stream = self._stream(request, about, guard)
            return GenerateExchange(self._client, stream, *asked)
        if request.cache == "only":
            raise NotKept(
                f"what is asked via {request.via} is not kept, and cache is 'only'; "
                "run it with cache='off'"
            )
        kind = LiveExchange if request.via == "live" else InteractionExchange
        return kind(self._client, *asked, self._kept_id(before, request.via), guard)

    def _stream(self, request: Request, about: About | None, guard: Guard) -> Stream:
        if self._recorder is not None:
            cache = request.cache or "refresh"
            return partial(
                self._recorder.stream, self._client, cache=cache, about=about, guard=guard
            )
        if request.cache in ("use", "only"):
            raise LedgerError(
                f"cache is {request.cache!r}, but there is no ledger to find answers in; set "
                "GEMINI_MAGIC_LEDGER to a file"
            )
        return guarded(self._client.stream, guard)

    def _kept_id(self, turns: list[Turn], via: Via) -> str:
        """The id by which that surface knows these very turns; empty if it does not."""
        is_same = len(turns) == len(self._kept) and all(map(operator.is_, turns, self._kept))
        is_there = turns and is_same and turns[-1].request.via == via
        return turns[-1].kept_id if is_there else ""

    def _explained(self, error: NotFound, model: str) -> GeminiError:
        """A model that is gone, with the models that could replace it."""
        if model.removeprefix("models/") not in error.message:
            return error  # it is a file, a cache or a store that was not found
        try:
            return ModelNotFound(error, model, successors_of(model, self._client.models.list()))
        except GeminiError:
            # The list is a courtesy: the first error is the one to report.
            return error


def _pictures(contents: list[Content]) -> tuple[Blob, ...]:
    """The pictures of the last message that holds any: what a question is about."""
    for content in reversed(contents):
        blobs = [part.inline_data for part in content.parts or () if part.inline_data is not None]
        if found := [blob for blob in blobs if (blob.mime_type or "").startswith("image/")]:
            return tuple(found)
    return ()


def _messages(turns: list[Turn], request: Request, is_local: bool) -> list[Content]:
    """What was said and what is asked, as the surface that is asked now understands it."""
    messages = [request.content]
    for turn in reversed(turns):
        contents = turn.before(messages[0])
        if turn.reply.is_local != is_local:
            contents = unsigned(contents)
        is_foreign = request.via == "generate" != turn.request.via
        messages[:0] = portable(contents) if is_foreign else contents
    return messages


def _tell(on_wait: OnWait, retry: Retry) -> None:
    on_wait(Waiting(retry.seconds, retry.attempt, retry.attempts, str(retry.error)))


def _forget(reply: Reply) -> None:
    """For replies that no history keeps."""
