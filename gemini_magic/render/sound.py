"""Raw sound: the services send PCM without a header, which nothing plays; a WAV header helps."""

from __future__ import annotations

import re
import struct

__all__ = ["pcm_rate", "wav"]

_DEFAULT_RATE = 24_000
_BYTES_PER_SAMPLE = 2


def pcm_rate(mime_type: str | None) -> int | None:
    """Samples a second, if this is raw 16-bit mono PCM ("audio/L16;codec=pcm;rate=24000")."""
    name, _, parameters = (mime_type or "").lower().partition(";")
    if name.strip() not in {"audio/l16", "audio/pcm"}:
        return None
    match = re.search(r"\brate\s*=\s*(\d{1,6})\b", parameters)
    return int(match[1]) if match else _DEFAULT_RATE


def wav(pcm: bytes, rate: int) -> bytes:
    """The samples with the 44 bytes in front that make them a WAV file."""
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(pcm),
        b"WAVE",
        b"fmt ",
        16,
        1,  # linear PCM
        1,  # mono
        rate,
        rate * _BYTES_PER_SAMPLE,
        _BYTES_PER_SAMPLE,
        8 * _BYTES_PER_SAMPLE,
        b"data",
        len(pcm),
    )
    return header + pcm
