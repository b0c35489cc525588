"""`%gemini vote`: the best of several answers, kept in the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_magic.magics.cell_error import CellError
from tests.scripted import ScriptedGemini

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

COMPARE = "%%gemini compare -m gemini-x,gemini-y -o both\nWhy?"

pytestmark = pytest.mark.filterwarnings("ignore::gemini_magic.catalog.OutdatedModel")


@pytest.fixture(autouse=True)
def _with_ledger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))


def error_of(shell: InteractiveShell, cell: str) -> str:
    result = shell.run_cell(cell, store_history=True)
    assert isinstance(result.error_in_exec, CellError)
    [line] = result.error_in_exec._render_traceback_()
    return line


def test_a_vote_is_kept_and_counted(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    for winner in "BAB":
        shell.run_cell(COMPARE, store_history=True)
        assert shell.run_cell(f"%gemini vote {winner}", store_history=True).success
    shell.run_cell("%gemini vote", store_history=True)

    assert "gemini-y has the vote" in capsys.readouterr().out
    table = shell.display_pub.outputs[-1]["data"]["text/plain"]  # type: ignore[attr-defined]
    rows = [line.split() for line in table.splitlines()]
    assert rows[1:] == [["gemini-y", "2", "3"], ["gemini-x", "1", "3"]]


def test_a_vote_may_name_its_comparison_and_can_be_changed(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(COMPARE, store_history=True)
    shell.run_cell("1 + 1", store_history=True)
    shell.run_cell("%gemini vote A both\n%gemini vote B", store_history=True)

    assert [row["vote"] for row in shell.user_ns["both"].rows] == [False, True]


def test_what_cannot_be_voted_on_is_said(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    assert "run %%gemini compare first" in error_of(shell, "%gemini vote A")
    assert "nobody has voted" in error_of(shell, "%gemini vote")
    shell.run_cell(COMPARE, store_history=True)
    assert "answer 'C' does not exist" in error_of(shell, "%gemini vote C")
    assert "'x' is no comparison" in error_of(shell, "x = 1\n%gemini vote A x")
    assert "say a column" in error_of(shell, "%gemini vote A B C")
