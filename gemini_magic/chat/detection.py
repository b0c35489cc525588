"""Detections: boxes, points and masks that a model has found in a picture, read from its answer.

Gemini writes them as JSON, by itself or in a fence: objects with `box_2d`, `point` or `mask`, and
a `label`. Source: Google's guides to image understanding and to robotics.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic_core import from_json

from ..api.types import Blob
from ..attach.thumbnail import size_of

__all__ = ["Detection", "Found", "detections_in"]

Size = tuple[int, int]

_KEYS = ('"box_2d"', '"point"')
_LONGEST_TEXT = 1_000_000
_LONGEST_LABEL = 200
_DEEPEST = 6
_OVERSHOOT = 50  # thousandths: models name edges a little outside
_PNG = b"\x89PNG"


@dataclass(frozen=True)
class Detection:
    """One thing in a picture.

    `box_2d` (ymin, xmin, ymax, xmax) and `point_2d` (y, x) are in thousandths of the picture, as
    the model gives them; `box` and `point` are the same in pixels, in Pillow's order. `mask_png`
    is a map of the box, white where the thing is. `picture` is the number of the picture among
    `reply.pictures`, from 0, and `size` its width and height in pixels; None where unknown.
    """

    label: str
    box_2d: tuple[float, float, float, float] | None = None
    point_2d: tuple[float, float] | None = None
    mask_png: bytes = b""
    picture: int | None = None
    size: Size | None = None

    @property
    def box(self) -> tuple[int, int, int, int] | None:
        """Left, top, right and bottom in pixels, as `Image.crop` takes them."""
        if self.box_2d is None or self.size is None:
            return None
        width, height = self.size
        top, left, bottom, right = self.box_2d
        return (
            round(left * width / 1000),
            round(top * height / 1000),
            round(right * width / 1000),
            round(bottom * height / 1000),
        )

    @property
    def point(self) -> tuple[int, int] | None:
        """In pixels, x first."""
        if self.point_2d is None or self.size is None:
            return None
        (y, x), (width, height) = self.point_2d, self.size
        return round(x * width / 1000), round(y * height / 1000)


class Found(NamedTuple):
    """Detections, and the stretch of the text that held them."""

    start: int
    end: int
    items: tuple[Detection, ...]


def detections_in(text: str, pictures: Sequence[Blob] = ()) -> list[Found]:
    """All of a text: it is JSON, or holds fences of it. Of `pictures` come the sizes."""
    if len(text) > _LONGEST_TEXT or not any(key in text for key in _KEYS):
        return []
    sizes = [size_of(picture.data or b"") for picture in pictures]
    found = []
    for start, end, written in _written(text):
        try:
            value = from_json(written)
        except ValueError:
            continue  # prose, or code in another language
        if items := tuple(_detection(item, sizes) for item in _items(value, 0)):
            found.append(Found(start, end, items))
    return found


def _written(text: str) -> Iterator[tuple[int, int, str]]:
    """Where JSON may stand, and what stands there."""
    if text.lstrip()[:1] in ("[", "{"):
        yield 0, len(text), text
        return
    opened: tuple[int, int, str] | None = None  # where the fence begins, where its lines, its mark
    at = 0
    for line in text.splitlines(keepends=True):
        said, after = line.strip(), at + len(line)
        if opened is None and said.startswith("```"):
            opened = at, after, "`" * (len(said) - len(said.lstrip("`")))
        elif opened is not None and said == opened[2]:
            yield opened[0], after, text[opened[1] : at]
            opened = None
        at = after


def _items(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects that say where something is, however they are wrapped."""
    if isinstance(value, dict):
        if _numbers(value.get("box_2d"), 4) or _numbers(value.get("point"), 2):
            yield value
            return
        value = list(value.values())
    if isinstance(value, list) and depth < _DEEPEST:
        for item in value:
            yield from _items(item, depth + 1)


def _detection(item: dict[str, Any], sizes: Sequence[Size | None]) -> Detection:
    label = " ".join(str(item.get("label") or item.get("name") or "").split())
    box, point = _numbers(item.get("box_2d"), 4), _numbers(item.get("point"), 2)
    picture = _picture(item.get("image"), len(sizes))
    return Detection(
        label[:_LONGEST_LABEL],
        _ordered(*box) if box else None,
        (point[0], point[1]) if point else None,
        _mask(item.get("mask")) if box else b"",
        picture,
        None if picture is None else sizes[picture],
    )


def _picture(named: Any, count: int) -> int | None:
    """The only picture, else the one that an `image` names by its number from 1."""
    if count == 1:
        return 0
    return named - 1 if type(named) is int and 1 <= named <= count else None


def _numbers(value: Any, count: int) -> list[float]:
    """So many thousandths; empty where the value is anything else."""
    if not isinstance(value, list) or len(value) != count:
        return []
    if not all(type(number) in (int, float) for number in value):
        return []
    if not all(-_OVERSHOOT <= number <= 1000 + _OVERSHOOT for number in value):
        return []
    return [min(max(number, 0), 1000) for number in value]


def _ordered(y1: float, x1: float, y2: float, x2: float) -> tuple[float, float, float, float]:
    return min(y1, y2), min(x1, x2), max(y1, y2), max(x1, x2)


def _mask(value: Any) -> bytes:
    if not isinstance(value, str):
        return b""
    try:
        data = base64.b64decode(value.rpartition(",")[2], validate=True)
    except binascii.Error:
        return b""
    return data if data.startswith(_PNG) else b""
