"""`--bg`: cells that return at once, through a real shell against a scripted service."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gemini_magic.chat.running import RunningReply
from gemini_magic.errors import BadRequest
from gemini_magic.magics.background import stop_all
from tests.scripted import Answer, ScriptedGemini, chunk, failure, sse, texts

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


@pytest.fixture(autouse=True)
def _live(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "live")
    yield
    stop_all()


def begun(shell: InteractiveShell, cell: str) -> RunningReply:
    assert shell.run_cell(cell, store_history=True).success
    turn = shell.user_ns["_"]
    assert isinstance(turn, RunningReply)
    return turn


def outputs_of(shell: InteractiveShell) -> list[dict[str, Any]]:
    outputs: list[dict[str, Any]] = shell.display_pub.outputs  # type: ignore[attr-defined]
    return outputs


def test_a_cell_returns_before_its_answer(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    gemini.will(texts("never ends").then_stall())
    turn = begun(shell, "%%gemini --bg\nhi")

    assert not turn.is_done
    turn.stop()
    assert turn.result(10).text in ("", "never ends")


def test_the_answer_arrives_in_the_output_that_the_cell_has_opened(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("Hello ", "world"))
    begun(shell, "%%gemini --bg -o turn\nhi").wait()

    first, *others = outputs_of(shell)
    assert not first["update"]
    assert all(output["update"] for output in others)
    assert {output["transient"]["display_id"] for output in outputs_of(shell)} == {
        first["transient"]["display_id"]
    }
    assert others[-1]["data"]["text/plain"] == "Hello world"
    assert shell.user_ns["turn"].text == "Hello world"


def test_a_cell_in_the_background_is_awaited(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("42"))
    turn = begun(shell, "%%gemini --bg\nhi")

    async def awaited() -> str:
        return (await turn).text

    assert asyncio.run(awaited()) == "42"


def test_later_cells_of_the_thread_wait_for_it(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one ", "two ", "three").paced(20), texts("four"))
    begun(shell, "%%gemini --bg\ncount")
    shell.run_cell("%%gemini\ngo on")

    assert [part["parts"][0]["text"] for part in gemini.exchanges[1].json["contents"]] == [
        "count",
        "one two three",
        "go on",
    ]


def test_two_cells_in_the_background_keep_their_order(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("one ", "two").paced(20), texts("three"))
    begun(shell, "%%gemini --bg\na")
    begun(shell, "%%gemini --bg\nb").wait()

    assert [len(exchange.json["contents"]) for exchange in gemini.exchanges] == [1, 3]


def test_other_threads_do_not_wait(shell: InteractiveShell, gemini: ScriptedGemini) -> None:
    gemini.will(Answer().then_stall(), texts("at once"))
    turn = begun(shell, "%%gemini --bg\nhi")
    gemini.wait_for_request()
    shell.run_cell("%%gemini -c other\nhi", store_history=True)

    assert shell.user_ns["_"].text == "at once"
    assert not turn.is_done


def test_an_error_is_shown_below_the_cell_and_raised_where_it_is_awaited(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "that cannot be"))
    turn = begun(shell, "%%gemini --bg\nhi")

    with pytest.raises(BadRequest, match="that cannot be"):
        turn.result(10)
    assert "that cannot be" in outputs_of(shell)[-1]["data"]["text/html"]


@pytest.mark.parametrize("mode", ["live", "static"])
def test_what_cannot_be_saved_is_said_in_one_line_and_raised_where_it_is_awaited(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    mode: str,
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", mode)
    picture = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    gemini.will(sse([chunk(picture, finish="STOP")]))

    shell.run_cell(f"%%gemini image --bg --save {tmp_path / 'no' / 'fox.png'} -o turn\na fox")
    turn = shell.user_ns["turn"]
    turn.wait()

    with pytest.raises(FileNotFoundError):
        turn.result(10)
    assert len(turn.reply.images) == 1
    said = "".join(capsys.readouterr())
    assert said.count("FileNotFoundError") == 1
    assert "Traceback" not in said


def test_of_an_answer_that_failed_nothing_is_saved_and_the_failure_is_what_is_told(
    shell: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "no such picture"))
    turn = begun(shell, f"%%gemini image --bg --save {tmp_path / 'fox.png'}\na fox")

    with pytest.raises(BadRequest, match="no such picture"):
        turn.result(10)


def test_where_nobody_watches_the_cell_waits(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    gemini.will(texts("Hello ", "world").paced(20))

    assert begun(shell, "%%gemini --bg\nhi").is_done
    [output] = outputs_of(shell)
    assert output["data"]["text/plain"] == "Hello world"


def test_where_nobody_watches_an_error_fails_the_cell(
    shell: InteractiveShell, gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    gemini.will(failure(400, "INVALID_ARGUMENT", "that cannot be"))

    result = shell.run_cell("%%gemini --bg\nhi", store_history=True)
    assert "that cannot be" in str(result.error_in_exec)
    assert shell.user_ns["_"].is_done
