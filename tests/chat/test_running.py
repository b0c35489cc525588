"""Replies that threads read: awaited, stopped from elsewhere, and what they leave behind."""

from __future__ import annotations

import asyncio
import queue
import threading

import pytest

from gemini_magic.api.client import Client
from gemini_magic.api.types import FunctionCall, Part
from gemini_magic.chat import Chat, Decision, Reply, Request
from gemini_magic.chat.running import RunningReply
from gemini_magic.errors import RateLimited
from gemini_magic.tools import tools_from
from tests.scripted import Answer, ScriptedGemini, chunk, failure, sse, texts

HI = Request((Part(text="hi"),))


@pytest.fixture
def chat(gemini: ScriptedGemini) -> Chat:
    return Chat(Client(), model="gemini-3-flash-preview")


def running(chat: Chat) -> tuple[RunningReply, threading.Event]:
    """A reply that a thread reads, and an event that says that its first chunk has come."""
    arrived = threading.Event()
    reply = RunningReply(lambda: chat.send(HI), on_event=lambda event, reply: arrived.set())
    return reply, arrived


def test_a_running_reply_is_awaited(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(texts("one ", "two"))

    async def awaited() -> str:
        return (await running(chat)[0]).text

    assert asyncio.run(awaited()) == "one two"
    assert [turn.reply.text for turn in chat.turns] == ["one two"]


def test_what_needs_its_text_waits_for_it(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(texts("one ", "two").paced(20))

    assert str(running(chat)[0]) == "one two"


def test_a_stop_hangs_up_on_a_silent_service(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(Answer().then_stall())
    reply, _ = running(chat)
    exchange = gemini.wait_for_request()
    reply.stop()

    assert reply.result(10).stopped is not None
    assert exchange.left.wait(10)


def test_a_stop_keeps_what_came(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(sse([chunk("half of")]).then_stall())
    reply, arrived = running(chat)
    assert arrived.wait(10)
    while not reply.reply.text:  # the first event opens the answer, the next one is the text
        pass
    reply.stop()

    partial = reply.result(10)
    assert (partial.text, partial.stopped and partial.stopped.cause) == ("half of", "interrupted")
    assert chat.turns[0].reply.is_partial


def test_what_was_stopped_before_it_asked_asks_nothing(chat: Chat, gemini: ScriptedGemini) -> None:
    may_ask = threading.Event()

    def ask() -> object:
        may_ask.wait(10)
        return chat.send(HI)

    reply = RunningReply(ask)  # type: ignore[arg-type]
    reply.stop()
    may_ask.set()

    assert reply.result(10).is_partial
    assert gemini.exchanges == []


def test_an_error_is_raised_where_the_result_is_asked_for(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(*[failure(429, "RESOURCE_EXHAUSTED", "too much", quota="PerDay")] * 9)
    reply, _ = running(chat)

    with pytest.raises(RateLimited):
        reply.result(30)
    assert reply.reply.stopped is not None


def test_what_a_decision_of_the_user_raises_is_raised_there_and_told_by_the_thread(
    chat: Chat, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: queue.Queue[threading.ExceptHookArgs] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", told.put)

    def undecided(call: FunctionCall) -> Decision:
        raise ValueError("who knows")

    def double(n: int) -> int:
        return 2 * n

    gemini.will(sse([chunk({"functionCall": {"name": "double", "args": {"n": 1}}}, finish="STOP")]))
    asked = Request((Part(text="hi"),), tools=tools_from(double), approve=undecided)

    with pytest.raises(ValueError, match="who knows"):
        RunningReply(lambda: chat.send(asked)).result(10)
    assert told.get(timeout=10).exc_type is ValueError


def test_the_end_of_a_reply_may_fail_and_whoever_waits_is_told(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    def save(reply: Reply) -> None:
        raise FileNotFoundError(reply.text)

    gemini.will(texts("hello"))
    reply = RunningReply(lambda: chat.send(HI), on_end=save)

    with pytest.raises(FileNotFoundError, match="hello"):
        reply.result(10)
    assert reply.reply.text == "hello"


def test_the_reply_may_be_waited_for_in_bounds(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(Answer().then_stall())
    reply, _ = running(chat)

    with pytest.raises(TimeoutError):
        reply.result(0.01)
    reply.stop()
    reply.wait()
