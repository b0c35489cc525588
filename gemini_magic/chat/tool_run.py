"""ToolRun: a function that the model asked for, and what it was told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from ..api.types import Part
from .events import Verdict

__all__ = ["ToolRun", "tool_runs_of"]


class ToolRun(NamedTuple):
    """One call; `response` and `seconds` are None while no function of ours has answered it."""

    name: str
    args: dict[str, Any]
    response: dict[str, Any] | None = None
    seconds: float | None = None
    verdict: Verdict = ""

    def row(self) -> dict[str, Any]:
        """For a table of calls. `result` and `error` are taken out of the response."""
        response = self.response or {}
        is_error = set(response) == {"error"}
        result = response.get("result", response) if response and not is_error else None
        return {
            "name": self.name,
            "args": self.args,
            "result": result,
            "error": response["error"] if is_error else None,
            "seconds": self.seconds,
            "approved": {"approved": True, "denied": False}.get(self.verdict),
        }


def tool_runs_of(
    parts: Iterable[Part], durations: Iterable[float], verdicts: Iterable[Verdict] = ()
) -> Iterator[ToolRun]:
    """The calls in their order, in which they are answered too."""
    found = list(parts)
    calls = [part.function_call for part in found if part.function_call is not None]
    responses = [p.function_response for p in found if p.function_response is not None]
    for call, answer, seconds, verdict in zip_longest(calls, responses, durations, verdicts):
        if call is not None:
            response = answer.response if answer is not None else None
            yield ToolRun(call.name or "", call.args or {}, response, seconds, verdict or "")
