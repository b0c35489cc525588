"""What kind of media a file holds: by its name, else by its first bytes."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable

from ..errors import InvalidRequest

__all__ = ["HEAD", "media_type_of"]

HEAD = 512
"""As many first bytes as `media_type_of` wants to see."""

# Endings that Python's table lacks, or reads as something the API does not take.
_ENDINGS = {
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".ipynb": "application/json",
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".opus": "audio/opus",
    ".wav": "audio/wav",
    ".heic": "image/heic",
    ".webp": "image/webp",
    ".ts": "text/x.typescript",
}

_BEGINNINGS: dict[str, Callable[[bytes], bool]] = {
    "application/pdf": lambda head: head.startswith(b"%PDF-"),
    "image/png": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda head: head.startswith(b"\xff\xd8\xff"),
    "image/gif": lambda head: head.startswith((b"GIF87a", b"GIF89a")),
    "image/webp": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "image/heic": lambda head: head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"),
    "audio/wav": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE",
    "audio/mp4": lambda head: head[4:12] in (b"ftypM4A ", b"ftypM4B "),
    "audio/mpeg": lambda head: head.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "audio/flac": lambda head: head.startswith(b"fLaC"),
    "audio/ogg": lambda head: head.startswith(b"OggS"),
    "video/quicktime": lambda head: head[4:12] == b"ftypqt  ",
    "video/mp4": lambda head: head[4:8] == b"ftyp",
    "video/webm": lambda head: head.startswith(b"\x1aE\xdf\xa3"),
    "text/plain": lambda head: _is_text(head),
}
"""Media types by what their files begin with; the first that fits counts."""


def media_type_of(name: str, head: bytes) -> str:
    """The MIME type by a file's name, else by the `HEAD` bytes it begins with."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    found = _ENDINGS.get(ending) or mimetypes.guess_type(name)[0]
    if found is None:
        found = next((kind for kind, fits in _BEGINNINGS.items() if fits(head)), None)
    if found is None:
        raise InvalidRequest(
            f"what kind of media {name or 'this'!r} holds is not to be seen; "
            "give config={'mime_type': …}"
        )
    return found


def _is_text(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The head may end in the middle of a character.
        if error.start < len(head) - 3:
            return False
    return b"\0" not in head
