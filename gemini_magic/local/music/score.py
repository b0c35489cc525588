"""What is played in a bar of four beats: a pure function of taste, settings, seed and place."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from gemini_magic.local.music.config import MusicConfig
from gemini_magic.local.music.scales import degree, progression, triad
from gemini_magic.local.music.taste import Taste

_STEPS = 16
_PER_BEAT = 4
_SOFTEST_DRUMS = 0.15


@dataclass(frozen=True)
class Sound:
    """One note or stroke: `at` and `beats` in beats of the bar, `pan` from 0 left to 1 right."""

    instrument: str
    at: float
    loudness: float
    midi: int = 0
    beats: float = 0.0
    pan: float = 0.5


def bar(index: int, root: int, taste: Taste, config: MusicConfig, seed: int) -> Iterator[Sound]:
    """The sounds of the bar at this place; `root` is the scale's major root."""
    phrase = index // 4 if config.mode == "DIVERSITY" else index // 16
    chord = progression(taste.minor, seed + phrase)[index % 4]
    chance = random.Random(f"{seed} {index if config.temperature > 0.2 else index % 4}")
    busy = taste.busy if config.density is None else config.density
    if not config.mute_drums:
        yield from _drums(taste, busy, chance, keep=config.only_bass_and_drums)
    if not config.mute_bass:
        yield from _bass(root, chord, taste, busy)
    if not config.only_bass_and_drums:
        yield from _chords(root, chord, taste, busy)
        yield from _melody(root, chord, taste, config, busy, chance)


def _drums(taste: Taste, busy: float, chance: random.Random, *, keep: bool) -> Iterator[Sound]:
    loudness = max(taste.drums, 0.6) if keep else taste.drums
    if loudness < _SOFTEST_DRUMS:
        return
    kicks = (0, 4, 8, 12) if taste.four_on_the_floor else (0, 8) if busy < 0.4 else (0, 6, 8, 10)
    for step in kicks:
        yield Sound("kick", step / _PER_BEAT, 0.85 * loudness)
    for step in (4, 12):
        yield Sound("snare", step / _PER_BEAT, 0.7 * loudness, pan=0.55)
    every = 4 if busy < 0.25 else 2 if busy < 0.75 else 1
    for step in range(0, _STEPS, every):
        accent = 1.0 if step % _PER_BEAT == 0 else 0.6
        wobble = 0.85 + 0.3 * chance.random()
        yield Sound("hat", _swung(step, taste), 0.5 * loudness * accent * wobble, pan=0.35)


def _bass(root: int, chord: int, taste: Taste, busy: float) -> Iterator[Sound]:
    every = 8 if busy < 0.3 else 4 if busy < 0.8 else 2
    for step in range(0, _STEPS, every):
        tone = chord if step % 8 == 0 or busy < 0.6 else chord + 4
        midi = degree(root, tone, 1 if root < 8 else 0)
        yield Sound("bass", _swung(step, taste), 0.5, midi, every / _PER_BEAT * 0.95)


def _chords(root: int, chord: int, taste: Taste, busy: float) -> Iterator[Sound]:
    main = max(taste.leads, key=lambda name: taste.leads[name])
    instrument = {"saw": "pad", "square": "square", "voice": "pad", "flute": "strings"}.get(
        main, main
    )
    starts = (0,) if busy < 0.35 or instrument in ("pad", "strings", "organ") else (0, 6, 10)
    for start, end in zip(starts, (*starts[1:], _STEPS), strict=True):
        for place, tone in enumerate(triad(chord)):
            # Close to the middle C, so that the chords move little.
            midi = (degree(root, tone, 4) - 55) % 12 + 55
            beats = (end - start) / _PER_BEAT
            yield Sound(instrument, _swung(start, taste), 0.16, midi, beats, 0.3 + 0.2 * place)


def _melody(
    root: int, chord: int, taste: Taste, config: MusicConfig, busy: float, chance: random.Random
) -> Iterator[Sound]:
    names, weights = list(taste.leads), list(taste.leads.values())
    lead = "voice" if config.mode == "VOCALIZATION" else chance.choices(names, weights)[0]
    reach = 1 + round(min(config.temperature, 2.0) + min(config.top_k, 40) / 40)
    tones = triad(chord)
    tone = chance.choice(tones)
    step = 0
    while step < _STEPS:
        length = chance.choice((2, 4, 4, 8) if busy < 0.5 else (1, 2, 2, 4))
        length = min(length, _STEPS - step)
        if step == 0 or chance.random() < 0.25 + 0.75 * busy:
            if step % 8 == 0:  # strong beats rest on the chord
                tone = min(tones, key=lambda near: abs(near - tone))
            midi = degree(root, tone, 5 if root < 7 else 4)
            yield Sound(lead, _swung(step, taste), 0.3, midi, length / _PER_BEAT, 0.6)
            tone = max(-2, min(11, tone + chance.randint(-reach, reach)))
        step += length


def _swung(step: int, taste: Taste) -> float:
    """In beats; off-beats come late in swing."""
    late = taste.swing / 6 if step % _PER_BEAT == 2 else 0
    return step / _PER_BEAT + late
