"""Paths: the file's media, by its name and its first bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...api.media_type import HEAD, media_type_of
from ...errors import InvalidRequest
from ..attachment import Attachment, Terms
from ..media import media

__all__ = ["TYPES", "attached"]

TYPES = ("pathlib.Path",)


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """Text in the prompt, media inside the request, and what is big by an upload."""
    path = Path(value).expanduser()
    if path.is_dir():
        raise InvalidRequest(f"{str(value)!r} is a folder; name its files: -i '{value}/*'")
    if not path.is_file():
        raise InvalidRequest(f"{str(value)!r} is not a file")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        return media(path, media_type_of(path.name, head), name or path.name, terms)
    except OSError as error:
        raise InvalidRequest(f"{str(value)!r} cannot be read: {error.strerror}") from None
