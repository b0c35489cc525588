"""The sound of one note: a few partials, each with its own decay, under an envelope."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gemini_magic.local.music.scales import hertz

if TYPE_CHECKING:
    from gemini_magic.local.sound.pcm import Samples

RATE = 48_000
_HIGHEST = 14_000
_RELEASE = 0.08


@dataclass(frozen=True)
class Timbre:
    """`partials` are (multiple of the pitch, strength); times in seconds, `decay` per second."""

    partials: tuple[tuple[float, float], ...]
    attack: float = 0.006
    decay: float = 0.0
    vibrato: float = 0.0
    shimmer: float = 0.0
    """How much faster high partials decay."""


def _harmonics(count: int, roll_off: float, step: int = 1) -> tuple[tuple[float, float], ...]:
    return tuple((k, k**-roll_off) for k in range(1, count * step + 1, step))


TIMBRES = {
    "keys": Timbre(((1, 1), (2, 0.35), (3, 0.08), (7, 0.03)), decay=1.8, shimmer=1.0),
    "piano": Timbre(_harmonics(9, 1.5), decay=1.6, shimmer=0.7),
    "guitar": Timbre(_harmonics(10, 1.1), 0.003, decay=2.2, shimmer=0.9),
    "harp": Timbre(_harmonics(6, 1.5), 0.003, decay=1.9, shimmer=0.8),
    "sitar": Timbre(_harmonics(14, 0.7), 0.003, decay=2.0, shimmer=0.25),
    "marimba": Timbre(((1, 1), (4, 0.3), (10, 0.06)), 0.002, decay=5.0, shimmer=1.0),
    "bell": Timbre(((1, 1), (2, 0.6), (3, 0.2), (4, 0.3), (6, 0.1)), 0.002, 1.3, shimmer=0.4),
    "strings": Timbre(_harmonics(9, 1.1), 0.12, vibrato=0.004),
    "pad": Timbre(_harmonics(6, 1.4), 0.5, vibrato=0.003),
    "flute": Timbre(((1, 1), (2, 0.18), (3, 0.06)), 0.05, vibrato=0.006),
    "reed": Timbre(((1, 1), (2, 0.6), (3, 0.7), (4, 0.3), (5, 0.3), (7, 0.1)), 0.03, 0.0, 0.004),
    "brass": Timbre(_harmonics(11, 0.9), 0.04, decay=0.4, vibrato=0.002),
    "organ": Timbre(((1, 1), (2, 0.7), (3, 0.4), (4, 0.4), (6, 0.2), (8, 0.2)), 0.01),
    "saw": Timbre(_harmonics(14, 1.0), 0.005, decay=0.8),
    "square": Timbre(_harmonics(8, 1.0, step=2), 0.003, decay=0.6),
    "voice": Timbre(((1, 0.6), (2, 0.8), (3, 1), (4, 0.5), (5, 0.2), (9, 0.1)), 0.06, 0.0, 0.008),
    "bass": Timbre(_harmonics(5, 1.7), 0.006, decay=1.4, shimmer=0.6),
}  # fmt: skip


@lru_cache(maxsize=24)  # of up to 0.8 MB each
def note(name: str, midi: int, seconds: float, brightness: float) -> "Samples":
    """One channel at 48 kHz; it fades out at its end, so notes join without a click."""
    import numpy

    timbre, pitch = TIMBRES[name], hertz(midi)
    time = numpy.arange(round((seconds + _RELEASE) * RATE), dtype=numpy.float32) / RATE
    phase = 2 * numpy.pi * pitch * time
    if timbre.vibrato:
        phase += timbre.vibrato * pitch / 5 * (1 - numpy.cos(2 * numpy.pi * 5 * time))
    tone, total = numpy.zeros_like(time), 0.0
    for multiple, strength in timbre.partials:
        if pitch * multiple > _HIGHEST:
            break
        loudness = strength * multiple ** (1.6 * (brightness - 0.6))
        fading = timbre.decay * (1 + timbre.shimmer * (multiple - 1))
        total += loudness
        tone += loudness * numpy.sin(multiple * phase) * numpy.exp(-fading * time)
    tone *= numpy.minimum(1, time / timbre.attack)
    tone *= numpy.clip((seconds + _RELEASE - time) / _RELEASE, 0, 1) / (total or 1) ** 0.7
    samples: Samples = tone.astype(numpy.float32)
    return samples
