"""Requests name what a project keeps; here the names become the things."""

import base64
from collections.abc import Iterable
from typing import Any

from gemini_magic.local.project.documents import Unreadable, is_document, pages_at, pages_in
from gemini_magic.local.project.files import Files

Content = dict[str, Any]

_MOST_MEDIA_BYTES = 40 * 1024 * 1024


def with_files(contents: Iterable[Content], files: Files) -> list[Content]:
    """The contents, their media parts knowing where their bytes and what their text is.

    A part gains `document`, its text, or its media `path` and `unread`, why there is no text.
    Unknown files are the API's errors.
    """
    return [
        {**content, "parts": [_with_file(part, files) for part in content.get("parts", ())]}
        for content in contents
    ]


def _with_file(part: dict[str, Any], files: Files) -> dict[str, Any]:
    if "inlineData" in part:
        return _read_inline(part)
    if "fileData" not in part:
        return part
    media = part["fileData"]
    file = files.usable(media.get("fileUri", ""))
    if file is None:
        return part
    media = {"mimeType": file.mime_type, **media, "path": file.path, "sizeBytes": file.size}
    if not is_document(media["mimeType"]):
        return {**part, "fileData": media}
    try:
        text = "\n\n".join(pages_at(file.path, media["mimeType"]))
    except Unreadable as why:
        return {**part, "fileData": {**media, "unread": str(why)}}
    return {**part, "fileData": media, "document": text}


def _read_inline(part: dict[str, Any]) -> dict[str, Any]:
    blob = part["inlineData"]
    if not is_document(blob.get("mimeType", "")):
        return part
    try:
        text = "\n\n".join(pages_in(decoded(blob.get("data", "")), blob["mimeType"]))
    except Unreadable as why:
        return {**part, "inlineData": {**blob, "unread": str(why)}}
    return {**part, "document": text}


def media_bytes(media: dict[str, Any]) -> bytes | None:
    """The bytes of a media part; None where they are elsewhere, deleted, or too many."""
    is_elsewhere = "fileUri" in media and "path" not in media
    if is_elsewhere or media.get("sizeBytes", 0) > _MOST_MEDIA_BYTES:
        return None
    try:
        return media["path"].read_bytes() if "path" in media else decoded(media.get("data", ""))
    except FileNotFoundError:
        return None


def decoded(data: str) -> bytes:
    return base64.b64decode(data.replace("-", "+").replace("_", "/") + "==")
