"""What a reply looks like in each type of its bundle."""

from __future__ import annotations

import base64
import importlib
import io
import json
import re
import wave
from pathlib import Path
from typing import Any

import pytest

import gemini_magic.render.part
from gemini_magic.api.types import (
    KINDS,
    Blob,
    CodeExecutionResult,
    ExecutableCode,
    FunctionCall,
    FunctionResponse,
    GenerateContentResponse,
    GroundingChunk,
    GroundingMetadata,
    Language,
    Outcome,
    Part,
    SearchEntryPoint,
    Source,
    UsageMetadata,
)
from gemini_magic.chat import Assembler, Reply, fold
from gemini_magic.chat.events import (
    Annotated,
    Counted,
    Event,
    Finish,
    Opened,
    PartDelta,
    PartStart,
    Refused,
    Stopped,
    ToolResult,
)
from gemini_magic.render import MIME_TYPE, RENDERERS, render
from tests.render.reading import elements_of, threats_in, unbalanced_in

FOLDER = Path(gemini_magic.render.part.__file__).parent
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 12_000


def said(*parts: Part, end: Event | None = None, model: str = "gemini-test") -> Reply:
    return fold([Opened(model, "r1"), *map(PartStart, parts), end or Finish("STOP")])


def answer(name: str, value: Any, ident: str | None = None) -> Part:
    return Part(function_response=FunctionResponse(id=ident, name=name, response={"result": value}))


def call(name: str, ident: str | None = None, **args: Any) -> Part:
    return Part(function_call=FunctionCall(id=ident, name=name, args=args))


def kinds_of(reply: Reply) -> list[str]:
    return [part["kind"] for part in render(reply).data[MIME_TYPE]["answers"][0]["parts"]]


def test_every_kind_of_part_has_one_renderer() -> None:
    rendered = [kind for renderer in RENDERERS for kind in renderer.KINDS]

    assert sorted(KINDS) == sorted(rendered), "name the kind in KINDS of one module of render/"


def test_every_renderer_of_the_folder_is_in_the_list() -> None:
    names = [f"gemini_magic.render.{path.stem}" for path in FOLDER.glob("*.py")]
    renderers = {name for name in names if hasattr(importlib.import_module(name), "KINDS")}
    missing = renderers - {getattr(renderer, "__name__", "") for renderer in RENDERERS}

    assert not missing, f"add {missing} to RENDERERS in gemini_magic/render/part.py"


def test_the_bundle_has_all_types_and_is_the_same_each_time() -> None:
    reply = said(Part(text="hi"), call("f", x=1))
    first, second = render(reply), render(reply)

    assert list(first.data) == [MIME_TYPE, "text/html", "text/markdown", "text/plain"]
    assert json.dumps(first.data) == json.dumps(second.data)


def test_what_changes_from_run_to_run_is_in_the_metadata_only() -> None:
    def run(response_id: str, tokens: int, seconds: float) -> Reply:
        return fold(
            [
                Opened("m", response_id),
                PartStart(call("f", response_id, x=1)),
                ToolResult(answer("f", 2, response_id), seconds),
                Counted(UsageMetadata(total_token_count=tokens)),
                Finish("STOP"),
            ]
        )

    one, other = render(run("a", 1, 0.1)), render(run("b", 2, 0.2))

    assert one.data[MIME_TYPE] == other.data[MIME_TYPE]
    assert (one.metadata[MIME_TYPE]) == {
        "response_id": "a",
        "usage": {"totalTokenCount": 1},
        "durations": [0.1],
    }


@pytest.mark.parametrize(
    ("reply", "plain"),
    [
        (said(Part(text="hi")), "hi"),
        (said(Part(text="hi"), end=Stopped("interrupted")), "hi\n[stopped]"),
        (said(Part(text="hi"), end=Stopped("truncated")), "hi\n[truncated]"),
        (said(Part(text="hi"), end=Stopped("error", "gone\nwith")), "hi\n[error: gone with]"),
        (said(Part(text="hi"), end=Finish("MAX_TOKENS")), "hi\n[MAX_TOKENS]"),
        (said(end=Refused("SAFETY")), "[blocked: SAFETY]"),
        (said(call("get_weather", city="Oslo")), "get_weather(city='Oslo')"),
        (said(Part(inline_data=Blob(mime_type="image/png", data=PNG))), "[image/png, 12 kB]"),
        (said(Part(text="hm", thought=True), end=Finish("MAX_TOKENS")), "[thoughts]\n[MAX_TOKENS]"),
        (said(), "[empty answer]"),
        (Reply(), ""),
        (said(Part(text="\x1b[31mred\x1b[0m")), "[31mred[0m"),
    ],
)
def test_plain_text_is_the_answer_and_a_mark_where_there_is_something_to_mark(
    reply: Reply, plain: str
) -> None:
    assert plain == render(reply).data["text/plain"]


