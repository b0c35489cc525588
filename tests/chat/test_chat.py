"""A conversation: what is sent, what enters the history, and how a reply may end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import httpx
import pytest

from gemini_magic import Chat, Client, Reply, Request, RetryPolicy, Session, errors, types
from gemini_magic.catalog import OutdatedModel
from gemini_magic.chat import Turn, fold
from gemini_magic.chat.events import Finish, PartDelta, PartStart, Waiting
from gemini_magic.chat.live.spoken_turn import SpokenTurn
from gemini_magic.ledger import About
from tests.scripted import ScriptedGemini, chunk, failure, sse, texts

SIGNED = {"text": "signed", "thoughtSignature": "-_8"}
CALL = {"functionCall": {"name": "theirs", "args": {"a": 1}, "id": "7"}, "thoughtSignature": "AA"}


def question(text: str = "hi", **fields: Any) -> Request:
    return Request(parts=(types.Part(text=text),), **fields)


@pytest.fixture
def chat(gemini: ScriptedGemini) -> Chat:
    return Chat(Client(retry=RetryPolicy(first_wait=0)), model="m")


def said(chat: Chat) -> list[Any]:
    return [content.to_wire() for content in chat.history]


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "parts": [{"text": text}]}


def model(*parts: Any) -> dict[str, Any]:
    return {
        "role": "model",
        "parts": [{"text": part} if isinstance(part, str) else part for part in parts],
    }


def test_turns_that_end_at_the_same_time_are_all_in_the_history(gemini: ScriptedGemini) -> None:
    together = threading.Barrier(2)

    def arranged(turns: Sequence[Turn], cell: str) -> list[Turn]:
        with suppress(threading.BrokenBarrierError):
            together.wait(0.5)  # both have read the history now, unless one waits for the other
        return list(turns)

    chat = Chat(Client(), model="m", arrange=arranged)
    reply = fold([PartStart(types.Part(text="hello")), Finish("STOP")])
    turns = [SpokenTurn(question(text), reply) for text in ("by voice", "by cell")]
    threads = [threading.Thread(target=chat.enter, args=(turn,)) for turn in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(chat.turns) == 2


# Cells that are run again


def about(cell: str) -> About:
    return About(cell=cell)


def test_a_cell_that_is_run_again_takes_the_place_of_its_turn(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one"), texts("two"), texts("three"), texts("two again"))
    for cell in ("a", "b", "c"):
        chat.send(question(f"by {cell}"), about=about(cell)).finish()
    chat.send(question("by b anew"), about=about("b")).finish()

    sent = gemini.exchanges[-1].json["contents"]
    assert sent == [user("by a"), model("one"), user("by b anew")]
    assert said(chat) == [
        *(user("by a"), model("one")),
        *(user("by b anew"), model("two again")),
        *(user("by c"), model("three")),
    ]
    assert [turn.is_stale for turn in chat.turns] == [False, False, True]


def test_a_run_that_fails_before_anything_is_said_takes_no_answer_away(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one"), texts("two"), failure(400, "INVALID_ARGUMENT", "no"))
    for cell in ("a", "b"):
        chat.send(question(f"by {cell}"), about=about(cell)).finish()
    with pytest.raises(errors.BadRequest):
        chat.send(question("by a anew"), about=about("a")).finish()

    assert said(chat) == [user("by a"), model("one"), user("by b"), model("two")]
    assert not any(turn.is_stale for turn in chat.turns)


def test_a_stale_turn_is_fresh_again_once_its_cell_was_run(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    for cell in ("a", "b", "a", "b"):
        chat.send(question(), about=about(cell)).finish()

    assert [(turn.cell, turn.is_stale) for turn in chat.turns] == [("a", False), ("b", False)]


def test_where_no_cell_is_known_turns_follow_each_other(chat: Chat, gemini: ScriptedGemini) -> None:
    for _ in range(2):
        chat.send(question(), about=about("")).finish()
        chat.send(question()).finish()

    assert len(chat.turns) == 4


# What is sent


def test_a_question_is_sent_with_all_that_was_said(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(texts("o", "ne"), texts("two"))
    chat.send(question("a")).finish()
    chat.send(question("b")).finish()
    chat.send(question("c"))  # not iterated: nothing is sent

    assert [[user("a")], [user("a"), model("one"), user("b")]] == [
        exchange.json["contents"] for exchange in gemini.exchanges
    ]
    assert said(chat) == [user("a"), model("one"), user("b"), model("two")]


def test_a_text_is_a_request_of_nothing_else(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(texts("yes"))

    assert chat.send("hi").finish().text == "yes"
    assert gemini.exchanges[0].json == {"contents": [user("hi")]}


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"cache": "sometimes"}, "cache mode 'sometimes' does not exist; choose 'use' or"),
        ({"via": "smoke"}, "surface 'smoke' does not exist; choose 'generate' or"),
    ],
)
def test_a_word_that_means_nothing_is_no_request(field: dict[str, Any], message: str) -> None:
    with pytest.raises(errors.UnknownName, match=message):
        question(**field)


def test_signatures_and_thoughts_return_verbatim_and_in_order(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    thought = {"text": "hm", "thought": True}
    last = {"text": "", "thoughtSignature": "… cut …"}
    gemini.will(sse([chunk(thought, "a"), chunk("b", SIGNED), chunk("c", last, finish="STOP")]))
    chat.send(question("a")).finish()
    chat.send(question("b")).finish()

    assert gemini.exchanges[1].json["contents"][1] == model(thought, "ab", SIGNED, "c", last)


def test_a_request_carries_what_was_asked_for_and_nothing_else(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    chat.send(question()).finish()
    asked = question(
        model="other",
        system="be brief",
        temperature=0,
        think="low",
        thoughts=True,
        config={"top_k": 3},
    )
    chat.send(asked).finish()

    assert gemini.exchanges[0].json == {"contents": [user("hi")]}
    assert "/models/other:stream" in gemini.exchanges[1].path
    assert gemini.exchanges[1].json["systemInstruction"]["parts"] == [{"text": "be brief"}]
    assert gemini.exchanges[1].json["generationConfig"] == {
        "temperature": 0.0,
        "topK": 3.0,
        "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "LOW"},
    }


@pytest.mark.parametrize(
    ("think", "sent"),
    [
        ("high", {"thinkingLevel": "HIGH"}),
        (" medium ", {"thinkingLevel": "MEDIUM"}),
        (0, {"thinkingBudget": 0}),
        (-1, {"thinkingBudget": -1}),
        ("1024", {"thinkingBudget": 1024}),
    ],
)
def test_thinking_is_a_level_or_a_budget(think: Any, sent: dict[str, Any]) -> None:
    thinking = question(think=think).generation.thinking_config

    assert thinking is not None
    assert thinking.to_wire() == sent


@pytest.mark.parametrize("think", ["--5", "5-", "", "a lot", "1.5", "²"])
def test_thinking_by_anything_else_is_refused(think: str) -> None:
    with pytest.raises(errors.InvalidRequest, match="neither a level"):
        _ = question(think=think).generation


def test_a_level_here_and_a_budget_there_contradict(chat: Chat, gemini: ScriptedGemini) -> None:
    config = {"thinking_config": {"thinking_budget": 0}}
    with pytest.raises(errors.InvalidRequest, match="exclude each other"):
        chat.send(question(think="low", config=config)).finish()

    assert gemini.exchanges == []


def test_the_config_of_the_caller_is_not_changed() -> None:
    config = types.GenerateContentConfig(thinking_config=types.ThinkingConfig())
    _ = question(system="s", think="low", config=config, temperature=1.0).generation

    assert config == types.GenerateContentConfig(thinking_config=types.ThinkingConfig())


# What enters the history


def test_without_memory_nothing_is_sent_or_kept(chat: Chat, gemini: ScriptedGemini) -> None:
    chat.send(question("a")).finish()
    chat.send(question("b"), remember=False).finish()

    assert gemini.exchanges[1].json["contents"] == [user("b")]
    assert said(chat) == [user("a"), model("ok")]


def test_a_turn_enters_the_history_once_and_when_it_ends(chat: Chat) -> None:
    stream = chat.send(question())
    with stream:
        for _ in stream:
            assert chat.turns == []
    stream.close()
    stream.finish()

    assert [turn.reply.text for turn in chat.turns] == ["ok"]
    assert chat.turns[0].reply is stream.reply


def test_a_reset_forgets_all(chat: Chat) -> None:
    chat.send(question()).finish()
    chat.reset()

    assert (chat.turns, chat.history) == ([], [])


def test_another_client_goes_on_with_the_history(chat: Chat, gemini: ScriptedGemini) -> None:
    chat.send(question("a")).finish()
    chat.use(Client(api_version="v1"))
    chat.send(question("b")).finish()

    assert gemini.exchanges[1].path.startswith("/v1/")
    assert len(gemini.exchanges[1].json["contents"]) == 3


def test_a_refused_prompt_is_left_out_of_the_history(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(sse([{"promptFeedback": {"blockReason": "SAFETY"}}]))
    reply = chat.send(question()).finish()

    assert (reply.refused, reply.is_partial) == ("SAFETY", False)
    assert len(chat.turns) == 1
    assert said(chat) == []


def test_an_answer_of_thoughts_alone_that_ran_out_is_left_out(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(sse([{"candidates": [{"finishReason": "MAX_TOKENS"}]}]))

    assert chat.send(question()).finish().finish_reason == "MAX_TOKENS"
    assert said(chat) == []


def test_threads_of_a_session_are_found_again(gemini: ScriptedGemini) -> None:
    session = Session()
    for text, thread in [("a", "x"), ("b", "y"), ("c", "x"), ("d", None)]:
        session.send(question(text), thread=thread).finish()

    assert [len(exchange.json["contents"]) for exchange in gemini.exchanges] == [1, 1, 3, 1]
    assert session.chat("x") is session.chat("x")
    assert set(session.chats) == {"x", "y"}
    assert session.reset("x") == ["x"]
    assert session.reset() == ["y"]
    assert session.reset() == []


# How a reply may end


def test_the_end_of_the_connection_without_a_reason_is_a_truncation(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("a", "b", finish=""))
    reply = chat.send(question()).finish()

    assert reply.stopped is not None
    assert (reply.stopped.cause, reply.text, reply.is_partial) == ("truncated", "ab", True)
    assert said(chat) == [user("hi"), model("ab")]


def test_an_empty_stream_is_a_truncation_too(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(sse([]))
    reply = chat.send(question()).finish()

    assert reply.stopped is not None
    assert reply.stopped.cause == "truncated"
    assert said(chat) == []


def test_a_cut_connection_keeps_what_came(chat: Chat, gemini: ScriptedGemini) -> None:
    whole = texts("aaaa", "bbbb")
    gemini.will(whole.cut_after(len(whole.pieces[0]) + 10))
    stream = chat.send(question())
    with pytest.raises(errors.ConnectionFailed):
        stream.finish()

    assert stream.reply.stopped is not None
    assert (stream.reply.stopped.cause, stream.reply.text) == ("error", "aaaa")
    assert [turn.reply for turn in chat.turns] == [stream.reply]
    assert said(chat) == [user("hi"), model("aaaa")]


def test_an_error_inside_the_stream_keeps_what_came(chat: Chat, gemini: ScriptedGemini) -> None:
    error = {"error": {"code": 503, "message": "over", "status": "UNAVAILABLE"}}
    gemini.will(sse([chunk("aaaa"), error]))
    stream = chat.send(question())
    with pytest.raises(errors.Unavailable):
        stream.finish()

    assert stream.reply.stopped is not None
    assert "over" in stream.reply.stopped.message
    assert said(chat) == [user("hi"), model("aaaa")]
    with pytest.raises(StopIteration):
        next(stream)


def test_an_error_before_anything_leaves_the_question_out(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "no"))
    with pytest.raises(errors.BadRequest):
        chat.send(question()).finish()

    assert [turn.reply.is_partial for turn in chat.turns] == [True]
    assert said(chat) == []


def test_closing_closes_the_connection_and_keeps_what_came(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("a", "b", "c").then_stall())
    with chat.send(question()) as stream:
        while stream.reply.text != "ab":
            next(stream)

    assert gemini.exchanges[0].left.wait(5)
    assert stream.reply.stopped is not None
    assert stream.reply.stopped.cause == "interrupted"
    assert said(chat) == [user("hi"), model("ab")]


def test_closing_before_the_first_event_sends_nothing(chat: Chat, gemini: ScriptedGemini) -> None:
    chat.send(question()).close()

    assert gemini.exchanges == []
    assert [turn.reply.is_partial for turn in chat.turns] == [True]
    assert said(chat) == []


def test_closing_behind_the_end_is_no_interruption(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(texts("a").then_stall())
    with chat.send(question()) as stream:
        while not isinstance(next(stream), Finish):
            pass

    assert not stream.reply.is_partial


def interrupting(*pieces: bytes) -> httpx.MockTransport:
    """A transport that is interrupted while it waits for more than these pieces."""

    def body() -> Any:
        yield from pieces
        raise KeyboardInterrupt

    return httpx.MockTransport(lambda request: httpx.Response(200, content=body()))


def test_an_interrupt_keeps_what_came() -> None:
    pieces = texts("a", "b").pieces[:1]
    chat = Chat(Client(api_key="k", transport=interrupting(*pieces)), model="m")
    stream = chat.send(question())
    with pytest.raises(KeyboardInterrupt):
        stream.finish()

    assert stream.reply.stopped is not None
    assert (stream.reply.stopped.cause, stream.reply.text) == ("interrupted", "a")
    assert said(chat) == [user("hi"), model("a")]


def test_of_a_broken_turn_only_text_returns(chat: Chat, gemini: ScriptedGemini) -> None:
    thought = {"text": "hm", "thought": True}
    gemini.will(sse([chunk(thought, "a", CALL, "b", "")]))
    chat.send(question("a")).finish()
    chat.send(question("b")).finish()

    assert gemini.exchanges[1].json["contents"] == [user("a"), model("a", "b"), user("b")]


def test_a_call_waits_for_the_response_of_the_caller(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(sse([chunk(CALL, finish="STOP")]), texts("done"))
    response = types.Part.from_function_response(name="theirs", response={"result": 2})

    chat.send(question("a")).finish()
    chat.send(Request(parts=(response,))).finish()
    chat.send(question("b")).finish()

    answered = [user("a"), model(CALL), {"role": "user", "parts": [response.to_wire()]}]
    assert gemini.exchanges[1].json["contents"] == answered
    assert gemini.exchanges[2].json["contents"] == [*answered, model("done"), user("b")]


# Models that are gone, and waits


def test_a_model_that_is_gone_names_its_successors(chat: Chat, gemini: ScriptedGemini) -> None:
    names = ["gemini-2.5-pro", "gemini-3-flash-preview", "gemini-2.5-flash", "embedding-1"]
    gemini.models = [
        {"name": f"models/{n}", "supportedGenerationMethods": ["generateContent"]}
        for n in names[:3]
    ] + [{"name": "models/embedding-1", "supportedGenerationMethods": ["embedContent"]}]
    gemini.will(failure(404, "NOT_FOUND", "models/gemini-2.0-flash is not found"))
    with (
        pytest.warns(OutdatedModel, match="was shut down on 2026-06-01"),
        pytest.raises(errors.ModelNotFound) as caught,
    ):
        chat.send(question(model="gemini-2.0-flash")).finish()

    assert caught.value.model == "gemini-2.0-flash"
    assert caught.value.successors[:2] == ["gemini-3-flash-preview", "gemini-2.5-flash"]
    assert "embedding-1" not in caught.value.successors
    assert "gemini-3-flash-preview" in str(caught.value)


def test_where_the_models_cannot_be_listed_the_first_error_counts() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        code = 404 if request.method == "POST" else 403
        return httpx.Response(code, json={"error": {"code": code, "message": "no"}})

    client = Client(api_key="k", transport=httpx.MockTransport(handler))
    with pytest.raises(errors.NotFound) as caught:
        Chat(client, model="m").send(question()).finish()

    assert type(caught.value) is errors.NotFound


def test_a_wait_is_told_before_it_begins(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(failure(503, "UNAVAILABLE", "busy"), failure(429, "X", "many"), texts("ok"))
    waits: list[Waiting] = []
    reply = chat.send(question(), on_wait=waits.append).finish()

    assert [(wait.attempt, wait.attempts) for wait in waits] == [(1, 5), (2, 5)]
    assert "busy" in waits[0].message
    assert reply.text == "ok"


def test_events_come_as_they_are_said(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(texts("a", "b"))
    events = [event for event in chat.send(question()) if isinstance(event, PartStart | PartDelta)]

    assert [PartStart, PartDelta] == [type(event) for event in events]


def test_two_streams_of_one_chat_do_not_disturb_each_other(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(*[texts(*"abcdefgh").paced(200)] * 2)
    threads = [threading.Thread(target=chat.send(question()).finish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert [turn.reply.text for turn in chat.turns] == ["abcdefgh"] * 2


@pytest.mark.parametrize("size", [0, 1, 50, 130, 200])
def test_wherever_it_breaks_the_next_question_is_in_order(
    size: int, chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("a", "b", "c").cut_after(size))
    stream = chat.send(question("a"))
    with pytest.raises(errors.GeminiError):
        stream.finish()
    chat.send(question("b")).finish()
    roles = [content["role"] for content in gemini.exchanges[-1].json["contents"]]

    assert isinstance(stream.reply, Reply)
    assert roles in (["user"], ["user", "model", "user"])
