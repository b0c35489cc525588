"""Bytes of a media type as an attachment: text fenced, media inside the request or uploaded."""

from __future__ import annotations

from pathlib import Path

from ..api.media import MOST_INLINE, checked
from ..api.types import File, FileData, Part
from ..errors import InvalidRequest
from .attachment import Attachment, Sent, Terms
from .fencing import fenced, named
from .thumbnail import thumbnail

__all__ = ["by_address", "media", "size", "there_until"]

# Every later turn of a thread repeats what is inside a request; from here on uploading is cheaper.
_UPLOAD_FROM = 8_000_000
_SIDE, _MOST = 96, 4_000  # pixels and bytes of a thumbnail
# Drawings in SVG, too: the service draws none, and the model reads them.
_TEXTS = frozenset({"application/json", "application/jsonl", "application/xml", "image/svg+xml"})


def media(source: bytes | Path, mime_type: str, name: str, terms: Terms) -> Attachment:
    """Media that are in memory or in a file. `terms.uploads` takes what is big."""
    count = len(source) if isinstance(source, bytes) else source.stat().st_size
    if not count:
        raise InvalidRequest(f"{name or 'this'!r} is empty; there is nothing to send")
    if count > (MOST_INLINE if terms.uploads is None else _UPLOAD_FROM):
        return _uploaded(source, mime_type, name, count, terms)
    data = source if isinstance(source, bytes) else source.read_bytes()
    if (text := _text(data, mime_type)) is not None:
        told = fenced(text.rstrip("\n"), named(name, f"a text of type {mime_type}"))
        return Attachment.of(Part(text=told), name, "text", f"{text.count(chr(10)) + 1:,} lines")
    part = checked(Part.from_bytes(data=data, mime_type=mime_type))
    facts, picture = _looked_at(data, mime_type)
    note = ", ".join(filter(None, [facts, mime_type, size(count)]))
    return Attachment.of(part, name, _word(mime_type), note, picture, terms.resolution)


def by_address(data: FileData, name: str, note: str, until: str = "") -> Attachment:
    """Media that the service fetches, or has already."""
    kind = _word(data.mime_type or "")
    return Attachment((Part(file_data=data),), (Sent(name, kind, note, until=until),))


def _uploaded(
    source: bytes | Path, mime_type: str, name: str, count: int, terms: Terms
) -> Attachment:
    if terms.uploads is None:
        raise InvalidRequest(
            f"{name or 'this'!r} of {count:,} bytes does not fit into a request (at most "
            f"{MOST_INLINE:,}); give what client.files.upload(file=…) returns instead"
        )
    file = terms.uploads.file(source, mime_type, Path(name).name, terms.cache)
    note = ", ".join([mime_type, size(count), "uploaded"])
    data = FileData(file_uri=file.uri, mime_type=file.mime_type or mime_type)
    return by_address(data, name, note, until=there_until(file))


def there_until(file: File) -> str:
    """How long the file stays at the service, in the reader's time."""
    ends = file.expiration_time
    return "" if ends is None else f"there until {ends.astimezone():%d %b %H:%M}"


def _text(data: bytes, mime_type: str) -> str | None:
    """The text, where it is one that can be read here."""
    if not mime_type.startswith("text/") and mime_type not in _TEXTS:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None  # in an encoding of its own: then the service may guess


def _looked_at(data: bytes, mime_type: str) -> tuple[str, bytes]:
    """Width × height and a thumbnail of a picture that can be decoded here; else nothing."""
    small = thumbnail(data, _SIDE, _MOST) if mime_type.startswith("image/") else None
    return ("", b"") if small is None else (f"{small.width} × {small.height}", small.data)


def _word(mime_type: str) -> str:
    kind = mime_type.partition("/")[0]
    return kind if kind in ("image", "audio", "video") else "file"


def size(count: int) -> str:
    """A number of bytes for people."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
