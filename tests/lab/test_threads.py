"""Cells that share a thread share its history; others start anew."""

from __future__ import annotations

from tests.lab.conftest import OpenNotebook
from tests.scripted import ScriptedGemini, texts

LOAD = "%load_ext gemini_magic"


def test_a_thread_remembers(notebook: OpenNotebook, gemini: ScriptedGemini) -> None:
    gemini.will(texts("Hello Ada."), texts("Ada."), texts("No idea."))
    open_ = notebook(
        LOAD,
        "%%gemini -c names\nI am Ada",
        "%%gemini -c names\nWho am I?",
        "%%gemini -c other\nWho am I?",
    )
    for number in range(4):
        open_.run(number)

    asked = [[turn["role"] for turn in one.json["contents"]] for one in gemini.exchanges]
    assert asked == [["user"], ["user", "model", "user"], ["user"]]
    assert "Ada." in open_.text(2)
    assert "No idea." in open_.text(3)
