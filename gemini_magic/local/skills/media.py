"""Inline media and files, described by what can be measured: type, size, dimensions and colours."""

from collections.abc import Iterator
from typing import Any

from gemini_magic.local.answer import Answer, Piece, Text, Thought
from gemini_magic.local.drawing import files
from gemini_magic.local.looking.questions import described
from gemini_magic.local.project.resolve import decoded
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.sound import measure
from gemini_magic.local.sound.container import NotSound, samples_in

_MOST_BYTES = 40 * 1024 * 1024


def answer(request: Request, resources: Resources) -> Answer | None:
    parts = request.contents[-1].get("parts", ())
    media = [p.get("inlineData") or p.get("fileData", {}) for p in parts if p.keys() & _MEDIA_KEYS]
    if not media or request.contents[-1].get("role") == "model":
        return None
    return Answer(_described(media))


_MEDIA_KEYS = {"inlineData", "fileData"}


def _described(media: list[dict[str, Any]]) -> Iterator[Piece]:
    yield Thought(
        f"The prompt holds {len(media)} media part(s). The engine has no model that sees or hears; "
        "it measures."
    )
    lines = [_description(item) for item in media]
    numbered = [f"{n}. {line}" for n, line in enumerate(lines, 1)] if len(lines) > 1 else lines
    yield Text(
        "\n".join(numbered) + "\n\nThe local engine cannot see or hear what it shows; with an API "
        "key, Gemini can."
    )


def _description(item: dict[str, Any]) -> str:
    mime_type = item.get("mimeType") or "an unknown type"
    if "fileUri" in item and "path" not in item:
        return f"A file of {mime_type} at {item['fileUri']}, which the engine does not open."
    if item.get("sizeBytes", 0) > _MOST_BYTES:
        return f"{mime_type}, {item['sizeBytes']:,} bytes; it is too large to be measured."
    try:
        data = item["path"].read_bytes() if "path" in item else decoded(item.get("data", ""))
    except FileNotFoundError:
        return f"{mime_type}; the file has been deleted meanwhile."
    size = f"{len(data):,} bytes"
    kind = mime_type.partition("/")[0]
    details = {"image": _image, "audio": _audio, "text": _text}.get(kind, lambda _: "")(data)
    unread = f"; {item['unread']}" if "unread" in item else ""
    return f"{mime_type}, {size}{details}{unread}."


def _image(data: bytes) -> str:
    try:
        return f": {described(files.opened(data)).rstrip('.')}"
    except files.Unreadable as why:
        return f"; {why}"


def _audio(data: bytes) -> str:
    try:
        return f": {measure.described(*samples_in(data, 'audio/wav'))}"
    except NotSound:
        return ""


def _text(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return f": {len(text.split()):,} words in {len(text.splitlines()):,} lines"
