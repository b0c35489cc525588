"""Prompts as functions: what their flags attach is sent with each call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.scripted import ScriptedGemini

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def parts(gemini: ScriptedGemini) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = gemini.exchanges[-1].json["contents"][0]["parts"]
    return found


def test_what_was_seen_when_it_was_defined_stands_before_each_prompt(
    shell: InteractiveShell, gemini: ScriptedGemini
) -> None:
    shell.run_cell("6 * 7", store_history=True).raise_error()
    cell = "%%gemini prompt about --see\nSay {{what}} of it."
    shell.run_cell(cell, store_history=True).raise_error()
    shell.run_cell("1 + 1", store_history=True).raise_error()

    for what in ("more", "less"):
        shell.run_cell(f"about({what!r})").raise_error()
        [part] = parts(gemini)
        assert "42" in part["text"]
        assert part["text"].endswith(f"Say {what} of it.")


def test_cells_above_and_files_may_stand_before_it(
    shell: InteractiveShell, gemini: ScriptedGemini, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    shell.run_cell("distance = 5", store_history=True).raise_error()
    flags = f"--above -i {tmp_path / 'a.pdf'}"
    cell = f"%%gemini prompt about {flags}\nSay {{{{what}}}} of it."
    shell.run_cell(cell, store_history=True).raise_error()

    shell.run_cell("reply = about(what='more')").raise_error()

    above, file, prompt = parts(gemini)
    assert "distance = 5" in above["text"]
    assert file["inlineData"]["mimeType"] == "application/pdf"
    assert prompt == {"text": "Say more of it."}
    assert [sent.kind for sent in shell.user_ns["reply"].sent] == ["code", "file"]
