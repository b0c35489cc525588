"""The Google Search tool on the engine: when it searches, what it cites, and at which bytes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic import Client
from gemini_magic.local.grounding import Grounding
from gemini_magic.local.words import phrases
from gemini_magic.local.words.language import language_of
from gemini_magic.local.words.phrases import LANGUAGES
from tests.local.conftest import KEY, MODEL, Engine, user

_SEARCH: list[dict[str, Any]] = [{"googleSearch": {}}]
_QUESTIONS = {
    "en": "What does json.dumps do? 🐍",
    "zh": "用谷歌搜索：Python 的 itertools.groupby 是做什么的？",
    "ja": "Pythonのデコレータとは何ですか？",
    "ko": "파이썬의 제너레이터란 무엇인가요?",
    "de": "Wie sortiert man eine Liste in Python?",
    "fr": "Qu'est-ce qu'un gestionnaire de contexte en Python ?",
    "es": "¿Qué es una excepción en Python?",
    "pt": "O que são dicionários em Python?",
}
_OPENING = {
    "en": "The documentation of Python",
    "zh": "的文档这样说明",
    "ja": "のドキュメントでは",
    "ko": "문서는",
    "de": "Die Dokumentation von Python",
    "fr": "La documentation de Python",
    "es": "La documentación de Python",
    "pt": "A documentação do Python",
}


def _ask(engine: Engine, prompt: str, model_id: str = MODEL, **body: Any) -> Any:
    body = {"contents": [user(prompt)], "tools": _SEARCH, **body}
    return engine.post("generateContent", body, model_id=model_id)["candidates"][0]


def _cited(candidate: Any) -> list[str]:
    """The texts of all supports, each found in its part at its bytes."""
    found = []
    for support in candidate["groundingMetadata"]["groundingSupports"]:
        segment = support["segment"]
        text = candidate["content"]["parts"][segment.get("partIndex", 0)]["text"].encode()
        assert text[segment.get("startIndex", 0) : segment["endIndex"]].decode() == segment["text"]
        assert support["groundingChunkIndices"]
        found.append(segment["text"])
    assert found
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("thoughts", [False, True])
def test_an_answer_in_the_language_of_the_question_cites_at_the_right_bytes(
    engine: Engine, language: str, thoughts: bool
) -> None:
    config = {"thinkingConfig": {"includeThoughts": thoughts}}
    candidate = _ask(engine, _QUESTIONS[language], generationConfig=config)

    metadata = candidate["groundingMetadata"]
    assert _OPENING[language] in _cited(candidate)[0]
    assert metadata["webSearchQueries"][0].startswith("Python ")
    for chunk in metadata["groundingChunks"]:
        assert chunk["web"]["uri"].startswith("https://docs.python.org/3.")
        assert chunk["web"]["domain"] == "docs.python.org"
        assert chunk["web"]["title"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stream_cites_the_same_bytes_of_its_joined_text(engine: Engine, language: str) -> None:
    body = {"contents": [user(_QUESTIONS[language])], "tools": _SEARCH}
    chunks = engine.stream(body)
    whole = _ask(engine, _QUESTIONS[language])

    parts = [
        part for c in chunks for part in c["candidates"][0].get("content", {}).get("parts", ())
    ]
    joined = "".join(part.get("text", "") for part in parts)
    last = chunks[-1]["candidates"][0]
    assert len(parts) > 4
    assert all("groundingMetadata" not in c["candidates"][0] for c in chunks[:-1])
    assert last["groundingMetadata"] == whole["groundingMetadata"]
    assert _cited({**last, "content": {"parts": [{"text": joined}]}}) == _cited(whole)


def test_the_suggestion_is_html_without_script_and_shows_the_query(engine: Engine) -> None:
    html = _ask(engine, "What does `re.sub` do?")["groundingMetadata"]["searchEntryPoint"]

    content = html["renderedContent"]
    assert re.findall(r'<a class="chip" href="([^"]+)">([^<]+)</a>', content) == [
        ("https://www.google.com/search?q=Python+re.sub", "Python re.sub")
    ]
    assert "<script" not in content
    assert "prefers-color-scheme: dark" in content


@pytest.mark.parametrize("prompt", ["What is 17 * 23?", "Hello!"])
def test_where_nothing_need_be_searched_nothing_is_cited(engine: Engine, prompt: str) -> None:
    candidate = _ask(engine, prompt)

    assert "groundingMetadata" not in candidate


@pytest.mark.parametrize("prompt", ["Who won the Euro 2024?", "今天的新闻是什么？"])
def test_a_search_in_vain_tells_its_query_and_cites_nothing(engine: Engine, prompt: str) -> None:
    candidate = _ask(engine, prompt)
    grounding = candidate["groundingMetadata"]

    assert grounding.keys() == {"webSearchQueries", "searchEntryPoint"}
    assert grounding["webSearchQueries"] == [prompt]
    assert candidate["finishReason"] == "STOP"


def test_what_the_corpus_does_not_know_is_said_in_the_language_of_the_question(
    engine: Engine,
) -> None:
    assert "无法搜索网络" in engine.text("今天东京的天气怎么样？", tools=_SEARCH)
    assert "cannot search the web" in engine.text("Who won the Euro 2024?", tools=_SEARCH)


def test_a_search_that_finds_nothing_is_shown_too(engine: Engine) -> None:
    config = {"includeServerSideToolInvocations": True}
    candidate = _ask(engine, "Who won the Euro 2024?", toolConfig=config)
    call, result, _ = candidate["content"]["parts"]

    assert call["toolCall"]["args"] == {"queries": ["Who won the Euro 2024?"]}
    assert result["toolResponse"]["id"] == call["toolCall"]["id"]
    assert "groundingChunks" not in candidate["groundingMetadata"]


def test_invocations_are_shown_on_request_and_accepted_back(engine: Engine) -> None:
    config = {"includeServerSideToolInvocations": True}
    question = user("What does json.dumps do?")
    response = engine.ask([question], tools=_SEARCH, toolConfig=config)
    (candidate,) = response["candidates"]
    call, result, text = candidate["content"]["parts"]

    assert call["toolCall"]["toolType"] == result["toolResponse"]["toolType"] == "GOOGLE_SEARCH_WEB"
    assert call["toolCall"]["id"] == result["toolResponse"]["id"]
    assert call["toolCall"]["args"] == {"queries": ["Python json.dumps"]}
    assert "chip" in result["toolResponse"]["response"]["search_suggestions"]
    assert all(part["thoughtSignature"] for part in (call, result, text))
    assert _cited(candidate)
    again = engine.ask(
        [question, candidate["content"], user("What is 2 + 2?")], tools=_SEARCH, toolConfig=config
    )
    assert "4" in again["candidates"][0]["content"]["parts"][0]["text"]
    altered = {**call, "toolCall": {**call["toolCall"], "args": {"queries": ["other"]}}}
    contents = [question, {"role": "model", "parts": [altered]}, user("And?")]
    refused = engine.client.post(
        f"/v1beta/models/{MODEL}:generateContent", json={"contents": contents, "tools": _SEARCH}
    )
    assert refused.status_code == 400


def test_what_a_tool_returned_takes_no_room_of_the_answer(engine: Engine) -> None:
    candidate = _ask(
        engine,
        "What does json.dumps do?",
        toolConfig={"includeServerSideToolInvocations": True},
        generationConfig={"maxOutputTokens": 130},
    )

    assert candidate["finishReason"] == "MAX_TOKENS"
    assert "json.dumps" in candidate["content"]["parts"][2]["text"]
    assert _cited(candidate)


def test_a_declared_function_is_called_and_other_questions_are_searched(engine: Engine) -> None:
    weather = {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}},
    }
    tools = [*_SEARCH, {"functionDeclarations": [weather]}, {"urlContext": {}}]
    shown = {"includeServerSideToolInvocations": True}
    called = _ask(engine, "What is the weather in Oslo?", tools=tools, toolConfig=shown)
    searched = _ask(engine, "What does itertools.groupby do?", tools=tools, toolConfig=shown)

    assert called["content"]["parts"][0]["functionCall"]["args"] == {"city": "Oslo"}
    assert "itertools.groupby" in _cited(searched)[0]


def test_older_models_tell_their_confidence_and_know_the_older_tool(engine: Engine) -> None:
    question = "What does json.dumps do?"
    older = _ask(engine, question, "gemini-1.5-flash", tools=[{"googleSearchRetrieval": {}}])[
        "groundingMetadata"
    ]
    newer = _ask(engine, question)["groundingMetadata"]

    scores = [s["confidenceScores"] for s in older["groundingSupports"]]
    assert all(0 < score <= 1 for one in scores for score in one)
    assert 0 < older["retrievalMetadata"]["googleSearchDynamicRetrievalScore"] <= 1
    assert not any("confidenceScores" in support for support in newer["groundingSupports"])


@pytest.mark.parametrize(
    ("tool", "fault"),
    [
        ({"googleSearch": {"colour": 1}}, "Unknown name"),
        ({"googleSearch": {"timeRangeFilter": {"startTime": "yesterday"}}}, "Timestamp"),
        ({"googleSearchRetrieval": {}}, "Search Grounding is not supported."),
        ({"googleMaps": {"enableWidget": "yes"}}, "TYPE_BOOL"),
    ],
)
def test_a_wrong_tool_is_refused(engine: Engine, tool: Any, fault: str) -> None:
    response = engine.client.post(
        f"/v1beta/models/{MODEL}:generateContent",
        json={"contents": [user("hi")], "tools": [tool]},
    )

    assert response.status_code == 400
    assert fault in response.json()["error"]["message"]


def test_kinds_of_search_and_a_time_range_are_accepted(engine: Engine) -> None:
    span = {"startTime": "2026-01-01T00:00:00Z", "endTime": "2026-02-01T00:00:00Z"}
    both = {"searchTypes": {"webSearch": {}, "imageSearch": {}}, "timeRangeFilter": span}
    images: dict[str, Any] = {"searchTypes": {"imageSearch": {}}}

    assert _cited(_ask(engine, "What does zip() do?", tools=[{"googleSearch": both}]))
    found = _ask(engine, "What does zip() do?", tools=[{"googleSearch": images}])
    assert "groundingMetadata" not in found


def test_our_client_reads_what_was_searched_and_cited(engine: Engine) -> None:
    with Client(api_key=KEY, base_url=engine.url) as client:
        reply = client.models.generate_content(
            model=MODEL, contents=_QUESTIONS["zh"], config={"tools": [{"google_search": {}}]}
        )

    assert reply.candidates
    metadata = reply.candidates[0].grounding_metadata
    assert metadata is not None
    support = (metadata.grounding_supports or [])[0]
    assert support.segment is not None
    text = (reply.text or "").encode()
    cited = text[support.segment.start_index or 0 : support.segment.end_index].decode()
    assert cited == support.segment.text
    assert metadata.web_search_queries == ["Python itertools.groupby"]


def test_googles_sdk_reads_what_was_searched_and_cited(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    types = genai.types
    with genai.Client(api_key=KEY, http_options={"base_url": engine.url}) as google:
        config = types.GenerateContentConfig(
            tools=[types.Tool(google_search=types.GoogleSearch())],
            tool_config=types.ToolConfig(include_server_side_tool_invocations=True),
        )
        chat = google.chats.create(model=MODEL, config=config)
        answer = chat.send_message(_QUESTIONS["ja"])
        chat.send_message("What is 2 + 2?")

    metadata = answer.candidates[0].grounding_metadata
    segment = metadata.grounding_supports[0].segment
    text = answer.candidates[0].content.parts[segment.part_index].text.encode()
    assert text[segment.start_index or 0 : segment.end_index].decode() == segment.text
    assert metadata.search_entry_point.rendered_content
    assert answer.candidates[0].content.parts[0].tool_call.tool_type == "GOOGLE_SEARCH_WEB"


_TEXT = st.text(alphabet="ab é漢字かな한국🐍\n", max_size=12)


@settings(deadline=None)
@given(st.lists(st.tuples(_TEXT, st.booleans())), _TEXT, st.integers(0, 40))
def test_every_support_is_found_at_its_bytes_behind_other_text_and_when_cut(
    said: list[tuple[str, bool]], before: str, shown: int
) -> None:
    grounding = Grounding(chunks=[{"web": {}}])
    for text, is_supported in said:
        grounding.say(text, *([0] if is_supported else ()))
    whole = before + grounding.text
    part = whole[: len(before) + shown]

    wire = grounding.to_wire(part, 1, len(before.encode()))

    for support in wire.get("groundingSupports", ()):
        segment = support["segment"]
        start, end = segment.get("startIndex", 0), segment["endIndex"]
        assert part.encode()[start:end].decode() == segment["text"]


@pytest.mark.parametrize(("language", "question"), [*_QUESTIONS.items()])
def test_the_language_of_a_question_is_known(language: str, question: str) -> None:
    assert language_of(question) == language


def test_every_sentence_exists_in_every_language_and_tells_the_same() -> None:
    table = json.loads(Path(phrases.__file__).with_name("phrases.json").read_text("utf-8"))
    fields = {
        name: {tuple(sorted(set(re.findall(r"\{\w+\}", said)))) for said in sentences.values()}
        for name, sentences in table.items()
    }

    assert {name: set(sentences) for name, sentences in table.items()} == {
        name: set(phrases.LANGUAGES) for name in table
    }
    assert {name: len(told) for name, told in fields.items()} == dict.fromkeys(table, 1)
