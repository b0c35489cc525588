"""Inline media and files, described by what can be measured: type, size, dimensions and colours."""

import io
import math
import wave
from collections import Counter
from collections.abc import Iterator
from typing import Any

from gemini_magic.local.answer import Answer, Piece, Text, Thought
from gemini_magic.local.project.resolve import decoded
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources

_COLOURS = {
    "black": (0, 0, 0), "white": (255, 255, 255), "grey": (128, 128, 128), "red": (220, 30, 30),
    "orange": (255, 150, 30), "yellow": (250, 225, 50), "green": (40, 160, 60),
    "light green": (150, 220, 130), "teal": (20, 140, 140), "light blue": (140, 200, 240),
    "blue": (40, 80, 210), "dark blue": (20, 30, 100), "purple": (130, 50, 160),
    "pink": (245, 160, 190), "brown": (120, 75, 40), "beige": (230, 215, 180),
}  # fmt: skip
_MOST_PIXELS = 60_000_000
_SHOWN_COLOURS = 3
_MOST_BYTES = 40 * 1024 * 1024


def answer(request: Request, resources: Resources) -> Answer | None:
    parts = request.contents[-1].get("parts", ())
    media = [p.get("inlineData") or p["fileData"] for p in parts if p.keys() & _MEDIA_KEYS]
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
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        return "; its dimensions are unknown because Pillow is not installed"
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            shape = f": an image of {width} × {height} pixels ({image.format}, {image.mode})"
            if width * height > _MOST_PIXELS:
                return shape
            small = image.convert("RGBA").resize((32, 32))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return "; it is not a readable image"
    except Image.DecompressionBombError:
        return "; it is too large to open"
    return f"{shape}, mostly {_colours(small)}"


def _colours(image: Any) -> str:
    raw = image.tobytes()
    pixels = [raw[i : i + 4] for i in range(0, len(raw), 4)]
    counts = Counter(_colour(*pixel[:3]) for pixel in pixels if pixel[3] > 40)
    if not counts:
        return "transparent"
    total = sum(counts.values())
    shares = [(name, round(100 * n / total)) for name, n in counts.most_common(_SHOWN_COLOURS)]
    return ", ".join(f"{name} ({share} %)" for name, share in shares if share)


def _colour(red: int, green: int, blue: int) -> str:
    return min(_COLOURS, key=lambda name: math.dist(_COLOURS[name], (red, green, blue)))


def _audio(data: bytes) -> str:
    try:
        with wave.open(io.BytesIO(data)) as sound:
            seconds = sound.getnframes() / (sound.getframerate() or 1)
            return f": {seconds:.1f} s of sound at {sound.getframerate()} Hz"
    except (wave.Error, EOFError, RuntimeError):
        return ""


def _text(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return f": {len(text.split()):,} words in {len(text.splitlines()):,} lines"
