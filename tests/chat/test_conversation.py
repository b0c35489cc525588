"""A conversation by voice: what the service hears, what the view is told, how it rests and ends."""

from __future__ import annotations

import asyncio
import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from gemini_magic.api.types import FunctionCall
from gemini_magic.chat import Decision, Reply, Request
from gemini_magic.chat.live.conversation import Conversation
from gemini_magic.chat.live.spoken_turn import SpokenTurn
from gemini_magic.errors import InvalidRequest
from gemini_magic.tools import asks_first, tools_from
from tests.api.live_service import Line, LiveService, handle
from tests.chat.test_live import END, MODEL, PCM, heard, spoken, told

VOICE = b"\x01\x02" * 1600


class Listener:
    """A view that keeps what it is told, and lets a test wait for it."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self.sound = b""
        self.hushed = 0
        self.seen: dict[int, tuple[str, Reply]] = {}
        self.asked: list[FunctionCall] = []
        self.decision = Decision("approved")
        self._changed = threading.Condition()

    def stands(self, state: str, why: str = "") -> None:
        with self._changed:
            self.states.append(f"{state}: {why}" if why else state)
            self._changed.notify_all()

    def grows(self, number: int, said: str, reply: Reply) -> None:
        with self._changed:
            self.seen[number] = said, reply
            self._changed.notify_all()

    def sounds(self, number: int, pcm: bytes) -> None:
        with self._changed:
            self.sound += pcm
            self._changed.notify_all()

    def hushes(self) -> None:
        with self._changed:
            self.hushed += 1
            self._changed.notify_all()

    def approves(self, call: FunctionCall, *, may_last: bool) -> Decision:
        self.asked.append(call)
        return self.decision

    def wait(self, until: Callable[[], object]) -> None:
        deadline = time.monotonic() + 10
        with self._changed:
            while not until():
                assert time.monotonic() < deadline, (self.states, self.seen)
                self._changed.wait(0.05)

    def has_rested(self, times: int) -> bool:
        return self.states.count("resting") == times

    def finished(self, number: int) -> Callable[[], bool]:
        return lambda: number in self.seen and self.seen[number][1].is_finished


@contextmanager
def conversing(
    service: LiveService,
    view: Listener,
    *,
    tools: Any = (),
    approve: Any = None,
    max_calls: int | None = None,
    **options: Any,
) -> Iterator[Conversation]:
    terms: dict[str, Any] = {"approve": approve, "max_calls": max_calls}
    request = Request((), model=MODEL, via="live", tools=tools_from(tools), **terms)
    with service.client() as client:
        conversation = Conversation(client, request, view, **options)
        try:
            yield conversation
        finally:
            conversation.close()


def inputs(line: Line) -> list[str]:
    """What was sent after the setup, by kind."""
    frames = [frame.get("realtimeInput", frame) for frame in line.heard[1:]]
    return [next(iter(frame)) for frame in frames]


async def answers(line: Line, *messages: dict[str, Any], after: str = "activityEnd") -> None:
    """Say this once the user has ended."""
    while after not in str(await line.hear()):
        pass
    await line.say(*messages)


async def hears_and_answers(line: Line) -> None:
    await line.set_up()
    await answers(
        line, heard("Six times "), heard("seven?"), told("42."), spoken(), END, handle("h1")
    )
    await line.goodbye()


def test_speech_goes_out_as_it_comes_and_the_answer_is_heard_and_read() -> None:
    view, entered = Listener(), list[SpokenTurn]()
    with LiveService(hears_and_answers) as service:
        with conversing(service, view, enter=entered.append) as conversation:
            conversation.begin_speech()
            conversation.hear(VOICE)
            conversation.hear(VOICE)
            conversation.end_speech()
            view.wait(view.finished(1))
        [line] = service.lines

    assert inputs(line) == ["activityStart", "audio", "audio", "activityEnd"]
    assert view.sound == PCM
    assert view.states == ["connecting", "open", "resting", "ended"]
    [turn] = conversation.turns
    assert entered == [turn]
    assert (turn.said, turn.text) == ("Six times seven?", "42.")
    assert turn.voice is not None
    assert turn.voice.data == VOICE * 2
    assert turn.row["said_seconds"] == 0.2
    assert turn.row["tokens"] == 12


def test_typed_words_are_a_turn_too() -> None:
    async def scene(line: Line) -> None:
        await line.set_up()
        await answers(line, told("Hi."), END, after="clientContent")
        await line.goodbye()

    view = Listener()
    with LiveService(scene) as service, conversing(service, view) as conversation:
        conversation.say("Hello")
        view.wait(view.finished(1))

    assert view.seen[1][0] == "Hello"
    assert conversation.turns[0].said == "Hello"


def test_who_speaks_into_the_answer_ends_it() -> None:
    begun = asyncio.Event()

    async def scene(line: Line) -> None:
        await line.set_up()
        await answers(line, told("A long "), spoken())
        await answers(line, after="activityStart")
        await line.say({"serverContent": {"interrupted": True}}, END)
        begun.set()
        await answers(line, heard("Stop!"), told("Well."), END)
        await line.goodbye()

    view = Listener()
    with LiveService(scene) as service, conversing(service, view) as conversation:
        conversation.begin_speech()
        conversation.end_speech()
        view.wait(lambda: view.sound)
        conversation.begin_speech()
        view.wait(lambda: view.hushed)
        conversation.end_speech()
        view.wait(view.finished(2))

    first, second = conversation.turns
    assert (first.text, first.row["stopped"]) == ("A long ", "interrupted")
    assert first.audio is not None  # what had come of it
    assert (second.said, second.text, second.row["stopped"]) == ("Stop!", "Well.", "")


def test_what_is_hushed_is_not_heard_any_more_and_marked() -> None:
    goes_on = threading.Event()

    async def scene(line: Line) -> None:
        await line.set_up()
        await answers(line, told("One. "), spoken())
        await asyncio.to_thread(goes_on.wait, 10)
        await line.say(told("Two."), spoken(), END)
        await line.goodbye()

    view = Listener()
    with LiveService(scene) as service, conversing(service, view) as conversation:
        conversation.begin_speech()
        conversation.end_speech()
        view.wait(lambda: view.sound)
        conversation.hush()
        view.wait(lambda: view.hushed)
        goes_on.set()
        view.wait(view.finished(1))

    assert view.sound == PCM
    assert conversation.turns[0].row["stopped"] == "interrupted"


def test_after_a_silence_the_connection_rests_and_the_next_word_takes_it_up_by_its_handle() -> None:
    view = Listener()
    with (
        LiveService(hears_and_answers) as service,
        conversing(service, view, idle=0.05) as conversation,
    ):
        for number in (1, 2):
            conversation.begin_speech()
            conversation.end_speech()
            view.wait(view.finished(number))
            view.wait(partial(view.has_rested, number))
        handles = [line.heard[0]["setup"]["sessionResumption"] for line in service.lines]

    assert handles == [{}, {"handle": "h1"}]


def test_where_the_service_goes_away_the_conversation_moves_on_unnoticed() -> None:
    async def leaves(line: Line) -> None:
        await line.set_up()
        await answers(line, heard("One?"), told("Uno."), END, handle("h1"))
        await line.say({"goAway": {"timeLeft": "0.5s"}})
        await line.goodbye()

    view = Listener()
    with LiveService(leaves, hears_and_answers) as service, conversing(service, view) as talk:
        for number in (1, 2):
            talk.begin_speech()
            talk.hear(VOICE)
            talk.end_speech()
            view.wait(view.finished(number))
            view.wait(lambda: service.lines[0].socket.close_code is not None)
        handles = [line.heard[0]["setup"]["sessionResumption"] for line in service.lines]

    assert handles == [{}, {"handle": "h1"}]
    assert [turn.text for turn in talk.turns] == ["Uno.", "42."]
    assert view.states == ["connecting", "open", "resting", "ended"]


def test_a_failure_is_said_and_the_next_word_begins_anew_with_what_was_said() -> None:
    async def fails(line: Line) -> None:
        await line.set_up()
        await answers(line, heard("One?"), told("Uno."), END)
        await line.socket.close(1008, "no more")

    view = Listener()
    with LiveService(fails, hears_and_answers) as service, conversing(service, view) as talk:
        talk.begin_speech()
        talk.hear(VOICE)
        talk.end_speech()
        view.wait(lambda: any("no more" in state for state in view.states))
        talk.begin_speech()
        talk.end_speech()
        view.wait(view.finished(2))
        turns = service.lines[1].heard[1]["clientContent"]["turns"]

    assert [turn["parts"] for turn in turns] == [[{"text": "One?"}], [{"text": "Uno."}]]


def test_words_that_nobody_answers_are_kept_and_marked() -> None:
    async def silent(line: Line) -> None:
        await line.set_up()
        await line.goodbye()

    view = Listener()
    with LiveService(silent) as service, conversing(service, view) as conversation:
        conversation.say("Anybody there?")
        view.wait(lambda: "open" in view.states)

    [turn] = conversation.turns
    assert (turn.said, turn.row["stopped"]) == ("Anybody there?", "interrupted")


def calling(line: Line) -> Any:
    call = {"id": "c1", "name": "double", "args": {"number": 21}}

    async def scene() -> None:
        await line.set_up()
        await answers(line, {"toolCall": {"functionCalls": [call]}})
        await answers(line, told("42."), END, after="toolResponse")
        await line.goodbye()

    return scene()


@pytest.mark.parametrize("verdict", ["approved", "denied"])
def test_the_view_is_asked_before_a_function_runs_that_asks_first(verdict: Any) -> None:
    ran: list[int] = []

    @asks_first
    def double(number: int) -> int:
        ran.append(number)
        return 2 * number

    view = Listener()
    view.decision = Decision(verdict)
    with LiveService(calling) as service, conversing(service, view, tools=[double]) as conversation:
        conversation.begin_speech()
        conversation.end_speech()
        view.wait(view.finished(1))
        [response] = [frame for frame in service.lines[0].heard if "toolResponse" in frame]

    assert [call.name for call in view.asked] == ["double"]
    assert ran == ([21] if verdict == "approved" else [])
    [returned] = response["toolResponse"]["functionResponses"]
    assert ("result" in returned["response"]) == (verdict == "approved")
    assert conversation.turns[0].reply.calls[0].verdict == verdict


def calls_in_turns(*turns: int) -> Callable[[Line], Any]:
    """A service that in each turn calls a function so many times, one after the other."""

    async def scene(line: Line) -> None:
        await line.set_up()
        for turn, count in enumerate(turns):
            for number in range(count):
                call = {"id": f"c{turn}{number}", "name": "double", "args": {"number": number}}
                after = "toolResponse" if number else "activityEnd"
                await answers(line, {"toolCall": {"functionCalls": [call]}}, after=after)
            await answers(line, told("Done."), END, after="toolResponse")
        await line.goodbye()

    return scene


def test_what_is_approved_for_longer_is_not_asked_for_again_in_any_turn() -> None:
    def double(number: int) -> int:
        return 2 * number

    view = Listener()
    view.decision = Decision("approved", lasts=True)
    with (
        LiveService(calls_in_turns(2, 1)) as service,
        conversing(service, view, tools=[double], approve="ask") as conversation,
    ):
        for number in (1, 2):
            conversation.begin_speech()
            conversation.end_speech()
            view.wait(view.finished(number))

    assert len(view.asked) == 1
    verdicts = [call.verdict for turn in conversation.turns for call in turn.reply.calls]
    assert verdicts == ["approved"] * 3


def test_the_limit_of_calls_is_one_of_the_turn_and_going_on_calling_is_a_failure() -> None:
    ran: list[int] = []

    def double(number: int) -> int:
        ran.append(number)
        return 2 * number

    view = Listener()
    with (
        LiveService(calls_in_turns(3)) as service,
        conversing(service, view, tools=[double], max_calls=1) as conversation,
    ):
        conversation.begin_speech()
        conversation.end_speech()
        view.wait(lambda: any(state.startswith("failed") for state in view.states))

    assert ran == [0]
    assert "no more calls are allowed" in view.states[-2]


def test_hands_free_the_service_hears_where_speech_begins_and_ends() -> None:
    async def scene(line: Line) -> None:
        await line.set_up()
        await answers(line, heard("Hey"), told("Yes?"), END, after="audio")
        await line.goodbye()

    view = Listener()
    with LiveService(scene) as service:
        with conversing(service, view, hands_free=True) as conversation:
            conversation.begin_speech()
            conversation.hear(VOICE)
            view.wait(view.finished(1))
            conversation.end_speech()
        [line] = service.lines

    assert "realtimeInputConfig" not in line.heard[0]["setup"]
    assert inputs(line) == ["audio", "audioStreamEnd"]
    assert base64.b64decode(line.heard[1]["realtimeInput"]["audio"]["data"]) == VOICE
    assert conversation.turns[0].said == "Hey"


def test_after_its_end_nothing_can_be_said() -> None:
    with LiveService(hears_and_answers) as service:
        with conversing(service, Listener()) as conversation:
            pass
        with pytest.raises(InvalidRequest, match="has ended"):
            conversation.say("Hello?")

        assert service.lines == []
