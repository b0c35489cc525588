"""A picture with what was found in it drawn on: boxes, points and masks, each with its label.

Colours are Okabe and Ito's, which people with any colour vision tell apart; lines have a dark and
a light edge, so that they are seen on every picture.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..attach.thumbnail import Thumbnail, decoded, encoded, upright
from ..chat.detection import Detection

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["COLOURS", "colours_of", "marked", "marked_file"]

# https://jfly.uni-koeln.de/color/
COLOURS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
_DARK, _LIGHT = (0, 0, 0), (255, 255, 255)
_LEAST_SIDE = 512  # of a smaller picture labels could not be read
_MASK_OPACITY = 110  # of 255


@lru_cache(maxsize=16)
def marked_file(
    data: bytes, found: tuple[Detection, ...], side: int, most: int
) -> Thumbnail | None:
    """The file of a picture with marks, at most `side` pixels wide and high, in `most` bytes if
    that can be. None where the picture cannot be decoded.
    """

    def make(picture: Image) -> Thumbnail:
        drawn = marked(picture, found, side)
        return Thumbnail(*_file_of(drawn, most), *drawn.size)

    return decoded(data, make)


def _file_of(drawn: Image, most: int) -> tuple[str, bytes]:
    """A PNG, whose lines and letters are sharp, unless it is too large."""
    sink = io.BytesIO()
    drawn.save(sink, "PNG", optimize=True)
    return encoded(drawn, most) if sink.tell() > most else ("image/png", sink.getvalue())


def marked(picture: Image, found: Sequence[Detection], side: int | None = None) -> Image:
    """A copy of the picture with marks: small ones enlarged, large ones at most `side` pixels."""
    from PIL import Image

    page = upright(picture).convert("RGBA")
    ground = Image.new("RGBA", page.size, "white")
    drawn = Image.alpha_composite(ground, page).convert("RGB")
    longer = max(drawn.size)
    wanted = max(longer, _LEAST_SIDE) if side is None else min(max(longer, _LEAST_SIDE), side)
    if wanted != longer:
        width, height = (max(1, round(length * wanted / longer)) for length in drawn.size)
        drawn = drawn.resize((width, height), Image.Resampling.LANCZOS)
    colours = colours_of(found)
    for item in found:
        _tint(drawn, item, colours[item.label])
    for number, item in sorted(enumerate(found, 1), key=lambda numbered: -_area(numbered[1])):
        _mark(drawn, item, number, colours[item.label])
    return drawn


def colours_of(found: Sequence[Detection]) -> dict[str, str]:
    """A colour for each label; after seven they begin anew."""
    labels = dict.fromkeys(item.label for item in found)
    return {label: COLOURS[at % len(COLOURS)] for at, label in enumerate(labels)}


def _area(item: Detection) -> float:
    top, left, bottom, right = item.box_2d or (0, 0, 0, 0)
    return (bottom - top) * (right - left)


def _scaled(item: Detection, size: tuple[int, int]) -> tuple[Any, Any]:
    """Box and point in the pixels of what is drawn on."""
    here = replace(item, size=size)
    return here.box, here.point


def _tint(drawn: Image, item: Detection, colour: str) -> None:
    """Colour what the mask covers, in place."""
    from PIL import Image

    box, _ = _scaled(item, drawn.size)
    if not item.mask_png or box is None or box[2] <= box[0] or box[3] <= box[1]:
        return
    mask = decoded(item.mask_png, lambda picture: picture.convert("L"))
    if mask is None:
        return
    size = box[2] - box[0], box[3] - box[1]
    veil = mask.resize(size, Image.Resampling.BILINEAR).point(
        lambda value: _MASK_OPACITY if value > 127 else 0
    )
    drawn.paste(Image.new("RGB", size, colour), box[:2], veil)


def _mark(drawn: Image, item: Detection, number: int, colour: str) -> None:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(drawn)
    unit = max(1, max(drawn.size) // 400)
    box, point = _scaled(item, drawn.size)
    at = point
    if box is not None:
        left, top, right, bottom = box
        for grown, line, width in ((unit, _DARK, 1), (0, colour, 2 * unit), (-2 * unit, _LIGHT, 1)):
            edges = left - grown, top - grown, right + grown, bottom + grown
            if edges[0] <= edges[2] and edges[1] <= edges[3]:
                draw.rectangle(edges, outline=line, width=width)
        at = left, top
    if point is not None:
        for radius, fill in ((5 * unit, _DARK), (4 * unit, _LIGHT), (3 * unit, colour)):
            draw.circle(point, radius, fill=fill)
        at = point[0] + 6 * unit, point[1] + 6 * unit
    _label(draw, drawn.size, at, f"{number} {item.label}".strip(), colour)


def _label(draw: Any, size: tuple[int, int], at: Any, said: str, colour: str) -> None:
    """A tag beside the mark; letters that Pillow's own font lacks leave the number alone."""
    from PIL import ImageFont

    font = ImageFont.load_default(max(12, max(size) // 40))
    if not said.isascii():
        said = said.partition(" ")[0]
    pad = 2
    left, top, right, bottom = draw.textbbox((0, 0), said, font=font)
    width, height = right - left + 2 * pad, bottom - top + 2 * pad
    x = min(max(at[0], 0), max(size[0] - width, 0))
    y = at[1] - height if at[1] >= height else at[1]
    y = min(max(y, 0), max(size[1] - height, 0))
    draw.rectangle((x, y, x + width, y + height), fill=colour, outline=_DARK)
    draw.text((x + pad - left, y + pad - top), said, font=font, fill=_ink(colour))


def _ink(colour: str) -> tuple[int, int, int]:
    """Black or white, whichever is read more easily on the colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return _DARK if 0.299 * red + 0.587 * green + 0.114 * blue > 110 else _LIGHT
