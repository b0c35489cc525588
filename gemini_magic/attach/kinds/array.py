"""numpy arrays: pictures where they can be some, else numbers, shortened as numpy prints them."""

from __future__ import annotations

import io
from typing import Any

from ...api.types import Part
from ..attachment import Attachment, Terms
from ..fencing import fenced, named
from ..media import media

__all__ = ["TYPES", "attached"]

TYPES = ("numpy.ndarray",)

_CHANNELS = (1, 3, 4)
_LEAST_SIDE = 16  # a matrix of numbers is seldom as large, and a picture never as small


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """A PNG of height × width, maybe × 1, 3 or 4 channels, of bytes, truth values or floats."""
    if not _is_picture(value):
        shape = " × ".join(map(str, value.shape)) or "one number"
        about = named(name, f"an array of {value.dtype}, {shape}")
        return Attachment.of(
            Part(text=fenced(str(value), about)), name, "array", f"{value.dtype}, {shape}"
        )
    import PIL.Image

    buffer = io.BytesIO()
    PIL.Image.fromarray(_as_bytes(value)).save(buffer, "PNG")
    return media(buffer.getvalue(), "image/png", name, terms)


def _is_picture(value: Any) -> bool:
    shape = value.shape
    if len(shape) not in (2, 3) or (len(shape) == 3 and shape[2] not in _CHANNELS):
        return False
    if not value.size:
        return False
    large = min(shape[:2]) >= _LEAST_SIDE
    return value.dtype == "uint8" or (value.dtype.kind in "fb" and large)


def _as_bytes(value: Any) -> Any:
    """Floats from 0 to 1 as they are, others stretched from the least to the greatest."""
    if value.ndim == 3 and value.shape[2] == 1:
        value = value[:, :, 0]
    if value.dtype == "uint8":
        return value
    value = value.astype("float64")
    finite = value[(value == value) & (abs(value) != float("inf"))]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    if low < 0 or high > 1:
        value = (value - low) / ((high - low) or 1.0)
    value[value != value] = 0.0  # what is missing is black
    return (value.clip(0, 1) * 255).round().astype("uint8")
