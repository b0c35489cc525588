"""An answer that comes in pieces is one answer; one that breaks off goes on at its checkpoint."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Chat, Client, Request, RetryPolicy, errors, types
from gemini_magic.chat.events import Finish
from gemini_magic.ledger import Ledger, Recorder
from gemini_magic.render import render
from tests.scripted import ScriptedGemini, chunk, sse, texts


@pytest.fixture
def chat(gemini: ScriptedGemini) -> Chat:
    return Chat(Client(retry=RetryPolicy(first_wait=0)), model="m")


def question(text: str = "hi", **fields: Any) -> Request:
    return Request(parts=(types.Part(text=text),), **fields)


def piece(*parts: Any, token: str, finish: str = "CONTINUATION", tokens: int = 5) -> Any:
    """A chunk that ends a piece, or with no `finish` is a checkpoint on the way."""
    said = chunk(*parts, finish=finish, usageMetadata={"totalTokenCount": tokens})
    said["candidates"][0]["continuationToken"] = token
    return said


def tokens_sent(gemini: ScriptedGemini) -> list[str | None]:
    return [exchange.json.get("continuationToken") for exchange in gemini.exchanges]


def test_pieces_are_one_answer_and_their_usage_is_added_up(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(
        sse([chunk("one "), piece("two ", token="t1")]),
        sse([piece("three ", token="t2")]),
        texts("four", "."),
    )
    events = list(stream := chat.send(question()))
    (part,) = stream.reply.parts

    assert part.text == "one two three four."
    assert [event.reason for event in events if isinstance(event, Finish)] == ["STOP"]
    assert stream.reply.total_usage is not None
    assert stream.reply.total_usage.total_token_count == 10
    assert tokens_sent(gemini) == [None, "t1", "t2"]
    bodies = [
        {k: v for k, v in e.json.items() if k != "continuationToken"} for e in gemini.exchanges
    ]
    assert bodies[0] == bodies[1] == bodies[2]
    assert "in 3 pieces" in render(stream.reply).data["text/html"]


def test_the_whole_answer_is_what_the_next_question_repeats(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(sse([piece("a", token="t1")]), texts("b"))
    chat.send(question("first")).finish()
    chat.send(question("second")).finish()

    assert gemini.exchanges[-1].json["contents"][1] == {"role": "model", "parts": [{"text": "ab"}]}


def test_an_answer_is_continued_as_often_as_the_config_says_and_then_marked(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(*[sse([piece(str(n), token=f"t{n}")]) for n in range(4)])
    reply = chat.send(question(config={"maximum_continuations": 2})).finish()

    assert (reply.text, reply.finish_reason) == ("012", "CONTINUATION")
    assert len(gemini.exchanges) == 3
    assert not reply.is_partial


def test_a_broken_stream_goes_on_at_its_last_checkpoint_and_says_nothing_twice(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    broken = sse([chunk("one "), piece("two ", token="here", finish=""), chunk("three ")])
    gemini.will(broken.cut_after(len(b"".join(broken.pieces))), texts("three ", "four"))
    reply = chat.send(question()).finish()

    assert (reply.text, reply.stopped) == ("one two three four", None)
    assert tokens_sent(gemini) == [None, "here"]


def test_without_a_checkpoint_a_broken_stream_stays_broken(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    whole = texts("aaaa", "bbbb")
    gemini.will(whole.cut_after(len(whole.pieces[0]) + 10))
    with pytest.raises(errors.ConnectionFailed):
        chat.send(question()).finish()

    assert len(gemini.exchanges) == 1


def test_an_interrupt_between_two_pieces_leaves_a_partial_answer(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(sse([piece("a", token="t1")]).then_stall())
    with chat.send(question()) as stream:
        while stream.reply.usage is None:
            next(stream)

    assert (stream.reply.text, stream.reply.is_partial) == ("a", True)


def test_functions_of_ours_are_called_once_the_pieces_are_together(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    from gemini_magic.tools import tools_from

    ran: list[int] = []

    def double(n: int) -> int:
        ran.append(n)
        return 2 * n

    called = {"functionCall": {"name": "double", "args": {"n": 21}}}
    gemini.will(
        sse([piece("Let me see. ", token="t1")]), sse([chunk(called, finish="STOP")]), texts("42")
    )
    reply = chat.send(question(tools=tools_from(double))).finish()

    assert (reply.text, ran) == ("Let me see. 42", [21])
    assert tokens_sent(gemini) == [None, "t1", None]


def test_each_piece_is_a_row_of_the_ledger_and_is_given_once_more(
    gemini: ScriptedGemini, tmp_path: Path
) -> None:
    gemini.will(sse([piece("a", token="t1", tokens=7)]), sse([piece("b", token="", finish="STOP")]))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        replies = [
            Chat(Client(), model="m", recorder=Recorder(ledger))
            .send(question(cache="use"))
            .finish()
            for _ in range(2)
        ]
        counted = [entry.usage.total_token_count for entry in ledger.entries() if entry.usage]

    assert [reply.text for reply in replies] == ["ab", "ab"]
    assert [reply.total_usage and reply.total_usage.total_token_count for reply in replies] == [
        12,
        12,
    ]
    assert (len(gemini.exchanges), counted) == (2, [7, 5, 7, 5])


def test_a_long_answer_costs_memory_for_its_text_once() -> None:
    count, text = 20_000, "x" * 50  # 1 MB
    body = (b"".join(sse([chunk(text)]).pieces) for _ in range(count))
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    chat = Chat(Client(api_key="k", transport=transport), model="m")
    stream = chat.send(question())
    tracemalloc.start()
    try:
        for _ in stream:
            pass
        size, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(stream.reply.text) == count * len(text)
    # Twice the text, as measured; parts or chunks that are kept make it twenty times.
    assert peak < 5 * count * len(text), (size, peak)
