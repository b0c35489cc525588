"""A hum in the rhythm of a text, where no speech is installed: vowels without words.

Each group of vowels sounds as one syllable, with the formants of its letter (Peterson and Barney,
1952) and a breath of noise for a hissing consonant before it; the melody falls as in a sentence.
"""

import re
import zlib
from typing import TYPE_CHECKING

from gemini_magic.local.sound.pcm import SPEECH_RATE, silence, to_pcm
from gemini_magic.local.sound.voices import Voice

if TYPE_CHECKING:
    from gemini_magic.local.sound.pcm import Samples

_FORMANTS = {
    "a": (730, 1090, 2440),
    "e": (530, 1840, 2480),
    "i": (270, 2290, 3010),
    "o": (570, 840, 2410),
    "u": (300, 870, 2240),
}
_VOWELS = "aeiouyäöüáéíóúàèìòùâêîôûåøæ"
_LIKE = str.maketrans("yäöüáéíóúàèìòùâêîôûåøæ", "ieoiaeiouaeiouaeiouooe")
_SYLLABLE = re.compile(rf"([^\W\d_{_VOWELS}]*)([{_VOWELS}]+|\d|[^\x00-\u024f\W])")
_WORD = re.compile(r"\w+|[.!?。！？…]+|[,;:，、；：\n]+")
_HISSES = frozenset("fhsxzctkp")
_SECONDS = 0.17
_PAUSES = {".": 0.35, "!": 0.35, "?": 0.35, "。": 0.35, "！": 0.35, "？": 0.35, "…": 0.4}
_MOST_SYLLABLES = 3_000


def hum(text: str, voice: Voice) -> bytes:
    """24 kHz PCM; the same text and voice give the same samples."""
    seconds = _SECONDS * 165 / voice.words_per_minute
    pieces: list[bytes] = []
    for sentence in re.split(r"(?<=[.!?。！？])\s*", text):
        words = _WORD.findall(sentence.lower())
        syllables = sum(len(_syllables(word)) for word in words)
        spoken = 0
        for word in words:
            for onset, vowel in _syllables(word):
                along = spoken / max(1, syllables - 1)
                rises = sentence.rstrip().endswith(("?", "？")) and along > 0.8
                bend = 1 + voice.liveliness / 250 * (0.5 - along + 0.9 * rises)
                wave = _vowel(vowel, onset, voice.hertz * bend, seconds, zlib.crc32(word.encode()))
                pieces.append(to_pcm(wave))
                spoken += 1
            pieces.append(silence(_PAUSES.get(word[0], 0.15 if not word[0].isalnum() else 0.05)))
            if len(pieces) > _MOST_SYLLABLES:
                return b"".join(pieces)
    return b"".join(pieces)


def _syllables(word: str) -> list[tuple[str, str]]:
    found = _SYLLABLE.findall(word)
    if not found and word[0].isalpha():
        found = [(word, "e")]
    return [(onset, vowel[0].translate(_LIKE)) for onset, vowel in found]


def _vowel(vowel: str, onset: str, hertz: float, seconds: float, seed: int) -> "Samples":
    import numpy

    formants = _FORMANTS.get(vowel) or _FORMANTS["aeiou"[ord(vowel) % 5]]
    time = numpy.arange(round(seconds * SPEECH_RATE), dtype=numpy.float32) / SPEECH_RATE
    glide = 2 * numpy.pi * hertz * (time - 0.12 * time**2)
    tone = numpy.zeros_like(time)
    for harmonic in range(1, int(4_000 / hertz)):
        strength = sum(
            weight / (1 + ((harmonic * hertz - formant) / 90) ** 2)
            for formant, weight in zip(formants, (1.0, 0.5, 0.2), strict=True)
        )
        tone += (strength + 0.02) / harmonic**0.5 * numpy.sin(harmonic * glide)
    tone *= 0.25 / max(float(numpy.abs(tone).max()), 1e-6)
    tone *= numpy.minimum(1, time / 0.025) * numpy.minimum(1, (seconds - time) / 0.05)
    if _HISSES & set(onset):
        noise = numpy.random.default_rng(seed).standard_normal(len(time)).astype(numpy.float32)
        tone += 0.05 * numpy.diff(noise, prepend=0) * numpy.exp(-time / 0.02)
    samples: Samples = tone.astype(numpy.float32)
    return samples
