"""Strings that are a YouTube link and nothing else: the film itself."""

from __future__ import annotations

from typing import Any

from ...api.contents import part_from
from ...api.types import FileData
from ..attachment import Attachment, Terms
from ..fragment import narrowed, split_fragment
from ..media import by_address

__all__ = ["TYPES", "attached"]

TYPES = ("builtins.str",)


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """The service watches it, or the stretch that a fragment names. Other addresses are text: the
    model reads them with --url.
    """
    address, fragment = split_fragment(str(value).strip())
    part = part_from(address)
    if part.file_data is None:
        return None
    mime_type = part.file_data.mime_type or "video/mp4"  # for the line only; the service needs none
    told = by_address(FileData(file_uri=address, mime_type=mime_type), name, address)
    film = Attachment(parts=(part,), sent=told.sent)
    return film if fragment is None else narrowed(film, fragment)
