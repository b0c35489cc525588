"""BM25: which of a few short texts a query is about."""

import math
import re
from collections import Counter
from collections.abc import Sequence

_K1 = 1.4
_B = 0.6
_SUFFIX = re.compile(r"(?:ations?|ings?|ied|ies|ers?|ed|es|ly|s|e)$")
# Words that say the same in the small world of functions and questions.
_SAME = {
    "times": "multiply", "product": "multiply", "multiplied": "multiply", "plus": "add",
    "sum": "add", "total": "add", "minus": "subtract", "difference": "subtract",
    "divided": "divide", "quotient": "divide", "forecast": "weather", "rain": "weather",
    "sunny": "weather", "raining": "weather", "warmer": "weather", "colder": "weather",
    "hotter": "weather", "cooler": "weather",
    "hot": "weather", "cold": "weather", "warm": "weather",
    "degrees": "weather", "temperature": "weather", "mail": "email", "message": "send",
    "buy": "order", "purchase": "order", "picture": "image", "photo": "image", "lamp": "light",
    "lookup": "search", "find": "search", "appointment": "meeting", "euros": "currency",
    "dollars": "currency", "stock": "price", "cost": "price", "clock": "time",
}  # fmt: skip
_SPACELESS = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)")
_FREQUENT = frozenset(
    "a an and any are as at be by can could current currently do does for from function get "
    "give given has have how i in into is it its me my now of on or please return returns s "
    "so tell that the this to use used using value was what when where which who will with "
    "would you your".split()
)


def terms(text: str) -> list[str]:
    """The telling words of a text as stems."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text)
    words = (word.lower() for word in re.findall(r"[^\W_]+", split))
    return [
        _stem(_SAME.get(part, part))
        for word in words
        if word not in _FREQUENT
        for part in _parts(word)
    ]


def _parts(word: str) -> list[str]:
    """The word; or where a script has no spaces between words, its pairs of signs."""
    parts = []
    for run in _SPACELESS.split(word):
        if run and _SPACELESS.fullmatch(run):
            parts += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
        elif run:
            parts.append(run)
    return parts


def rank(query: str, documents: Sequence[str]) -> list[float]:
    """The BM25 score of each document for the query."""
    bags = [Counter(terms(document)) for document in documents]
    lengths = [sum(bag.values()) for bag in bags]
    mean = sum(lengths) / len(lengths) if any(lengths) else 1
    frequency = Counter(term for bag in bags for term in bag)
    scores = [0.0] * len(bags)
    for term in set(terms(query)):
        rarity = math.log(1 + (len(bags) - frequency[term] + 0.5) / (frequency[term] + 0.5))
        for i, bag in enumerate(bags):
            weight = bag[term] * (_K1 + 1)
            scores[i] += rarity * weight / (bag[term] + _K1 * (1 - _B + _B * lengths[i] / mean))
    return scores


def _stem(word: str) -> str:
    return _SUFFIX.sub("", word) if len(word) > 4 else word.removesuffix("s")
