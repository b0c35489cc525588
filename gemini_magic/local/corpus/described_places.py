"""Places that a text describes and does not name: "the capital of France", by the gazetteer."""

import re
from dataclasses import dataclass
from functools import cache

from gemini_magic.local.corpus.gazetteer import Place, places

# How the gazetteer begins: "The capital and largest city of Germany, on the Spree."
_EPITHETS = re.compile(r"The ([a-z' ]+?) of (?:the )?((?:[A-Z][\w']*)(?: [A-Z][\w']*)*)")
_ALSO = {
    "United States": r"united states(?: of america)?|usa?\b|u\.\s?s\.(?:\s?a\.)?|america",
    "United Kingdom": r"united kingdom|uk\b|great britain",
}


@dataclass(frozen=True)
class Described:
    """The words that describe a place, where they stand in their text, and the place."""

    words: str
    start: int
    end: int
    place: Place


def described_in(text: str) -> Described | None:
    """The first description of a text which the gazetteer can put a name to."""
    matches = ((pattern.search(text), place) for pattern, place in _descriptions())
    found = [(match, place) for match, place in matches if match]
    if not found:
        return None
    match, place = min(found, key=lambda one: one[0].start())
    words = re.sub(r"^the\s+", "", match[0], flags=re.IGNORECASE)
    return Described(words, match.start(), match.end(), place)


@cache
def _descriptions() -> tuple[tuple[re.Pattern[str], Place], ...]:
    return tuple(
        (_spoken(epithet, told[2]), place)
        for place in places()
        if (told := _EPITHETS.match(place.text))
        for epithet in told[1].split(" and ")
    )


def _spoken(epithet: str, region: str) -> re.Pattern[str]:
    where = _ALSO.get(region, re.escape(region))
    what = rf"{re.escape(epithet)}(?: city)?" if "capital" in epithet else re.escape(epithet)
    return re.compile(rf"\b(?:the\s+)?{what}\s+(?:of|in)\s+(?:the\s+)?(?:{where})(?!\w)", re.I)
