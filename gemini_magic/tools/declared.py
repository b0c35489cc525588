"""A tool in the words of the wire, for whatever has no file of its own here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..api.types import Tool as WireTool

__all__ = ["DeclaredTool"]


@dataclass(frozen=True)
class DeclaredTool:
    """`types.Tool` as it is: Maps, file search, computer use, declarations without a function."""

    tool: WireTool

    @property
    def name(self) -> str:
        """The fields that are set."""
        return "+".join(sorted(self.tool.model_fields_set))

    def declaration(self) -> dict[str, Any]:
        """The wire form."""
        return self.tool.to_wire()
