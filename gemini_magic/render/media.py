"""Media: images, sound and video inside the message, and files by address."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from ..api.audio import Audio, pcm_rate
from ..api.types import Blob, FileData
from .markup import attribute, inline_code, quiet, size, text
from .pieces import Piece
from .prose import Prose, is_web_link
from .verbatim import literal

KINDS = ("inline_data", "file_data")

Medium = Blob | FileData

# What browsers decode to pixels and nothing else; SVG can hold scripts and addresses.
_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
_PLAYERS = {
    "audio": frozenset(
        "audio/wav audio/x-wav audio/mpeg audio/mp3 audio/ogg audio/flac audio/aac audio/mp4 "
        "audio/webm".split()
    ),
    "video": frozenset("video/mp4 video/webm video/ogg video/quicktime video/mpeg".split()),
}


def html(piece: Piece, prose: Prose) -> str:
    return shown_html(_medium(piece))


def markdown(piece: Piece) -> str:
    return literal(described(_medium(piece)))


def plain(piece: Piece) -> str:
    return described(_medium(piece))


def json(piece: Piece) -> dict[str, Any]:
    return digest(_medium(piece))


def shown_html(medium: Medium) -> str:
    """The medium itself where a browser can show it, else what is known of it."""
    if isinstance(medium, FileData):
        return _file(medium)
    medium = _playable(medium)
    mime_type, data = _mime_type(medium), medium.data or b""
    name = medium.display_name or described(medium).strip("[]")
    if data and mime_type in _IMAGES:
        return (
            f'<div style="margin:.4em 0"><img src="{_data_uri(mime_type, data)}" '
            f'alt="{attribute(name)}" style="max-width:100%;height:auto"></div>'
        )
    for player, mime_types in _PLAYERS.items():
        if data and mime_type in mime_types:
            return (
                f'<div style="margin:.4em 0"><{player} controls preload="metadata" '
                f'src="{_data_uri(mime_type, data)}" style="max-width:100%"></{player}></div>'
            )
    return quiet(text(described(medium)))


def described(medium: Medium) -> str:
    """Name, type and size in brackets, in one line."""
    if isinstance(medium, FileData):
        facts = [medium.display_name, medium.file_uri, medium.mime_type]
    else:
        facts = [medium.display_name, medium.mime_type or "data", size(len(medium.data or b""))]
    return "[" + ", ".join(" ".join(fact.split()) for fact in facts if fact) + "]"


def digest(medium: Medium) -> dict[str, Any]:
    """What tells one medium from another, without its bytes."""
    known: dict[str, Any] = {"mime_type": medium.mime_type or ""}
    if medium.display_name:
        known["name"] = medium.display_name
    if isinstance(medium, FileData):
        return known | {"uri": medium.file_uri or ""}
    data = medium.data or b""
    return known | {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _medium(piece: Piece) -> Medium:
    """The one medium of the piece; slices of sound are put together."""
    first = piece.parts[0]
    if first.file_data is not None:
        return first.file_data
    blobs = [part.inline_data for part in piece.parts if part.inline_data is not None]
    if len(blobs) == 1:
        return blobs[0]
    whole = Blob(mime_type=blobs[0].mime_type, data=b"".join(blob.data or b"" for blob in blobs))
    if blobs[0].display_name:
        whole.display_name = blobs[0].display_name
    return whole


def _playable(blob: Blob) -> Blob:
    if pcm_rate(blob.mime_type) is None or not blob.data:
        return blob
    played = Audio(blob.data, blob.mime_type or "").as_file()
    return Blob(mime_type="audio/wav", data=played, display_name=blob.display_name)


def _mime_type(blob: Blob) -> str:
    return (blob.mime_type or "").partition(";")[0].strip().lower()


def _data_uri(mime_type: str, data: bytes) -> str:
    return f"data:{mime_type};base64,{base64.b64encode(data).decode()}"


def _file(file: FileData) -> str:
    uri = file.file_uri or ""
    name = file.display_name or uri or "file"
    kind = f" {text(file.mime_type)}" if file.mime_type else ""
    if not is_web_link(uri):
        return quiet(inline_code(name) + kind)
    return quiet(
        f'<a href="{attribute(uri)}" target="_blank" rel="noopener noreferrer">{text(name)}</a>'
        + kind
    )
