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


def test_a_cell_that_is_run_again_takes_the_place_of_its_turn(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one"), texts("two"), texts("one anew"))
    open_ = loaded("%%gemini\nfirst", "%%gemini\nsecond", "%gemini history")
    for number in (1, 2, 1, 3):
        open_.run(number)

    again = gemini.exchanges[-1].json["contents"]
    assert [turn["parts"][0]["text"] for turn in again] == ["first"]
    rows = [line.split() for line in open_.text(3).splitlines()[1:]]
    assert rows == [["1", "first", "one", "anew"], ["2", "second", "two", "stale"]]
