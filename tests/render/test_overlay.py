"""What a model finds in a picture is shown on it, listed, and there as values."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import gemini_magic as gm
from gemini_magic.api.types import Blob, Part
from gemini_magic.chat import Reply, fold
from gemini_magic.chat.detection import Detection, detections_in
from gemini_magic.chat.events import Asked, Attached, Finish, Opened, PartDelta, PartStart
from gemini_magic.errors import InvalidRequest
from gemini_magic.render import MIME_TYPE, LivePage, render
from gemini_magic.render.marked_picture import COLOURS
from tests.render.reading import elements_of, threats_in, unbalanced_in
from tests.render.test_hostile import drawn
from tests.render.test_side_files import BESIDE, data_of

CAT = {"box_2d": [100, 200, 300, 600], "label": "cat"}
NOSE = {"point": [500, 250], "label": "nose"}


def png(width: int = 800, height: int = 400, **options: Any) -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(sink, "PNG", **options)
    return sink.getvalue()


def answered(said: str, *pictures: bytes, schema: str = "") -> Reply:
    blobs = tuple(Blob(mime_type="image/png", data=data) for data in pictures or (png(),))
    begun = fold([Attached((), blobs), Asked(schema), Opened("gemini-test", "r")])
    return fold([PartStart(Part(text=said)), Finish("STOP")], begun)


def fenced(*items: dict[str, Any]) -> str:
    return f"Here they are:\n```json\n{json.dumps(items)}\n```\nThat is **all**."


def shown(reply: Reply) -> str:
    html: str = render(reply).data["text/html"]
    assert not unbalanced_in(html)
    assert not threats_in(html)
    return html


def test_a_box_and_a_point_are_in_pixels_and_in_thousandths() -> None:
    cat, nose = answered(fenced(CAT, NOSE)).detections

    assert (cat.label, cat.box_2d, cat.box) == ("cat", (100, 200, 300, 600), (160, 40, 480, 120))
    assert (nose.point_2d, nose.point, nose.box) == ((500, 250), (200, 200), None)
    assert cat.size == (800, 400)


def test_a_turned_photo_is_measured_as_it_is_seen() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    (cat,) = answered(fenced(CAT), png(800, 400, exif=notes)).detections

    assert cat.size == (400, 800)


def test_the_picture_is_shown_with_its_marks_in_the_place_of_the_json() -> None:
    reply = answered(fenced(CAT, NOSE))
    html = shown(reply)
    (image,) = [one for one in elements_of(html) if one.tag == "img"]
    titles = [one.attributes["title"] for one in elements_of(html) if "title" in one.attributes]
    with Image.open(io.BytesIO(data_of(image.attributes["src"]))) as small:
        colours = {pixel for _, pixel in small.convert("RGB").getcolors(1 << 20) or ()}

    assert image.attributes["alt"] == "marked in the picture: cat, nose"
    assert titles == ["1 cat", "2 nose"]
    assert {tuple(bytes.fromhex(colour[1:])) for colour in COLOURS[:2]} <= colours
    assert html.index("Here they are") < html.index("<img") < html.index("<details")
    assert "<strong>all</strong>" in html
    assert html.rindex("box_2d") > html.index("<details")  # folded away


def test_the_marked_picture_lies_beside_the_notebook_for_readers_of_markdown() -> None:
    bundle = render(answered(fenced(CAT)), beside=BESIDE)
    ((path, data),) = bundle.files.items()
    with Image.open(io.BytesIO(data)) as whole:
        size = whole.size

    assert size == (800, 400)
    assert f"]({path})](" in bundle.data["text/markdown"]
    assert "| 1 | cat | 160 | 40 | 320 | 80 |" in bundle.data["text/markdown"]
    assert bundle.data[MIME_TYPE]["answers"][0]["parts"][0]["found"] == [
        {"label": "cat", "box_2d": [100, 200, 300, 600]}
    ]
    assert bundle.data["text/plain"] == fenced(CAT)


def test_without_a_folder_the_page_holds_the_picture() -> None:
    bundle = render(answered(fenced(CAT)))

    assert not bundle.files
    assert 'src="data:image/png' in bundle.data["text/html"]


def test_an_answer_by_a_schema_is_shown_on_the_picture_however_it_is_wrapped() -> None:
    reply = answered(json.dumps({"things": {"found": [CAT]}}), schema="Things")

    assert [one.label for one in reply.detections] == ["cat"]
    assert "<img" in shown(reply)


def test_a_mask_tints_what_it_covers() -> None:
    mask = io.BytesIO()
    Image.new("L", (4, 4), 255).save(mask, "PNG")
    uri = f"data:image/png;base64,{base64.b64encode(mask.getvalue()).decode()}"
    (found,) = answered(fenced({**CAT, "mask": uri})).detections
    drawn = gm.overlay(Image.new("RGB", (800, 400), "white"), [found])

    inside, outside = drawn.getpixel((300, 80)), drawn.getpixel((700, 300))
    assert found.mask_png == mask.getvalue()
    assert outside == (255, 255, 255)
    assert inside not in (outside, tuple(bytes.fromhex(COLOURS[0][1:])))


def test_of_several_pictures_each_gets_what_names_it() -> None:
    reply = answered(fenced({**CAT, "image": 2}, {**NOSE, "image": 1}), png(), png(100, 100))

    assert [one.picture for one in reply.detections] == [1, 0]
    assert shown(reply).count("<img") == 2


def test_what_names_none_of_several_pictures_stays_text() -> None:
    reply = answered(fenced(CAT), png(), png())

    assert [one.box for one in reply.detections] == [None]
    assert "<img" not in shown(reply)


@pytest.mark.parametrize(
    "said",
    [
        "```json\n[1, 2]\n```",
        '```json\n[{"box_2d": [1, 2, 3], "label": "a"}]\n```',
        '```json\n[{"box_2d": [1, 2, 3, 90000], "label": "pixels"}]\n```',
        '```json\n[{"box_2d": [1, 2, 3, true]}]\n```',
        '```python\nboxes = {"box_2d": 1}\n```',
        '```json\n[{"box_2d": [1, 2, 3, 4], "label": "open"}]',
        "[" * 5000 + '"box_2d"',
    ],
)
def test_what_finds_nothing_stays_text(said: str) -> None:
    assert answered(said).detections == []
    assert "<img" not in shown(answered(said))


def test_labels_are_text_wherever_they_stand() -> None:
    hostile = '"><img src=x onerror="window.__fired=1"> $\\href{javascript:1}{x}$ 猫'
    bundle = render(answered(fenced({**CAT, "label": hostile})))

    assert not threats_in(bundle.data["text/html"])
    assert not unbalanced_in(bundle.data["text/html"])
    assert not threats_in(drawn(bundle.data["text/markdown"]))


def test_a_picture_that_cannot_be_decoded_leaves_the_text() -> None:
    reply = answered(fenced(CAT), b"no picture")

    assert [(one.box_2d, one.box) for one in reply.detections] == [((100, 200, 300, 600), None)]
    assert "box_2d" in shown(reply)


def test_a_growing_answer_is_marked_when_it_is_whole() -> None:
    reply = answered("")
    growing = fold([Attached((), reply.pictures), PartStart(Part(text="[")), PartDelta("{")])
    page = LivePage(BESIDE)

    assert "<img" not in page.html(growing)
    whole = growing.apply(PartDelta(json.dumps(CAT)[1:] + "]")).apply(Finish("STOP"))
    assert render(whole, beside=BESIDE) == render(whole, page)
    assert "<img" in render(whole, page).data["text/html"]


def test_overlay_draws_on_any_picture_and_says_when_it_cannot() -> None:
    reply = answered(fenced(CAT), png())

    assert gm.overlay(Image.new("RGB", (800, 400)), reply).size == (800, 400)
    assert gm.overlay(Part.from_bytes(data=png(), mime_type="image/png"), reply.text).width == 800
    assert gm.overlay(Image.new("RGB", (40, 20)), reply).width == 512  # labels can be read
    with pytest.raises(InvalidRequest, match="nothing to mark"):
        gm.overlay(Image.new("RGB", (9, 9)), "no JSON")
    with pytest.raises(InvalidRequest, match="no picture"):
        gm.overlay(3, reply)


numbers = st.floats(0, 1000) | st.integers(0, 1000)


@given(st.text(max_size=30), st.tuples(numbers, numbers, numbers, numbers))
@settings(max_examples=60, deadline=None)
def test_any_box_is_read_as_it_was_written(label: str, box: tuple[float, ...]) -> None:
    y1, x1, y2, x2 = box
    ((found,),) = [
        one.items for one in detections_in(json.dumps([{"box_2d": box, "label": label}]))
    ]

    assert found.label == " ".join(label.split())
    assert found.box_2d == (min(y1, y2), min(x1, x2), max(y1, y2), max(x1, x2))


@given(st.text(alphabet='[]{}`"box_2dpoint:,01 \n', max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    found = detections_in(f'"box_2d" {text}') + detections_in(f'["box_2d", {text}')

    assert all(isinstance(item, Detection) for one in found for item in one.items)
