"""`%gemini set` and the user's file, through a real shell against a scripted service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gemini_magic.magics.cell_error import CellError
from gemini_magic.magics.defaults import config_path
from tests.scripted import ScriptedGemini

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

PRO = "gemini-3.1-pro-preview"
FLASH = "gemini-3-flash-preview"


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    monkeypatch.setenv("GEMINI_MAGIC_CONFIG", str(tmp_path / "config.toml"))


def write_file(text: str) -> None:
    file = config_path()
    assert file is not None
    file.write_text(text, "utf-8")


def error_of(shell: InteractiveShell, cell: str) -> str:
    error = shell.run_cell(cell).error_in_exec
    assert isinstance(error, CellError)
    return str(error)


def asked(shell: InteractiveShell, gemini: ScriptedGemini, flags: str = "") -> Any:
    """The body that a cell with these flags sends."""
    result = shell.run_cell(f"%%gemini --no-history {flags}\nhi")
    assert result.success
    return gemini.exchanges[-1].json


def model_asked(shell: InteractiveShell, gemini: ScriptedGemini, flags: str = "") -> str:
    asked(shell, gemini, flags)
    return gemini.exchanges[-1].path.rpartition("/")[2].partition(":")[0]


def test_cells_do_what_is_set_until_it_is_taken_back(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell("%gemini set system Be brief, please")
    shell.run_cell("%gemini set search")
    with_both = asked(shell, gemini)
    shell.run_cell("%gemini set search off")
    shell.run_cell("%gemini set system off")
    with_none = asked(shell, gemini)

    assert with_both["systemInstruction"]["parts"] == [{"text": "Be brief, please"}]
    assert with_both["tools"] == [{"googleSearch": {}}]
    assert set(with_none) == {"contents"}


def test_a_flag_of_the_cell_wins_over_the_notebook_and_that_over_the_file(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    write_file('[cell]\ntemperature = 0.1\nthink = "low"\nsearch = true\n')
    of_file = asked(shell, gemini)
    shell.run_cell("%gemini set temperature 0.2")
    shell.run_cell("%gemini set search off")
    of_notebook = asked(shell, gemini)
    of_cell = asked(shell, gemini, "-t 0.3")

    assert of_file["generationConfig"]["temperature"] == 0.1
    assert of_file["tools"] == [{"googleSearch": {}}]
    assert of_notebook["generationConfig"]["temperature"] == 0.2
    assert "tools" not in of_notebook
    assert of_cell["generationConfig"]["temperature"] == 0.3
    assert of_cell["generationConfig"]["thinkingConfig"] == {"thinkingLevel": "LOW"}


def test_use_and_set_model_are_the_same_and_win_over_the_file(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    write_file(f'[cell]\nmodel = "{PRO}"\n')
    models = [model_asked(shell, gemini)]
    shell.run_cell(f"%gemini use {FLASH}")
    models.append(model_asked(shell, gemini))
    shell.run_cell(f"%gemini set model {PRO}")
    models.append(model_asked(shell, gemini))
    models.append(model_asked(shell, gemini, f"-m {FLASH}"))

    assert models == [PRO, FLASH, PRO, FLASH]


def test_a_thread_may_be_set(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    shell.run_cell("%gemini set thread lesson")
    shell.run_cell("%%gemini\nfirst")
    shell.run_cell("%%gemini -c main\nsecond")
    shell.run_cell("%%gemini\nthird")

    assert [len(exchange.json["contents"]) for exchange in gemini.exchanges] == [1, 1, 3]


def test_a_model_of_the_environment_is_said_to_be_so(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_MODEL", PRO)
    shell.run_cell("%gemini set")

    assert capsys.readouterr().out.splitlines()[1].split(maxsplit=2) == [
        "model",
        PRO,
        "the environment",
    ]


def test_the_list_says_where_each_setting_comes_from(
    shell: InteractiveShell, gemini: ScriptedGemini, capsys: pytest.CaptureFixture[str]
) -> None:
    write_file("[cell]\nthoughts = true\nmax_cost = 0.5\n\n[cell.image]\nsize = '2K'\n")
    shell.run_cell("%gemini set think low")
    capsys.readouterr()
    shell.run_cell("%gemini set")

    head, *rows, last = capsys.readouterr().out.splitlines()
    assert head.split() == ["setting", "value", "from"]
    assert [row.split(maxsplit=2) for row in rows] == [
        ["model", FLASH, "the default"],
        ["thoughts", "on", "the file"],
        ["max-cost", "0.5", "the file"],
        ["image.size", "2K", "the file"],
        ["think", "low", "this notebook"],
    ]
    assert str(config_path()) in last


@pytest.mark.parametrize("name", ["api_key", "key", "GEMINI_API_KEY", "cell.token", "x.secret"])
def test_keys_in_the_file_are_refused_by_name(
    shell: InteractiveShell, gemini: ScriptedGemini, name: str
) -> None:
    write_file(f"{name} = 'abc'\n")
    error = error_of(shell, "%%gemini\nhi")

    assert f"{name!r} is a key" in error
    assert "abc" not in error
    assert gemini.exchanges == []


@pytest.mark.parametrize("line", ["api_key abc", "system AIzaSyA-not-a-key-but-of-its-shape-0000"])
def test_keys_are_never_set(shell: InteractiveShell, gemini: ScriptedGemini, line: str) -> None:
    error = error_of(shell, f"%gemini set {line}")

    assert "GEMINI_API_KEY" in error
    assert "AIza" not in error


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[cell", "cannot be read"),
        ("[cell]\nthikn = 'low'", "did you mean"),
        ("[cell]\nsearch = 'yes'", "write true or false"),
        ("[cell]\nsystem = true", "write a value"),
        ("[cell]\nout = 'x'", "does not exist"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_in_one_line(
    shell: InteractiveShell, gemini: ScriptedGemini, text: str, said: str
) -> None:
    write_file(text)
    error = error_of(shell, "%%gemini\nhi")

    assert said in error
    assert str(config_path()) in error


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("serach on", "did you mean 'search'"),
        ("search yes", "is on or off"),
        ("think", "needs a value"),
        ("temperature warm", "invalid float value: 'warm'"),
        ("image.count two", "invalid int value: 'two'"),
        ("out x", "does not exist"),
    ],
)
def test_what_cannot_be_set_is_refused(
    shell: InteractiveShell, gemini: ScriptedGemini, line: str, said: str
) -> None:
    assert said in error_of(shell, f"%gemini set {line}")


def test_without_a_named_file_it_is_where_the_system_keeps_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GEMINI_MAGIC_CONFIG")
    file = config_path()

    assert file is not None
    assert file.parts[-2:] == ("gemini-magic", "config.toml")
