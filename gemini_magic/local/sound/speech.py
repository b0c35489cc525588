"""Speech: text in, 24 kHz mono 16-bit PCM out, by eSpeak NG where it is, else hummed."""

import re
from dataclasses import replace

from gemini_magic.local.sound import espeak, voices
from gemini_magic.local.sound.hum import hum
from gemini_magic.local.sound.manner import manner_from
from gemini_magic.local.words.language import language_of

MOST_CHARACTERS = 4_000
_SCRIPTS = {
    "ru": re.compile("[\u0400-\u04ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
}
_CHINESE = "cmn"


class Speaker:
    """Speaks by the best means that are installed and wanted."""

    def __init__(self, *, with_espeak: bool = True) -> None:
        self._espeak = espeak.Espeak() if with_espeak and espeak.is_installed() else None

    @property
    def speaks(self) -> bool:
        """Whether words can be understood; otherwise their rhythm is hummed."""
        return self._espeak is not None

    def speech(
        self, text: str, voice: str | None = None, *, language: str = "", style: str = ""
    ) -> bytes:
        """PCM of at most the first 4,000 characters, in a named voice; `ValueError` names others.

        `language` is a BCP 47 code, otherwise guessed from the text; `style` such words as
        "cheerfully" or "whisper". It blocks for about a hundredth of the sound's duration.
        """
        found = voices.find(voice)
        if found is None:
            raise ValueError(voices.unknown(str(voice)))
        manner = manner_from(style)
        found = replace(
            found,
            variant=manner.variant or found.variant,
            pitch=max(0, min(99, found.pitch + manner.pitch)),
            hertz=round(found.hertz * (1 + manner.pitch / 100)),
            words_per_minute=round(found.words_per_minute * manner.speed),
            liveliness=max(0, min(100, found.liveliness + manner.liveliness)),
        )
        text = text[:MOST_CHARACTERS]
        if self._espeak is None:
            return hum(text, found)
        return self._espeak.speech(text, found, _code(language) or _guessed(text))

    def close(self) -> None:
        if self._espeak is not None:
            self._espeak.close()


def _code(language: str) -> str:
    """What eSpeak NG calls a language, of which it knows few regions."""
    language = language.lower().replace("_", "-")
    if language.startswith(("zh", "cmn")):
        return _CHINESE
    return language if language in ("en-us", "en-gb", "fr-be", "pt-br") else language[:2]


def _guessed(text: str) -> str:
    for code, letters in _SCRIPTS.items():
        if letters.search(text):
            return code
    return _code(language_of(text))
