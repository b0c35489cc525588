"""A prompt as tokens: what each of its words or phrases means to a picture."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.drawing import colours, vocabulary
from gemini_magic.local.drawing.colours import from_hex

_LONGEST_PROMPT = 4000
_LONGEST_PHRASE = 5  # in words
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_PIECE = re.compile(
    r"\"([^\"]{1,160})\"|“([^”]{1,160})”|«\s?([^»]{1,160}?)\s?»|「([^」]{1,160})」|„([^“”]{1,160})[“”]"
    r"|(?<![\w])['‘]([^'’\n]{1,120})['’](?!\w)"
    r"|(#[0-9a-f]{6}\b)|(\d+(?:[.,]\d+)*)"
    rf"|([{_CJK}])|([^\W\d_]+(?:['’-][^\W\d_]+)*|\d+-bit)|([,.;:!?\n。，；：])",
    re.IGNORECASE,
)
_QUOTES = 6


@dataclass(frozen=True)
class Token:
    """`kind` is a table of the vocabulary in the singular, or quote, number, stop or word."""

    kind: str
    value: Any
    text: str
    is_plural: bool = False


@functools.cache
def _phrases() -> dict[str, tuple[str, Any]]:
    """Phrase → kind and meaning; later tables win."""
    found: dict[str, tuple[str, Any]] = {}
    tables: tuple[tuple[str, dict[Any, str]], ...] = (
        ("joining", {"": vocabulary.JOINING}),
        ("article", {"": vocabulary.ARTICLES}),
        ("picture", {"": vocabulary.PICTURE}),
        ("number", vocabulary.NUMBERS),
        ("backdrop", vocabulary.BACKDROPS),
        ("style", vocabulary.STYLES),
        ("place", vocabulary.PLACES),
        ("relation", vocabulary.RELATIONS),
        ("size", vocabulary.SIZES),
        ("shade", colours.SHADES),
        ("colour", colours.WORDS),
        ("motif", vocabulary.MOTIFS),
        ("chart", vocabulary.CHARTS),
        ("background", {"": vocabulary.BACKGROUND}),
    )
    for kind, table in tables:
        for value, text in table.items():
            for phrase in _split(text):
                found[phrase] = kind, value
    return found


def _split(text: str) -> Iterator[str]:
    return (word.lower().replace("_", " ").replace("-", " ") for word in text.split())


def tokens(prompt: str) -> list[Token]:
    """Longest phrases first; unknown words stay as words."""
    pieces = list(_PIECE.finditer(prompt[:_LONGEST_PROMPT]))
    found: list[Token] = []
    at = 0
    while at < len(pieces):
        token, length = _longest(pieces, at)
        found.append(token)
        at += length
    return found


def _longest(pieces: list[re.Match[str]], at: int) -> tuple[Token, int]:
    piece = pieces[at]
    quoted = next((group for group in piece.groups()[:_QUOTES] if group), None)
    if quoted is not None:
        return Token("quote", quoted.strip(), quoted), 1
    for length in range(min(_LONGEST_PHRASE, len(pieces) - at), 0, -1):
        texts = [piece.group() for piece in pieces[at : at + length]]
        glue = "" if re.match(rf"[{_CJK}]", texts[0]) else " "
        if (token := _known(glue.join(texts))) is not None:
            return token, length
    return _single(piece), 1


def _single(piece: re.Match[str]) -> Token:
    text = piece.group()
    if text[0] == "#":
        return Token("colour", from_hex(text.lower()), text)
    if text[0].isdigit() and not text.lower().endswith("-bit"):
        return Token("number", _number(text), text)
    kind = "stop" if piece.groups()[-1] else "word"
    return Token(kind, text.lower(), text)


def _number(text: str) -> float:
    try:
        return float(
            text.replace(",", "") if text.count(",") and "." in text else text.replace(",", ".")
        )
    except ValueError:
        return 0.0


def _known(text: str) -> Token | None:
    phrase = text.lower().replace("-", " ").replace("’", "'")
    phrases = _phrases()
    for form, is_plural in _forms(phrase):
        if form in phrases:
            kind, value = phrases[form]
            if is_plural and kind not in ("motif", "backdrop", "chart", "picture"):
                continue
            return Token(kind, value, text, is_plural)
    return None


def _forms(phrase: str) -> Iterator[tuple[str, bool]]:
    yield phrase, phrase in _PLURALS
    if len(phrase) > 3 and phrase.endswith("s"):
        yield phrase[:-1], True
        if phrase.endswith("es"):
            yield phrase[:-2], True
        if phrase.endswith("ies"):
            yield f"{phrase[:-3]}y", True
    if phrase.endswith("'s"):
        yield phrase[:-2], False


_PLURALS = frozenset(
    "mice wolves cacti leaves sterne kreise quadrate dreiecke herzen wolken bäume blumen tulpen "
    "katzen hunde füchse wölfe mäuse hasen bären kühe löwen affen frösche pferde schafe vögel "
    "enten eulen fische wale bienen elefanten häuser autos geschenke bücher bälle kerzen eier "
    "pilze äpfel luftballons schmetterlinge peces pinguine bananen palmen tannen".split()
)
