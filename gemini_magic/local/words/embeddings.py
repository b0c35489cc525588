"""Embeddings without a model: words and letter groups hashed into a unit vector.

Texts that share words or word stems are near; synonyms are not.
"""

import math
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator

DEFAULT_DIMENSIONS = 768
MOST_DIMENSIONS = 3072

_WORD = re.compile(r"\w+", re.UNICODE)
_FREQUENT = frozenset(
    "a an and are as at be by for from has have he her his i in is it its of on or she that the "
    "their them they this to was we were what which will with you your".split()
)
_WORD_WEIGHT = 1.0
_GRAM_WEIGHT = 0.35
_FREQUENT_WEIGHT = 0.1


def embed(text: str, dimensions: int = DEFAULT_DIMENSIONS) -> list[float]:
    """A unit vector of the text, the same in every process; an empty text points somewhere too."""
    vector = [0.0] * dimensions
    weights: defaultdict[str, float] = defaultdict(float)
    for feature, weight in _features(text):
        weights[feature] += weight
    for feature, weight in weights.items():
        digest = zlib.crc32(feature.encode("utf-8", "surrogatepass"))
        sign = 1 if digest & 1 else -1
        vector[(digest >> 1) % dimensions] += sign * (1 + math.log1p(weight)) * weight**0.5
    length = math.sqrt(math.fsum(value * value for value in vector))
    if length == 0:
        return [1.0, *vector[1:]]
    return [round(value / length, 8) for value in vector]


def similarity(a: str, b: str) -> float:
    return math.fsum(x * y for x, y in zip(embed(a), embed(b), strict=True))


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in _WORD.findall(text.casefold()):
        if word in _FREQUENT:
            yield f"w:{word}", _FREQUENT_WEIGHT
            continue
        yield f"w:{word}", _WORD_WEIGHT
        padded = f"<{word}>"
        for size in (3, 4):
            for start in range(len(padded) - size + 1):
                yield f"g:{padded[start : start + size]}", _GRAM_WEIGHT
