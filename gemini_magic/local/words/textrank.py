"""TextRank: the sentences that most other sentences of a text resemble."""

import math
import re
from collections.abc import Sequence

from gemini_magic.local.words.ranking import terms

_SENTENCE = re.compile(
    r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|(?<=[。！？])|\n{2,}|\n(?=[-*#\d])"
)
_MOST_SENTENCES = 300
_DAMPING = 0.85
_ROUNDS = 30


def sentences(text: str) -> list[str]:
    split = (" ".join(part.split()) for part in _SENTENCE.split(text))
    return [sentence for sentence in split if re.search(r"\w{2}", sentence)][:_MOST_SENTENCES]


def best_sentences(texts: Sequence[str], count: int) -> list[int]:
    """The positions of the most central sentences, in the order of the text."""
    bags = [set(terms(text)) for text in texts]
    weights = [[_overlap(a, b) if a is not b else 0.0 for b in bags] for a in bags]
    sums = [sum(row) or 1.0 for row in weights]
    ranks = [1.0] * len(bags)
    for _ in range(_ROUNDS):
        ranks = [
            (1 - _DAMPING)
            + _DAMPING * sum(w[i] / total * rank for w, total, rank in zip(weights, sums, ranks,
                                                                          strict=True))
            for i in range(len(bags))
        ]  # fmt: skip
    best = sorted(range(len(ranks)), key=lambda i: (-ranks[i], i))[:count]
    return sorted(best)


def _overlap(a: set[str], b: set[str]) -> float:
    if len(a) < 2 or len(b) < 2:
        return 0.0
    return len(a & b) / (math.log(len(a)) + math.log(len(b)))
