"""What the types of the newer surface have in common: snake_case here and on the wire.

Interactions, agents, webhooks and decisions speak this dialect: lower-case enums, and unions
whose members say their own `type`.
"""

from __future__ import annotations

import base64
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, SerializerFunctionWrapHandler
from pydantic import model_serializer as serializes

__all__ = ["Base64Text", "SnakeModel", "TypedModel", "UnknownKind"]


class SnakeModel(BaseModel):
    """A JSON object of the newer surface. Unknown fields are kept and come back by `to_wire`."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())

    def to_wire(self) -> dict[str, Any]:
        """The JSON object as the API reads it: only what was set."""
        return self.model_dump(mode="json", exclude_unset=True)


class TypedModel(SnakeModel):
    """A member of a union: `type` says which, also where nobody set it by hand."""

    type: str | None = None

    @serializes(mode="wrap")
    def _with_type(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = dump(self)
        return fields if self.type is None else {"type": self.type, **fields}


class UnknownKind(TypedModel):
    """A member of a union that is not known yet, or not what its type promises; kept whole."""


def _base64_from(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


Base64Text = Annotated[str, BeforeValidator(_base64_from)]
"""Base64, as it stands on the wire and in Google's SDK; bytes are encoded."""
