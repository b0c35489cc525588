"""Any Python function as a tool: its schema from the signature, its purpose from the docstring."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from ..api.function_results import MOST_ROWS
from ..api.functions import Function, failed, returned
from ..api.types import FunctionCall, FunctionResponse
from .coroutine import awaited

__all__ = ["FunctionTool", "asks_first"]

Marked = TypeVar("Marked", bound=Callable[..., Any])


def asks_first(function: Marked) -> Marked:
    """Mark a function, as a decorator: each of its calls needs approval, whatever the cell says."""
    function.asks_first = True  # type: ignore[attr-defined]
    return function


@dataclass(frozen=True)
class FunctionTool:
    """A function that the model may ask for; it runs here, with validated arguments."""

    function: Callable[..., Any]

    def __post_init__(self) -> None:
        Function(self.function)  # raises where it has no name

    @property
    def name(self) -> str:
        """The function's own name."""
        return self._function.name

    @property
    def asks_first(self) -> bool:
        """Whether each call needs approval."""
        return bool(getattr(self.function, "asks_first", False))

    @property
    def signature(self) -> str:
        """As it stands in code: `weather(city: str, days: int = 1) -> str`."""
        try:
            return f"{self.name}{inspect.signature(self.function, eval_str=True)}"
        except NameError:  # a hint that is written as text, of a name that is gone
            return f"{self.name}{inspect.signature(self.function)}"

    @property
    def purpose(self) -> str:
        """The docstring; empty where there is none."""
        return inspect.getdoc(self.function) or ""

    def declaration(self) -> dict[str, Any]:
        """A function declaration with its parameters as JSON Schema."""
        return {"functionDeclarations": [self._function.declaration()]}

    def respond(self, call: FunctionCall) -> FunctionResponse:
        """Call the function. What it raises goes to the model as an error, not to the user.

        The model can then try other arguments, or say what went wrong. Images and figures that
        the function returns are parts of the response. An `async def` function is awaited, and
        of a generator the beginning is taken.
        """
        try:
            given = self._function.bound(call.args or {})()
            if isinstance(given, Coroutine):
                given = awaited(given)
            elif isinstance(given, AsyncIterator):
                given = iter(awaited(_yielded(given)))
            return returned(call, given)
        except Exception as error:
            return failed(call, error)

    @property
    def _function(self) -> Function:
        return Function(self.function)


async def _yielded(items: AsyncIterator[Any]) -> list[Any]:
    """The first of them, and one more where there are more than are sent."""
    found: list[Any] = []
    async for item in items:
        found.append(item)
        if len(found) > MOST_ROWS:
            break
    return found
