"""Closed questions about a text, answered with probabilities: by words, tone and similarity.

The numbers are shares of evidence, not calibrated on anything.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

from gemini_magic.local.words.embeddings import similarity
from gemini_magic.local.words.facts import Facts
from gemini_magic.local.words.tone import tone

Wire = dict[str, Any]

_SIMILAR, _MENTIONED, _TONE = 6.0, 2.5, 1.0
_STRONGEST_TONE = 3
_LONGEST_TEXT = 20_000


def decided(text: str, question: Wire) -> Wire:
    """The answer to one question, in the question's own kind."""
    return _KINDS[question["type"]](text[:_LONGEST_TEXT], question)


def _choice(text: str, question: Wire) -> Wire:
    criteria: dict[str, str] = question["criteria"]
    names = list(criteria)
    mentioned = Facts(text).choice(names)
    evidence = [
        _fits(text, f"{name} {meaning}") + _MENTIONED * (name == mentioned)
        for name, meaning in criteria.items()
    ]
    shares = dict(zip(names, _shares(evidence), strict=True))
    best = max(names, key=shares.__getitem__)
    return {
        "type": "choice",
        "choice": best,
        "confidence": shares[best],
        "probabilities": shares,
    }


def _score(text: str, question: Wire) -> Wire:
    """Criteria stand from worst to best and are counted from 1; the score is their mean."""
    criteria: list[str] = question["criteria"]
    feeling = max(-_STRONGEST_TONE, min(_STRONGEST_TONE, tone(text)))
    place = (len(criteria) - 1) * (0.5 + feeling / (2 * _STRONGEST_TONE))
    evidence = [
        _SIMILAR * similarity(text, criterion) - (at - place) ** 2
        for at, criterion in enumerate(criteria)
    ]
    numbers = [str(number) for number in range(1, len(criteria) + 1)]
    shares = dict(zip(numbers, _shares(evidence), strict=True))
    return {
        "type": "score",
        "score": round(sum(int(number) * share for number, share in shares.items()), 4),
        "confidence": max(shares.values()),
        "legend": dict(zip(numbers, criteria, strict=True)),
        "probabilities": shares,
    }


def _noul(text: str, question: Wire) -> Wire:
    """Without a description of what is false, the opposite tone speaks for it."""
    criteria = question.get("criteria", {})
    true = criteria.get("true_description", question["instructions"])
    false = criteria.get("false_description")
    against = -_agrees(text, true) if false is None else _fits(text, false)
    truth, other = _shares([_fits(text, true), against])
    return {"type": "noul", "noul": truth, "confidence": max(truth, other)}


_KINDS: dict[str, Callable[[str, Wire], Wire]] = {
    "choice": _choice,
    "score": _score,
    "noul": _noul,
}


def _fits(text: str, description: str) -> float:
    """How much speaks for a description: shared words, and the same tone."""
    return _SIMILAR * similarity(text, description) + _agrees(text, description)


def _agrees(text: str, description: str) -> float:
    feeling = max(-_STRONGEST_TONE, min(_STRONGEST_TONE, tone(text)))
    return _TONE * feeling * _sign(tone(description) or _tone_of_name(description))


def _tone_of_name(description: str) -> int:
    """Labels name tones which texts only have."""
    lowered = description.lower()
    return ("positiv" in lowered) - ("negativ" in lowered)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _shares(evidence: Sequence[float]) -> list[float]:
    """The softmax of the evidence, to four digits."""
    most = max(evidence)
    powers = [math.exp(one - most) for one in evidence]
    return [round(power / sum(powers), 4) for power in powers]
