"""What a part may cost in tokens: estimates, for people, before anything is sent.

Sources: Google's guides to tokens (a token is about four characters, a second of sound 32) and to
Gemini 3 (an image 280, 560, 1120 or 2240 by its resolution, 1120 if nothing is said).
"""

from __future__ import annotations

import io
import wave

from ..api.types import MediaResolution, Part

__all__ = ["LEVELS", "tokens_of"]

_CHARACTERS_PER_TOKEN = 4
_TOKENS_PER_SECOND = 32

LEVELS = {
    "low": MediaResolution.MEDIA_RESOLUTION_LOW,
    "medium": MediaResolution.MEDIA_RESOLUTION_MEDIUM,
    "high": MediaResolution.MEDIA_RESOLUTION_HIGH,
    "ultra_high": MediaResolution.MEDIA_RESOLUTION_ULTRA_HIGH,
}
"""Media resolutions by the word for them."""

_PER_IMAGE = dict(zip(LEVELS, (280, 560, 1120, 2240), strict=True))


def tokens_of(part: Part, resolution: str = "high") -> int | None:
    """An estimate; None for films, documents and what lies at an address."""
    if part.text is not None:
        return -(-len(part.text) // _CHARACTERS_PER_TOKEN)
    blob = part.inline_data
    mime_type, data = (blob.mime_type or "", blob.data or b"") if blob else ("", b"")
    if mime_type.startswith("image/"):
        return _PER_IMAGE[resolution]
    if mime_type == "audio/wav":
        return _tokens_of_wav(data)
    return None


def _tokens_of_wav(data: bytes) -> int | None:
    try:
        with wave.open(io.BytesIO(data)) as sound:
            seconds = float(sound.getnframes() / sound.getframerate())
    except (wave.Error, EOFError):  # compressed, or not what it says: nobody knows
        return None
    return round(seconds * _TOKENS_PER_SECOND)
