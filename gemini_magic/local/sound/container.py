"""From the bytes of a sound file to samples: WAV and raw PCM; other containers are refused."""

import io
import re
import wave
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemini_magic.local.sound.pcm import Samples

_RAW = re.compile(r"audio/(?:l16|pcm|x-raw)\b", re.IGNORECASE)
_LOWEST_RATE, _HIGHEST_RATE = 1_000, 768_000
_MOST_CHANNELS = 8
_KINDS = {1: "u1", 2: "<i2", 4: "<i4"}  # by bytes a sample


class NotSound(Exception):
    """The bytes are no sound that can be read here; the message says why."""


def samples_in(data: bytes, mime_type: str) -> "tuple[Samples, int]":
    """One channel, mixed of all, and its rate; or `NotSound`."""
    if _RAW.match(mime_type):
        rate, channels = (_parameter(mime_type, *of) for of in (("rate", 24_000), ("channels", 1)))
        return _mixed(data, 2, rate, channels)
    try:
        with wave.open(io.BytesIO(data)) as sound:
            width, rate, channels = sound.getsampwidth(), sound.getframerate(), sound.getnchannels()
            return _mixed(sound.readframes(sound.getnframes()), width, rate, channels)
    except (wave.Error, EOFError, RuntimeError) as error:
        why = f" ({error})" if data[:4] == b"RIFF" else ""
        raise NotSound(
            f"only WAV and raw PCM can be opened without the hearing part{why}"
        ) from None


def _parameter(mime_type: str, name: str, default: int) -> int:
    found = re.search(rf";\s*{name}=(\d{{1,6}})\b", mime_type, re.IGNORECASE)
    return int(found[1]) if found else default


def _mixed(frames: bytes, width: int, rate: int, channels: int) -> "tuple[Samples, int]":
    import numpy

    if not _LOWEST_RATE <= rate <= _HIGHEST_RATE or not 1 <= channels <= _MOST_CHANNELS:
        raise NotSound(f"a rate of {rate:,} Hz in {channels} channels is none that is used")
    frames = frames[: len(frames) // (width * channels) * width * channels]
    if width == 3:  # widened from below: the sign stays in the highest byte
        padded = numpy.zeros((len(frames) // 3, 4), numpy.uint8)
        padded[:, 1:] = numpy.frombuffer(frames, numpy.uint8).reshape(-1, 3)
        frames, width = padded.tobytes(), 4
    if width not in _KINDS:
        raise NotSound(f"samples of {width} bytes are none that are used")
    whole = numpy.frombuffer(frames, _KINDS[width])
    full = 2.0 ** (8 * width - 1)
    centred = (whole.astype(numpy.float32) - (full if width == 1 else 0)) / numpy.float32(full)
    samples: Samples = centred.reshape(-1, channels).mean(axis=1, dtype=numpy.float32)
    return samples, rate
