"""Pictures and sounds that a model has made, as this package holds them."""

from __future__ import annotations

from typing import Any

from ..attachment import Attachment, Terms
from ..media import media

__all__ = ["TYPES", "attached"]

TYPES = (
    "gemini_magic.Audio",
    "gemini_magic.Blob",
    "gemini_magic.GeneratedImage",
    "gemini_magic.Image",
)


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """Their bytes; raw sound gets the header that makes it a file."""
    value = getattr(value, "image", value)  # a generated one, inside what is known of it
    if hasattr(value, "as_file"):
        mime_type = "audio/wav" if value.rate else value.mime_type
        return media(value.as_file(), mime_type, name, terms)
    data = value.image_bytes if hasattr(value, "image_bytes") else value.data
    return media(data, value.mime_type or "image/png", name, terms) if data else None
