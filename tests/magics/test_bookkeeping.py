"""`--cache`, `%gemini usage` and `%gemini replay` through a real shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_magic.ledger import Ledger
from gemini_magic.magics.cell_error import CellError
from gemini_magic.session import current
from tests.scripted import ScriptedGemini, failure, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


@pytest.fixture(autouse=True)
def _beside_the_notebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    monkeypatch.setenv("JPY_SESSION_NAME", "/somewhere/lesson.ipynb")
    monkeypatch.delenv("GEMINI_MAGIC_LEDGER")
    monkeypatch.chdir(tmp_path)


def table_of(shell: InteractiveShell) -> list[str]:
    outputs = shell.display_pub.outputs  # type: ignore[attr-defined]
    return str(outputs[-1]["data"]["text/plain"]).splitlines()


def error_of(shell: InteractiveShell, cell: str) -> str:
    error = shell.run_cell(cell).error_in_exec
    assert isinstance(error, CellError)
    return str(error)


def texts_of(shell: InteractiveShell) -> list[str]:
    outputs = shell.display_pub.outputs  # type: ignore[attr-defined]
    return [output["data"]["text/plain"] for output in outputs]


def test_run_all_costs_nothing_the_second_time(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one"), texts("two"))
    for _ in range(2):
        shell.run_cell("%%gemini --new --cache use\nfirst")
        shell.run_cell("%%gemini --cache use\nsecond")

    assert texts_of(shell) == ["one", "two", "one", "two"]
    assert len(gemini.exchanges) == 2


def test_only_kept_answers_are_given_and_another_prompt_fails_its_cell(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one"))
    shell.run_cell("%%gemini --no-history\nfirst")
    shell.run_cell("%%gemini --no-history --cache only\nfirst")
    error = error_of(shell, "%%gemini --no-history --cache only\nanother")

    assert texts_of(shell)[:2] == ["one", "one"]
    assert "holds no answer to this request" in error
    assert len(gemini.exchanges) == 1


def test_the_environment_may_set_the_mode_for_a_whole_class(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_CACHE", "only")

    assert "holds no answer" in error_of(shell, "%%gemini\nfirst")
    assert gemini.exchanges == []


def test_functions_run_again_where_answers_are_given_once_more(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    from tests.scripted import chunk, sse

    shell.run_cell("ran = []\ndef double(n: int) -> int:\n    ran.append(n)\n    return 2 * n")
    called = {"functionCall": {"name": "double", "args": {"n": 21}}}
    gemini.will(sse([chunk(called, finish="STOP")]), texts("42"))
    for _ in range(2):
        shell.run_cell("%%gemini --no-history --tools double --cache use\nTwice 21?")

    assert (shell.user_ns["_"].text, shell.user_ns["ran"]) == ("42", [21, 21])
    assert len(gemini.exchanges) == 2


def test_every_call_is_written_down_with_where_it_was_made(
    shell: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    gemini.will(texts("one"), failure(400, "INVALID_ARGUMENT", "no"))
    shell.run_cell("%%gemini -c physics\nfirst")
    error_of(shell, "%%gemini\nsecond")
    with Ledger(tmp_path / ".gemini" / "ledger.sqlite") as ledger:
        first, second = ledger.entries()

    assert (first.about.notebook, first.about.thread) == ("lesson.ipynb", "physics")
    assert (first.finish, first.error) == ("STOP", "")
    assert "no" in second.error


def test_usage_is_a_table_that_says_which_prices_are_unknown(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    gemini.will(texts("a", "b"), texts("c"))
    shell.run_cell("%gemini usage")
    shell.run_cell("%%gemini --no-history --cache use\nfirst")
    shell.run_cell("%%gemini --no-history --cache use\nfirst")
    shell.run_cell("%%gemini -m a-model-of-mine -c other\nsecond")
    capsys.readouterr()
    shell.run_cell("%gemini usage")
    by_model = table_of(shell)
    shell.run_cell("%gemini usage thread")
    by_thread = table_of(shell)

    assert by_model[0].split() == "model calls replayed input cached output thoughts US $".split()
    assert by_model[1].split()[:7] == ["gemini-3-flash-preview", "1", "1", "3", "0", "2", "0"]
    assert by_model[2].split() == ["a-model-of-mine", "1", "0", "3", "0", "1", "0", "?"]
    assert by_model[3].split()[:4] == ["all", "2", "1", "6"]
    assert capsys.readouterr().out.startswith("? no price is known for 1 of the calls\n")
    assert [line.split()[0] for line in by_thread[1:3]] == ["main", "other"]


def test_answers_travel_with_the_notebook(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    gemini.will(texts("one"))
    shell.run_cell("%%gemini --no-history\nfirst")
    shell.run_cell("%gemini replay")
    shell.run_cell(f"%gemini replay export {tmp_path / 'answers.jsonl'}")
    shell.run_line_magic("unload_ext", "gemini_magic")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    shell.run_line_magic("load_ext", "gemini_magic")
    shell.run_cell(f"%gemini replay import {tmp_path / 'answers.jsonl'}")
    shell.run_cell("%%gemini --no-history --cache only\nfirst")
    shell.run_cell("%gemini replay forget")
    out = capsys.readouterr().out

    assert texts_of(shell) == ["one", "one"]
    assert len(gemini.exchanges) == 1
    for said in ("1 answers are kept in .gemini/ledger.sqlite", "1 answers written to",
                 "1 answers taken in", "1 answers forgotten"):  # fmt: skip
        assert said in out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%gemini usage by=wether", "grouping 'wether' does not exist"),
        ("%gemini replay exprot x", "cannot read 'exprot x'"),
        ("%gemini replay import nowhere.jsonl", "there is no file 'nowhere.jsonl'"),
        ("%gemini replay export no/folder.jsonl", "no/folder.jsonl': No such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    shell: InteractiveShell, gemini: ScriptedGemini, line: str, said: str
) -> None:
    assert said in error_of(shell, line)


def test_a_misspelled_mode_names_the_right_one(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    assert "did you mean 'refresh'?" in error_of(shell, "%%gemini --cache refrehs\nhi")


def test_off_writes_nothing_down(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", "off")
    gemini.will(texts("one"))
    shell.run_cell("%%gemini\nfirst")

    assert not (tmp_path / ".gemini").exists()
    assert current().ledger is None
    assert "GEMINI_MAGIC_LEDGER is off" in error_of(shell, "%gemini usage")
    assert "there is no ledger" in error_of(shell, "%%gemini --cache use\nfirst")
