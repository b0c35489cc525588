"""What every wire type has in common: snake_case here, camelCase on the wire, nothing lost.

This alias generator is for the classic surface (models, files, caches, batches, Live) only.
The newer one (interactions, agents, webhooks) is snake_case on the wire too and must get a
base class of its own: one serializer over both would rename the keys of the other.
"""

from __future__ import annotations

import base64
import binascii
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema

__all__ = ["OpenEnum", "WireBytes", "WireModel"]


class WireModel(BaseModel):
    """A JSON object of the API. Unknown fields are kept and come back by `to_wire`."""

    model_config = ConfigDict(
        extra="allow",
        alias_generator=to_camel,
        populate_by_name=True,
        # The API has fields named model_*; ours never clash with pydantic's own methods.
        protected_namespaces=(),
        # Enum members are strings already; assignment is how Google's examples build configs.
        validate_assignment=True,
        arbitrary_types_allowed=True,
    )

    def to_wire(self) -> dict[str, Any]:
        """The JSON object as the API reads it: only what was set, camelCase, bytes as base64."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class OpenEnum(StrEnum):
    """A string enum that takes values it does not know: they arrive without notice."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    # Members that `_missing_` made are not singletons: compare and hash by value.
    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return str.__hash__(self)


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


class _WireBytesSchema:
    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_text = core_schema.no_info_after_validator_function(
            _decode, core_schema.str_schema(strict=True)
        )
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema(
                [core_schema.is_instance_schema(bytes), from_text], mode="left_to_right"
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _encode, when_used="json"
            ),
        )


WireBytes = Annotated[bytes, _WireBytesSchema]
"""Bytes in Python, base64 on the wire; text that arrived is sent back letter for letter."""
