"""A part of AIP-160: comparisons of metadata, NOT, AND, OR (which binds tighter), parentheses."""

import operator
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from gemini_magic.local.wire.errors import InvalidArgument

Value: TypeAlias = str | float | list[str]
Filter: TypeAlias = Callable[[Mapping[str, Value]], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>[()]|!=|<=|>=|=|<|>|:)|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"""|(?P<word>[^\s()=!<>:"']+))"""
)
_COMPARISONS: dict[str, Callable[[str | float, str | float], bool]] = {
    "=": operator.eq, ":": operator.eq, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_MOST_TOKENS = 200


def filter_from(text: str) -> Filter:
    """The test that a filter is, or `InvalidArgument`; an empty filter lets all pass."""
    if not text.strip():
        return lambda metadata: True
    parser = _Parser(text)
    found = parser.conjunction()
    if parser.ahead is not None:
        raise parser.wrong()
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str]] = []
        place = 0
        while text[place:].strip():
            match = _TOKEN.match(text, place)
            if match is None or len(self._tokens) >= _MOST_TOKENS:
                raise self.wrong()
            self._tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
            place = match.end()
        self._next = 0

    @property
    def ahead(self) -> str | None:
        return self._tokens[self._next][1] if self._next < len(self._tokens) else None

    def wrong(self) -> InvalidArgument:
        return InvalidArgument(
            f"Invalid metadata_filter {self._text!r}: write comparisons such as "
            '\'author = "x" AND (year > 2000 OR draft != "yes")\'.'
        )

    def conjunction(self) -> Filter:
        parts = [self._disjunction()]
        while self.ahead is not None and self.ahead != ")":
            if self.ahead == "AND":
                self._next += 1
            parts.append(self._disjunction())
        return lambda metadata: all(part(metadata) for part in parts)

    def _disjunction(self) -> Filter:
        parts = [self._term()]
        while self.ahead == "OR":
            self._next += 1
            parts.append(self._term())
        return lambda metadata: any(part(metadata) for part in parts)

    def _term(self) -> Filter:
        kind, token = self._take()
        if token == "NOT" and kind == "word":
            negated = self._term()
            return lambda metadata: not negated(metadata)
        if token == "(":
            inner = self.conjunction()
            if self._take()[1] != ")":
                raise self.wrong()
            return inner
        if kind != "word":
            raise self.wrong()
        return self._comparison(token)

    def _comparison(self, key: str) -> Filter:
        _, sign = self._take()
        kind, value = self._take()
        if sign not in {*_COMPARISONS, "!="} or kind == "sign":
            raise self.wrong()
        wanted = _literal(kind, value)
        if sign == "!=":
            return lambda metadata: not _holds(operator.eq, metadata.get(key), wanted)
        compare = _COMPARISONS[sign]
        return lambda metadata: _holds(compare, metadata.get(key), wanted)

    def _take(self) -> tuple[str, str]:
        if self._next >= len(self._tokens):
            raise self.wrong()
        self._next += 1
        return self._tokens[self._next - 1]


def _literal(kind: str, text: str) -> str | float:
    if kind == "text":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    try:
        return float(text)
    except ValueError:
        return text


def _holds(
    compare: Callable[[str | float, str | float], bool], value: Value | None, wanted: str | float
) -> bool:
    """A list holds where one of its values does; a text and a number are never compared."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    return any(isinstance(one, str) == isinstance(wanted, str) and compare(one, wanted)
               for one in values)  # fmt: skip
