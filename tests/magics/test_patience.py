"""`--timeout`, `--soft` and `--via` through a real shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gemini_magic import Client, Request, Session
from gemini_magic.api.types import Part
from gemini_magic.chat.request import Via
from gemini_magic.magics.cell_error import CellError
from tests.scripted import ScriptedGemini, chunk, failure, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")


def error_of(shell: InteractiveShell, cell: str) -> CellError:
    error = shell.run_cell(cell).error_in_exec
    assert isinstance(error, CellError)
    return error


def test_a_service_that_falls_silent_is_waited_for_no_longer_than_said(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(sse([chunk("half")]).then_stall())
    error = error_of(shell, "%%gemini --timeout 0.05\nhi")

    assert error.cause == "TimedOut"
    assert shell.user_ns["_"].text == "half"


@pytest.mark.parametrize("surface", ["generate", "interactions"])
def test_the_limit_belongs_to_the_call_by_either_surface(surface: Via) -> None:
    request = Request((Part(text="hi"),), via=surface, timeout=7)

    assert Session(Client(api_key="x")).call(request).timeout == 7


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf"])
def test_a_timeout_that_is_no_time_is_refused(
    shell: InteractiveShell, gemini: ScriptedGemini, seconds: str
) -> None:
    error = error_of(shell, f"%%gemini --timeout={seconds}\nhi")

    assert "is no time to wait" in str(error)
    assert gemini.exchanges == []


def test_a_soft_cell_shows_its_error_and_does_not_fail(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "no such thing"), texts("next"))
    result = shell.run_cell("%%gemini --soft\nhi\n")
    shell.run_cell("%%gemini -o later\nhi")

    assert result.success
    assert "no such thing" in capsys.readouterr().err
    assert shell.user_ns["later"].text == "next"


def test_a_cell_may_ask_by_interactions(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    shell.run_cell("%%gemini --soft --via interactions\nhi")

    [exchange] = gemini.exchanges
    assert exchange.path.endswith("/interactions")


def test_an_unknown_surface_names_the_near_one(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    error = error_of(shell, "%%gemini --via interaction\nhi")

    assert "did you mean 'interactions'?" in str(error)
