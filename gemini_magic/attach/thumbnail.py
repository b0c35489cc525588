"""Pictures made smaller, for the line above an answer and for pages that do not hold the whole.

What cannot be decoded has no thumbnail; the bytes may come from anywhere, so that is no error.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Thumbnail", "decoded", "encoded", "size_of", "thumbnail", "upright"]

Value = TypeVar("Value")

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_MOST_PIXELS = 100_000_000  # a picture of a few bytes may claim to be any size
_ORIENTATION, _ON_ITS_SIDE = 0x0112, (5, 6, 7, 8)  # of EXIF
_QUALITIES = (85, 70, 50, 30)


class Thumbnail(NamedTuple):
    """A picture made smaller, and the width and height in pixels that it had."""

    mime_type: str
    data: bytes
    width: int
    height: int


@lru_cache(maxsize=64)
def thumbnail(data: bytes, side: int, most: int) -> Thumbnail | None:
    """The picture within a square of `side` pixels, in `most` bytes if that can be."""
    return decoded(data, partial(_reduced, side=side, most=most))


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a picture as it is seen, turned as its camera says."""

    def seen(picture: Image) -> tuple[int, int]:
        width, height = picture.size
        is_on_its_side = picture.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
        return (height, width) if is_on_its_side else (width, height)

    return decoded(data, seen)


def upright(picture: Image) -> Image:
    """A copy, turned as its camera says."""
    from PIL import ImageOps

    return ImageOps.exif_transpose(picture)


def decoded(data: bytes, make: Callable[[Image], Value]) -> Value | None:
    """What `make` makes of a picture; None where it cannot be decoded, or is enormous."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            is_enormous = picture.width * picture.height > _MOST_PIXELS
            return None if is_enormous else make(picture)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error):
        return None
    except (Image.DecompressionBombError, Warning):
        # Where warnings are errors. They are not silenced: that is done for all threads at once.
        return None


def _reduced(picture: Image, side: int, most: int) -> Thumbnail:
    size = picture.size
    picture.draft("RGB", (side, side))
    has_alpha = picture.has_transparency_data
    small = picture.convert("RGBA" if has_alpha else "RGB")
    while True:
        small.thumbnail((side, side))
        mime_type, data = encoded(small, most)
        if len(data) <= most or side < 64:
            return Thumbnail(mime_type, data, *size)
        side = side * 3 // 4


def encoded(picture: Image, most: int) -> tuple[str, bytes]:
    """Media type and file of a picture: a PNG of few colours where it has holes, else a JPEG as
    good as `most` bytes allow.
    """
    if picture.mode == "RGBA":
        sink = io.BytesIO()
        picture.quantize(128).save(sink, "PNG", optimize=True)
        return "image/png", sink.getvalue()
    for quality in _QUALITIES:
        sink = io.BytesIO()
        picture.save(sink, "JPEG", quality=quality, optimize=True)
        if sink.tell() <= most:
            break
    return "image/jpeg", sink.getvalue()
