"""Speech: text in, 24 kHz mono 16-bit PCM out, by eSpeak NG where it is, else hummed."""

import re
from dataclasses import replace

from gemini_magic.local.sound import espeak, voices
from gemini_magic.local.sound.hum import hum
from gemini_magic.local.sound.manner import manner_from
from gemini_magic.local.sound.pcm import SPEECH_RATE

__all__ = ["SPEECH_RATE", "Speaker", "language_of", "speech"]

MOST_CHARACTERS = 4_000
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("cmn", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("de", re.compile(r"\b(?:und|der|die|das|ist|nicht|ein|ich|wir)\b|ß", re.IGNORECASE)),
    ("fr", re.compile(r"\b(?:le|la|les|est|et|une|je|nous|bonjour|avec)\b|ç", re.IGNORECASE)),
    ("es", re.compile(r"\b(?:el|los|es|una|yo|hola|con|muy)\b|[¿¡ñ]", re.IGNORECASE)),
)


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
        "cheerfully" or "whisper". It blocks for about a thousandth of the sound's duration.
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
        return self._espeak.speech(text, found, _code(language) or language_of(text))

    def close(self) -> None:
        if self._espeak is not None:
            self._espeak.close()


def language_of(text: str) -> str:
    """What language a text is probably in, as espeak-ng names it; English where in doubt."""
    counts = {code: len(pattern.findall(text)) for code, pattern in _SCRIPTS}
    if counts["ja"]:
        return "ja"
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > min(1, len(text.split()) // 6) else "en"


def _code(language: str) -> str:
    language = language.lower().replace("_", "-")
    if language.startswith(("zh", "cmn")):
        return "cmn"
    return language if language.startswith(("en-", "es-", "fr-", "pt-")) else language[:2]


_SPEAKER = Speaker()


def speech(text: str, voice: str | None = None, *, language: str = "", style: str = "") -> bytes:
    """`Speaker.speech` of this process's own speaker."""
    return _SPEAKER.speech(text, voice, language=language, style=style)
