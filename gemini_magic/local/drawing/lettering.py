"""Words on a picture: wrapped, fitted into a box, in Pillow's own font or one of the system's."""

import functools
from typing import Any

from gemini_magic.local.drawing.colours import RGB

# Pillow's own font knows Latin letters only; of these names Pillow finds what a system has.
_OTHER_FONTS = (
    "DejaVuSans.ttf", "NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "Arial Unicode.ttf",
    "PingFang.ttc", "Hiragino Sans GB.ttc", "msyh.ttc", "YuGothM.ttc", "malgun.ttf",
)  # fmt: skip
_LEADING = 1.18


def write(
    draw: Any,
    words: str,
    box: tuple[float, float, float, float],
    colour: RGB,
    *,
    most: float,
    edge: bool = False,
) -> None:
    """Centres the words in a box of pixels, in letters of at most so many pixels.

    With an edge they can be read on any ground.
    """
    left, top, right, bottom = box
    lines, size = _fitted(words, right - left, bottom - top, most)
    font = _font(size, words)
    y = (top + bottom) / 2 - len(lines) * size * _LEADING / 2 + size * 0.09
    for line in lines:
        rim = (
            {"stroke_width": max(1, round(size / 14)), "stroke_fill": (20, 20, 28)} if edge else {}
        )
        draw.text(((left + right) / 2, y), line, fill=colour, font=font, anchor="ma", **rim)
        y += size * _LEADING


def width_of(words: str, size: float) -> float:
    return float(_font(size, words).getlength(words))


def unwritable(words: str) -> str:
    """The letters for which no font is here."""
    font = _font(20, words)
    return "".join(sorted({c for c in words if not c.isspace() and not _has(font, c)}))


def _fitted(words: str, width: float, height: float, most: float) -> tuple[list[str], float]:
    size = max(8.0, most)
    while True:
        lines = _wrapped(words, width, size)
        widest = max(width_of(line, size) for line in lines)
        if size <= 8 or (widest <= width and len(lines) * size * _LEADING <= height):
            return lines, size
        size *= 0.9


def _wrapped(words: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    for paragraph in words.splitlines() or [""]:
        line = ""
        for word in paragraph.split() or [""]:
            longer = f"{line} {word}".strip()
            if line and width_of(longer, size) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def _font(size: float, words: str) -> Any:
    if all(ord(letter) < 0x250 for letter in words):
        return _own(round(size))
    return next(
        (font for font in _others(round(size)) if all(_has(font, c) for c in words)),
        _own(round(size)),
    )


@functools.lru_cache(maxsize=64)
def _own(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.load_default(size)


@functools.lru_cache(maxsize=16)
def _others(size: int) -> list[Any]:
    from PIL import ImageFont

    found = []
    for name in _OTHER_FONTS:
        try:
            found.append(ImageFont.truetype(name, size))
        except OSError:  # this system does not have it
            continue
    return found


def _has(font: Any, letter: str) -> bool:
    """Whether the font draws the letter as more than the box that stands for unknown ones."""
    if letter.isspace():
        return True
    mask, unknown = font.getmask(letter), font.getmask("\U000f1234")
    return mask.size != unknown.size or bytes(mask) != bytes(unknown)
