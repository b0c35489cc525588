"""The numbers that a question is about, as lines of Python which make the list `numbers`."""

import re
from dataclasses import dataclass

_MOST = 200_000
_PRIMES = '''\
def primes():
    """Every prime, in order."""
    found = []
    n = 2
    while True:
        if all(n % p for p in itertools.takewhile(lambda p: p * p <= n, found)):
            found.append(n)
            yield n
        n += 1
'''
_FIBONACCI = '''\
def fibonacci():
    """Every Fibonacci number, from 0 on."""
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
'''
_FACTORIALS = '''\
def factorials():
    """1!, 2!, 3! and so on."""
    product = 1
    for n in itertools.count(1):
        product *= n
        yield product
'''


@dataclass(frozen=True)
class Source:
    """Lines that make `numbers`, and how people call these numbers."""

    code: str
    spoken: str


@dataclass(frozen=True)
class _Kind:
    """Numbers in ascending order: how they are named, a definition, and an endless iterable."""

    named: str
    spoken: str
    definition: str
    iterable: str


_KINDS = (
    _Kind(r"prime(?:s| numbers?)?\b(?! factor)", "primes", _PRIMES, "primes()"),
    _Kind(r"fibonacci", "Fibonacci numbers", _FIBONACCI, "fibonacci()"),
    _Kind(r"factorials\b", "factorials", _FACTORIALS, "factorials()"),
    _Kind(
        r"multiples of (\d+)(?: (?:or|and) (\d+))?",
        "multiples",
        "",
        "(n for n in itertools.count(1) if {})",
    ),
    _Kind(r"triang(?:ular|le) numbers?", "triangular numbers", "",
          "(n * (n + 1) // 2 for n in itertools.count(1))"),
    _Kind(r"powers of (?:two|2)\b", "powers of two", "", "(2**n for n in itertools.count(0))"),
    _Kind(r"(?:perfect )?squares\b|square numbers", "squares", "",
          "(n**2 for n in itertools.count(1))"),
    _Kind(r"(?:perfect )?cubes\b|cube numbers", "cubes", "", "(n**3 for n in itertools.count(1))"),
    _Kind(r"even (?:numbers?|integers?)", "even numbers", "", "itertools.count({start}, 2)"),
    _Kind(r"odd (?:numbers?|integers?)", "odd numbers", "", "itertools.count({odd}, 2)"),
    _Kind(r"(?:natural |whole |positive )?(?:numbers|integers)", "numbers", "",
          "itertools.count({low})"),
)  # fmt: skip
_FIRST = re.compile(r"\bfirst (\d+)\b")
_NTH = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_BETWEEN = re.compile(r"\b(?:from|between) (-?\d+) (?:to|and|through|up to) (-?\d+)\b")
_BELOW = re.compile(r"\b(?:below|under|less than|smaller than|before) (\d+)\b")
_UP_TO = re.compile(r"\b(?:up to|until|through|at most|not exceeding|to) (\d+)\b")
# Squares from 1 to 10 are those of 1 to 10; squares between 1 and 10 are 1, 4 and 9.
_POWERS = re.compile(r"\b(square|cube)s\b(?: of)?[a-z ]*? from (\d{1,5}) to (\d{1,5})\b")
_FILTER = re.compile(r"\b(even|odd)(?:-valued)?\b")
_NUMBER = r"-?\d+(?:\.\d+)?"
_LIST = re.compile(rf"{_NUMBER}(?:(?:\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s+){_NUMBER})+")


def source_in(question: str) -> Source | None:
    """The numbers that are named by a rule, or else those that are listed."""
    lowered = question.lower()
    for rule in (_special, _ranged):
        if (found := rule(lowered)) is not None:
            return found
    return listed(question)


def listed(question: str) -> Source | None:
    """The longest list of numbers that stands in the question."""
    found = max(_LIST.findall(question), key=len, default="")
    numbers = re.findall(_NUMBER, found)
    if len(numbers) < 2:
        return None
    spoken = "the number list" if len(numbers) > 12 else ", ".join(numbers)
    return Source(f"numbers = [{', '.join(map(_decimal, numbers))}]\n", spoken)


def _decimal(number: str) -> str:
    """Python has no 007."""
    return str(float(number)) if "." in number else str(int(number[:18]))


