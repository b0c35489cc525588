"""`%gemini doctor` through a real shell: what answers, and the parts of the real engine."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_notebook

from gemini_magic.ledger import Entry, Ledger
from gemini_magic.magics.cell_error import CellError
from tests.scripted import ScriptedGemini, failure

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def said_by(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], subject: str
) -> tuple[str, str]:
    """The mark and the text on one subject, its remedy behind it."""
    shell.run_cell("%gemini doctor").raise_error()
    found = re.search(rf"^(..)  {subject} +(.+(?:\n {{6,}}.+)*)", capsys.readouterr().out, re.M)
    assert found is not None, subject
    return found[1], " ".join(found[2].split())


def test_it_says_what_answers_and_what_is_installed(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%gemini doctor").raise_error()
    said = capsys.readouterr().out

    assert f"GOOGLE_API_KEY works: {gemini.base_url}" in said
    assert "test-key" not in said
    assert "gemini-3-flash-preview on Gemini" in said
    assert "yes  tornado" in said
    [exchange] = gemini.exchanges
    assert exchange.path == "/v1beta/models/gemini-3-flash-preview"


def test_without_a_key_the_local_engine_answers(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said_by(shell, capsys, "model") == (
        "ok",
        "gemini-3-flash-preview on the local engine, not Gemini",
    )
    mark, said = said_by(shell, capsys, "key")
    assert (mark, said[:38]) == ("--", "none; the local engine answers for Gem")


def test_a_key_that_is_refused_is_asked_once_and_explained(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    gemini.refusal = failure(429, "RESOURCE_EXHAUSTED", "no more today", retry_after=30)
    mark, said = said_by(shell, capsys, "key")

    assert mark == "!!"
    assert "429" in said
    assert "no more today" in said
    assert "https://aistudio.google.com/api-keys" in said
    assert len(gemini.exchanges) == 1


def test_a_model_that_is_gone_has_a_successor(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%gemini use gemini-2.0-flash")
    mark, said = said_by(shell, capsys, "model")

    assert mark == "!!"
    assert "'gemini-2.0-flash'" in said
    assert "%gemini models" in said


def test_refusals_of_the_last_day_are_remembered(
    shell: InteractiveShell,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.sqlite"
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(path))
    now, before = datetime.now(UTC), datetime.now(UTC) - timedelta(days=2)
    with Ledger(path) as ledger:
        for time, error in ((before, "429 A: old"), (now, "429 B: slower"), (now, "")):
            ledger.add(Entry(time.isoformat(), "k", "gemini-3-flash-preview", error=error))

    assert said_by(shell, capsys, "ledger") == ("ok", f"{path}: 2 calls in the last day")
    assert said_by(shell, capsys, "quota")[1].startswith(
        "1 of them were refused; the last: 429 B: slower"
    )


def test_an_untrusted_notebook_is_told_how_to_be_trusted(
    shell: InteractiveShell,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(), path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))

    mark, said = said_by(shell, capsys, "trust")
    assert mark == "--"
    assert "jupyter trust lesson.ipynb" in said

    NotebookNotary().sign(nbformat.read(path, as_version=4))
    assert said_by(shell, capsys, "trust") == ("ok", "lesson.ipynb is trusted")


def test_limits_below_what_an_answer_needs_are_found(
    shell: InteractiveShell,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    config = {"ZMQChannelsWebsocketConnection": {"iopub_data_rate_limit": 10_000, "other": 1}}
    (tmp_path / "jupyter_server_config.json").write_text(json.dumps(config))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))

    mark, said = said_by(shell, capsys, "limits")
    assert mark == "!!"
    assert "iopub_data_rate_limit = 10000: long answers may be cut off" in said
    assert f"make it 1e+06 or more in {tmp_path}" in said


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
