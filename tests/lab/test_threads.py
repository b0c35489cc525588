"""Cells that share a thread share its history; others start anew."""

from __future__ import annotations

from tests.lab.conftest import OpenNotebook
from tests.scripted import ScriptedGemini, texts


def test_a_thread_remembers(loaded: OpenNotebook, gemini: ScriptedGemini) -> None:
    gemini.will(texts("Hello Ada."), texts("Ada."), texts("No idea."))
    open_ = loaded(
        "%%gemini -c names\nI am Ada",
        "%%gemini -c names\nWho am I?",
        "%%gemini -c other\nWho am I?",
    )
    for number in range(1, 4):
        open_.run(number)

    asked = [[turn["role"] for turn in one.json["contents"]] for one in gemini.exchanges]
    assert asked == [["user"], ["user", "model", "user"], ["user"]]
    assert "Ada." in open_.text(2)
    assert "No idea." in open_.text(3)
