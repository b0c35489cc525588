"""What is asked about a list of numbers, as lines of Python which print it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """How it is asked for, what it is called and how it is computed from `numbers`."""

    asked: str
    name: str
    expression: str
    module: str = ""


_MEASURES = (
    Measure(r"\bsums?\b|\btotal\b|\badd(?:ed)?\b", "sum", "sum(numbers)"),
    Measure(r"\bproduct\b|\bmultipl(?:y|ied)\b", "product", "math.prod(numbers)", "math"),
    Measure(r"\bmean\b|\baverage\b", "mean", "statistics.mean(numbers)", "statistics"),
    Measure(r"\bmedian\b", "median", "statistics.median(numbers)", "statistics"),
    Measure(r"\bmode\b|\bmost (?:common|frequent)\b", "mode", "statistics.mode(numbers)",
            "statistics"),
    Measure(r"\bstandard deviation\b|\bstd ?dev\b|\bstdev\b", "standard deviation",
            "statistics.stdev(numbers)", "statistics"),
    Measure(r"\bvariance\b", "variance", "statistics.variance(numbers)", "statistics"),
    Measure(r"\bhow many\b|\bcount\b|\bnumber of\b|\bhow long\b|\blength\b", "count",
            "len(numbers)"),
    Measure(r"\blargest\b|\bmax(?:imum)?\b|\bbiggest\b|\bhighest\b|\bgreatest\b", "largest",
            "max(numbers)"),
    Measure(r"\bsmallest\b|\bmin(?:imum)?\b|\blowest\b|\bleast\b", "smallest", "min(numbers)"),
)  # fmt: skip
_DESCRIBED = re.compile(r"\bstatistics?\b|\bstats\b|\bdescribe\b|\bsummar", re.IGNORECASE)
_SORTED = re.compile(r"\bsort|\border(?:ed)?\b|\bascending\b|\bdescending\b|\brank", re.IGNORECASE)
_DOWN = re.compile(r"\bdescending\b|\breverse|\blargest (?:first|to)|\bdecreasing", re.IGNORECASE)
_REVERSED = re.compile(r"\brevers", re.IGNORECASE)
_LISTED = re.compile(r"\blist\b|\bshow\b|\bprint\b|\bwhich\b|\bwhat are\b|\bgive\b|\bfind\b",
                     re.IGNORECASE)  # fmt: skip


def measures_in(question: str) -> list[Measure]:
    if _DESCRIBED.search(question):
        return [_MEASURES[i] for i in (7, 0, 2, 3, 5, 9, 8)]
    return [measure for measure in _MEASURES if re.search(measure.asked, question, re.IGNORECASE)]


def asks_for_order(question: str) -> str:
    """The expression for the numbers in the order asked for; empty when none is."""
    if _SORTED.search(question):
        return f"sorted(numbers{', reverse=True' if _DOWN.search(question) else ''})"
    return "numbers[::-1]" if _REVERSED.search(question) else ""


def asks_for_list(question: str) -> bool:
    return bool(_LISTED.search(question))
