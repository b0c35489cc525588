"""`%gemini cite` through a real shell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_magic.magics.cell_error import CellError
from tests.scripted import ScriptedGemini, chunk, failure, sse

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


@pytest.fixture(autouse=True)
def _beside_the_notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))


def cited(shell: InteractiveShell, capsys: pytest.CaptureFixture[str], name: str = "") -> str:
    capsys.readouterr()
    assert shell.run_cell(f"%gemini cite {name}").success
    return capsys.readouterr().out.strip()


def test_an_answer_says_where_it_comes_from(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [sse([chunk("a", finish="STOP", responseId=f"id-{n}")]) for n in (1, 2)]
    gemini.will(*answers)
    shell.run_cell("%%gemini -o first\nhi")
    shell.run_cell("%%gemini\nthere", store_history=True)

    assert re.fullmatch(
        r"Google Gemini API, model scripted-1, answered \d{4}-\d\d-\d\d \d\d:\d\d UTC, "
        r"response id-2, request sha256:[0-9a-f]{16}; by gemini-magic [\d.]+\.",
        cited(shell, capsys),
    )
    assert "response id-1" in cited(shell, capsys, "first")


def test_an_answer_given_once_more_says_so(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    gemini.will(sse([chunk("a", finish="STOP", responseId="id-1")]))
    shell.run_cell("%%gemini --no-history\nhi")
    shell.run_cell("%%gemini --no-history --cache use\nhi")

    assert "given once more from the ledger" in cited(shell, capsys)


def test_the_local_engine_is_not_cited_as_gemini(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%%gemini -o a\nhi")

    assert "not Gemini" in cited(shell, capsys, "a")


def test_an_answer_that_never_came_is_not_cited(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "no"))
    shell.run_cell("%%gemini\nhi")

    error = shell.run_cell("%gemini cite").error_in_exec

    assert "there is no answer to cite" in str(error)


@pytest.mark.parametrize(
    ("line", "said"), [("nobody", "does not exist"), ("x", "holds no reply"), ("a b", "or none")]
)
def test_what_is_no_reply_is_not_cited(shell: InteractiveShell, line: str, said: str) -> None:
    shell.run_cell("x = 1")
    error = shell.run_cell(f"%gemini cite {line}").error_in_exec

    assert isinstance(error, CellError)
    assert said in str(error)
