"""Conversation: a Live session that goes on, beside whatever else the program does.

Life: made; then `begin_speech`, `hear` and `end_speech`, or `say`, from any thread. The first word
opens the session, a silence puts it down, and the next word takes it up where it was; `close` ends
it. One thread sends, in order; one receives; functions of ours run in a third.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

from ...api.client import Client
from ...api.types import Content, FunctionCall, FunctionResponse, LiveServerMessage, Part
from ...errors import GeminiError, InvalidRequest
from ...ledger import Guard
from ...tools import LocalTool
from ..calls import Calls
from ..events import Stopped, ToolResult
from ..reply import Reply
from ..request import Request
from .exchange import live_call, model_version_of
from .line import LiveLine, in_thread
from .open_turn import OpenTurn, Words, begins_turn
from .sound import written
from .spoken_turn import SpokenTurn
from .view import View

if TYPE_CHECKING:
    from ...api.live.blocking import BlockingLiveSession

__all__ = ["Conversation"]

IDLE = 120.0
"""Seconds of silence after which the connection is put down."""


class Conversation:
    """Speech and text in, turns out: `turns` are those that have ended.

    `request` says who answers and how; its parts are not sent. With `hands_free` the service hears
    when the user speaks; else `begin_speech` and `end_speech` say so. `enter` is given each turn.
    """

    def __init__(
        self,
        client: Client,
        request: Request,
        view: View,
        *,
        hands_free: bool = False,
        enter: Callable[[SpokenTurn], None] = lambda turn: None,
        guard: Guard = nullcontext,
        idle: float = IDLE,
    ) -> None:
        self.turns: list[SpokenTurn] = []
        self._client = client
        self._request = request
        self._view = view
        self._hands_free = hands_free
        self._enter = enter
        self._guard = guard
        self._idle = idle
        self._lock = threading.RLock()  # of what the sender and the receiver share:
        self._words = Words()
        self._turn: OpenTurn | None = None
        self._numbers = 0
        self._cancelled: set[str] = set()
        self._approved: list[LocalTool] = []  # for all turns, said whoever was asked
        self._line = LiveLine(client, request, self._take, self._lost, is_marked=not hands_free)
        self._is_over = False
        self._steps: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._sender = in_thread(self._send)

    def say(self, text: str) -> None:
        """A turn of the user by text. It interrupts what the model says."""
        if not text.strip():
            raise InvalidRequest("there is nothing to say; type a few words first")
        self._do(partial(self._say, text))

    def begin_speech(self) -> None:
        """The user begins to speak; the model falls silent."""
        self._do(self._begin_speech)

    def hear(self, pcm: bytes) -> None:
        """A piece of the user's speech: 16-bit mono PCM of 16 kHz, 20 to 100 ms at a time."""
        self._do(partial(self._hear, pcm))

    def end_speech(self) -> None:
        """The user has ended; with `hands_free`, the microphone is off."""
        self._do(self._end_speech)

    def hush(self) -> None:
        """What the model still says in this turn is not heard any more."""
        self._do(self._hush)

    def rest(self) -> None:
        """Put the connection down until the next word."""
        self._do(self._rest)

    def close(self) -> None:
        """End the session, and wait until it has ended. What was being said is kept, marked."""
        self._is_over = True
        self._steps.put(None)
        if threading.current_thread() is not self._sender:
            self._sender.join()

    def _do(self, step: Callable[[], None]) -> None:
        if self._is_over:
            raise InvalidRequest("the conversation has ended; begin another")
        self._steps.put(step)

    # What the sender does.

    def _send(self) -> None:
        while True:
            try:
                step = self._steps.get(timeout=self._idle if self._line.session else None)
            except queue.Empty:
                step = self._rest_if_quiet
            if step is None:
                break
            try:
                step()
            except GeminiError as error:
                self._fail(error)
        self._rest()
        self._view.stands("ended")

    def _say(self, text: str) -> None:
        with self._lock:
            self._words = Words(typed=text, number=self._next_number())
            self._show_words()
        session = self._opened()
        self._check_cost()
        self._words.end()
        session.send_client_content(turns=text)

    def _begin_speech(self) -> None:
        with self._lock:
            self._words = Words(number=0 if self._hands_free else self._next_number())
            if not self._hands_free:
                self._show_words()
        session = self._opened()
        self._check_cost()
        if not self._hands_free:
            session.send_realtime_input(activity_start=True)

    def _hear(self, pcm: bytes) -> None:
        with self._lock:
            self._words.hear(pcm)
        if (session := self._line.session) is not None:  # else it has failed, which was said
            session.send_realtime_input(audio=pcm)

    def _end_speech(self) -> None:
        self._words.end()
        if (session := self._line.session) is None:
            return
        if self._hands_free:
            session.send_realtime_input(audio_stream_end=True)
        else:
            session.send_realtime_input(activity_end=True)

    def _hush(self) -> None:
        with self._lock:
            if self._turn is not None:
                self._turn.is_hushed = True
                self._view.hushes()

    def _return(self, session: BlockingLiveSession, answers: Sequence[FunctionResponse]) -> None:
        wanted = [one for one in answers if one.id not in self._cancelled]
        if wanted and session is self._line.session:
            session.send_tool_response(function_responses=wanted)

    def _check_cost(self) -> None:
        """Raises where the budget is used up."""
        call = live_call(self._request.model, [self._words.content], self._request.generation)
        with self._guard(call):
            return

    def _show_words(self) -> None:
        self._view.grows(self._words.number, self._words.typed, Reply())

    def _next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _opened(self) -> BlockingLiveSession:
        if self._line.session is not None:
            return self._line.session
        self._view.stands("connecting")
        session = self._line.open(self._past())
        self._view.stands("open")
        return session

    def _past(self) -> list[Content]:
        contents: list[Content] = []
        for turn in self.turns:
            heard = turn.reply.heard
            contents += written([turn.request.content, *turn.reply.contents], heard)
        return contents

    def _rest_if_quiet(self) -> None:
        if self._turn is None:
            self._rest()

    def _rest(self) -> None:
        if self._line.session is not None:
            self._line.put_down()
            self._end_turn(Stopped("interrupted"))
            self._view.stands("resting")

    def _fail(self, error: GeminiError) -> None:
        self._line.put_down()
        self._end_turn(Stopped("error", str(error)))
        self._view.stands("failed", str(error))

    # What the receiver does.

    def _lost(self, session: BlockingLiveSession, error: GeminiError) -> None:
        self._steps.put(partial(self._fail_of, session, error))

    def _fail_of(self, session: BlockingLiveSession, error: GeminiError) -> None:
        if self._line.session is session:
            self._fail(error)

    def _take(self, session: BlockingLiveSession, message: LiveServerMessage) -> None:
        with self._lock:
            if begins_turn(message) and (self._turn is None or self._turn.is_stopped):
                self._end_turn()
                self._turn = self._begun()
            if message.tool_call_cancellation is not None:
                self._cancelled.update(message.tool_call_cancellation.ids or ())
            if self._turn is not None:
                self._add(session, self._turn, message)

    def _add(
        self, session: BlockingLiveSession, turn: OpenTurn, message: LiveServerMessage
    ) -> None:
        if pcm := turn.take(message):
            self._view.sounds(turn.number, pcm)
        if message.server_content is not None and message.server_content.interrupted:
            self._view.hushes()
        self._view.grows(turn.number, turn.words.typed, turn.reply)
        if message.tool_call is not None:
            asked = message.tool_call.function_calls or []
            in_thread(partial(self._run, session, turn, asked))
        if turn.is_ended:
            self._end_turn()

    def _begun(self) -> OpenTurn:
        words, self._words = self._words, Words()
        words.number = words.number or self._next_number()
        version = model_version_of(self._client, self._request.model)
        calls = Calls(self._request, self._view.approves, self._approved)
        return OpenTurn(words, version, calls)

    def _end_turn(self, stopped: Stopped | None = None) -> None:
        with self._lock:
            turn, self._turn = self._turn, None
            if turn is None and stopped is not None and self._words.parts:
                turn = self._begun()  # nothing was answered
            if turn is None:
                return
            spoken = turn.spoken(self._request, stopped)
            self.turns.append(spoken)
            self._view.grows(turn.number, turn.words.typed, spoken.reply)
        self._enter(spoken)

    # What a thread of its own does.

    def _run(self, session: BlockingLiveSession, turn: OpenTurn, asked: list[FunctionCall]) -> None:
        answers = []
        try:
            is_ours = turn.calls.are_ours(asked)
            for result in turn.calls.answer(asked) if is_ours else map(_absent, asked):
                with self._lock:
                    turn.apply([result])
                    self._view.grows(turn.number, turn.words.typed, turn.reply)
                if (response := result.part.function_response) is not None:
                    answers.append(response)
        except GeminiError as error:
            self._lost(session, error)
        else:
            self._steps.put(partial(self._return, session, answers))


def _absent(call: FunctionCall) -> ToolResult:
    error = {"error": f"there is no function {call.name!r} here"}
    return ToolResult(
        Part(function_response=FunctionResponse(id=call.id, name=call.name, response=error))
    )
