"""A picture small enough for the line above an answer: a few kilobytes at most."""

from __future__ import annotations

import io
import warnings
from typing import Any

__all__ = ["measured", "thumbnail"]

_SIDE = 96
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def thumbnail(image: Any) -> bytes:
    """A JPEG of at most 96 × 96 pixels of a PIL image; what is transparent becomes white."""
    import PIL.Image

    # Before it is drawn out in full colour: the original may be a hundred times as large.
    small = image.copy()
    small.thumbnail((_SIDE, _SIDE))
    small = small.convert("RGBA")
    page = PIL.Image.new("RGB", small.size, "white")
    page.paste(small, mask=small.getchannel("A"))
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


def measured(data: bytes) -> tuple[str, bytes]:
    """Width × height and a thumbnail of a picture's file; nothing where Pillow cannot read it."""
    import PIL.Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow about odd files: nobody could act on them
            with PIL.Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                return f"{image.width} × {image.height}", thumbnail(image)
    except (OSError, SyntaxError, ValueError, PIL.Image.DecompressionBombError):
        return "", b""  # the service may know better; the line then names its size alone
