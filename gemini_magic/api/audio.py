"""Sound: what its media type says, slices of one stream put together, and WAV.

The services send PCM without a header, 16 bits a sample, which nothing plays; a WAV header helps.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .types import GenerateContentResponse, Part

__all__ = ["Audio", "audio_of", "joined_audio", "pcm_rate", "wav"]

_DEFAULT_RATE = 24_000
_BYTES_PER_SAMPLE = 2


@dataclass(frozen=True)
class Audio:
    """Sound in memory. `data` are bytes as they came: PCM, or a file of the `mime_type`."""

    data: bytes
    mime_type: str

    @property
    def rate(self) -> int | None:
        """Samples a second of raw PCM; None for a file, which says so itself."""
        return pcm_rate(self.mime_type)

    @property
    def channels(self) -> int:
        """1, or what the media type says."""
        return _number("channels", self.mime_type) or 1

    @property
    def seconds(self) -> float | None:
        """How long raw PCM lasts; None for a file."""
        frame = _BYTES_PER_SAMPLE * self.channels
        return len(self.data) / frame / self.rate if self.rate else None

    def as_file(self) -> bytes:
        """Bytes that a player understands: PCM as WAV, anything else as it came."""
        return wav(self.data, self.rate, self.channels) if self.rate else self.data

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """The samples of raw PCM for numpy, -32768 to 32767; of several channels one row each."""
        import numpy

        if self.rate is None:
            raise ValueError(f"{self.mime_type!r} is a file; only raw PCM has samples here")
        samples = numpy.frombuffer(self.data[: len(self.data) // 2 * 2], "<i2")
        if self.channels > 1:
            samples = samples[: len(samples) // self.channels * self.channels]
            samples = samples.reshape(-1, self.channels).T
        return samples if dtype is None else samples.astype(dtype)

    def save(self, path: str | Path) -> None:
        """Write `as_file`; the name's ending changes nothing."""
        Path(path).write_bytes(self.as_file())

    def __repr__(self) -> str:
        return f"Audio({len(self.data)} bytes of {self.mime_type!r})"


def audio_of(parts: Iterable[Part]) -> Audio | None:
    """The sound in parts, slices in their order; None where there is none."""
    blobs = [part.inline_data for part in parts if part.inline_data is not None]
    slices = [blob for blob in blobs if (blob.mime_type or "").lower().startswith("audio/")]
    if not slices:
        return None
    return Audio(b"".join(blob.data or b"" for blob in slices), slices[0].mime_type or "")


def joined_audio(chunks: Iterable[GenerateContentResponse]) -> Audio | None:
    """The sound of a streamed answer."""
    return audio_of(part for chunk in chunks for part in chunk.parts)


def pcm_rate(mime_type: str | None) -> int | None:
    """Samples a second, if this is raw 16-bit PCM ("audio/L16;codec=pcm;rate=24000")."""
    name = (mime_type or "").lower().partition(";")[0]
    if name.strip() not in {"audio/l16", "audio/pcm"}:
        return None
    return _number("rate", mime_type) or _DEFAULT_RATE


def _number(name: str, mime_type: str | None) -> int | None:
    match = re.search(rf";\s*{name}\s*=\s*(\d{{1,6}})\b", (mime_type or "").lower())
    return int(match[1]) if match else None


def wav(pcm: bytes, rate: int, channels: int = 1) -> bytes:
    """The samples with the 44 bytes in front that make them a WAV file."""
    frame = _BYTES_PER_SAMPLE * channels
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(pcm),
        b"WAVE",
        b"fmt ",
        16,
        1,  # linear PCM
        channels,
        rate,
        rate * frame,
        frame,
        8 * _BYTES_PER_SAMPLE,
        b"data",
        len(pcm),
    )
    return header + pcm
