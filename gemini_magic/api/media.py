"""Media that a caller names → the part that carries them: inside the request, or by address."""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path
from typing import Any, TypeGuard

from ..errors import InvalidRequest
from .limits import INLINE, INLINE_PDF, INLINE_REQUEST
from .media_type import HEAD, media_type_of
from .types import FileData, Part

__all__ = ["MOST_INLINE", "checked", "media_part"]

MOST_INLINE = INLINE_REQUEST * 3 // 4
"""Bytes of media that fit into a request: base64 makes four of three."""

_YOUTUBE = re.compile(
    r"https?://(?:(?:www|m|music)\.)?"
    r"(?:youtube\.com/(?:watch\?|shorts/|live/|embed/)|youtu\.be/)[^\s]+"
)


def media_part(item: Any) -> Part | None:
    """The part for a path, a YouTube link that stands alone, a PIL image or an uploaded file.

    None for what is no media. Other strings are text, whatever they look like.
    """
    if isinstance(item, str):
        link = item.strip()
        return Part.from_uri(file_uri=link) if _YOUTUBE.fullmatch(link) else None
    if isinstance(item, os.PathLike):
        return _of_path(Path(item))
    if _is_pil_image(item):
        return _of_image(item)
    return _of_file(item)


def checked(part: Part) -> Part:
    """The part, if the service takes that much media inside a request."""
    blob = part.inline_data
    data = blob.data if blob is not None else None
    if blob is not None and data is not None:
        most = INLINE_PDF if blob.mime_type == "application/pdf" else INLINE
        if len(data) > most:
            raise _too_large(f"{blob.mime_type} of", len(data), most)
    return part


def _of_path(path: Path) -> Part:
    if not path.is_file():
        raise InvalidRequest(f"{str(path)!r} is not a file")
    if (size := path.stat().st_size) > MOST_INLINE:
        raise _too_large(f"{path.name!r} of", size, MOST_INLINE)
    data = path.read_bytes()
    return Part.from_bytes(data=data, mime_type=media_type_of(path.name, data[:HEAD]))


def _too_large(what: str, size: int, most: int) -> InvalidRequest:
    return InvalidRequest(
        f"{what} {size:,} bytes does not fit into a request (at most {most:,}); "
        "give what client.files.upload(file=…) returns instead"
    )


def _of_file(item: Any) -> Part | None:
    uri, mime_type = getattr(item, "uri", None), getattr(item, "mime_type", None)
    if not isinstance(uri, str):
        return None
    data = FileData(file_uri=uri)
    if mime_type:
        data.mime_type = mime_type
    return Part(file_data=data)


def _is_pil_image(item: Any) -> TypeGuard[Any]:
    # Only a program that has imported Pillow can have such an object.
    pil = sys.modules.get("PIL.Image")
    return pil is not None and isinstance(item, pil.Image)


def _of_image(image: Any) -> Part:
    """An image in the format it was opened from where that is common, else PNG."""
    format_ = image.format if image.format in {"JPEG", "PNG", "WEBP", "GIF"} else "PNG"
    buffer = io.BytesIO()
    image.save(buffer, format=format_)
    return Part.from_bytes(data=buffer.getvalue(), mime_type=f"image/{format_.lower()}")
