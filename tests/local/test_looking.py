"""Questions about pictures, answered by what can be measured and read."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from gemini_magic.local.drawing import files
from gemini_magic.local.drawing.composing import scene_of
from gemini_magic.local.drawing.painter import paint
from gemini_magic.local.looking.lettering import reader
from tests.local.conftest import Engine
from tests.local.test_draw_image import png

Content = dict[str, Any]


@pytest.fixture(scope="module")
def quarters() -> Any:
    """Red, green, blue and white, clockwise from the top left."""
    image = Image.new("RGB", (120, 80), "white")
    for colour, corner in (((226, 54, 54), (0, 0)), ((62, 164, 84), (60, 0)),
                           ((52, 106, 216), (60, 40))):  # fmt: skip
        image.paste(colour, (*corner, corner[0] + 60, corner[1] + 40))
    return image


def about(engine: Engine, question: str, *images: Content, **config: Any) -> str:
    contents = [{"role": "user", "parts": [*images, {"text": question}]}]
    return engine.text(contents, **({"generationConfig": config} if config else {}))


@pytest.mark.parametrize(
    ("place", "colour"),
    [("top left", "red"), ("upper right corner", "green"), ("bottom right", "blue"),
     ("lower left", "white")],
)  # fmt: skip
def test_colours_are_told_by_place(engine: Engine, quarters: Any, place: str, colour: str) -> None:
    said = about(engine, f"What colour is the {place}?", png(quarters))

    assert f"the picture is {colour} (100 %)" in said
    assert "cannot see" in said


def test_without_a_special_question_all_is_told(engine: Engine, quarters: Any) -> None:
    said = about(engine, "Describe this image.", png(quarters))

    assert "120 × 80 pixels (PNG, RGB)" in said
    assert all(f"{colour} (25 %)" in said for colour in ("red", "green"))


def test_the_size_and_the_frames_are_told(engine: Engine) -> None:
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue", "green")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    blob = {**png(frames[0])["inlineData"], "mimeType": "image/gif"}

    blob["data"] = base64.b64encode(buffer.getvalue()).decode()
    said = about(engine, "How many frames has it?", {"inlineData": blob})

    assert "30 × 20 pixels" in said
    assert "3 frames" in said


def test_a_cameras_notes_are_told_and_the_place_only_when_asked(engine: Engine) -> None:
    image, notes = Image.new("RGB", (40, 40), "grey"), Image.Exif()
    notes[0x010F], notes[0x0110] = "Hasselblad", "500C"
    notes.get_ifd(0x8769)[0x9003] = "1969:07:20 20:17:40"
    place = notes.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (59.0, 54.0, 36.0), "E", (10.0, 44.0, 24.0)
    photo = png(image, exif=notes)
    camera = about(engine, "Which camera was it taken with, and when?", photo)

    assert "Hasselblad 500C" in camera
    assert "1969:07:20" in camera
    assert "59.9" not in camera + about(engine, "Describe it", photo)
    assert "59.91000° N, 10.74000° E" in about(engine, "Give me its GPS location", photo)


def test_two_pictures_are_compared(engine: Engine, quarters: Any) -> None:
    other = quarters.copy()
    other.paste((0, 0, 0), (0, 0, 12, 8))
    question = "Are these two images the same?"

    assert "the same, pixel by pixel" in about(engine, question, png(quarters), png(quarters))
    differ = about(engine, question, png(quarters), png(other))
    assert "They differ: 1.0% of the pixels" in differ
    assert "from (0, 0) to (12, 8)" in differ


@pytest.mark.parametrize("mime_type", ["text/plain", "application/json"])
def test_boxes_are_in_thousandths_rows_first(engine: Engine, quarters: Any, mime_type: str) -> None:
    image = Image.new("RGB", (200, 100), "white")
    image.paste((226, 54, 54), (20, 10, 60, 90))
    said = about(
        engine, "Detect the objects; give bounding boxes as JSON", png(image),
        responseMimeType=mime_type,
    )  # fmt: skip
    (found,) = json.loads(said[said.index("[") : said.rindex("]") + 1])

    assert found["label"] == "red region"
    assert pytest.approx(found["box_2d"], abs=12) == [100, 100, 900, 300]


def test_of_its_own_drawings_it_tells_what_it_has_drawn(engine: Engine) -> None:
    scene = scene_of("four blue circles and two red squares", 256, 256)
    image = Image.open(io.BytesIO(files.png(paint(scene, 256, 256), scene)))
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("gemini-magic-scene", image.info["gemini-magic-scene"])
    own = png(image, pnginfo=notes)

    assert "There are 4 × circle" in (
        said := about(engine, "How many blue circles are there?", own)
    )
    assert "the scene that the engine wrote into the file" in said
    assert "There are 0 × circle" in about(engine, "How many red circles are there?", own)
    assert "cannot see" in about(engine, "How many circles?", png(Image.new("RGB", (9, 9))))


@pytest.mark.skipif(reader() != "tesseract", reason="tesseract is not installed")
def test_text_is_read(engine: Engine) -> None:
    image = Image.new("RGB", (640, 160), "white")
    font = ImageFont.load_default(48)
    ImageDraw.Draw(image).text((40, 50), "Invoice number 4217", "black", font)
    said = about(engine, "What does the text say?", png(image))

    assert "> Invoice number 4217" in said


def _truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize("damage", [_truncated, lambda data: data[:40], lambda _: b"not an image"])
@pytest.mark.parametrize("question", ["What colour is it?", "Detect boxes", "Read the text", ""])
def test_broken_pictures_are_said_to_be_broken(
    engine: Engine, damage: Callable[[bytes], bytes], question: str
) -> None:

    image = Image.effect_noise((200, 200), 80).convert("RGB")
    data = base64.b64decode(png(image)["inlineData"]["data"])
    blob = {"mimeType": "image/png", "data": base64.b64encode(damage(data)).decode()}
    said = about(engine, question or "Describe it", {"inlineData": blob})

    assert "not a readable image" in said or "broken" in said


def test_points_lie_inside_and_masks_cover_their_region(engine: Engine) -> None:
    image = Image.new("RGB", (100, 100), "white")
    ImageDraw.Draw(image).ellipse((20, 20, 60, 60), fill=(226, 54, 54))
    point = about(engine, "Point to the things; answer as JSON", png(image))
    mask = about(engine, "Give the segmentation masks as JSON", png(image))
    (pointed,), (masked,) = (
        json.loads(said[said.index("[") : said.rindex("]") + 1]) for said in (point, mask)
    )
    with Image.open(io.BytesIO(base64.b64decode(masked["mask"].partition(",")[2]))) as covered:
        corner, middle = covered.getpixel((0, 0)), covered.getpixel((20, 20))

    assert pytest.approx(pointed["point"], abs=20) == [400, 400]
    assert (corner, middle) == (0, 255)