@pytest.mark.parametrize(
    ("end", "marks"),
    [
        (Stopped("interrupted"), ["stopped"]),
        (Stopped("truncated"), ["truncated", "the connection ended early"]),
        (Stopped("error", "503 <b>busy</b>"), ["error", "503 &lt;b&gt;busy&lt;/b&gt;"]),
        (Finish("MAX_TOKENS"), ["MAX_TOKENS"]),
        (Finish("SAFETY", "too much"), ["SAFETY", "too much"]),
        (Refused("SAFETY"), ["blocked: SAFETY"]),
    ],
)
def test_a_mark_stands_behind_a_partial_answer_whatever_is_open_in_it(
    end: Event, marks: list[str]
) -> None:
    html = render(said(Part(text="text\n\n```html\n<div"), end=end)).data["text/html"]

    assert not unbalanced_in(html)
    tail = html[html.rindex("</pre>") :]
    assert all(mark in tail for mark in marks)


def test_the_local_engine_is_never_taken_for_gemini() -> None:
    bundle = render(said(Part(text="42"), model="local-rules")).data

    assert "local engine · not Gemini" in bundle["text/html"]
    assert "local engine · not Gemini" in bundle["text/markdown"]
    assert bundle[MIME_TYPE]["local"] is True
    assert "not Gemini" not in render(said(Part(text="42"))).data["text/html"]


def test_texts_that_follow_each_other_are_one_text() -> None:
    reply = said(
        Part(text="**bo"), Part(text="ld**", thought_signature=b"s"), Part(thought_signature=b"t")
    )

    assert "<strong>bold</strong>" in render(reply).data["text/html"]
    assert kinds_of(reply) == ["text"]


def test_an_answer_stands_with_its_call_by_id() -> None:
    reply = said(call("f", "1", x=1), call("f", "2", x=2), answer("f", "B", "2"), answer("f", "A"))
    parts = render(reply).data[MIME_TYPE]["answers"][0]["parts"]

    assert parts[0]["responses"] == [{"result": "A"}]
    assert parts[1]["responses"] == [{"result": "B"}]


def test_the_time_a_function_took_stands_with_its_call() -> None:
    events: list[Event] = [PartStart(call("f")), PartStart(call("g"))]
    events.append(ToolResult(answer("f", 1), 0.25))
    html = render(fold([*events, ToolResult(answer("g", 2), 1.5)])).data["text/html"]

    assert html.index("f()") < html.index("0.25 s") < html.index("g()") < html.index("1.50 s")


def test_a_time_too_short_to_notice_is_not_shown() -> None:
    reply = fold([PartStart(call("f")), ToolResult(answer("f", 1), 0.004)])

    assert "0.00 s" not in render(reply).data["text/html"]


def test_an_answer_without_a_call_stands_alone() -> None:
    assert kinds_of(said(answer("f", 1))) == ["function_response"]


def test_code_and_what_it_printed_are_one_thing() -> None:
    reply = said(
        Part(executable_code=ExecutableCode(language=Language.PYTHON, code="print(1)")),
        Part(
            code_execution_result=CodeExecutionResult(outcome=Outcome.OUTCOME_FAILED, output="no")
        ),
    )
    html = re.sub("</?span[^>]*>", "", render(reply).data["text/html"])

    assert kinds_of(reply) == ["executable_code"]
    assert html.index("print(1)") < html.index("Output (failed)") < html.index("no</code>")


