"""PCM as the API carries it: 16-bit little-endian samples; here also as floats from -1 to 1."""

import io
import math
import wave
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[numpy.float32]
    """One channel, or frames of two, each sample from -1 to 1."""

SPEECH_RATE = 24_000
BYTES_PER_SAMPLE = 2
_TAPS = 32


def samples_from(pcm: bytes) -> "Samples":
    """The samples of one channel; an odd last byte is left out."""
    import numpy

    whole = len(pcm) // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE
    samples: Samples = numpy.frombuffer(pcm[:whole], "<i2").astype(numpy.float32)
    return samples / numpy.float32(32768)


def to_pcm(samples: "Samples") -> bytes:
    import numpy

    return (numpy.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def levelled(samples: "Samples", loudness: float = 0.1) -> "Samples":
    """As loud as others: this root mean square, or less where a peak would be cut off."""
    import numpy

    if not len(samples) or not (peak := float(numpy.abs(samples).max())):
        return samples
    mean = float(numpy.sqrt(numpy.mean(samples**2)))
    return samples * numpy.float32(min(loudness / mean, 0.95 / peak))


def resampled(samples: "Samples", rate: int, to_rate: int) -> "Samples":
    """One channel at another rate, by a windowed sinc; it aliases nothing that can be heard."""
    import numpy

    if rate == to_rate or not len(samples):
        return samples
    step, phases = rate // math.gcd(rate, to_rate), to_rate // math.gcd(rate, to_rate)
    kernel = _kernel(step, phases)
    places = numpy.arange(len(samples) * to_rate // rate, dtype=numpy.int64) * step
    first, phase = places // phases, places % phases
    padded = numpy.pad(samples, (_TAPS // 2 - 1, _TAPS // 2 + 1))
    result = numpy.zeros(len(places), numpy.float32)
    for tap in range(_TAPS):
        result += padded[first + tap] * kernel[phase, tap]
    return result


@lru_cache(maxsize=4)
def _kernel(step: int, phases: int) -> "Samples":
    """For each phase, how much its neighbours count."""
    import numpy

    cutoff = min(1.0, phases / step)
    distance = (
        numpy.arange(_TAPS)[None, :] - (_TAPS // 2 - 1) - numpy.arange(phases)[:, None] / phases
    )
    window = 0.5 + 0.5 * numpy.cos(numpy.pi * numpy.clip(distance / (_TAPS / 2), -1, 1))
    kernel = cutoff * numpy.sinc(cutoff * distance) * window
    kernel /= kernel.sum(axis=1, keepdims=True)
    return kernel.astype(numpy.float32)


def silence(seconds: float, rate: int = SPEECH_RATE) -> bytes:
    return bytes(round(seconds * rate) * BYTES_PER_SAMPLE)


def wav_from(pcm: bytes, rate: int = SPEECH_RATE, channels: int = 1) -> bytes:
    """The PCM with a WAV header before it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(BYTES_PER_SAMPLE)
        sound.setframerate(rate)
        sound.writeframes(pcm)
    return file.getvalue()
