"""The voice panel without a browser: what it shows, what stays of it, and what it gives."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import gemini_magic as gm
from gemini_magic.errors import InvalidRequest
from gemini_magic.ledger import Ledger
from gemini_magic.panels import VoicePanel
from gemini_magic.session import current
from tests.api.live_service import Line, LiveService, handle
from tests.chat.test_live import END, PCM, heard, spoken, told

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

HOSTILE = "<img src=x onerror=alert(1)> **bold** <script>alert(2)</script>"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LiveService]:
    """Answers whatever is said, typed or spoken, in every session."""

    async def scene(line: Line) -> None:
        await line.set_up()
        while frame := await line.hear():
            if "activityEnd" in str(frame):
                await line.say(heard("Aloud"), told("Heard."), spoken(PCM), END, handle("h"))
            elif "clientContent" in frame:
                await line.say(told(HOSTILE), spoken(PCM * 30_000), END, handle("h"))

    with LiveService(scene) as service:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", service.base_url)
        monkeypatch.setenv("GOOGLE_API_KEY", "test-key")
        monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
        monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "talk.ipynb"))
        yield service


@pytest.fixture
def panel(shell: InteractiveShell, service: LiveService) -> Iterator[VoicePanel]:
    """A panel that a cell has shown."""
    made = gm.panel.voice(voice="Kore")
    shell.user_ns["made"] = made
    shell.run_cell("made", store_history=True)
    yield made
    made.freeze()


def tells(panel: VoicePanel, kind: str, *buffers: bytes, **content: Any) -> None:
    """What the browser says, where ipywidgets takes it."""
    panel._handle_custom_msg({"kind": kind, **content}, [memoryview(b) for b in buffers])


def wait(until: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def talked(panel: VoicePanel) -> VoicePanel:
    """After a turn by typing and one by speech."""
    tells(panel, "opened")
    tells(panel, "say", text="Typed & sent")
    wait(lambda: len(panel.turns) == 1)
    tells(panel, "begin")
    tells(panel, "sound", b"\x01\x02" * 800, b"\x03\x04" * 800)
    tells(panel, "finish")
    wait(lambda: len(panel.turns) == 2)
    return panel


def outputs(shell: InteractiveShell) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shell.display_pub.outputs  # type: ignore[attr-defined]
    return found


def test_a_panel_is_shown_as_a_widget_that_says_in_text_what_it_is(
    shell: InteractiveShell, panel: VoicePanel
) -> None:
    [shown] = outputs(shell)

    view = shown["data"]["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == panel.model_id
    assert "run the cell" in shown["data"]["text/plain"]
    assert panel.standing == {"state": "resting", "why": ""}


def test_nothing_is_opened_before_something_is_said(
    panel: VoicePanel, service: LiveService
) -> None:
    tells(panel, "opened")

    assert service.lines == []


def test_the_turns_are_values(panel: VoicePanel) -> None:
    talked(panel)

    assert [turn.said for turn in panel.turns] == ["Typed & sent", "Aloud"]
    assert panel.turns[1].voice is not None
    assert panel.turns[1].voice.data == b"\x01\x02" * 800 + b"\x03\x04" * 800
    assert panel.text.endswith("you: Aloud\nmodel: Heard.")
    samples = np.asarray(panel.audio)
    assert samples.dtype == np.int16
    assert samples[-4:].tolist() == [1, -2, 300, -400]
    table = pd.DataFrame(panel.rows)
    assert table["said"].tolist() == ["Typed & sent", "Aloud"]
    assert table["tokens"].tolist() == [12, 12]
    assert (table["first_ms"] >= 0).all()


def test_the_turns_stand_in_the_ledger_and_in_their_thread(panel: VoicePanel) -> None:
    talked(panel)
    ledger = current().ledger
    assert isinstance(ledger, Ledger)
    wait(lambda: len(list(ledger.entries())) == 2)

    entries = list(ledger.entries())
    assert [entry.model for entry in entries] == ["gemini-3.8-live"] * 2
    assert [entry.usage.total_token_count for entry in entries if entry.usage] == [12, 12]
    assert all(entry.ms > 0 for entry in entries)
    assert len(current().chat("voice").turns) == 2


def test_what_stays_reads_without_a_kernel_and_runs_nothing(
    shell: InteractiveShell, panel: VoicePanel, tmp_path: Path
) -> None:
    talked(panel)
    tells(panel, "end")
    shown, still = outputs(shell)

    assert still["transient"] == shown["transient"]
    assert still["update"]
    html, plain = still["data"]["text/html"], still["data"]["text/plain"]
    assert html.count("<audio") == 3  # the user's voice, and two answers
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "Typed &amp; sent" in html
    assert "<strong>bold</strong>" in html
    assert plain.startswith("you: Typed & sent\nmodel: <img")
    assert "**you** Aloud" in still["data"]["text/markdown"]
    [file] = re.findall(r'src="(gemini_media/[^"]+)"', html)
    assert (tmp_path / file).read_bytes().endswith(PCM)
    assert len(html) < 100_000


def test_an_end_is_final_and_a_second_one_changes_nothing(
    shell: InteractiveShell, panel: VoicePanel
) -> None:
    panel.freeze()
    panel.freeze()

    assert len(outputs(shell)) == 2
    assert outputs(shell)[1]["data"]["text/plain"] == "[nothing was said]"


def test_a_connection_that_nobody_looks_at_is_put_down(panel: VoicePanel) -> None:
    talked(panel)
    tells(panel, "closed")

    wait(lambda: panel.standing["state"] == "resting")


def test_what_cannot_be_is_said_in_the_panel(panel: VoicePanel) -> None:
    tells(panel, "say", text="  ")

    assert panel.standing["state"] == "failed"
    assert "type a few words" in panel.standing["why"]


def test_a_function_waits_for_the_word_of_the_browser(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(line: Line) -> None:
        await line.set_up()
        await line.hear()
        call = {"id": "c", "name": "lights", "args": {"on": True}}
        await line.say({"toolCall": {"functionCalls": [call]}})
        await line.hear()
        await line.say(told("Done."), END, handle("h"))
        await line.goodbye()

    ran: list[bool] = []

    def lights(on: bool) -> str:
        ran.append(on)
        return "on"

    with LiveService(scene) as service:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", service.base_url)
        monkeypatch.setenv("GOOGLE_API_KEY", "test-key")
        panel = gm.panel.voice(tools=[lights], approve="ask")
        tells(panel, "say", text="Lights!")
        wait(lambda: panel.questions)
        assert ran == []
        tells(panel, "decide", name=panel.questions[0], verdict="approved")
        wait(lambda: panel.turns)
        panel.freeze()

    assert ran == [True]
    assert panel.turns[0].reply.calls[0].verdict == "approved"


def test_without_a_notebook_there_is_no_panel(shell: InteractiveShell) -> None:
    type(shell).clear_instance()

    with pytest.raises(InvalidRequest, match="needs a notebook"):
        gm.panel.voice()
