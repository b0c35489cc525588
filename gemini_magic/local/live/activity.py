"""Tells speech from silence by energy, in the time of the sound itself."""

import math
from array import array
from collections import deque
from enum import Enum, auto
from operator import mul
from typing import Any

_FRAME_SECONDS = 0.02
_FULL_SCALE = 32768
_ABOVE_NOISE = 3.0
# Speech has gaps; what is as loud for so long is a noise, and counts as silence.
_STEADY_MS = 2000
_LOUD_ENOUGH = {"START_SENSITIVITY_LOW": 0.02}
_LOUD_ENOUGH_AS_A_RULE = 0.008
_SILENCE_MS = {"END_SENSITIVITY_LOW": 1000}
_SILENCE_MS_AS_A_RULE = 500
_SPEECH_MS_AS_A_RULE = 60


class Activity(Enum):
    """The user begins or ceases to speak."""

    STARTED = auto()
    ENDED = auto()


class Detector:
    """Fed with 16-bit PCM of one rate; `config` is the API's automaticActivityDetection."""

    def __init__(self, rate: int, config: dict[str, Any]) -> None:
        self._frame_bytes = 2 * round(rate * _FRAME_SECONDS)
        self._loud = _LOUD_ENOUGH.get(
            config.get("startOfSpeechSensitivity", ""), _LOUD_ENOUGH_AS_A_RULE
        )
        silence = _SILENCE_MS.get(config.get("endOfSpeechSensitivity", ""), _SILENCE_MS_AS_A_RULE)
        self._frames_to_start = _frames(config.get("prefixPaddingMs", _SPEECH_MS_AS_A_RULE))
        self._frames_to_end = _frames(config.get("silenceDurationMs", silence))
        self._recent: deque[float] = deque(maxlen=_frames(_STEADY_MS))
        self._is_active = False
        self._against = 0  # frames in a row that speak for a change
        self._rest = b""

    def feed(self, pcm: bytes) -> Activity | None:
        """The last change in this piece of sound."""
        changed = None
        self._rest += pcm
        whole = len(self._rest) // self._frame_bytes * self._frame_bytes
        for start in range(0, whole, self._frame_bytes):
            changed = self._hear(level(self._rest[start : start + self._frame_bytes])) or changed
        self._rest = self._rest[whole:]
        return changed

    def _hear(self, loudness: float) -> Activity | None:
        self._recent.append(loudness)
        is_known = len(self._recent) == self._recent.maxlen
        noise = min(self._recent) if is_known else 0.0
        is_loud = loudness > max(self._loud, noise * _ABOVE_NOISE)
        if is_loud == self._is_active:
            self._against = 0
            return None
        self._against += 1
        if self._against < (self._frames_to_end if self._is_active else self._frames_to_start):
            return None
        self._against = 0
        self._is_active = is_loud
        return Activity.STARTED if is_loud else Activity.ENDED


def level(pcm: bytes) -> float:
    """Root mean square of 16-bit samples, 1.0 being full scale; an odd last byte is left out."""
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    if not samples:
        return 0.0
    return math.sqrt(sum(map(mul, samples, samples)) / len(samples)) / _FULL_SCALE


def decibels(loudness: float) -> float:
    """In dB of full scale; -100 for silence."""
    return max(-100.0, 20 * math.log10(loudness)) if loudness > 0 else -100.0


def _frames(milliseconds: int) -> int:
    return max(1, round(milliseconds / 1000 / _FRAME_SECONDS))