def test_slices_of_sound_are_one_sound_with_a_header() -> None:
    slices = [
        Part(inline_data=Blob(mime_type="audio/L16;codec=pcm;rate=24000", data=b"\1\0" * count))
        for count in (100, 200)
    ]
    reply = said(*slices)
    elements = elements_of(render(reply).data["text/html"])
    sources = [element.attributes["src"] for element in elements if element.tag == "audio"]
    with wave.open(io.BytesIO(base64.b64decode(sources[0].partition(",")[2]))) as sound:
        facts = (sound.getframerate(), sound.getnframes(), sound.getnchannels())

    assert len(sources) == 1
    assert facts == (24_000, 300, 1)


@pytest.mark.parametrize(
    ("mime_type", "tag"),
    [
        ("image/png", "img"),
        ("image/jpeg", "img"),
        ("image/svg+xml", ""),
        ("audio/mpeg", "audio"),
        ("audio/pcm;rate=16000", "audio"),
        ("video/mp4", "video"),
        ("application/pdf", ""),
        ("text/html", ""),
    ],
)
def test_media_are_shown_where_nothing_in_them_can_act(mime_type: str, tag: str) -> None:
    reply = said(Part(inline_data=Blob(mime_type=mime_type, data=PNG)))
    bundle = render(reply).data
    media = {e.tag for e in elements_of(bundle["text/html"])} & {"img", "audio", "video"}

    assert ({tag} - {""}) == media
    assert "sha256" in bundle[MIME_TYPE]["answers"][0]["parts"][0]
    assert len(json.dumps(bundle[MIME_TYPE])) < 500


def test_sources_are_numbered_links_to_the_web_only() -> None:
    grounding = GroundingMetadata(
        web_search_queries=["weather"],
        grounding_chunks=[
            GroundingChunk(web=Source(uri="https://a.org/x", title="A <b>")),
            GroundingChunk(web=Source(uri="javascript:x", title="B")),
        ],
        search_entry_point=SearchEntryPoint(rendered_content='<style>x</style>"'),
    )
    reply = fold([PartStart(Part(text="x")), Annotated({"grounding_metadata": grounding})])
    bundle = render(reply).data
    links = [e.attributes["href"] for e in elements_of(bundle["text/html"]) if e.tag == "a"]
    frames = [e.attributes for e in elements_of(bundle["text/html"]) if e.tag == "iframe"]

    assert links == ["https://a.org/x"]
    assert [(f["sandbox"], f["srcdoc"]) for f in frames] == [("", '<style>x</style>"')]
    assert "1. [A &#60;b&#62;](https://a.org/x)\n2. B" in bundle["text/markdown"]


def test_other_answers_are_folded_below_the_first() -> None:
    reply = fold([PartStart(Part(text="one")), PartStart(Part(text="two"), 1), PartDelta("!", 1)])
    html = render(reply).data["text/html"]

    assert html.index("one") < html.index("Answer 2 of 2") < html.index("two!")


def test_what_is_unknown_is_kept_visible() -> None:
    bundle = render(said(Part.model_validate({"hologram": {"depth": 3}}))).data

    assert "hologram" in bundle["text/html"]
    assert "hologram" in bundle["text/markdown"]
    assert bundle["text/plain"] == "[unknown part: hologram]"


def test_prices_are_no_maths_and_maths_is_left_alone() -> None:
    text = "$5 and $10, but $a_1 * b_1 * c$ and \\(x\\_y\\)"
    html = render(said(Part(text=text))).data["text/html"]

    assert "<span>$</span>5 and <span>$</span>10, but $a_1 * b_1 * c$ and \\(x\\_y\\)" in html


def _exchanges(path: Path) -> list[list[dict[str, Any]]]:
    found = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            whole = exchange["response"]
            chunks = exchange["events"] or (whole if isinstance(whole, list) else [whole])
            chunks = [c for c in chunks if isinstance(c, dict)]
            if any("candidates" in c or "promptFeedback" in c for c in chunks):
                found.append(chunks)
    return found


def test_every_recorded_answer_renders_balanced_and_harmless(recordings: Path) -> None:
    exchanges = _exchanges(recordings / "exchanges.jsonl")
    for chunks in exchanges:
        assembler = Assembler()
        responses = (GenerateContentResponse.model_validate(chunk) for chunk in chunks)
        reply = fold(event for response in responses for event in assembler.events(response))
        bundle = render(reply).data

        assert not unbalanced_in(bundle["text/html"])
        assert not threats_in(bundle["text/html"])
        assert bundle["text/plain"]
        json.dumps(bundle, allow_nan=False)

    assert len(exchanges) > 500
