"""`%gemini doctor` through a real shell: what answers, and the parts of the real engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gemini_magic.magics.cell_error import CellError
from tests.scripted import ScriptedGemini

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def test_it_says_what_answers_and_what_is_installed(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%gemini doctor").raise_error()
    said = capsys.readouterr().out

    assert "GOOGLE_API_KEY is set" in said
    assert "test-key" not in said
    assert "gemini-3-flash-preview on Gemini" in said
    assert gemini.base_url in said
    assert "yes  tornado" in said
    assert gemini.exchanges == []


def test_without_a_key_the_local_engine_answers(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%gemini doctor").raise_error()
    said = capsys.readouterr().out

    assert "on the local engine, not Gemini" in said
    assert "key      none" in said


def test_wrong_settings_are_said_and_the_parts_are_shown_all_the_same(
    shell: InteractiveShell,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "steam")
    shell.run_cell("%gemini doctor").raise_error()
    said = capsys.readouterr().out

    assert "GEMINI_MAGIC_ENGINE='steam' is not understood" in said
    assert "tornado" in said


def test_it_takes_no_argument(shell: InteractiveShell) -> None:
    result = shell.run_cell("%gemini doctor now")

    assert isinstance(result.error_in_exec, CellError)
    assert "takes no argument" in str(result.error_in_exec)
