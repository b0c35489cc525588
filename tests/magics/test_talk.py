"""`%%gemini talk` and `%gemini panel` through a real shell, against a scripted Live service."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gemini_magic import panel as panels
from gemini_magic.api.audio import wav
from gemini_magic.magics.cell_error import CellError
from gemini_magic.magics.panel import PANELS
from gemini_magic.session import current
from tests.api.live_service import Line, LiveService
from tests.chat.test_live import END, PCM, answering, heard, spoken, told

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


@pytest.fixture(autouse=True)
def _static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveService]:
    """Answers every session with the same few words."""
    said = answering(told("Good day."), spoken(), END, then="h1")
    with LiveService(said) as service:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", service.base_url)
        monkeypatch.setenv("GOOGLE_API_KEY", "test-key")
        yield service


def run(shell: InteractiveShell, cell: str) -> Any:
    result = shell.run_cell(cell, store_history=True)
    assert result.success, result.error_in_exec
    return shell.user_ns["_"]


def error_of(shell: InteractiveShell, cell: str) -> str:
    result = shell.run_cell(cell, store_history=True)
    assert isinstance(result.error_in_exec, CellError), result
    [line] = result.error_in_exec._render_traceback_()
    return line


def test_a_cell_is_said_and_the_answer_shown_heard_and_saved(
    shell: InteractiveShell, service: LiveService, tmp_path: Path
) -> None:
    file = tmp_path / "answer.wav"

    reply = run(shell, f"%%gemini talk --voice Kore --save {file} -o said\nHello")

    shown = shell.display_pub.outputs[-1]["data"]  # type: ignore[attr-defined]
    assert shown["text/plain"].startswith("Good day.")
    assert "Good day." in shown["text/markdown"]
    assert "<audio controls" in shown["text/html"]
    assert file.read_bytes() == wav(PCM, 24_000)
    assert shell.user_ns["said"] is reply
    setup = service.lines[0].heard[0]["setup"]
    voice = setup["generationConfig"]["speechConfig"]["voiceConfig"]["prebuiltVoiceConfig"]
    assert voice == {"voiceName": "Kore"}
    assert setup["model"].endswith("-live")


def test_a_recording_is_heard_and_what_was_understood_stands_above_the_answer(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clip = tmp_path / "question.wav"
    clip.write_bytes(wav(struct.pack("<3h", 1, 2, 3), 16_000))

    async def scene(line: Line) -> None:
        await line.set_up()
        while "activityEnd" not in str(await line.hear()):
            pass
        await line.say(heard("What bird "), heard("is that?"), told("A wren."), spoken(), END)
        await line.goodbye()

    with LiveService(scene) as service:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", service.base_url)
        monkeypatch.setenv("GOOGLE_API_KEY", "test-key")
        reply = run(shell, f"%%gemini talk -i {clip}\nAnswer what you hear.")

    data = shell.display_pub.outputs[-1]["data"]  # type: ignore[attr-defined]
    assert reply.heard == "What bird is that?"
    assert "heard: “What bird is that?”" in data["text/html"]
    assert "question.wav" in data["text/html"]


def test_a_thread_goes_on_by_its_handle(shell: InteractiveShell, service: LiveService) -> None:
    run(shell, "%%gemini talk -c birds\nOne")
    run(shell, "%%gemini talk -c birds\nTwo")
    run(shell, "%%gemini talk -c birds --new\nThree")

    resumed = [line.heard[0]["setup"]["sessionResumption"] for line in service.lines]
    assert resumed == [{}, {"handle": "h1"}, {}]


def test_other_cells_of_a_thread_read_what_was_said(
    shell: InteractiveShell, service: LiveService
) -> None:
    run(shell, "%%gemini talk -c birds\nOne")

    history = current().chat("birds").history
    assert [part.text for content in history for part in content.parts or ()] == [
        "One",
        "Good day.",
    ]


def test_a_session_is_no_single_request(shell: InteractiveShell, service: LiveService) -> None:
    assert "--as writes one request" in error_of(shell, "%%gemini talk --as python\nHello")
    assert "takes no response_json_schema" in error_of(
        shell, '%%gemini talk --schema \'{"type": "string"}\'\nHello'
    )
    assert service.lines == []


def test_dry_shows_what_would_be_said_and_says_nothing(
    shell: InteractiveShell, service: LiveService
) -> None:
    run(shell, "%%gemini talk --dry\nHello there")

    shown = shell.display_pub.outputs[-1]["data"]["text/plain"]  # type: ignore[attr-defined]
    assert "Hello there" in shown
    assert service.lines == []


def test_a_panel_that_nobody_can_see_is_refused_in_one_line(shell: InteractiveShell) -> None:
    assert "use %%gemini talk" in error_of(shell, "%gemini panel voice")
    assert "voice" in error_of(shell, "%gemini panel voices")
    assert "--hands-free" in error_of(shell, "%gemini panel voice --handsfree")
    assert "function 'lookup'" in error_of(shell, "%gemini panel voice --tools lookup")


def test_the_verb_knows_every_panel() -> None:
    assert tuple(panels.PANELS) == PANELS, "name the panel in magics/panel.py, too"
