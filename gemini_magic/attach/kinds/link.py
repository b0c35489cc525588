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
    link = str(value).strip()
    if part_from(link).file_data is None:
        return None  # before its fragment is read: "see #page=3" names no film
    address, fragment = split_fragment(link)
    part = part_from(address)
    # The type is for the line only; the service needs none.
    told = by_address(FileData(file_uri=address, mime_type="video/mp4"), name, address)
    film = Attachment(parts=(part,), sent=told.sent)
    return film if fragment is None else narrowed(film, fragment)
