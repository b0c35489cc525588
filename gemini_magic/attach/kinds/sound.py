"""Sound as numbers: a rate and samples, `(rate, samples)` as scipy reads it or the other way."""

from __future__ import annotations

from typing import Any

from ...api.audio import wav
from ...errors import InvalidRequest
from ..attachment import Attachment, Sent, Terms
from ..media import media

__all__ = ["TYPES", "attached"]

TYPES = ("builtins.tuple",)

_MOST_CHANNELS = 8


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """A WAV of 16 bits a sample. Floats are samples from -1 to 1; columns are channels."""
    found = _rate_and_samples(value)
    if found is None:
        return None
    rate, samples = found
    channels = samples.shape[1] if samples.ndim == 2 else 1
    sound = wav(_pcm(samples, name), rate, channels)
    sent = media(sound, "audio/wav", name, terms)
    seconds = f"{len(samples) / rate:.1f} s, {rate:,} Hz"
    notes = (Sent(s.name, s.kind, f"{seconds}, {s.note}", s.tokens) for s in sent.sent)
    return Attachment(sent.parts, tuple(notes))


def _rate_and_samples(value: tuple[Any, ...]) -> tuple[int, Any] | None:
    if len(value) != 2:
        return None
    rate, samples = value if isinstance(value[0], int) else reversed(value)
    shape: tuple[int, ...] = getattr(samples, "shape", ())
    is_sound = len(shape) == 1 or (len(shape) == 2 and 1 <= shape[-1] <= _MOST_CHANNELS)
    if not isinstance(rate, int) or rate <= 0 or not is_sound or not hasattr(samples, "astype"):
        return None
    return rate, samples


def _pcm(samples: Any, name: str) -> bytes:
    kind = samples.dtype.kind
    if kind == "f":
        whole = (samples.clip(-1, 1) * 32767).round()
    elif samples.dtype == "int16":
        whole = samples
    elif samples.dtype == "uint8":
        whole = (samples.astype("int16") - 128) * 256
    elif samples.dtype == "int32":
        whole = samples >> 16
    else:
        raise InvalidRequest(
            f"{name or 'the sound'!r} has samples of {samples.dtype}; "
            "give floats from -1 to 1, or whole numbers of 8, 16 or 32 bits"
        )
    return bytes(whole.astype("<i2").tobytes())
