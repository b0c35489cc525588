"""Cells that share a thread share its history; others start anew."""

from __future__ import annotations

from tests.lab.conftest import OpenNotebook
from tests.lab.notebook import Notebook
from tests.scripted import ScriptedGemini, texts


def restart(open_: Notebook) -> None:
    """What the menu's "Restart Kernel" does, and the extension loaded again."""
    session = "window.jupyterapp.shell.currentWidget.context.sessionContext.session"
    open_.page.evaluate(f"() => {session}.kernel.restart()")
    open_.run(0)


def words(gemini: ScriptedGemini) -> list[list[str]]:
    """What each request said, a text for each message."""
    return [[c["parts"][0]["text"] for c in one.json["contents"]] for one in gemini.exchanges]


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


def test_a_new_kernel_goes_on_and_run_all_in_it_sends_what_a_first_one_would(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one"), texts("two"), texts("three"))
    open_ = loaded("%%gemini\nfirst", "%%gemini -c main/idea\nsecond", "%%gemini\nthird")
    open_.run(1)
    open_.run(2)
    restart(open_)
    open_.run(3)
    assert words(gemini)[-1] == ["first", "one", "third"]
    assert "main goes on behind 1 turn of an earlier kernel" in open_.text(3)
    restart(open_)
    gemini.reset()
    gemini.will(texts("1"), texts("2"), texts("3"))
    for number in (1, 2, 3):
        open_.run(number)
        assert "earlier kernel" not in open_.text(number)

    assert words(gemini) == [["first"], ["first", "1", "second"], ["first", "1", "third"]]


def test_a_cell_above_the_others_in_the_saved_notebook_is_sent_nothing_of_theirs(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one"), texts("two"))
    open_ = loaded("%%gemini\nabove", "%%gemini\nbelow")
    open_.run(2)
    open_.save()
    restart(open_)
    open_.run(1)

    assert words(gemini) == [["below"], ["above"]]
