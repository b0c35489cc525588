"""An error of the service fails the cell in one line, and nothing secret is saved."""

from __future__ import annotations

import json

from tests.lab.conftest import KEY, OpenNotebook
from tests.lab.notebook import Notebook
from tests.scripted import ScriptedGemini, chunk, failure, sse


def error_of(open_: Notebook, number: int) -> str:
    """The text of the one error that a cell shows."""
    errors = [output for output in open_.outputs(number) if output["output_type"] == "error"]
    assert len(errors) == 1
    return open_.output(number).last.inner_text().strip()


def test_an_error_is_one_line_and_stops_run_all(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "The scripted service says no."))
    open_ = loaded("%%gemini\nHello", "print('must not run')")
    open_.run_all()
    open_.wait(1)
    open_.page.wait_for_timeout(500)

    shown = error_of(open_, 1)
    assert "The scripted service says no." in shown
    assert len(shown.splitlines()) == 1
    assert "Traceback" not in shown
    assert open_.text(2) == ""

    saved = json.dumps(open_.save())
    assert "The scripted service says no." in saved
    assert KEY not in saved


def test_an_error_in_the_middle_keeps_what_came(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    broken = {"error": {"code": 503, "message": "Overloaded.", "status": "UNAVAILABLE"}}
    gemini.will(sse([chunk("Half an answer"), broken]))
    open_ = loaded("%%gemini\nHello")
    open_.run(1)

    assert "Half an answer" in open_.text(1)
    shown = error_of(open_, 1)
    assert "Overloaded." in shown
    assert len(shown.splitlines()) == 1


def test_a_connection_that_breaks_off_is_said_in_one_line(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    whole = sse([chunk("Half an answer"), chunk(" and more", finish="STOP")])
    gemini.will(whole.cut_after(len(whole.pieces[0]) + 20))
    open_ = loaded("%%gemini\nHello")
    open_.run(1)

    assert "Half an answer" in open_.text(1)
    assert len(error_of(open_, 1).splitlines()) == 1
