"""Which measurement a question about pictures wants; a question for sight gets all of them."""

import re
from collections.abc import Callable
from typing import Any

from gemini_magic.local.drawing import files
from gemini_magic.local.looking import exif, own_scene
from gemini_magic.local.looking.comparison import compared
from gemini_magic.local.looking.lettering import NoReader, text_in
from gemini_magic.local.looking.measures import (
    asks_for_background,
    border_colour,
    colours_of,
    region_in,
    shape_of,
)
from gemini_magic.local.looking.regions import boxes_json, points_json

_TEXT = re.compile(
    r"\b(?:texts?|says?|read|written|writing|words?|letters|transcri\w+|ocr)\b|文字|steht",
    re.IGNORECASE,
)
_BOXES = re.compile(r"bounding box|\bbox(?:es)?\b|box_2d|\bdetect\b|\bsegment", re.IGNORECASE)
_POINTS = re.compile(r"\bpoints? (?:to|at|out)\b|\[y, ?x\]|\bpoint\b.*\bjson\b", re.IGNORECASE)
_MASKS = re.compile(r"\bsegment|\bmasks?\b", re.IGNORECASE)
_COMPARE = re.compile(
    r"\b(?:same|identical|differ\w*|compare|comparison|match\w*|equal|change[sd]?)\b", re.IGNORECASE
)
_COLOUR = re.compile(r"colou?r|\bfarbe|\bcouleur|颜色|\bbackground\b", re.IGNORECASE)
_SIZE = re.compile(
    r"\b(?:size|dimensions?|wide|width|height|tall|pixels|resolution|aspect|format|frames?)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:gps|location|coordinates|latitude|where)\b", re.IGNORECASE)
_CAMERA = re.compile(
    r"\b(?:camera|exif|taken|lens|iso|exposure|aperture|photographed|when|date|metadata)\b",
    re.IGNORECASE,
)


def wants_places(question: str) -> bool:
    return any(pattern.search(question) for pattern in (_BOXES, _POINTS))


def places_json(image: Any, question: str) -> str:
    """Where the regions of an upright picture are: as points, boxes or masks."""
    if _POINTS.search(question) and not _BOXES.search(question):
        return points_json(image)
    return boxes_json(image, masks=_MASKS.search(question) is not None)


def answered(images: list[Any], question: str) -> list[str]:
    """Paragraphs about opened Pillow images; `files.Unreadable` where one is broken."""
    if len(images) > 1 and _COMPARE.search(question):
        first, second = (files.upright(image) for image in images[:2])
        more = " (The first two were compared.)" if len(images) > 2 else ""
        return [compared(first, second) + more]
    told = [_about(image, question) for image in images]
    return [f"{n}. {text}" for n, text in enumerate(told, 1)] if len(told) > 1 else told


def _about(image: Any, question: str) -> str:
    for pattern, tell in _TOLD:
        if pattern.search(question):
            return tell(image, question)
    return described(image, question)


def described(image: Any, question: str = "") -> str:
    """All that is known without being asked for something special."""
    said = [f"{shape_of(image)}, mostly {colours_of(files.upright(image))}"]
    if notes := exif.camera_notes(image):
        said.append(", ".join(f"{name}: {text}" for name, text in notes.items()))
    if exif.has_place(image):
        said.append("it says where it was taken (ask for the GPS position)")
    scene = files.scene_in(image)
    if scene is not None:
        said.append(own_scene.told(scene, question).rstrip("."))
    return f"{'; '.join(said)}."


def _text(image: Any, question: str) -> str:
    try:
        text = text_in(files.upright(image))
    except NoReader as why:
        scene = files.scene_in(image)
        drawn = own_scene.told(scene, question) if scene else ""
        return f"The text was not read, as {why}. {drawn}".strip()
    if not text:
        return "No text was found in the picture."
    return "The picture says (read by optical character recognition):\n\n" + "\n".join(
        f"> {line}" for line in text.splitlines()
    )


def _places(image: Any, question: str) -> str:
    return f"```json\n{places_json(files.upright(image), question)}\n```"


def _colour(image: Any, question: str) -> str:
    scene = files.scene_in(image)
    upright = files.upright(image)
    name, box = region_in(question)
    if not name and asks_for_background(question):
        return f"Along its edges the picture is mostly {border_colour(upright)}."
    where = f"In the {name}" if name else "Overall"
    drawn = f" {own_scene.told(scene, question)}" if scene and not name else ""
    return f"{where} the picture is {colours_of(upright, box)}.{drawn}"


def _size(image: Any, question: str) -> str:
    ratio = f"; width : height is {image.width / image.height:.3g}"
    return f"It is {shape_of(image)}{ratio}."


def _camera(image: Any, question: str) -> str:
    notes = exif.camera_notes(image)
    if not notes:
        return "The picture carries no notes of a camera (EXIF)."
    return "Its EXIF notes say: " + ", ".join(f"{k}: {v}" for k, v in notes.items()) + "."


def _place(image: Any, question: str) -> str:
    where = exif.place(image)
    if where:
        return f"Its EXIF notes say that it was taken at {where}."
    return f"The picture does not say where it was taken. {described(image, question)}"


_TOLD: tuple[tuple[re.Pattern[str], Callable[[Any, str], str]], ...] = (
    (_BOXES, _places),
    (_POINTS, _places),
    (_TEXT, _text),
    (_COLOUR, _colour),
    (_PLACE, _place),
    (_CAMERA, _camera),
    (_SIZE, _size),
)
