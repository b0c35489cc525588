"""Safety ratings by a few plain patterns: enough to show what a block looks like, no more.

Nothing is blocked unless the request's thresholds ask for it, as from Gemini 2.5 on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gemini_magic.local.answer import About, Answer, Finish, Piece, Text
from gemini_magic.local.request import Request

Wire = dict[str, Any]

_PREFIX = "HARM_CATEGORY_"
_PROBABILITIES = ("NEGLIGIBLE", "LOW", "MEDIUM", "HIGH")
_MEDIUM = 2
# Below this probability a text passes.
_LIMITS = {
    "BLOCK_LOW_AND_ABOVE": 1,
    "BLOCK_MEDIUM_AND_ABOVE": 2,
    "BLOCK_ONLY_HIGH": 3,
    "BLOCK_NONE": 4,
    "OFF": 4,
}


def _words(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


# The likelier pattern first; the last one of each category finds mere mentions.
_PATTERNS: dict[str, tuple[tuple[int, re.Pattern[str]], ...]] = {
    "HARASSMENT": (
        (3, _words(r"(?:i(?:'ll| will)|going to) (?:hurt|kill|find and \w+) you|kill yourself")),
        (2, _words(r"you (?:are|'re) (?:all )?(?:an? )?(?:worthless|stupid|idiots?|pathetic)")),
        (1, _words(r"idiots?|morons?|losers?|stupid|insults?|roast|bully")),
    ),
    "HATE_SPEECH": (
        (3, _words(r"(?:inferior|subhuman) (?:race|people|nation)s?")),
        (2, _words(r"(?:i |we )?(?:hate|despise) (?:all )?(?:the )?(?:foreigners|immigrants|women|"
                   r"men|jews|muslims|christians|gays|blacks|whites)")),
        (1, _words(r"hate|racis[tm]|jokes? about (?:an? |the )?(?-i:[A-Z])\w+s")),
    ),
    "SEXUALLY_EXPLICIT": (
        (3, _words(r"explicit (?:sex|porn)\w*(?: scene)?|hardcore porn\w*")),
        (2, _words(r"porn\w*|erotic\w*")),
        (1, _words(r"sex|sexy|nudes?|naked|sensual")),
    ),
    "DANGEROUS_CONTENT": (
        (3, _words(r"(?:make|build|construct) (?:an? |the )?(?:pipe |nail |home-?made )*(?:bomb|"
                   r"explosives?)|(?:cook|synthesi[sz]e) meth\w*")),
        (2, _words(r"(?:poison|stab|shoot) (?:some(?:one|body)|my|him|her|them)|pick a lock|"
                   r"hack into")),
        (1, _words(r"bombs?|explosives?|weapons?|guns?|poisons?|drugs?")),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Ratings:
    """How likely a text is harmful, by category, and from which probability on it is blocked."""

    levels: dict[str, int]
    limits: dict[str, int]

    @property
    def blocks(self) -> bool:
        return any(level >= self.limits[name] for name, level in self.levels.items())

    def to_wire(self) -> list[Wire]:
        return [
            {
                "category": f"{_PREFIX}{name}",
                "probability": _PROBABILITIES[level],
                **({"blocked": True} if level >= self.limits[name] else {}),
            }
            for name, level in self.levels.items()
        ]


def prompt_feedback(request: Request) -> Wire | None:
    """The `promptFeedback` of a prompt that its own settings block; else None.

    A prompt that only might be harmful passes, as there: it is its answer that is withheld.
    """
    ratings = _rated(request.prompt, request) if _is_wanted(request) else None
    if ratings is None or not ratings.blocks or max(ratings.levels.values()) < _MEDIUM:
        return None
    return feedback("SAFETY", ratings)


def feedback(reason: str, ratings: Ratings | None = None) -> Wire:
    rated = {"safetyRatings": ratings.to_wire()} if ratings is not None else {}
    return {"blockReason": reason, **rated}


def rated(request: Request, answer: Answer) -> Answer:
    """The answer with its ratings; its text ends where the request's settings block it."""
    if not _is_wanted(request):
        return answer
    return replace(answer, pieces=_guarded(request, answer))


def _guarded(request: Request, answer: Answer) -> Iterator[Piece]:
    said = ""
    ratings = _rated(request.prompt, request)
    if not ratings.blocks:
        ratings = _rated(said, request)
        for piece in answer.pieces:
            if isinstance(piece, Text):
                said += piece.text
                ratings = _rated(said, request)
            if ratings.blocks:
                break
            yield piece
    yield About({"safetyRatings": ratings.to_wire()})
    if ratings.blocks:
        yield Finish("SAFETY")


def _is_wanted(request: Request) -> bool:
    """Ratings are shown to those who set thresholds."""
    return bool(request.body.get("safetySettings"))


def _rated(text: str, request: Request) -> Ratings:
    levels = {
        name: next((level for level, pattern in patterns if pattern.search(text)), 0)
        for name, patterns in _PATTERNS.items()
    }
    limits = dict.fromkeys(_PATTERNS, _LIMITS["OFF"])
    for setting in request.body.get("safetySettings", ()):
        name = setting.get("category", "").removeprefix(_PREFIX)
        if name in limits:
            limits[name] = _LIMITS.get(setting.get("threshold", ""), _LIMITS["OFF"])
    return Ratings(levels, limits)
