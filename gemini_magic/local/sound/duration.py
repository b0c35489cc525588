"""How long a media part sounds, told by its type and its first bytes alone."""

import base64
import binascii
import re
import struct
from typing import Any

_RAW = re.compile(r"audio/(?:l16|pcm)\b", re.IGNORECASE)
_RATE = re.compile(r";\s*rate=(\d{1,6})\b")
_CHANNELS = re.compile(r";\s*channels=(\d)\b")
_WAV_HEADER = 44


def seconds_of(media: dict[str, Any], size: int) -> float | None:
    """Of WAV and raw PCM of this many bytes; None for what only a decoder could tell."""
    mime_type = media.get("mimeType", "")
    if _RAW.match(mime_type):
        rate, channels = _RATE.search(mime_type), _CHANNELS.search(mime_type)
        per_second = 2 * int(rate[1] if rate else 24_000) * int(channels[1] if channels else 1)
        return size / per_second if per_second else None
    head = _head(media)
    if head[:4] != b"RIFF" or head[8:16] != b"WAVEfmt " or len(head) < _WAV_HEADER:
        return None
    (per_second,) = struct.unpack_from("<I", head, 28)
    return max(0, size - _WAV_HEADER) / per_second if per_second else None


def _head(media: dict[str, Any]) -> bytes:
    if "data" in media:
        start = media["data"][: _WAV_HEADER * 3 // 2].replace("-", "+").replace("_", "/")
        try:
            return base64.b64decode(start[: len(start) // 4 * 4])
        except binascii.Error:
            return b""
    try:
        with media["path"].open("rb") as file:
            return bytes(file.read(_WAV_HEADER))
    except (KeyError, FileNotFoundError):
        return b""
