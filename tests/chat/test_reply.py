"""What a reader asks of a reply: sources, calls and cost."""

from __future__ import annotations

from gemini_magic.api.client import Client
from gemini_magic.api.types import Part, Source
from gemini_magic.chat import Chat, Reply, Request
from gemini_magic.chat.events import Stopped
from gemini_magic.tools import tools_from
from tests.scripted import Answer, ScriptedGemini, chunk, sse, texts


def double(n: int) -> int:
    """Twice a number."""
    return 2 * n


def asked(gemini: ScriptedGemini, *answers: Answer) -> Reply:
    gemini.will(*answers)
    chat = Chat(Client(), model="gemini-3-flash-preview")
    return chat.send(Request((Part(text="hi"),), tools=tools_from([double]))).finish()


def test_calls_stand_with_their_answers_and_times(gemini: ScriptedGemini) -> None:
    calls = [{"functionCall": {"name": "double", "args": {"n": n}}} for n in (1, 2)]
    reply = asked(gemini, sse([chunk(*calls, finish="STOP")]), texts("2 and 4"))

    assert [(call.name, call.args, call.response) for call in reply.calls] == [
        ("double", {"n": 1}, {"result": 2}),
        ("double", {"n": 2}, {"result": 4}),
    ]
    assert all(call.seconds is not None for call in reply.calls)


def test_sources_are_numbered_as_the_citations_number_them(gemini: ScriptedGemini) -> None:
    found = chunk("Bern.", finish="STOP")
    page = {"uri": "https://example.org/bern", "title": "Bern"}
    found["candidates"][0]["groundingMetadata"] = {
        "groundingChunks": [{"image": {"title": "a picture"}}, {"web": page}]
    }

    assert asked(gemini, sse([found])).sources == [
        Source(),
        Source(uri=page["uri"], title=page["title"]),
    ]


def test_the_cost_is_that_of_the_model_that_answered(gemini: ScriptedGemini) -> None:
    usage = {"promptTokenCount": 1_000_000, "candidatesTokenCount": 0}
    known = chunk("ok", finish="STOP", usageMetadata=usage)
    priced = asked(gemini, sse([{**known, "modelVersion": "gemini-3-flash-preview"}])).cost

    assert priced is not None
    assert priced.dollars > 0
    assert asked(gemini, sse([known])).cost is None


def test_the_local_engine_costs_nothing() -> None:
    free = Reply(model_version="local-rules").cost

    assert free is not None
    assert free.dollars == 0


def test_a_reply_is_short_where_it_is_not_rendered(gemini: ScriptedGemini) -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}
    call = {"functionCall": {"name": "theirs", "args": {}}}
    shown = repr(asked(gemini, sse([chunk("A cat.", picture, call, finish="STOP")])))
    long = repr(asked(gemini, texts("word " * 10_000)))

    assert shown == "<Reply 'A cat.' · image/png, 3 bytes · theirs(…)>"
    assert long.startswith("<Reply 'word word")
    assert len(long) < 150
    assert repr(Reply()) == "<Reply without an answer>"
    assert repr(Reply(stopped=Stopped("truncated"))) == "<Reply truncated>"