def _ranged(question: str) -> Source | None:
    if found := _POWERS.search(question):
        power, name = (2, "squares") if found[1] == "square" else (3, "cubes")
        code = f"numbers = [n**{power} for n in range({found[2]}, {int(found[3]) + 1})]\n"
        return Source(code, f"the {name} of {found[2]} to {found[3]}")
    for kind in _KINDS:
        if (named := re.search(kind.named, question)) is None:
            continue
        taken = _taken(question.replace(named[0], " ") if named.groups() else question)
        if taken is None:
            continue
        expression, spoken, low = taken
        start = max(low, 1)
        iterable = kind.iterable
        if named.groups():
            iterable = iterable.format(" or ".join(f"n % {n} == 0" for n in named.groups() if n))
        elif "{" in iterable:
            iterable = iterable.format(low=low, start=start + start % 2, odd=start + 1 - start % 2)
        code = "import itertools\n\n\n" + (f"{kind.definition}\n\n" if kind.definition else "")
        code = code if kind.definition else "import itertools\n\n"
        code += f"numbers = {expression.format(iterable)}\n"
        name = named[0] if named.groups() else kind.spoken
        other = _FILTER.search(question)
        if other and other[1] not in named[0]:
            code += f"numbers = [n for n in numbers if n % 2 == {int(other[1] == 'odd')}]\n"
            name = f"{other[1]} {name}"
        return Source(code, spoken.format(name))
    return None


def _taken(question: str) -> tuple[str, str, int] | None:
    """An expression that takes from an iterable, how that is spoken, and where it starts."""
    if (found := _BETWEEN.search(question)) and abs(int(found[2])) <= 10**9:
        low, high = sorted((int(found[1]), int(found[2])))
        taking = f"[n for n in itertools.takewhile(lambda n: n <= {high}, {{}}) if n >= {low}]"
        return taking, f"the {{}} from {low} to {high}", low
    if (found := _FIRST.search(question)) and int(found[1]) <= _MOST:
        return f"list(itertools.islice({{}}, {found[1]}))", f"the first {found[1]} {{}}", 1
    if (found := _NTH.search(question)) and 0 < int(found[1]) <= _MOST:
        taking = f"list(itertools.islice({{}}, {found[1]}))[-1:]"
        return taking, f"number {found[1]} of the {{}}", 1
    for pattern, sign, word in ((_BELOW, "<", "below"), (_UP_TO, "<=", "up to")):
        if (found := pattern.search(question)) and int(found[1]) <= 10**9:
            taking = f"list(itertools.takewhile(lambda n: n {sign} {found[1]}, {{}}))"
            return taking, f"the {{}} {word} {found[1]}", 1
    return None


def _special(question: str) -> Source | None:
    for pattern, code, spoken in _SPECIAL:
        if found := re.search(pattern, question):
            n = found[1].strip().replace("^", "**")
            return Source(code.replace("N", n), spoken.replace("N", n))
    return None


_FACTORS = """\
n = N
numbers = []
divisor = 2
while divisor * divisor <= n:
    while n % divisor == 0:
        numbers.append(divisor)
        n //= divisor
    divisor += 1
if n > 1:
    numbers.append(n)
"""
_COLLATZ = """\
n = N
numbers = [n]
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    numbers.append(n)
"""
_SPECIAL = (
    (r"prime factor(?:s|i[sz]ation)?\b.*?\b(\d{1,14})\b", _FACTORS, "the prime factors of N"),
    (r"\b(?:divisors|factors) of (?:the number )?(\d{1,9})\b",
     "numbers = [d for d in range(1, N + 1) if N % d == 0]\n", "the divisors of N"),
    (r"\bcollatz\b.*?\b([1-9]\d{0,11})\b", _COLLATZ, "the Collatz sequence from N"),
    (r"\bdigits (?:of|in) (?:the factorial of (?=\d+\b(?!!))|(?=\d+!))(\d{1,4})\b",
     "import math\n\nnumbers = [int(digit) for digit in str(math.factorial(N))]\n",
     "the digits of N!"),
    (r"\bdigits of (?:the number )?(\d{1,9}(?:\s*(?:\*\*|\^)\s*\d{1,5})?)",
     "numbers = [int(digit) for digit in str(N)]\n", "the digits of N"),
)  # fmt: skip
