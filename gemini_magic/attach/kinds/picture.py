"""Pictures in memory: PIL's."""

from __future__ import annotations

from typing import Any

from ...api.contents import part_from
from ..attachment import Attachment, Terms
from ..media import media

__all__ = ["TYPES", "attached"]

TYPES = ("PIL.Image",)


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """In the format it was opened from where that is common, else PNG."""
    blob = part_from(value).inline_data
    if blob is None:
        return None
    return media(blob.data or b"", blob.mime_type or "image/png", name, terms)
