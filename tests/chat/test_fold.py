"""Chunks → events → Reply: however the text is cut, the reply is the same."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic import Reply
from gemini_magic.api.types import FinishReason, GenerateContentResponse, Part, UsageMetadata
from gemini_magic.chat import Assembler, fold
from gemini_magic.chat.events import (
    Counted,
    Event,
    Finish,
    Opened,
    PartDelta,
    PartStart,
    Refused,
    Stopped,
    ToolResult,
    Waiting,
)

CALL = {"functionCall": {"name": "f", "args": {"a": 1}, "id": "1"}, "thoughtSignature": "AAEC"}
IMAGE = {"inlineData": {"mimeType": "image/png", "data": "AAEC"}}


def chunk(*parts: dict[str, Any], index: int | None = None, **fields: Any) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": list(parts)}}
    if index is not None:
        candidate["index"] = index
    candidate |= {name: fields.pop(name) for name in list(fields) if name not in TOP}
    return {"candidates": [candidate], **fields}


TOP = {"usageMetadata", "modelVersion", "responseId", "promptFeedback"}


def events_of(chunks: Iterable[dict[str, Any]]) -> list[Event]:
    assembler = Assembler()
    return [
        event
        for document in chunks
        for event in assembler.events(GenerateContentResponse.model_validate(document))
    ]


def reply_of(*chunks: dict[str, Any]) -> Reply:
    return fold(events_of(chunks))


def wire(reply: Reply) -> list[dict[str, Any]]:
    return [part.to_wire() for part in reply.parts]


# Any cut of the text

texts = st.text(min_size=1, max_size=20)
spoken = st.tuples(st.sampled_from(["text", "thought"]), texts)
whole = st.sampled_from(
    [CALL, IMAGE, {"text": "", "thoughtSignature": "AAEC"}, {"text": "s", "thoughtSignature": "AA"},
     {"executableCode": {"language": "PYTHON", "code": "1"}}, {"holograph": {}},
     {"text": "m", "partMetadata": {"a": 1}}]
)  # fmt: skip


def as_part(kind: str, text: str) -> dict[str, Any]:
    return {"text": text, "thought": True} if kind == "thought" else {"text": text}


@settings(deadline=None)  # machines are shared
@given(st.lists(st.one_of(spoken, whole), max_size=6), st.data())
def test_any_cut_of_the_text_makes_the_same_reply(items: list[Any], data: st.DataObject) -> None:
    expected: list[dict[str, Any]] = []
    pieces: list[dict[str, Any]] = []
    last = ""
    for item in items:
        if isinstance(item, dict):
            pieces.append(item)
            expected.append(item)
            last = ""
            continue
        kind, text = item
        cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
        pieces += [as_part(kind, text[a:b]) for a, b in pairwise([0, *cuts, len(text)])]
        if kind == last:  # goes on where it left off
            expected[-1] = {**expected[-1], "text": expected[-1]["text"] + text}
        else:
            expected.append(as_part(kind, text))
        last = kind
    grouped = data.draw(st.lists(st.integers(0, len(pieces)), max_size=4))
    borders = [0, *sorted(grouped), len(pieces)]
    reply = reply_of(*(chunk(*pieces[a:b]) for a, b in pairwise(borders)))

    assert wire(reply) == expected
    assert reply.text == "".join(
        p["text"] for p in expected if "text" in p and not p.get("thought")
    )
    assert reply.thoughts == "".join(p["text"] for p in expected if p.get("thought"))


deltas = st.one_of(
    st.builds(PartDelta, texts, st.integers(0, 2)),
    st.builds(PartStart, st.builds(lambda t: Part(text=t), texts), st.integers(0, 2)),
    st.builds(Finish, st.sampled_from(["STOP", "MAX_TOKENS"]), st.just(""), st.integers(0, 2)),
    st.just(Counted(UsageMetadata(total_token_count=1))),
)


def picture(reply: Reply) -> Any:
    return [
        ([part.to_wire() for part in answer.parts], answer.finish_reason, answer.size)
        for answer in reply.answers
    ], reply.usage


@settings(deadline=None)  # machines are shared
@given(st.lists(deltas, max_size=12), st.lists(deltas, min_size=1, max_size=4))
def test_older_replies_never_change(events: list[Any], others: list[Any]) -> None:
    replies = [Reply()]
    for event in events:
        replies.append(replies[-1].apply(event))
    before = [picture(reply) for reply in replies]
    # Grow each of them in another direction, the newest first.
    branches = [fold(others, reply) for reply in reversed(replies)]

    assert [picture(reply) for reply in replies] == before
    assert [picture(reply) for reply in reversed(branches)] == [
        picture(fold([*events[:number], *others])) for number in range(len(replies))
    ]


@settings(deadline=None)  # machines are shared
@given(st.lists(deltas, max_size=12))
def test_replies_survive_pickling_and_copying(events: list[Any]) -> None:
    reply = fold(events)
    pickled, copied = pickle.loads(pickle.dumps(reply)), copy.deepcopy(reply)

    assert reply == pickled == copied == fold(events)
    assert picture(reply) == picture(pickled) == picture(copied)
    # Copies share nothing that grows.
    more = PartDelta("more")
    assert picture(pickled.apply(more)) == picture(reply.apply(more)) == picture(copied.apply(more))
    assert reply.apply(more) != reply


def test_a_very_long_answer_folds() -> None:
    # Copying the text for every delta would move nine gigabytes here.
    reply = fold(PartDelta("hello") for _ in range(60_000))

    assert reply.text == "hello" * 60_000


def test_very_many_parts_fold() -> None:
    part = Part(text="s", thought_signature=b"1")
    reply = fold(PartStart(part) for _ in range(60_000))

    assert len(reply.parts) == 60_000


# What is kept apart, and what is not


def test_signed_parts_stay_apart_and_in_order() -> None:
    parts: list[dict[str, Any]] = [
        {"text": "a", "thoughtSignature": "AAEC"},
        {"text": "b"},
        {"text": "c", "thoughtSignature": "-_8"},
        CALL,
        {"functionCall": {"name": "g", "args": {}}},
        {"text": "d"},
        {"text": "", "thoughtSignature": "… cut …"},
    ]

    assert wire(reply_of(*(chunk(part) for part in parts))) == parts
    assert wire(reply_of(chunk(*parts))) == parts
    (content,) = reply_of(chunk(*parts)).contents
    assert content.to_wire() == {"role": "model", "parts": parts}


def test_parts_that_say_more_than_text_stay_apart() -> None:
    parts: list[dict[str, Any]] = [
        {"text": "a", "partMetadata": {"x": 1}},
        {"text": "b"},
        {"text": "c", "future": 1},
    ]

    assert wire(reply_of(chunk(*parts))) == parts


def test_an_empty_text_at_the_end_adds_nothing() -> None:
    assert wire(reply_of(chunk({"text": "a"}), chunk({"text": ""}))) == [{"text": "a"}]


def test_candidates_may_take_turns() -> None:
    reply = reply_of(
        chunk({"text": "a"}, index=0),
        chunk({"text": "x"}, index=1),
        chunk({"text": "b"}),  # an absent index is the first
        chunk({"text": "y"}, index=1, finishReason="MAX_TOKENS"),
        chunk({"text": "!"}, index=3),
        chunk({"text": "c"}, index=0, finishReason="STOP"),
    )

    assert ["".join(part.text or "" for part in answer.parts) for answer in reply.answers] == [
        "abc",
        "xy",
        "",
        "!",
    ]
    assert [answer.finish_reason for answer in reply.answers] == ["STOP", "MAX_TOKENS", "", ""]
    assert (reply.text, reply.finish_reason) == ("abc", "STOP")


@pytest.mark.parametrize("field", ["index", None])
def test_notes_are_kept_with_and_without_an_index(field: str | None) -> None:
    grounding = {"groundingChunks": [{"web": {"uri": "https://e.org", "title": "e"}}]}
    candidate: dict[str, Any] = {"finishReason": "STOP", "groundingMetadata": grounding}
    if field:
        candidate[field] = 0
    reply = reply_of(chunk({"text": "a"}), {"candidates": [candidate]})

    assert reply.grounding is not None
    assert reply.grounding.to_wire() == grounding
    assert reply.finish_reason == "STOP"


def test_notes_of_several_chunks_are_gathered() -> None:
    reply = reply_of(
        chunk({"text": "a"}, citationMetadata={"citationSources": [{"uri": "u"}]}),
        chunk({"text": "b"}, urlContextMetadata={"urlMetadata": []}, avgLogprobs=-0.5),
    )

    assert set(reply.answers[0].notes) == {
        "citation_metadata",
        "url_context_metadata",
        "avg_logprobs",
    }


def test_the_kinds_of_text_are_kept_apart() -> None:
    reply = reply_of(
        chunk({"text": "h", "thought": True}),
        chunk({"text": "m", "thought": True}, {"text": "a"}),
        chunk({"text": "n", "thought": True}),
        chunk({"text": "b"}, CALL),
    )

    assert (reply.thoughts, reply.text, str(reply)) == ("hmn", "ab", "ab")
    assert [part.kind for part in reply.parts] == [
        "thought",
        "text",
        "thought",
        "text",
        "function_call",
    ]
    assert [call.args for call in reply.function_calls] == [{"a": 1}]


# Tokens, ends and refusals


def usage(**counts: int) -> dict[str, Any]:
    return {"usageMetadata": counts}


def test_the_last_total_counts() -> None:
    reply = reply_of(
        chunk({"text": "a"}, **usage(promptTokenCount=3, totalTokenCount=4)),
        chunk({"text": "b"}, **usage(promptTokenCount=3, totalTokenCount=9)),
        chunk({"text": "c"}),
    )

    assert reply.usage is not None
    assert reply.usage.total_token_count == 9
    assert reply.total_usage == reply.usage


def test_totals_of_several_exchanges_are_added() -> None:
    first = events_of([chunk(CALL, **usage(promptTokenCount=3, totalTokenCount=4))])
    answer = ToolResult(Part.from_function_response(name="f", response={}), 0.5)
    second = events_of(
        [
            chunk({"text": "a"}, **usage(promptTokenCount=5, totalTokenCount=6)),
            chunk({"text": "b"}, **usage(promptTokenCount=5, totalTokenCount=7, newCount=1)),
        ]
    )
    reply = fold([*first, answer, *second])

    assert reply.total_usage is not None
    assert reply.total_usage.prompt_token_count == 8
    assert reply.total_usage.total_token_count == 11
    assert reply.usage is not None
    assert reply.usage.total_token_count == 7
    assert list(reply.durations) == [0.5]


def test_no_tokens_are_told_where_none_were_counted() -> None:
    assert (reply_of(chunk({"text": "a"})).usage, Reply().total_usage) == (None, None)


def test_a_refused_prompt_is_an_end() -> None:
    reply = reply_of({"promptFeedback": {"blockReason": "NEWLY_FORBIDDEN"}, **usage(a=1)})

    assert reply.refused == "NEWLY_FORBIDDEN"
    assert reply.is_finished
    assert not reply.is_partial
    assert (reply.text, reply.contents) == ("", [])


@pytest.mark.parametrize("reason", [*FinishReason, "BORED"])
def test_every_finish_reason_is_an_end(reason: str) -> None:
    reply = reply_of(chunk({"text": "a"}, finishReason=reason, finishMessage="why"))

    assert (reply.finish_reason, reply.answers[0].finish_message) == (reason, "why")
    assert reply.is_finished
    assert not reply.is_partial


def test_a_candidate_without_content_is_only_an_end() -> None:
    reply = reply_of({"candidates": [{"finishReason": "MAX_TOKENS"}]})

    assert (reply.parts, reply.contents, reply.finish_reason) == ((), [], "MAX_TOKENS")


def test_a_reply_is_not_finished_while_a_function_answers() -> None:
    called = fold(events_of([chunk(CALL, finishReason="STOP")]))
    answered = called.apply(ToolResult(Part.from_function_response(name="f", response={})))

    assert called.is_finished
    assert not answered.is_finished


def test_a_wait_is_over_when_something_arrives() -> None:
    waiting = Reply().apply(Waiting(1.0, 1, 5, "busy"))

    assert waiting.waiting is not None
    for event in (Opened("m", "r"), PartDelta("a"), Refused("SAFETY"), Stopped("error", "no")):
        assert waiting.apply(event).waiting is None


def test_who_answered_is_kept() -> None:
    reply = reply_of(
        chunk({"text": "a"}, modelVersion="local-1", responseId="r"), chunk({"text": "b"})
    )

    assert (reply.model_version, reply.response_id, reply.is_local) == ("local-1", "r", True)
