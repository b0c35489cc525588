"""Calls of Python functions that a model asks for: who answers them, and how often."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field

from ..errors import InvalidRequest
from .body import functions_of
from .flow import Flow, Work
from .functions import Function, failed, returned
from .mcp_functions import McpFunction
from .types import (
    AutomaticFunctionCallingConfig,
    Content,
    FunctionCall,
    FunctionResponse,
    GenerateContentConfig,
    Part,
)

__all__ = ["FunctionCalling"]

log = logging.getLogger("gemini_magic")

_MOST_CALLS = 10


@dataclass
class FunctionCalling:
    """The functions of one request, and how many more times the model may be asked.

    Life: `answers(said)` for each turn of the model, until it gives nothing.
    """

    functions: Mapping[str, Function | McpFunction] = field(default_factory=dict)
    left: int = _MOST_CALLS
    keeps_history: bool = True

    @classmethod
    def of(cls, config: GenerateContentConfig) -> FunctionCalling:
        """From the functions among the tools that run here, if they are to be called."""
        automatic = config.automatic_function_calling or AutomaticFunctionCallingConfig()
        functions = {f.name: f for tool in config.tools or () for f in functions_of(tool)}
        most = automatic.maximum_remote_calls
        return cls(
            functions={} if automatic.disable else functions,
            left=_MOST_CALLS if most is None else most,
            keeps_history=not automatic.ignore_call_history,
        )

    def answers(self, said: Content | None) -> Flow[list[Content]]:
        """What the next request says after the last one: the model's turn, and our results.

        Nothing if the model calls no function, or one that is not ours: a turn is answered as a
        whole or not at all, so its calls are left to the caller.
        """
        calls = [p.function_call for p in (said.parts if said else None) or () if p.function_call]
        self.left -= 1
        if not calls or any(call.name not in self.functions for call in calls):
            return []
        if self.left <= 0:
            log.warning("the model still asks for functions; maximum_remote_calls is reached")
            return []
        results = []
        for call in calls:
            response = yield from _answered(self.functions[call.name or ""], call)
            results.append(Part(function_response=response))
        assert said is not None
        turn = said if said.role else said.model_copy(update={"role": "model"})
        return [turn, Content(role="user", parts=results)]


def _answered(function: Function | McpFunction, call: FunctionCall) -> Flow[FunctionResponse]:
    """What goes back for one call. What the function raises goes to the model, not to the user."""
    try:
        given = yield Work(function.bound(call.args or {}))
    except Exception as error:
        return failed(call, error)
    if isinstance(given, Coroutine):
        given.close()
        raise InvalidRequest(
            f"{function.name}() is an `async def` function; use client.aio to have it called"
        )
    try:
        return returned(call, given)
    except Exception as error:
        return failed(call, error)
