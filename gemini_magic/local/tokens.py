"""Estimates of token counts: nearer than characters over four, and never called exact."""

import json
import math
import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from gemini_magic.local.sound import duration

Counts: TypeAlias = dict[str, int]
"""Estimated tokens by modality."""

# A media part's price in Gemini's documents: an image tile, and a second of sound or film.
_IMAGE_TOKENS = 258
_BYTES_PER_AUDIO_TOKEN = 250
_TOKENS_PER_SECOND_HEARD = 32
_TOKENS_PER_SECOND_SPOKEN = 25
_BYTES_PER_DOCUMENT_TOKEN = 40

# Letters in runs, digits one by one, signs in pairs at most, CJK characters singly.
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_UNIT = re.compile(rf"[{CJK}]|\d|[^\W\d_{CJK}]+|\n+|[^\w\s]{{1,2}}|_")
_LETTERS_PER_TOKEN = 7


def count_text(text: str) -> int:
    """How many tokens a text may be; additive over pieces that are cut between words."""
    return sum(-(-len(unit) // _LETTERS_PER_TOKEN) for unit in _UNIT.findall(text))


def count_json(value: Any) -> int:
    return count_text(json.dumps(value, ensure_ascii=False, default=str))


def modality_of(mime_type: str) -> str:
    kind, _, subtype = mime_type.partition("/")
    if kind in ("image", "audio", "video"):
        return kind.upper()
    return "DOCUMENT" if subtype == "pdf" else "TEXT"


def count_part(part: dict[str, Any]) -> tuple[str, int]:
    """The modality of a part and its estimated tokens."""
    if "text" in part:
        return "TEXT", count_text(part["text"])
    if "toolResponse" in part:  # as there: what a tool of the server returned costs nothing here
        return "TEXT", 0
    media = part.get("inlineData") or part.get("fileData")
    if media is None:
        return "TEXT", count_json({k: v for k, v in part.items() if k != "thoughtSignature"})
    modality = modality_of(media.get("mimeType", ""))
    if "document" in part:
        return modality, count_text(part["document"])
    size = media.get("sizeBytes", len(media.get("data", "")) * 3 // 4)
    seconds = duration.seconds_of(media, size) if modality == "AUDIO" else None
    if seconds is not None:
        # What is raw was spoken by a model; what is heard comes in a file.
        spoken = media["mimeType"].startswith("audio/L16")
        rate = _TOKENS_PER_SECOND_SPOKEN if spoken else _TOKENS_PER_SECOND_HEARD
        return modality, math.ceil(round(seconds * rate, 1))
    estimates = {
        "IMAGE": _IMAGE_TOKENS,
        "AUDIO": max(32, size // _BYTES_PER_AUDIO_TOKEN),
        "VIDEO": max(_IMAGE_TOKENS, size // _BYTES_PER_AUDIO_TOKEN),
        "DOCUMENT": max(_IMAGE_TOKENS, size // _BYTES_PER_DOCUMENT_TOKEN),
        "TEXT": size // 4,
    }
    return modality, estimates[modality]


def count_contents(contents: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Estimated tokens by modality, in the order the modalities appear."""
    counts: dict[str, int] = {}
    for content in contents:
        for part in content.get("parts", ()):
            modality, tokens = count_part(part)
            counts[modality] = counts.get(modality, 0) + tokens
    return counts


def details(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [{"modality": modality, "tokenCount": n} for modality, n in counts.items()]


class TokenCounter:
    """A running count of text that arrives in pieces, which may cut words in two."""

    def __init__(self) -> None:
        self._settled = 0
        self._open_word = ""

    @property
    def total(self) -> int:
        return self._settled + count_text(self._open_word)

    def add(self, text: str) -> None:
        text = self._open_word + text
        cut = max(text.rfind(" "), text.rfind("\n")) + 1
        self._settled += count_text(text[:cut])
        self._open_word = text[cut:]
