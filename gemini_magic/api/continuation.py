"""Answers that the service hands out in pieces: how to ask for the rest, and how it is joined.

The rest is asked for by the same body with the last `continuationToken`; each call bills the
prompt again, so usage is the sum of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeVar

from .call import Call
from .types import (
    Candidate,
    Content,
    FinishReason,
    GenerateContentResponse,
    Part,
    UsageMetadata,
    WholeResponse,
)

__all__ = ["MAX_CONTINUATIONS", "first_candidate", "joined", "rest_of", "total", "turn_of"]

Answer = TypeVar("Answer")

MAX_CONTINUATIONS = 5
"""How often an answer is continued where the config does not say."""


def first_candidate(response: GenerateContentResponse) -> Candidate | None:
    """The candidate that counts; only one can be continued or call functions."""
    return response.candidates[0] if response.candidates else None


def rest_of(call: Call[Answer], response: GenerateContentResponse) -> Call[Answer] | None:
    """The call for what comes behind this response, or None where it is the end."""
    candidate = first_candidate(response)
    if candidate is None or candidate.finish_reason != FinishReason.CONTINUATION:
        return None
    token = candidate.continuation_token
    # The same token again would only bring the same piece again.
    is_new = token and token != (call.body or {}).get("continuationToken")
    return replace(call, body={**(call.body or {}), "continuationToken": token}) if is_new else None


def joined(responses: list[WholeResponse]) -> WholeResponse:
    """One answer from its pieces: the last one, with all parts and the sum of usage."""
    last = responses[-1]
    last._hops = len(responses)
    if len(responses) == 1:
        return last
    parts = [part for response in responses for part in response.parts]
    if last.candidates:
        content = last.candidates[0].content or Content(role="model")
        last.candidates[0].content = content.model_copy(update={"parts": parts})
        # A copy does not know that the field was set, where the wire had left it out.
        last.candidates[0].content.__pydantic_fields_set__.add("parts")
    usage: UsageMetadata | None = None
    for response in responses:
        usage = total(usage, response.usage_metadata)
    if usage is not None:
        last.usage_metadata = usage
    return last


def total(one: UsageMetadata | None, other: UsageMetadata | None) -> UsageMetadata | None:
    """The sum of two usages: counts are added, also by modality; words are those of the last."""
    if one is None or other is None:
        return one or other
    return UsageMetadata.model_validate(_sum(one.to_wire(), other.to_wire()))


def _sum(one: Any, other: Any) -> Any:
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    if isinstance(one, dict) and isinstance(other, dict):
        both = one.keys() & other.keys()
        return {**one, **other, **{key: _sum(one[key], other[key]) for key in both}}
    if isinstance(one, list) and isinstance(other, list):
        counts: dict[Any, Any] = {}
        for entry in (*one, *other):
            modality = entry.get("modality")
            counts[modality] = _sum(counts[modality], entry) if modality in counts else entry
        return list(counts.values())
    return other


def turn_of(parts: Iterable[Part]) -> Content:
    """What a model said in chunks, as later requests repeat it.

    Neighbouring pieces of one text are put together; a signed part is never touched.
    """
    turn: list[Part] = []
    for kind, run in groupby(parts, key=_kind_of_piece):
        pieces = list(run)
        if kind in ("text", "thought") and len(pieces) > 1:
            text = "".join(piece.text or "" for piece in pieces)
            pieces = [pieces[0].model_copy(update={"text": text})]
        turn += pieces
    return Content(role="model", parts=turn)


def _kind_of_piece(part: Part) -> object:
    """What neighbours must have in common to be one part; a fresh object has nothing."""
    is_plain = part.model_fields_set <= {"text", "thought"} and not part.model_extra
    return part.kind if is_plain else object()
