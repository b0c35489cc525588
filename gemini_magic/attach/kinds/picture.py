"""Pictures in memory: PIL's."""

from __future__ import annotations

from typing import Any

from ...api.contents import part_from
from ...errors import InvalidRequest
from ..attachment import Attachment, Terms
from ..media import media

__all__ = ["TYPES", "attached"]

TYPES = ("PIL.Image",)


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """In the format it was opened from where that is common, else PNG."""
    try:
        blob = part_from(value).inline_data
    except OSError as error:
        raise InvalidRequest(
            f"{name or 'the image'!r} of mode {value.mode} cannot be a PNG: {error}; "
            "convert it: image.convert('RGB')"
        ) from None
    if blob is None:
        return None
    return media(blob.data or b"", blob.mime_type or "image/png", name, terms)
