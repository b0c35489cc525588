"""Small versions of media, for pages that do not hold the whole: pictures by Pillow, sound by hand.

What cannot be decoded has none; the bytes come from a model, so that is no error.
"""

from __future__ import annotations

import io
import struct
import warnings
import wave
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Thumbnail", "sound_preview", "thumbnail"]

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_MOST_PIXELS = 100_000_000  # a picture of a few bytes may claim to be any size
_QUALITIES = (85, 70, 50, 30)
_PREVIEW_RATE = 8_000
_PREVIEW_SECONDS = 5


class Thumbnail(NamedTuple):
    """A picture made smaller, and the width and height in pixels that it had."""

    mime_type: str
    data: bytes
    width: int
    height: int


@lru_cache(maxsize=64)
def thumbnail(data: bytes, side: int, most: int) -> Thumbnail | None:
    """The picture within a square of `side` pixels, in `most` bytes if that can be."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's on odd files: nobody could act on them
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                width, height = picture.size
                if width * height > _MOST_PIXELS:
                    return None
                picture.draft("RGB", (side, side))
                return _reduced(picture, side, most, (width, height))
    except (OSError, SyntaxError, ValueError, EOFError, struct.error):
        return None


def _reduced(picture: Image, side: int, most: int, size: tuple[int, int]) -> Thumbnail:
    has_alpha = picture.has_transparency_data
    small = picture.convert("RGBA" if has_alpha else "RGB")
    while True:
        small.thumbnail((side, side))
        mime_type, encoded = _drawing(small) if has_alpha else _photo(small, most)
        if len(encoded) <= most or side < 64:
            return Thumbnail(mime_type, encoded, *size)
        side = side * 3 // 4


def _photo(picture: Image, most: int) -> tuple[str, bytes]:
    for quality in _QUALITIES:
        sink = io.BytesIO()
        picture.save(sink, "JPEG", quality=quality, optimize=True)
        if sink.tell() <= most:
            break
    return "image/jpeg", sink.getvalue()


def _drawing(picture: Image) -> tuple[str, bytes]:
    sink = io.BytesIO()
    picture.quantize(128).save(sink, "PNG", optimize=True)
    return "image/png", sink.getvalue()


@lru_cache(maxsize=16)
def sound_preview(data: bytes) -> bytes | None:
    """The first seconds of a WAV file of 16-bit samples, mono, coarse: 40 kB; None for others."""
    try:
        with wave.open(io.BytesIO(data)) as sound:
            rate, channels = sound.getframerate(), sound.getnchannels()
            if sound.getsampwidth() != 2 or rate < _PREVIEW_RATE:
                return None
            frames = array("h", sound.readframes(rate * _PREVIEW_SECONDS))
    except (wave.Error, EOFError):
        return None
    mono = frames[::channels]
    step = rate // _PREVIEW_RATE
    # The mean of each few samples: leaving samples out would fold high tones into low ones.
    starts = range(0, len(mono) - step + 1, step)
    coarse = bytes(128 + sum(mono[at : at + step]) // step // 256 for at in starts)
    sink = io.BytesIO()
    with wave.open(sink, "wb") as preview:
        preview.setnchannels(1)
        preview.setsampwidth(1)
        preview.setframerate(rate // step)
        preview.writeframes(coarse)
    return sink.getvalue()
