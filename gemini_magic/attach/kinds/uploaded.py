"""Files that lie at the service: this package's, or those of Google's SDK."""

from __future__ import annotations

from typing import Any

from ...api.types import FileData
from ..attachment import Attachment, Terms
from ..media import by_address, there_until

__all__ = ["TYPES", "attached"]

TYPES = ("gemini_magic.File", "google.File")


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """By their address, with the time until which it holds."""
    if not value.uri:
        return None
    data = FileData(file_uri=value.uri)
    if value.mime_type:
        data.mime_type = value.mime_type
    note = ", ".join(filter(None, [value.mime_type, "uploaded"]))
    named = name or value.display_name or value.name or ""
    return by_address(data, named, note, until=there_until(value))
