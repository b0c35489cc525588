"""Bytes that begin like media: pictures, sounds, films, documents."""

from __future__ import annotations

from typing import Any

from ...api.media_type import HEAD, media_type_of
from ...errors import InvalidRequest
from ..attachment import Attachment, Terms
from ..media import media

__all__ = ["TYPES", "attached"]

TYPES = ("builtins.bytes", "builtins.bytearray", "builtins.memoryview")


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """By their first bytes; bytes that say nothing of themselves are refused."""
    data = bytes(value)
    try:
        mime_type = media_type_of("", data[:HEAD])
    except InvalidRequest:
        raise InvalidRequest(
            f"{name or 'a value'!r} holds {len(data):,} bytes of no known kind; say which: "
            "types.Part.from_bytes(data=…, mime_type=…)"
        ) from None
    return media(data, mime_type, name, terms)
