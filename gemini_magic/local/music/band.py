"""The band: plays bar after bar, for ever, and follows what it is told from the next bar on."""

from typing import TYPE_CHECKING

from gemini_magic.local.music.config import MusicConfig
from gemini_magic.local.music.drums import drum
from gemini_magic.local.music.scales import SCALES
from gemini_magic.local.music.score import Sound, bar
from gemini_magic.local.music.taste import Taste
from gemini_magic.local.music.timbre import RATE, note
from gemini_magic.local.sound.pcm import to_pcm

if TYPE_CHECKING:
    from gemini_magic.local.sound.pcm import Samples

CHANNELS = 2
_BEATS = 4
_GAIN = 0.75


class Band:
    """One piece of music. Tempo and scale hold until `reset`; all else may change at any time.

    `next_seconds` computes for about a twentieth of what it returns and is not to be called from
    two threads at once.
    """

    def __init__(self, seed: int) -> None:
        self.taste = Taste()
        self.config = MusicConfig()
        self._seed = seed
        self.reset()

    def reset(self) -> None:
        """Begins anew, with the tempo and the scale that are asked for now."""
        import numpy

        config, taste = self.config, self.taste
        self.seed = self._seed if config.seed is None else config.seed
        self.bpm = config.bpm or taste.bpm
        names = list(SCALES)
        self.scale = config.scale or taste.scale or names[self.seed % len(names)]
        self._bar = 0
        self._ready = numpy.zeros((0, CHANNELS), numpy.float32)
        self._tail = numpy.zeros((0, CHANNELS), numpy.float32)

    @property
    def has_begun(self) -> bool:
        """Whether anything was played since the last reset."""
        return self._bar > 0

    def next_seconds(self, seconds: float) -> bytes:
        """16-bit PCM of two channels at 48 kHz."""
        import numpy

        wanted = round(seconds * RATE)
        while len(self._ready) < wanted:
            self._ready = numpy.concatenate([self._ready, self._next_bar()])
        pcm = to_pcm(numpy.tanh(_GAIN * self._ready[:wanted]))
        self._ready = self._ready[wanted:].copy()  # lets go of what was played
        return pcm

    def _next_bar(self) -> "Samples":
        import numpy

        # From the start of all, so that rounding never adds up.
        beat = 60 / self.bpm * RATE
        start, end = (round((self._bar + n) * _BEATS * beat) for n in (0, 1))
        length = end - start
        sounds = bar(self._bar, SCALES[self.scale], self.taste, self.config, self.seed)
        placed = [(sound, self._samples(sound), round(sound.at * beat)) for sound in sounds]
        ends = (at + len(samples) for _, samples, at in placed)
        mixed = numpy.zeros((max(length, len(self._tail), *ends), CHANNELS), numpy.float32)
        mixed[: len(self._tail)] += self._tail
        for sound, samples, at in placed:
            part = mixed[at : at + len(samples)]
            part[:, 0] += samples[: len(part)] * (sound.loudness * (1.4 - 0.8 * sound.pan))
            part[:, 1] += samples[: len(part)] * (sound.loudness * (0.6 + 0.8 * sound.pan))
        self._bar += 1
        self._tail = mixed[length:].copy()
        return mixed[:length]

    def _samples(self, sound: Sound) -> "Samples":
        if not sound.midi:
            return drum(sound.instrument)
        bright = self.config.brightness
        seconds = round(sound.beats * 60 / self.bpm, 3)
        bright = self.taste.bright if bright is None else bright
        return note(sound.instrument, sound.midi, seconds, round(bright, 2))
