"""Every recorded request, sent to the engine: what was accepted is, what was refused is not.

Each difference has its reason here, and a reason without a difference fails as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.local import recorded
from tests.local.conftest import Engine
from tests.local.recorded import Answer, Exchange, Wire

_NOT_SEARCHED = "no search was needed: a schema, a function or the conversation had the answer"
_NOT_COMPUTED = "the engine's rules write no program for it, or need none"
# What an answer lacks or has otherwise → why.
REASONS: dict[str, str] = {
    "no nextPageToken": "the engine's models fit on one page",
    "no metadata": "usage beside interaction.created, in one recording of May 2026 only",
    "no toolCall part": _NOT_SEARCHED,
    "no toolResponse part": _NOT_SEARCHED,
    "no executableCode part": _NOT_COMPUTED,
    "no codeExecutionResult part": _NOT_COMPUTED,
}


def differences(exchange: Exchange, there: Answer, here: Answer) -> Iterator[str]:
    """What is otherwise, in a few words; empty where the answers are of one kind."""
    if here.status != there.status:
        why = here.documents[0].get("error") if here.documents else None
        yield f"status {here.status} for {there.status}: {why}"
    elif there.status >= 400:
        yield from _errors(there.documents[0]["error"], here.documents[0]["error"])
    else:
        yield from (f"no {field}" for field in sorted(_fields(there) - _fields(here)))
        yield from _ends(there, here)
        yield from (f"no {kind} part" for kind in sorted(_media(there) - _media(here)))
        yield from _lengths(there, here)


def _errors(there: Wire, here: Wire) -> Iterator[str]:
    for field in ("code", "status"):
        if there[field] != here[field]:
            yield f"error.{field} {here[field]} for {there[field]}"
    # What it is about is said first, and in the same words.
    if there["message"].split()[:3] != here["message"].split()[:3]:
        yield f"message {here['message']!r} for {there['message']!r}"
    reasons = [[d["reason"] for d in e.get("details", ()) if "reason" in d] for e in (there, here)]
    if reasons[0] != reasons[1]:
        yield f"reasons {reasons[1]} for {reasons[0]}"


def _fields(answer: Answer) -> set[str]:
    return {field for document in answer.documents for field in document} - {_BYTES}


_BYTES = "_raw"  # what the recorder calls an answer that is no JSON


def _candidates(answer: Answer) -> list[Wire]:
    return [c for document in answer.documents for c in document.get("candidates", ())]


def _ends(there: Answer, here: Answer) -> Iterator[str]:
    ends = [any("finishReason" in c for c in _candidates(answer)) for answer in (there, here)]
    if ends == [True, False]:
        yield "no finishReason"


def _media(answer: Answer) -> set[str]:
    parts = [part for c in _candidates(answer) for part in c.get("content", {}).get("parts", ())]
    return {kind for part in parts for kind in part if kind in _TOOL_MADE}


# Parts which a request asks for, where it asks for pictures, sound or tools; whether words or a
# function call are the answer is a matter of opinion.
_TOOL_MADE = {"inlineData", "executableCode", "codeExecutionResult", "toolCall", "toolResponse"}


def _lengths(there: Answer, here: Answer) -> Iterator[str]:
    counts = [sum(len(d.get("embeddings", ())) for d in a.documents) for a in (there, here)]
    if counts[0] != counts[1]:
        yield f"{counts[1]} embeddings for {counts[0]}"


@pytest.fixture(scope="module")
def replayed(recordings: Path, engine: Engine) -> list[tuple[Exchange, Answer, Answer]]:
    replay = recorded.Replay(engine.client)
    kept = recorded.exchanges(recordings)
    return [(exchange, recorded.said(exchange), replay.send(exchange)) for exchange in kept]


def test_what_the_service_accepts_and_refuses_the_engine_does_too(
    replayed: list[tuple[Exchange, Answer, Answer]],
    record_property: Callable[[str, object], None],
) -> None:
    found: Counter[str] = Counter()
    where: dict[str, str] = {}
    alike: Counter[Any] = Counter()
    total: Counter[Any] = Counter()
    for exchange, there, here in replayed:
        outcome = "refused" if there.status >= 400 else "accepted"
        total[outcome] += 1
        alike[outcome] += here.status == there.status
        for difference in differences(exchange, there, here):
            found[difference] += 1
            where.setdefault(difference, f"{recorded.resource(exchange)}, {exchange['source']}")
    for name, count in sorted(found.items()):
        print(f"{count:4} × {name} — {REASONS.get(name) or where[name]}")
    table = ", ".join(f"{name} {alike[name]} of {count}" for name, count in total.items())
    print(f"{table}, {len(found)} kinds of differences, {len(REASONS)} explained")
    record_property("recorded requests", table)

    assert sorted(found.keys() - REASONS.keys()) == []
    assert sorted(REASONS.keys() - found.keys()) == []
