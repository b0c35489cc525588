"""ToolRun: a function that the model asked for, and what it was told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from ..api.types import Part

__all__ = ["ToolRun", "tool_runs_of"]


class ToolRun(NamedTuple):
    """One call; `response` and `seconds` are None while no function of ours has answered it."""

    name: str
    args: dict[str, Any]
    response: dict[str, Any] | None = None
    seconds: float | None = None


def tool_runs_of(parts: Iterable[Part], durations: Iterable[float]) -> Iterator[ToolRun]:
    """The calls in their order, in which they are answered too."""
    found = list(parts)
    calls = [part.function_call for part in found if part.function_call is not None]
    responses = [p.function_response for p in found if p.function_response is not None]
    for call, answer, seconds in zip_longest(calls, responses, durations):
        if call is not None:
            response = answer.response if answer is not None else None
            yield ToolRun(call.name or "", call.args or {}, response, seconds)
