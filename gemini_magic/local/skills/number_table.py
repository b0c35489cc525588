"""Tables of numbers: "a table of the squares and cubes of 1 to 5"."""

import math
import re
from collections.abc import Callable

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.evaluate import show
from gemini_magic.local.words.markdown import table

_MOST_ROWS = 100
_RANGE = re.compile(
    r"(?:from\s+)?\b(\d{1,6})\s*(?:to|through|until|up to|and|-|–|\.\.+)\s*(\d{1,6})\b"
)
_FIRST = re.compile(r"\bfirst\s+(\d{1,3}|ten|five|twenty|twelve)\b", re.IGNORECASE)
_COUNTS = {"five": 5, "ten": 10, "twelve": 12, "twenty": 20}
_TIMES = re.compile(r"\b(?:times table|multiplication table)\b.*?(\d{1,4})|(\d{1,4})\s+times table")

# What may be asked of each number, and how it is computed.
_COLUMNS: tuple[tuple[str, str, Callable[[int], float]], ...] = (
    (r"\bsquares?\b(?! root)", "n²", lambda n: n**2),
    (r"\bcubes?\b(?! root)", "n³", lambda n: n**3),
    (r"\bsquare roots?\b", "√n", math.sqrt),
    (r"\bcube roots?\b", "∛n", lambda n: n ** (1 / 3)),
    (r"\breciprocals?\b|\binverses?\b", "1/n", lambda n: 1 / n if n else math.nan),
    (r"\bdoubles?\b", "2n", lambda n: 2 * n),
    (r"\bhal(?:f|ves)\b", "n/2", lambda n: n / 2),
    (r"\bfactorials?\b", "n!", lambda n: math.factorial(min(n, 170))),
    (r"\bpowers? of (?:two|2)\b", "2ⁿ", lambda n: 2 ** min(n, 1000)),
    (r"\blogarithms?\b|\blogs?\b", "ln n", lambda n: math.log(n) if n else math.nan),
    (r"\bfibonacci\b", "Fₙ", lambda n: _fibonacci(n)),
    (r"\btriangular\b", "Tₙ", lambda n: n * (n + 1) // 2),
)


def answer(request: Request, resources: Resources) -> Answer | None:
    prompt = request.prompt
    if len(prompt) > 300 or not re.search(r"\btable\b|\blist\b|\bshow\b|\bgive\b|\bprint\b|^the\b",
                                          prompt, re.IGNORECASE):  # fmt: skip
        return None
    columns = [c for c in _COLUMNS if re.search(c[0], prompt, re.IGNORECASE)]
    times = _TIMES.search(prompt)
    if times:
        factor = int(times[1] or times[2])
        columns = [("", f"{factor} × n", lambda n: factor * n)]
    numbers = _numbers(prompt) or (range(1, 11) if times else None)
    if not columns or not numbers:
        return None
    rows = [[n, *(show(compute(n)) for _, _, compute in columns)] for n in numbers]
    headings = ["n", *(heading for _, heading, _ in columns)]
    thoughts = [
        f"A table is wanted: {', '.join(headings[1:])} for {numbers[0]} to {numbers[-1]}.",
        f"{len(rows)} rows of {len(headings)} columns were computed.",
    ]
    return computed(thoughts, table(headings, rows))


def _numbers(prompt: str) -> range | None:
    if first := _FIRST.search(prompt):
        word = first[1].lower()
        return range(1, 1 + min(_MOST_ROWS, _COUNTS.get(word) or int(word)))
    if span := _RANGE.search(prompt):
        low, high = sorted((int(span[1]), int(span[2])))
        return range(low, min(high, low + _MOST_ROWS - 1) + 1)
    return None


def _fibonacci(n: int) -> int:
    a, b = 0, 1
    for _ in range(min(n, 1000)):
        a, b = b, a + b
    return a
