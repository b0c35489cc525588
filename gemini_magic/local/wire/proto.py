"""Reads proto3 JSON as the API does: camelCase or snake_case in, camelCase out.

A kind is a function that reads one value and notes what is wrong with it. Opaque values (function
arguments, schemas, labels) pass through untouched: their keys belong to the user.
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from gemini_magic.local.wire.errors import InvalidArgument, Violation

Problems: TypeAlias = list[Violation]
Kind: TypeAlias = Callable[[Any, str, Problems], Any]

_PACKAGE = "type.googleapis.com/google.ai.generativelanguage.v1beta."
_INT32 = 2**31
_DURATION = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?s")
_TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def read(body: Any, message: "Message") -> dict[str, Any]:
    """The body with known fields in camelCase, or `InvalidArgument` naming every wrong one."""
    problems: Problems = []
    value: dict[str, Any] = message(body, "", problems) or {}
    if problems:
        raise InvalidArgument("\n".join(p.description for p in problems), problems)
    return value


def _wrong(value: Any, path: str, type_name: str, problems: Problems) -> None:
    shown = json.dumps(value, ensure_ascii=False)
    if len(shown) > 200:
        shown = f"{shown[:200]}…"
    problems.append(Violation(path, f"Invalid value at '{path}' ({type_name}), {shown}"))


def string(value: Any, path: str, problems: Problems) -> Any:
    if not isinstance(value, str):
        _wrong(value, path, "TYPE_STRING", problems)
    return value


def boolean(value: Any, path: str, problems: Problems) -> Any:
    if not isinstance(value, bool):
        _wrong(value, path, "TYPE_BOOL", problems)
    return value


def integer(value: Any, path: str, problems: Problems) -> Any:
    number = _number(value)
    if number is None or number != int(number) or not -_INT32 <= number < _INT32:
        return _wrong(value, path, "TYPE_INT32", problems)
    return int(number)


def int64(value: Any, path: str, problems: Problems) -> Any:
    """Strings on the wire, as JSON numbers are too short for it."""
    number = value if isinstance(value, int) and not isinstance(value, bool) else None
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,19}", value):
        number = int(value)
    if number is None or not -(2**63) <= number < 2**63:
        return _wrong(value, path, "TYPE_INT64", problems)
    return number


def floating(value: Any, path: str, problems: Problems) -> Any:
    number = _number(value)
    return _wrong(value, path, "TYPE_FLOAT", problems) if number is None else number


def data(value: Any, path: str, problems: Problems) -> Any:
    """Base64 in either alphabet; handed on as it came."""
    try:
        padded = value.replace("-", "+").replace("_", "/") + "=" * (-len(value) % 4)
        base64.b64decode(padded, validate=True)
    except (AttributeError, TypeError, ValueError, binascii.Error):
        if isinstance(value, str):
            problems.append(Violation(path, f"Invalid value at '{path}' (TYPE_BYTES), Base64"))
        else:
            _wrong(value, path, "TYPE_BYTES", problems)
    return value


def duration(value: Any, path: str, problems: Problems) -> Any:
    """Seconds, as in "3.5s"."""
    if not isinstance(value, str) or not _DURATION.fullmatch(value):
        _wrong(value, path, "type.googleapis.com/google.protobuf.Duration", problems)
    return value


def timestamp(value: Any, path: str, problems: Problems) -> Any:
    """A moment, as in "2026-11-22T08:30:00.5Z"."""
    found = _TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
    try:
        datetime.fromisoformat(found[1] if found else "")
    except ValueError:
        _wrong(value, path, "type.googleapis.com/google.protobuf.Timestamp", problems)
    return value


def struct(value: Any, path: str, problems: Problems) -> Any:
    """A JSON object whose keys are the user's own."""
    if not isinstance(value, dict):
        _wrong(value, path, "type.googleapis.com/google.protobuf.Struct", problems)
    return value


def anything(value: Any, path: str, problems: Problems) -> Any:
    return value


@dataclass(frozen=True)
class Enum:
    """One of a closed set of names; `folded` ones may be written in lower case."""

    type_name: str
    names: frozenset[str]
    folded: bool = False

    def __call__(self, value: Any, path: str, problems: Problems) -> Any:
        name = value.upper() if self.folded and isinstance(value, str) else value
        if not isinstance(name, str) or name not in self.names:
            _wrong(value, path, f"{_PACKAGE}{self.type_name}", problems)
        return name


def choice(type_name: str, names: str) -> Enum:
    """One of the names, which stand apart by spaces; the classic messages may fold their case."""
    return Enum(type_name, frozenset(names.split()), folded=True)


@dataclass(frozen=True)
class Repeated:
    """A list; as in the API, one bare value stands for a list of one."""

    kind: Kind

    def __call__(self, value: Any, path: str, problems: Problems) -> Any:
        items = value if isinstance(value, list) else [value]
        return [self.kind(item, f"{path}[{i}]", problems) for i, item in enumerate(items)]


@dataclass(frozen=True)
class Map:
    """An object whose keys are the user's own, and whose values are of one kind."""

    kind: Kind

    def __call__(self, value: Any, path: str, problems: Problems) -> Any:
        if not isinstance(value, dict):
            return _wrong(value, path, "Map", problems)
        return {
            name: self.kind(item, f"{path}[{i}].value", problems)
            for i, (name, item) in enumerate(value.items())
        }


@dataclass(frozen=True)
class Message:
    """An object of known fields, given by their camelCase names; null means absent.

    Of the fields of a `one_of` at most one may be set.
    """

    type_name: str
    fields: Mapping[str, Kind]
    one_of: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __call__(self, value: Any, path: str, problems: Problems) -> Any:
        if not isinstance(value, dict):
            return _wrong(value, path, f"{_PACKAGE}{self.type_name}", problems)
        read: dict[str, Any] = {}
        for name, item in value.items():
            known = self._field(name)
            if known is None:
                where = f" at '{path}'" if path else ""
                text = f'Invalid JSON payload received. Unknown name "{name}"{where}: '
                problems.append(Violation(path, f"{text}Cannot find field."))
            elif item is not None:
                problems += self._set_twice(known, read, path)
                inner = f"{path}.{snake(known)}" if path else snake(known)
                read[known] = self.fields[known](item, inner, problems)
        return read

    def _set_twice(self, name: str, read: Mapping[str, Any], path: str) -> Iterator[Violation]:
        if name in read:
            yield Violation(path, f"Invalid value at '{path}': {snake(name)} is given twice.")
        for one_of, names in self.one_of.items():
            if name in names and names & read.keys() - {name}:
                yield Violation(
                    path,
                    f"Invalid value at '{path}' (oneof), oneof field '{one_of}' is already set. "
                    f"Cannot set '{name}'",
                )

    def _field(self, name: str) -> str | None:
        if name in self.fields:
            return name
        return next((field for field in self.fields if snake(field) == name), None)


def _number(value: Any) -> float | None:
    # Protobuf reads numbers from strings too, and never reads booleans as numbers.
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
