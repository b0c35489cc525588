"""IPython's displays of media, and whatever else shows itself as a picture."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any

from ...api.media_type import HEAD, media_type_of
from ...api.types import FileData
from ..attachment import Attachment, Terms
from ..media import by_address, media
from . import file

__all__ = ["TYPES", "attached"]

TYPES = ("builtins.object",)

_MEDIA = ("image", "audio", "video")


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """`Image`, `Audio` and `Video` by their data, file or address; others by `_repr_png_`."""
    if _is_display(value):
        return _of_display(value, name, terms)
    for method, mime_type in (("_repr_png_", "image/png"), ("_repr_jpeg_", "image/jpeg")):
        picture = _shown(value, method)
        if picture is not None:
            return media(picture, mime_type, name, terms)
    return None


def _is_display(value: Any) -> bool:
    names = {(t.__module__.partition(".")[0], t.__name__) for t in type(value).__mro__}
    return ("IPython", "DisplayObject") in names and type(value).__name__.lower() in _MEDIA


def _of_display(value: Any, name: str, terms: Terms) -> Attachment | None:
    data = value.data
    if isinstance(data, str):
        data = _decoded(data)
    if data:
        return media(data, media_type_of("", data[:HEAD]), name, terms)
    if value.filename:
        return file.attached(Path(value.filename), name, terms)
    if not value.url:
        return None
    kind = getattr(value, "mimetype", None) or media_type_of(value.url.partition("?")[0], b"")
    return by_address(FileData(file_uri=value.url, mime_type=kind), name, value.url)


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error:
        return b""


def _shown(value: Any, method: str) -> bytes | None:
    # Not on the instance: objects that have every attribute show nothing.
    if getattr(type(value), method, None) is None:
        return None
    picture = getattr(value, method)()
    if isinstance(picture, tuple):  # with its metadata
        picture = picture[0]
    if isinstance(picture, str):
        picture = _decoded(picture)
    return picture or None
