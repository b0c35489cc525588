"""Side files: media too large for a notebook, named by what they hold, in a folder beside it.

Rendering only says which files there are; whoever shows the reply writes them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from ..api.audio import Audio, pcm_rate
from ..api.types import Blob

__all__ = [
    "BUDGET",
    "IMAGES",
    "INLINE",
    "PLAYERS",
    "Showing",
    "address_of",
    "path_of",
    "playable",
    "side_files",
]

BUDGET = 100_000
"""Bytes of one medium that a page may hold itself."""

# What browsers decode to pixels and nothing else; SVG can hold scripts and addresses.
IMAGES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
}
_AUDIO = {
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "audio/webm": "weba",
}
_VIDEO = {
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "video/mpeg": "mpeg",
}
PLAYERS = {"audio": _AUDIO, "video": _VIDEO}
"""What can be played, by the element that plays it; with the ending of its files."""
_ENDINGS = IMAGES | _AUDIO | _VIDEO


class Showing(NamedTuple):
    """How media are shown: with large ones in the folder `beside` (empty: all in the page);
    in a draft, which is sent again and again, as small previews. Text is shown as data where it
    was asked for by a schema. Without `times` nothing is said that differs from run to run.
    What is found in `pictures` is marked on them. `inside` is how many bytes of one medium the
    page may hold itself where there is a folder.
    """

    beside: str = ""
    is_draft: bool = False
    as_data: bool = False
    times: bool = True
    pictures: tuple[Blob, ...] = ()
    inside: int = BUDGET


INLINE = Showing()


def mime_type_of(blob: Blob) -> str:
    """The media type without its parameters."""
    return (blob.mime_type or "").partition(";")[0].strip().lower()


def playable(blob: Blob) -> Blob:
    """Raw samples as a file that a browser can play; anything else as it came."""
    if pcm_rate(blob.mime_type) is None or not blob.data:
        return blob
    played = Audio(blob.data, blob.mime_type or "").as_file()
    return Blob(mime_type="audio/wav", data=played, display_name=blob.display_name)


def path_of(blob: Blob, showing: Showing) -> str:
    """The address of a playable blob relative to the notebook; empty where the page holds it.

    Only what browsers show as pixels or sound: nothing that a server would run as a page.
    """
    data = blob.data or b""
    ending = _ENDINGS.get(mime_type_of(blob), "")
    return "" if not ending or len(data) <= showing.inside else address_of(blob, showing)


def address_of(blob: Blob, showing: Showing) -> str:
    """The same for a blob that lies beside the notebook however small it is."""
    ending = _ENDINGS.get(mime_type_of(blob), "")
    if not showing.beside or not ending:
        return ""
    return f"{showing.beside}/{hashlib.sha256(blob.data or b'').hexdigest()[:16]}.{ending}"


def side_files(blobs: Iterable[Blob], showing: Showing) -> dict[str, bytes]:
    """What is to be written for these media: path → bytes."""
    whole = (playable(blob) for blob in blobs)
    return {path: blob.data or b"" for blob in whole if (path := path_of(blob, showing))}
