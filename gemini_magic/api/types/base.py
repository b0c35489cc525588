"""What every wire type has in common: snake_case here, camelCase on the wire, nothing lost.

This alias generator is for the classic surface (models, files, caches, batches, Live) only.
The newer one (interactions, agents, webhooks) is snake_case on the wire too and must get a
base class of its own: one serializer over both would rename the keys of the other.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

__all__ = ["OpenEnum", "WireModel"]


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
