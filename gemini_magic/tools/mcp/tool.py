"""McpTool: one tool of a Model Context Protocol server, that the model may call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...api.functions import failed, returned
from ...api.mcp_functions import McpFunction
from ...api.types import FunctionCall, FunctionResponse

__all__ = ["McpTool"]

_HINTS = {
    "array": "list",
    "boolean": "bool",
    "integer": "int",
    "null": "None",
    "number": "float",
    "object": "dict",
    "string": "str",
}


@dataclass(frozen=True)
class McpTool:
    """A tool of the server of that name. Its calls need approval unless a request says "auto"."""

    function: McpFunction
    server: str
    asks_unless_told: bool = True

    @property
    def name(self) -> str:
        """What the model calls it."""
        return self.function.name

    @property
    def signature(self) -> str:
        """Its parameters as they would stand in Python: `add(a: int, b: int = 1)`."""
        return f"{self.name}({', '.join(self._parameters())})"

    @property
    def purpose(self) -> str:
        """What it is for, in the server's words, and whose it is."""
        return f"{self.function.purpose}\n\n(of the MCP server {self.server!r})".strip()

    def functions(self) -> Sequence[McpFunction]:
        """Itself, where several may stand."""
        return (self.function,)

    def declaration(self) -> dict[str, Any]:
        """The wire form."""
        return {"functionDeclarations": [self.function.declaration()]}

    def respond(self, call: FunctionCall) -> FunctionResponse:
        """Have the server run it. What goes wrong is told to the model."""
        try:
            return returned(call, self.function.bound(call.args or {})())
        except Exception as error:
            return failed(call, error)

    def _parameters(self) -> Iterator[str]:
        schema = self.function.declaration().get("parametersJsonSchema", {})
        required = schema.get("required", ())
        properties: Mapping[str, Any] = schema.get("properties", {})
        for name in sorted(properties, key=lambda name: name not in required):
            default = properties[name].get("default")
            rest = "" if name in required else f" = {default!r}"
            yield f"{name if name.isidentifier() else repr(name)}: {_hint(properties[name])}{rest}"


def _hint(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    if "anyOf" in schema:
        return " | ".join(map(_hint, schema["anyOf"]))
    kinds = schema.get("type", [])
    named = [kinds] if isinstance(kinds, str) else kinds
    return " | ".join(_HINTS.get(kind, "Any") for kind in named) or "Any"
