"""Code execution with a picture in the prompt: a program opens, measures and changes it."""

from __future__ import annotations

import base64
import io
from typing import Any

import PIL.Image
import PIL.ImageDraw
import pytest

from tests.local.conftest import Engine

COLOURS = ("red", "green", "blue", "black", "orange")


def discs() -> bytes:
    """A PNG of 640 × 400 pixels: five discs of 80 × 110 pixels in a row on white."""
    image = PIL.Image.new("RGB", (640, 400), "white")
    draw = PIL.ImageDraw.Draw(image)
    for number, colour in enumerate(COLOURS):
        draw.ellipse((40 + number * 110, 150, 120 + number * 110, 260), colour)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def asked(engine: Engine, question: str, picture: bytes = discs()) -> list[dict[str, Any]]:
    blob = {"mimeType": "image/png", "data": base64.b64encode(picture).decode()}
    turn = {"role": "user", "parts": [{"inlineData": blob}, {"text": question}]}
    answer = engine.ask([turn], tools=[{"codeExecution": {}}])["candidates"][0]
    parts: list[dict[str, Any]] = answer["content"]["parts"]
    return parts


def printed(parts: list[dict[str, Any]]) -> str:
    output: str = parts[1]["codeExecutionResult"]["output"]
    return output


def drawn(parts: list[dict[str, Any]]) -> PIL.Image.Image:
    return PIL.Image.open(io.BytesIO(base64.b64decode(parts[2]["inlineData"]["data"])))


def test_what_stands_out_is_counted_measured_and_marked(engine: Engine) -> None:
    parts = asked(engine, "How many discs are there? Mark each of them with a box.")
    marked = drawn(parts).convert("RGB")
    red = [x for x in range(640) if marked.getpixel((x, 155)) == (255, 0, 0)]

    assert "5 region(s) stand out" in printed(parts)
    assert marked.size == (640, 400)
    assert len(red) >= 10  # two edges of each box
    assert "cannot see" in parts[-1]["text"]


def test_a_named_part_is_enlarged(engine: Engine) -> None:
    parts = asked(engine, "Crop the top left corner")

    assert "the part at (0, 0, 213, 133)" in printed(parts)
    assert drawn(parts).size == (768, 480)
    assert drawn(parts).convert("RGB").getcolors() == [(768 * 480, (255, 255, 255))]


def test_what_stands_out_is_zoomed_into(engine: Engine) -> None:
    part = drawn(asked(engine, "Zoom in, please")).convert("RGB")

    assert part.width > 3 * part.height
    assert part.getpixel((part.width * 50 // 560, part.height // 2)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("question", "size"),
    [("Rotate it by 90 degrees", (400, 640)), ("Make it greyscale", (640, 400))],
)
def test_a_picture_is_changed(engine: Engine, question: str, size: tuple[int, int]) -> None:
    assert drawn(asked(engine, question)).size == size


def test_a_picture_that_is_none_fails_in_the_program(engine: Engine) -> None:
    parts = asked(engine, "Zoom in", b"no picture at all")

    assert parts[1]["codeExecutionResult"]["outcome"] == "OUTCOME_FAILED"
    assert "did not finish" in parts[-1]["text"]


def test_a_picture_may_be_asked_about_without_code(engine: Engine) -> None:
    assert "640 × 400" in asked(engine, "What do you see?")[0]["text"]
