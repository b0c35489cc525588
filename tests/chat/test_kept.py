"""What the ledger keeps of a turn is the turn: to its readers, and to the model."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic import Reply, Request, types
from gemini_magic.attach import Sent
from gemini_magic.chat import Assembler, Turn, fold
from gemini_magic.chat.events import (
    Annotated,
    Asked,
    Attached,
    Counted,
    Event,
    Finish,
    Offer,
    Older,
    Opened,
    PartStart,
    Refused,
    Stopped,
    ToolResult,
)
from gemini_magic.chat.kept import marks_of, said, turn_from
from gemini_magic.chat.request import Origin
from gemini_magic.errors import LedgerError
from gemini_magic.ledger import KeptTurn
from gemini_magic.render import render

GROUNDING = {
    "webSearchQueries": ["w"],
    "groundingChunks": [{"web": {"uri": "https://a.org", "title": "A"}}],
    "groundingSupports": [{"segment": {"endIndex": 1}, "groundingChunkIndices": [0]}],
    "somethingNew": {"a": [1, None]},
}
texts = st.text(max_size=20)
blobs = st.binary(max_size=40).map(
    lambda data: types.Blob(mime_type="image/png", data=data).to_wire()
)
wires = st.one_of(
    texts.map(lambda text: {"text": text}),
    texts.map(lambda text: {"text": text, "thought": True}),
    blobs.map(lambda blob: {"inlineData": blob}),
    st.sampled_from(
        [
            {"text": "", "thoughtSignature": "-_8"},
            {"text": "signed", "thoughtSignature": "… cut …"},
            {"inlineData": {"mimeType": "image/png", "data": "-_8"}},
            {"functionCall": {"name": "f", "args": {"data": {"media": "x"}}, "id": "1"}},
            {"executableCode": {"language": "PYTHON", "code": "1"}},
            {"holograph": {"mimeType": "a/b", "data": "QQ=="}},
        ]
    ),
)


def answered(blob: dict[str, Any]) -> dict[str, Any]:
    """What a function of ours answers, with a picture."""
    shown = [{"inlineData": blob}]
    return {"functionResponse": {"name": "f", "response": {"a": 1}, "parts": shown}}


parts = wires.map(types.Part.model_validate)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(PartStart, parts, st.integers(0, 1)),
    st.builds(Opened, texts, texts),
    st.builds(Finish, st.sampled_from(["STOP", "MAX_TOKENS", "NEW"]), texts, st.integers(0, 1)),
    st.integers(1, 99).map(lambda n: Counted(types.UsageMetadata(total_token_count=n))),
    st.just(Annotated({"grounding_metadata": types.GroundingMetadata.model_validate(GROUNDING)})),
    st.just(Annotated({"pieces": 3, "avg_logprobs": -0.5})),
    st.builds(
        ToolResult,
        blobs.map(lambda blob: types.Part.model_validate(answered(blob))),
        st.floats(0, 9),
        st.sampled_from(["", "approved", "denied"]),
    ),
    st.builds(Refused, texts),
    st.builds(Stopped, st.sampled_from(["interrupted", "error", "truncated"]), texts),
    st.builds(Asked, texts, st.lists(st.builds(Offer, texts, texts), max_size=2).map(tuple)),
    st.builds(Older, texts, st.lists(texts, max_size=2).map(tuple)),
    st.just(
        Attached(
            (Sent("df", "table", "2 × 3", 7, b"jpeg"), Sent("x", "text")),
            (types.Blob(mime_type="image/png", data=b"pixels"),),
        )
    ),
)


def through_the_ledger(turn: Turn) -> Turn:
    kept = said(turn)
    return turn_from(KeptTurn(turn.id, marks_of(turn), kept.body), kept.media)


@settings(deadline=None, max_examples=60)
@given(
    asked=st.lists(parts, min_size=1, max_size=3),
    told=st.lists(events, max_size=8),
    marks=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    origin=st.none() | st.builds(Origin, texts, texts, st.dictionaries(texts, texts, max_size=2)),
)
def test_a_turn_comes_back_as_it_was(
    asked: list[Any], told: list[Any], marks: tuple[bool, bool, bool], origin: Origin | None
) -> None:
    sent = next((event.sent for event in told if isinstance(event, Attached)), ())
    request = Request(parts=tuple(asked), model="m", via="generate", sent=sent, origin=origin)
    turn = Turn(request, fold(told), "cell", *marks)
    back = through_the_ledger(turn)

    def wire(one: Turn) -> list[Any]:
        return [content.to_wire() for content in one.contents]

    def page(reply: Reply) -> tuple[Any, Any, Any]:
        bundle = render(reply)
        return bundle.data, bundle.metadata, bundle.files

    assert wire(back) == wire(turn)
    assert page(back.reply) == page(turn.reply)
    assert back.request == turn.request
    assert back.request.origin == turn.request.origin
    assert [back.is_stale, back.is_aside, back.is_inherited] == list(marks)
    assert (back.id, back.time, back.cell) == (turn.id, turn.time, turn.cell)
    assert back.reply.trace == turn.reply.trace


def test_all_recorded_answers_come_back(
    recordings: Path, record_property: Callable[[str, object], None]
) -> None:
    count = 0
    with (recordings / "exchanges.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            documents = exchange["events"] or exchange["response"] or []
            documents = documents if isinstance(documents, list) else [documents]
            if exchange["api"] != "gemini" or not any("candidates" in d for d in documents):
                continue
            assembler = Assembler()
            chunks = map(types.GenerateContentResponse.model_validate, documents)
            turn = Turn(
                Request(parts=(types.Part(text="?"),)),
                fold(event for chunk in chunks for event in assembler.events(chunk)),
            )
            back = through_the_ledger(turn)
            count += 1

            assert [c.to_wire() for c in back.contents] == [c.to_wire() for c in turn.contents]
            assert [a.notes for a in back.reply.answers] == [a.notes for a in turn.reply.answers]
            assert back.reply.total_usage == turn.reply.total_usage
    record_property("answers", count)

    assert count > 500


def test_media_are_kept_apart_once_and_by_what_they_hold() -> None:
    picture = types.Part.model_validate({"inlineData": {"mimeType": "image/png", "data": "AAAA"}})
    reply = fold([PartStart(picture), PartStart(types.Part(text="x" * 1000))])
    kept = said(Turn(Request(parts=(picture, picture)), reply))

    assert list(kept.media.values()) == [b"\0\0\0"]
    assert len(kept.body) < 700


@pytest.mark.parametrize("body", [b"", zlib.compress(b"{}"), zlib.compress(b"no JSON")])
def test_what_is_damaged_is_said_to_be_so(body: bytes) -> None:
    with pytest.raises(LedgerError, match="cannot be read"):
        turn_from(KeptTurn("id", "", body), {})
