"""Three drums, made of a falling tone and of noise."""

from functools import lru_cache
from typing import TYPE_CHECKING

from gemini_magic.local.music.timbre import RATE

if TYPE_CHECKING:
    from gemini_magic.local.sound.pcm import Samples


@lru_cache(maxsize=8)
def drum(name: str) -> "Samples":
    """`kick`, `snare` or `hat`, one channel at 48 kHz."""
    import numpy

    seconds = {"kick": 0.28, "snare": 0.2, "hat": 0.06}[name]
    time = numpy.arange(round(seconds * RATE), dtype=numpy.float32) / RATE
    noise = numpy.random.default_rng(len(name)).standard_normal(len(time)).astype(numpy.float32)
    if name == "kick":
        sweep = 2 * numpy.pi * (48 * time + 3.2 * (1 - numpy.exp(-time * 30)))
        sound = numpy.sin(sweep) * numpy.exp(-time * 14)
    elif name == "snare":
        body = numpy.sin(2 * numpy.pi * 185 * time) * numpy.exp(-time * 28)
        sound = 0.5 * body + 0.22 * noise * numpy.exp(-time * 24)
    else:
        sound = 0.13 * numpy.diff(noise, n=2, prepend=[0, 0]) * numpy.exp(-time * 75)
    sound *= numpy.clip((seconds - time) / 0.01, 0, 1)
    samples: Samples = sound.astype(numpy.float32)
    return samples
