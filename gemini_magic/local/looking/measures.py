"""Size and colours of a picture, whole or by region."""

import re
from collections import Counter
from typing import Any

from gemini_magic.local.drawing.colours import name_of

_SHOWN_COLOURS = 3
_SIDE = 48
# Shares of width and height: left, top, right, bottom.
_THIRD = 1 / 3
_WHOLE = (0.0, 0.0, 1.0, 1.0)
_CENTRE = (_THIRD, _THIRD, 2 * _THIRD, 2 * _THIRD)
_ROWS = {"top": (0.0, _THIRD), "upper": (0.0, _THIRD), "bottom": (2 * _THIRD, 1.0),
         "lower": (2 * _THIRD, 1.0)}  # fmt: skip
_COLUMNS = {"left": (0.0, _THIRD), "right": (2 * _THIRD, 1.0)}
_MIDDLE = re.compile(r"\b(?:centre|center|middle)\b", re.IGNORECASE)
_CORNER = re.compile(r"\bbackground|corners?\b", re.IGNORECASE)


def shape_of(image: Any) -> str:
    frames = getattr(image, "n_frames", 1)
    moving = f", {frames} frames" if frames > 1 else ""
    return (
        f"an image of {image.width} × {image.height} pixels ({image.format}, {image.mode}{moving})"
    )


def region_in(question: str) -> tuple[str, tuple[float, float, float, float]]:
    """The part of the picture that a question speaks of: its name, empty for the whole, and box."""
    words = set(re.findall(r"[a-z]+", question.lower()))
    rows = next((word for word in _ROWS if word in words), "")
    columns = next((word for word in _COLUMNS if word in words), "")
    if rows or columns:
        top, bottom = _ROWS.get(rows, (0.0, 1.0))
        left, right = _COLUMNS.get(columns, (0.0, 1.0))
        return f"{rows} {columns}".strip(), (left, top, right, bottom)
    return ("centre", _CENTRE) if _MIDDLE.search(question) else ("", _WHOLE)


def asks_for_background(question: str) -> bool:
    return _CORNER.search(question) is not None


def colours_of(image: Any, box: tuple[float, float, float, float] = _WHOLE) -> str:
    """The most common named colours of a region, with their shares."""
    shares = colour_shares(image, box)
    if not shares:
        return "transparent"
    return ", ".join(f"{name} ({share:.0%})".replace("%", " %") for name, share in shares)


def colour_shares(
    image: Any, box: tuple[float, float, float, float] = _WHOLE
) -> list[tuple[str, float]]:
    """Names and shares of the visible pixels, the most common first."""
    from PIL import Image

    left, top, right, bottom = box
    width, height = image.size
    area = (left * width, top * height, max(right * width, 1), max(bottom * height, 1))
    small = image.convert("RGBA").resize((_SIDE, _SIDE), Image.Resampling.BOX, box=area)
    raw = small.tobytes()
    pixels = (raw[i : i + 4] for i in range(0, len(raw), 4))
    counts = Counter(name_of((p[0], p[1], p[2])) for p in pixels if p[3] > 40)
    total = sum(counts.values())
    return [
        (name, n / total) for name, n in counts.most_common(_SHOWN_COLOURS) if n / total >= 0.005
    ]


def border_colour(image: Any) -> str:
    """The named colour of most of the edge's pixels."""
    from PIL import Image

    small = image.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    edge = [
        small.getpixel((x, y))
        for x in range(_SIDE)
        for y in range(_SIDE)
        if x in (0, _SIDE - 1) or y in (0, _SIDE - 1)
    ]
    return Counter(name_of(pixel) for pixel in edge).most_common(1)[0][0]
