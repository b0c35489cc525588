"""Strings that are a YouTube link and nothing else: the film itself."""

from __future__ import annotations

from typing import Any

from ...api.contents import part_from
from ...api.types import FileData
from ..attachment import Attachment, Terms
from ..media import by_address

__all__ = ["TYPES", "attached"]

TYPES = ("builtins.str",)


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """The service watches it. Other addresses are text: the model reads them with --url."""
    data = part_from(str(value)).file_data
    if data is None:
        return None
    mime_type = data.mime_type or "video/mp4"  # for the line only; the service needs none
    told = by_address(FileData(file_uri=data.file_uri, mime_type=mime_type), name, value.strip())
    return Attachment(parts=(part_from(str(value)),), sent=told.sent)
