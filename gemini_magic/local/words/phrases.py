"""Sentences of the engine in the languages it answers in, around quotations kept as they are."""

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh", "ja", "ko", "de", "fr", "es", "pt")
_FILE = Path(__file__).with_name("phrases.json")


def phrase(language: str, name: str, /, **values: object) -> str:
    """The sentence of this name, filled in; in English for a language that is not known."""
    sentences = _all()[name]
    return sentences.get(language, sentences["en"]).format(**values)


@cache
def _all() -> dict[str, dict[str, str]]:
    phrases: dict[str, dict[str, str]] = json.loads(_FILE.read_text("utf-8"))
    return phrases
