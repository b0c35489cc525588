"""eSpeak NG, asked in a process of its own."""

import importlib.util

from gemini_magic.local.sound.pcm import SPEECH_RATE, levelled, resampled, samples_from, to_pcm
from gemini_magic.local.sound.voices import Voice
from gemini_magic.local.sound.worker import Worker

_SECONDS_FOR_A_TEXT = 20


def is_installed() -> bool:
    return importlib.util.find_spec("espeakng_loader") is not None


class Espeak:
    """Speaks one text at a time."""

    def __init__(self) -> None:
        self._worker = Worker("gemini_magic.local.sound.espeak_worker", seconds=_SECONDS_FOR_A_TEXT)

    def speech(self, text: str, voice: Voice, language: str) -> bytes:
        """24 kHz PCM of the text, or `WorkerError`."""
        asked = {
            "language": language,
            "variant": voice.variant,
            "pitch": voice.pitch,
            "wordsPerMinute": voice.words_per_minute,
            "liveliness": voice.liveliness,
        }
        told, pcm = self._worker.ask(asked, text.encode("utf-8", "replace"))
        return to_pcm(levelled(resampled(samples_from(pcm), told["rate"], SPEECH_RATE)))

    def close(self) -> None:
        self._worker.close()
