"""What weighted prompts ask for: instruments, tempo, mood, drums; by the words they hold."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from gemini_magic.local.music.scales import SCALES

# Words → instrument of the melody, the chords, the bass.
_LEADS = {
    "guitar": "guitar", "folk": "guitar", "country": "guitar", "flamenco": "guitar",
    "rock": "saw", "metal": "saw", "piano": "piano", "classical": "piano", "ballad": "piano",
    "violin|strings|orchestra|cello|cinematic": "strings", "flute|whistle|shakuhachi": "flute",
    "sax|jazz|bossa": "reed", "trumpet|brass|horn|funk|ska": "brass", "harmonica": "reed",
    "synth|edm|trance|techno|electro|house|wave|disco": "saw", "chiptune|8.?bit|game": "square",
    "organ|church|gospel": "organ", "bell|celesta|glockenspiel|music box|christmas": "bell",
    "marimba|kalimba|mbira|xylophone|steel drum": "marimba", "harp|koto|lyre": "harp",
    "sitar|raga|banjo": "sitar", "choir|vocal|voice|sing": "voice", "lo.?fi|chill|rhodes": "keys",
    "ambient|drone|pad|space|meditat": "pad",
}  # fmt: skip
_FEELS: dict[str, dict[str, float]] = {
    "ambient|drone|meditat|sleep": {"bpm": 70, "drums": 0, "busy": 0.15, "bright": 0.25},
    "lo.?fi|chill": {"bpm": 78, "drums": 0.7, "busy": 0.35, "bright": 0.25, "swing": 0.6},
    "hip.?hop|trap|rap": {"bpm": 88, "drums": 1, "busy": 0.4, "bright": 0.4, "swing": 0.4},
    "jazz|swing|blues|bossa": {"bpm": 112, "drums": 0.6, "busy": 0.6, "bright": 0.4, "swing": 1},
    "folk|country|acoustic": {"bpm": 104, "drums": 0.3, "busy": 0.5, "bright": 0.5},
    "rock|punk|metal": {"bpm": 132, "drums": 1, "busy": 0.6, "bright": 0.8},
    "pop|disco|funk|reggae|ska": {"bpm": 116, "drums": 0.9, "busy": 0.55, "bright": 0.6},
    "techno|house|electro|edm": {"bpm": 126, "drums": 1, "busy": 0.6, "bright": 0.6, "four": 1},
    "trance": {"bpm": 136, "drums": 1, "busy": 0.7, "bright": 0.7, "four": 1},
    "drum.?(?:and|n|&).?bass|jungle|breakcore": {"bpm": 172, "drums": 1, "busy": 0.7},
    "classical|waltz|orchestra|cinematic": {"bpm": 92, "drums": 0, "busy": 0.5, "bright": 0.5},
    "minimal|sparse": {"busy": 0.2},
    "slow|calm|relax|peaceful|gentle|soft": {"bpm": 74, "drums": 0.3, "busy": 0.25, "bright": 0.3},
    "fast|energetic|upbeat|driving|intense|epic": {"bpm": 140, "drums": 1, "busy": 0.75},
    "happy|cheerful|joyful|bright|sunny": {"minor": 0, "bright": 0.7, "bpm": 118},
    "sad|dark|melanchol|moody|minor|tense|spooky|ominous": {"minor": 1, "bright": 0.3, "bpm": 86},
    "bright|crisp|sparkl": {"bright": 0.9},
    "warm|mellow|dreamy|deep": {"bright": 0.2},
    "no drums|drumless|without drums|a ?capp?ella": {"drums": 0},
}
_BPM = re.compile(r"\b(\d{2,3})\s*bpm\b|\btempo\s*(?:of|:)?\s*(\d{2,3})\b", re.IGNORECASE)
_KEY = re.compile(r"\b([A-G])(?:[ -]?(flat|sharp)|([b♭#♯]))?[ -](major|minor)\b", re.IGNORECASE)
_NOTES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_HEAVIEST = 1_000.0
_MINOR_BELOW = 9  # semitones from a major root up to its relative minor's


@dataclass(frozen=True)
class Taste:
    """What is asked for; numbers are from 0 to 1, `leads` are instruments with their weights."""

    leads: dict[str, float] = field(default_factory=lambda: {"keys": 1.0})
    bpm: int = 110
    scale: str | None = None
    minor: bool = False
    drums: float = 0.7
    busy: float = 0.45
    bright: float = 0.5
    swing: float = 0.0
    four_on_the_floor: bool = False
    words: tuple[str, ...] = ()
    """What was understood, for people."""


def taste_from(prompts: Iterable[tuple[str, float]], guidance: float = 4.0) -> Taste:
    """The taste of weighted prompts; the more guidance, the more the heaviest of them decides."""
    leads: dict[str, float] = {}
    sums: dict[str, float] = defaultdict(float)
    weights: dict[str, float] = defaultdict(float)
    words: list[str] = []
    scale, minor, bpm = None, None, None
    for text, given in sorted(prompts, key=lambda prompt: -prompt[1]):
        weight = min(max(given, 0.0), _HEAVIEST) ** (0.5 + guidance / 8)
        for pattern, lead in _LEADS.items():
            if found := _found(pattern, text):
                leads[lead] = leads.get(lead, 0) + weight
                words.append(found)
        for pattern, feel in _FEELS.items():
            if found := _found(pattern, text):
                words.append(found)
                for name, value in feel.items():
                    sums[name] += weight * value
                    weights[name] += weight
        if bpm is None and (tempo := _BPM.search(text)):
            bpm = int(tempo[1] or tempo[2])
        if scale is None and (key := _KEY.search(text)):
            scale, minor = _scale(key)
    feel = {name: total / weights[name] for name, total in sums.items() if weights[name]}
    return Taste(
        leads={name: weight for name, weight in leads.items() if weight} or {"keys": 1.0},
        bpm=max(60, min(200, bpm or round(feel.get("bpm", 110)))),
        scale=scale,
        minor=feel.get("minor", 0) > 0.5 if minor is None else minor,
        drums=feel.get("drums", 0.7),
        busy=feel.get("busy", 0.45),
        bright=feel.get("bright", 0.5),
        swing=feel.get("swing", 0.0),
        four_on_the_floor=feel.get("four", 0) > 0.5,
        words=tuple(dict.fromkeys(words)),
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(rf"\b(?:{pattern})\w*", text, re.IGNORECASE)
    return match[0].lower() if match else ""


def _scale(key: re.Match[str]) -> tuple[str, bool]:
    sign = (key[2] or key[3] or "").lower()
    root = _NOTES[key[1].upper()] + (sign in ("sharp", "#", "♯")) - (sign in ("flat", "b", "♭"))
    is_minor = key[4].lower() == "minor"
    major_root = (root - _MINOR_BELOW * is_minor) % 12
    return next(name for name, at in SCALES.items() if at == major_root), is_minor
