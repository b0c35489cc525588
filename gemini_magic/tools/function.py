"""Any Python function as a tool: its schema from the signature, its purpose from the docstring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..api.functions import Function
from ..api.types import FunctionCall, FunctionResponse
from ..errors import InvalidRequest

__all__ = ["FunctionTool"]


@dataclass(frozen=True)
class FunctionTool:
    """A function that the model may ask for; it runs here, with validated arguments."""

    function: Callable[..., Any]

    def __post_init__(self) -> None:
        if self._function.is_async:
            raise InvalidRequest(
                f"{self.function!r} cannot be a tool; wrap it in a plain function with a name"
            )

    @property
    def name(self) -> str:
        """The function's own name."""
        return self._function.name

    def declaration(self) -> dict[str, Any]:
        """A function declaration with its parameters as JSON Schema."""
        return {"functionDeclarations": [self._function.declaration()]}

    def respond(self, call: FunctionCall) -> FunctionResponse:
        """Call the function. What it raises goes to the model as an error, not to the user.

        The model can then try other arguments, or say what went wrong. Images and figures that
        the function returns are parts of the response.
        """
        return self._function.respond(call)

    @property
    def _function(self) -> Function:
        return Function(self.function)
