"""Sound as a Live session hears it: 16-bit mono PCM of any usual rate, in slices of a tenth of a
second. A WAV file is taken apart here; other formats would need a decoder.
"""

from __future__ import annotations

import io
import sys
import wave
from array import array
from collections.abc import Iterator

from ...api.audio import Audio
from ...api.types import Blob, Content, Part
from ...errors import InvalidRequest

__all__ = ["HANDLE", "is_sound", "pcm_of", "slices_of", "written"]

HANDLE = "session_handle"
"""The note of an answer by which a session goes on from there."""

_SLICE_SECONDS = 0.1
_RATES = range(8_000, 48_001)


def is_sound(blob: Blob) -> bool:
    """Whether a blob is to be heard."""
    return (blob.mime_type or "").lower().startswith("audio/")


def pcm_of(blob: Blob) -> tuple[bytes, int]:
    """Samples of 16 bits, little-endian, mono, and how many make a second.

    Raises `InvalidRequest` for what is neither PCM nor a WAV file of PCM.
    """
    data = blob.data or b""
    audio = Audio(data, blob.mime_type or "")
    if audio.rate is not None:
        return _mono(_samples(data, 2), audio.channels), _checked(audio.rate)
    try:
        with wave.open(io.BytesIO(data)) as file:
            frames = file.readframes(file.getnframes())
            samples = _samples(frames, file.getsampwidth())
            return _mono(samples, file.getnchannels()), _checked(file.getframerate())
    except (wave.Error, EOFError):
        raise InvalidRequest(
            f"a Live session hears WAV files of PCM, and {blob.mime_type!r} is none; convert it, "
            "or ask about it by %%gemini -i"
        ) from None


def slices_of(pcm: bytes, rate: int) -> Iterator[Blob]:
    """The same samples as a microphone gives them, piece by piece."""
    size = 2 * max(1, round(rate * _SLICE_SECONDS))
    for start in range(0, len(pcm), size):
        yield Blob(data=pcm[start : start + size], mime_type=f"audio/pcm;rate={rate}")


def written(contents: list[Content], heard: str) -> list[Content]:
    """A turn as later requests repeat it: what was said, without the sound of it."""
    kept = []
    for content in contents:
        words = [Part(text=heard)] if heard and content.role == "user" else []
        parts = [
            one
            for part in content.parts or ()
            for one in (words if part.inline_data and is_sound(part.inline_data) else [part])
        ]
        if parts:
            kept.append(content.model_copy(update={"parts": parts}))
    return kept


def _samples(data: bytes, width: int) -> array[int]:
    """16 bits of each sample: WAV has 8 unsigned, or more that are signed and little-endian."""
    if width == 1:
        return array("h", ((byte - 128) << 8 for byte in data))
    whole = data[: len(data) // width * width]
    high = bytearray(len(whole) // width * 2)
    high[0::2], high[1::2] = whole[width - 2 :: width], whole[width - 1 :: width]
    samples = array("h", bytes(high))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _mono(samples: array[int], channels: int) -> bytes:
    if channels > 1:
        frames = range(0, len(samples) - channels + 1, channels)
        samples = array("h", (sum(samples[at : at + channels]) // channels for at in frames))
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    return samples.tobytes()


def _checked(rate: int) -> int:
    if rate not in _RATES:
        raise InvalidRequest(
            f"sound of {rate:,} samples a second cannot be heard; convert it to 16,000"
        )
    return rate
