"""Values that are one thing in Python and another on the wire, and keep their spelling."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, SupportsIndex

from pydantic import GetCoreSchemaHandler, PlainSerializer
from pydantic_core import CoreSchema, core_schema

__all__ = ["Int64", "Timestamp", "WireBytes"]


@dataclass(frozen=True)
class _Spelled:
    """How pydantic reads and writes a value that is text on the wire and `kind` in Python."""

    kind: type
    read: Callable[[str], Any]
    write: Callable[[Any], str]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from_text = core_schema.no_info_after_validator_function(
            self.read, core_schema.str_schema(strict=True)
        )
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema(
                [core_schema.is_instance_schema(self.kind), from_text], mode="left_to_right"
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.write, when_used="json"
            ),
        )


class _Base64(bytes):
    """Bytes that remember how they were spelled on the wire.

    Services spell base64 in two alphabets, with or without padding, and a thought signature
    must return exactly as it came.
    """

    wire: str


def _decode(text: str) -> bytes:
    try:
        data = base64.b64decode(_padded(text.translate(_URL_SAFE)), validate=True)
    except (binascii.Error, ValueError):
        # Not base64 at all (shortened recordings): the spelling is all there is to keep.
        data = b""
    if base64.b64encode(data).decode() == text:
        return data
    kept = _Base64(data)
    kept.wire = text
    return kept


_URL_SAFE = str.maketrans("-_", "+/")


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)


def _encode(data: bytes) -> str:
    return data.wire if isinstance(data, _Base64) else base64.b64encode(data).decode()


WireBytes = Annotated[bytes, _Spelled(bytes, _decode, _encode)]
"""Bytes in Python, base64 on the wire; text that arrived is sent back letter for letter."""


def _int64_text(value: int) -> str:
    return str(value)


Int64 = Annotated[int, PlainSerializer(_int64_text, return_type=str, when_used="json")]
"""A 64-bit integer: a number in Python, a string on the wire, as JSON numbers would lose digits."""


class _Timestamp(datetime):
    """A moment that remembers its spelling, whose fraction may be finer than microseconds."""

    wire: str

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        if wire := getattr(self, "wire", None):
            return _timestamp_from, (wire,)
        return super().__reduce_ex__(protocol)  # type: ignore[return-value]


def _timestamp_from(text: str) -> datetime:
    match = _RFC_3339.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not an RFC 3339 timestamp")
    fraction = (match["fraction"] or "0")[:6].ljust(6, "0")
    zone = match["zone"].upper().replace("Z", "+00:00")
    kept = _Timestamp.fromisoformat(f"{match['seconds']}.{fraction}{zone}")
    kept.wire = text
    return kept


_RFC_3339 = re.compile(
    r"(?P<seconds>\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d+))?"
    r"(?P<zone>[Zz]|[+-]\d\d:\d\d)"
)


def _timestamp_text(value: datetime) -> str:
    # The sum of a timestamp and a duration is one too, but never was on the wire.
    if wire := getattr(value, "wire", None):
        return str(wire)
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


Timestamp = Annotated[datetime, _Spelled(datetime, _timestamp_from, _timestamp_text)]
"""A moment: an aware datetime in Python, RFC 3339 on the wire."""
