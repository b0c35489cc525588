"""What a cell draws lies beside the notebook when it is too large for it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from gemini_magic.types import Image
from tests.render.test_side_files import PHOTO
from tests.scripted import ScriptedGemini, chunk, sse


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "static")
    return tmp_path


def drawn(shell: InteractiveShell, gemini: ScriptedGemini) -> dict[str, Any]:
    picture = {"mimeType": "image/png", "data": base64.b64encode(PHOTO).decode()}
    gemini.will(sse([chunk({"inlineData": picture}, finish="STOP")]))
    with capture_output() as captured:
        result = shell.run_cell("%%gemini --no-history\nDraw noise")
    assert result.success, result.error_in_exec
    (output,) = captured.outputs
    data: dict[str, Any] = output.data
    return data


def test_a_large_picture_is_written_beside_the_notebook(
    shell: InteractiveShell, gemini: ScriptedGemini, notebooks: Path
) -> None:
    data = drawn(shell, gemini)
    (file,) = (notebooks / "gemini_media").iterdir()

    assert file.read_bytes() == PHOTO
    assert f'href="gemini_media/{file.name}"' in data["text/html"]
    assert len(data["text/html"]) < 100_000


def test_the_folder_is_the_notebooks_wherever_the_kernel_works(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    notebooks: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = notebooks / "lesson"
    home.mkdir()
    monkeypatch.setenv("JPY_SESSION_NAME", str(home / "one.ipynb"))
    drawn(shell, gemini)

    assert (home / "gemini_media").is_dir()
    assert not (notebooks / "gemini_media").exists()


def test_media_stay_in_the_notebook_where_that_is_asked(
    shell: InteractiveShell,
    gemini: ScriptedGemini,
    notebooks: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_MEDIA", "inline")
    data = drawn(shell, gemini)

    assert len(data["text/html"]) > len(PHOTO)
    assert not (notebooks / "gemini_media").exists()


def test_a_folder_that_cannot_be_written_leaves_them_in_the_notebook(
    shell: InteractiveShell, gemini: ScriptedGemini, notebooks: Path
) -> None:
    (notebooks / "gemini_media").write_text("a file is in the way")
    data = drawn(shell, gemini)

    assert len(data["text/html"]) > len(PHOTO)
    assert "gemini_media" not in data["text/plain"]


def test_a_large_picture_by_itself_lies_beside_the_notebook_too(
    shell: InteractiveShell, notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.user_ns["picture"] = Image(image_bytes=PHOTO, mime_type="image/png")
    with capture_output() as captured:
        shell.run_cell("display(picture)")
    (file,) = (notebooks / "gemini_media").iterdir()

    assert file.read_bytes() == PHOTO
    assert file.name in captured.outputs[0].data["text/html"]


def test_a_terminal_writes_no_files(
    shell: InteractiveShell, notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_RENDER", "terminal")
    shell.user_ns["picture"] = Image(image_bytes=PHOTO, mime_type="image/png")
    with capture_output():
        shell.run_cell("display(picture)")

    assert not (notebooks / "gemini_media").exists()
