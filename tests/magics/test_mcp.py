"""MCP servers in cells: named, listed, approved, ended; and what of them is said."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gemini_magic.magics.cell_error import CellError
from tests.scripted import Answer, ScriptedGemini, chunk, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

SCRIPT = Path(__file__).parent.parent / "tools" / "mcp_server.py"
COMMAND = f"{sys.executable} {SCRIPT}"


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    def type_(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_


def adds(*numbers: int) -> Answer:
    parts = [{"functionCall": {"name": "add", "args": {"a": n}}} for n in numbers]
    return sse([chunk(*parts, finish="STOP")])


def declared(gemini: ScriptedGemini) -> set[str]:
    tools = gemini.exchanges[-1].json["tools"]
    return {one["name"] for tool in tools for one in tool["functionDeclarations"]}


def told(gemini: ScriptedGemini) -> list[dict[str, Any]]:
    parts = gemini.exchanges[-1].json["contents"][-1]["parts"]
    return [part["functionResponse"]["response"] for part in parts]


def error_of(shell: InteractiveShell, cell: str) -> str:
    result = shell.run_cell(cell)
    assert isinstance(result.error_in_exec, CellError)
    [line] = result.error_in_exec._render_traceback_()
    return line


def test_a_server_is_named_listed_used_and_ended(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    typed: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell.run_cell(f"%gemini mcp tiny {COMMAND}").raise_error()
    shell.run_cell("%gemini mcp").raise_error()
    assert "tiny    not running  this notebook" in capsys.readouterr().out
    gemini.will(adds(1, 2), texts("2 and 3"), adds(3), texts("4"))
    typed("y", "a")

    shell.run_cell("%%gemini --tools mcp:tiny.add -o reply\n1 + 1?").raise_error()
    asked = capsys.readouterr().out
    assert asked.startswith(
        "add(a: int, b: int = 1)\n    Add two numbers.\n    \n    (of the MCP server 'tiny')\n"
        "run add(a=1)? [y]es / [n]o / [a]lways in this thread: "
    )
    assert declared(gemini) == {"add"}
    assert told(gemini) == [{"result": 2}, {"result": 3}]

    shell.run_cell("%%gemini --tools mcp:tiny\n3 + 1?").raise_error()
    assert declared(gemini) >= {"add", "picture", "fail_now"}
    assert told(gemini) == [{"result": 4}]

    shell.run_cell("%gemini mcp tiny").raise_error()
    shown = capsys.readouterr().out
    assert "add(a: int, b: int = 1)" in shown
    assert "it said last:\n  tiny begins, process" in shown

    server = shell.run_line_magic("gemini", "mcp tiny off")
    assert server is None
    assert "tiny has ended" in capsys.readouterr().out
    assert "MCP server 'tiny' does not exist" in error_of(shell, "%%gemini --tools mcp:tiny\nhi")


def test_a_variable_may_hold_a_server_and_auto_runs_it_unasked(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell(f"import gemini_magic as gm\ntiny = gm.McpServer({COMMAND!r})").raise_error()
    gemini.will(adds(1), texts("2"))

    shell.run_cell("%%gemini --tools tiny.add --approve auto -o reply\n1 + 1?").raise_error()
    shell.run_cell("tiny.close()").raise_error()

    assert told(gemini) == [{"result": 2}]
    assert shell.user_ns["reply"].trace[0]["approved"] is None


def test_the_users_file_names_servers_and_holds_no_keys(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    file = tmp_path / "config.toml"
    monkeypatch.setenv("GEMINI_MAGIC_CONFIG", str(file))
    monkeypatch.setenv("TOKEN_OF_TINY", "secret")
    file.write_text(
        f'[mcp.tiny]\ncommand = "{sys.executable}"\nargs = ["{SCRIPT}"]\n'
        'env = ["TOKEN_OF_TINY"]\nasks = false\nprefix = "tiny_"\n'
    )
    call = {"functionCall": {"name": "tiny_environment", "args": {}}}
    gemini.will(sse([chunk(call, finish="STOP")]), texts("those"))

    shell.run_cell("%%gemini --tools mcp:tiny.environment\nWhich variables?").raise_error()

    assert "TOKEN_OF_TINY" in told(gemini)[0]["result"]
    file.write_text('[mcp.tiny]\ncommand = "x"\nenv = { GITHUB_TOKEN = "secret" }')
    error = error_of(shell, "%%gemini --tools mcp:tiny\nhi")
    assert "mcp.tiny.env.GITHUB_TOKEN" in error
    assert "secret" not in error


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("mcp 5x uvx server", "'5x' is no name for a server"),
        ("mcp gh server --key ghp_abcdefghijklmnopqrstuvwxyz", "a key stands in this command"),
        ("mcp unknown", "MCP server 'unknown' does not exist"),
    ],
)
def test_what_cannot_be_a_server_is_said_in_one_line(
    shell: InteractiveShell, line: str, why: str
) -> None:
    assert why in error_of(shell, f"%gemini {line}")


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ('args = ["x"]', "[mcp.tiny] needs a command or a url"),
        ('command = "x"\ncolour = "red"', "setting 'colour' does not exist"),
    ],
)
def test_what_the_file_says_wrongly_is_said_in_one_line(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str, why: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[mcp.tiny]\n{table}\n")
    monkeypatch.setenv("GEMINI_MAGIC_CONFIG", str(file))

    assert why in error_of(shell, "%%gemini --tools mcp:tiny\nhi")


def test_unloading_ends_the_servers(shell: InteractiveShell) -> None:
    from gemini_magic.session import current

    shell.run_cell(f"%gemini mcp tiny {COMMAND}").raise_error()
    server = current().mcp_servers["tiny"]
    assert server.tools
    assert server.is_running

    shell.run_line_magic("unload_ext", "gemini_magic")

    assert not server.is_running
    shell.run_line_magic("load_ext", "gemini_magic")


def test_an_interrupt_ends_the_call_at_the_server_and_the_next_cell_works(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    from gemini_magic.session import current

    shell.run_cell(f"%gemini mcp tiny {COMMAND}").raise_error()
    server = current().mcp_servers["tiny"]

    def wait_for(words: str) -> None:
        deadline = time.monotonic() + 20
        while words not in server.log:
            assert time.monotonic() < deadline, server.log
            time.sleep(0.02)

    def interrupt() -> None:
        wait_for("the wait begins")
        os.kill(os.getpid(), signal.SIGINT)

    wait = {"functionCall": {"name": "wait", "args": {"seconds": 60}}}
    gemini.will(sse([chunk("I wait.", wait, finish="STOP")]), adds(1), texts("2"))
    presser = threading.Thread(target=interrupt)
    presser.start()

    error = error_of(shell, "%%gemini --tools mcp:tiny --approve auto\nWait.")
    presser.join(20)
    wait_for("the wait was cancelled")

    assert error == "stopped: the answer so far is kept"
    assert shell.user_ns["_"].is_partial
    assert shell.user_ns["_"].text == "I wait."
    shell.run_cell("%%gemini --tools mcp:tiny --approve auto\n1 + 1?").raise_error()
    assert told(gemini) == [{"result": 2}]


def test_interactions_take_tools_of_a_server_and_the_local_engine_calls_them(
    shell: InteractiveShell, typed: Any
) -> None:
    shell.run_cell("%gemini use local").raise_error()
    shell.run_cell(f"%gemini mcp tiny {COMMAND}").raise_error()
    typed("y", "y")

    for via in ("generate", "interactions"):
        shell.run_cell(
            f"%%gemini --tools mcp:tiny.add --via {via} --no-history -o reply\n"
            "Add 20 and 22 with add."
        ).raise_error()
        [row] = shell.user_ns["reply"].trace
        assert (row["name"], row["result"], row["approved"]) == ("add", 42, True)
