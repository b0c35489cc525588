"""A notebook for each way in which an answer may end; and for two answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab.scripts import Script, said
from tests.lab.seen import Cell, Seen
from tests.scripted import Answer, ScriptedGemini, chunk, failure, sse

HARM = {"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH", "blocked": True}
UNKNOWN = {"holographicData": {"depth": 3}}


def candidates() -> Answer:
    found: list[dict[str, Any]] = []
    for index, text in enumerate(("Three owls.", "Two *owls*.")):
        [candidate] = chunk(text, finish="STOP")["candidates"]
        found.append({**candidate, "index": index})
    return sse([{"candidates": found, "modelVersion": "scripted-1"}])


SCRIPTED = {
    "safety": Script(
        [said("Half a", finish="SAFETY", safetyRatings=[HARM])],
        [Cell("%%gemini\nUnsafe", says=["Half a", "SAFETY", "harassment (high)"])],
    ),
    "refused": Script(
        [sse([{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}])],
        [Cell("%%gemini\nForbidden", says=["PROHIBITED_CONTENT"], fails=True)],
    ),
    "too-long": Script(
        [said("And so", finish="MAX_TOKENS")],
        [Cell("%%gemini\nToo long", says=["And so", "MAX_TOKENS", "output tokens"])],
    ),
    "quota": Script(
        [failure(429, "RESOURCE_EXHAUSTED", "Quota exceeded", quota="RequestsPerDay-FreeTier")],
        [Cell("%%gemini\nToo often", says=["429", "day"], fails=True)],
    ),
    "retried": Script(
        [failure(503, "UNAVAILABLE", "Overloaded", retry_after=0.1), said("At last.")],
        [Cell("%%gemini\nBusy", says=["At last."])],
    ),
    "cut": Script(
        [said("All of this", "is not all.").cut_after(300)],
        [Cell("%%gemini\nBroken", says=["All of this", "connection"], fails=True)],
    ),
    "unknown": Script(
        [said("Before.", UNKNOWN, "After.")],
        [Cell("%%gemini\nNew", says=["Before.", "holographicData", "After."])],
    ),
    "nothing": Script([said()], [Cell("%%gemini\nNothing", says=["empty answer"])]),
    "candidates": Script(
        [candidates()],
        [Cell("%%gemini\nTwice", says=["Three owls.", "Answer 2 of 2", "Two owls."])],
    ),
}


@pytest.mark.parametrize("name", SCRIPTED)
def test_an_ending_is_seen_everywhere(seen: Seen, gemini: ScriptedGemini, name: str) -> None:
    SCRIPTED[name].play(name, seen, gemini)
