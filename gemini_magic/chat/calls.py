"""The calls of one turn: which functions of ours run, how often, and for how long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial

from ..api.types import FunctionCall, FunctionResponse, Part
from ..errors import GeminiError
from ..tools import LocalTool, TooLate, in_time
from .approval import Decision, by_input
from .events import ToolResult, Verdict
from .request import Request

__all__ = ["Calls"]


class Calls:
    """Answers what the model asks for in one turn.

    Life: `are_ours` and then `answer` for the calls of each exchange. What is denied, comes too
    late or goes beyond the limit is told to the model as an error, so that it can go on. `ask` is
    how a person is asked.
    """

    def __init__(self, request: Request, ask: Callable[..., Decision] = by_input) -> None:
        self._tools = {tool.name: tool for tool in request.tools if isinstance(tool, LocalTool)}
        self._approve = request.approve
        self._ask = ask
        self._seconds = request.call_timeout
        self._left = request.max_calls
        self._is_told = False  # that the limit is reached
        self._approved: set[str] = set()
        # Whoever lets a model use a computer is asked about each step.
        self._each = any("computer_use" in tool.name.split("+") for tool in request.tools)

    def __bool__(self) -> bool:
        return bool(self._tools)

    def are_ours(self, calls: Iterable[FunctionCall]) -> bool:
        """Whether all of them can be answered here; else the turn ends, and the caller answers."""
        return self._approve != "never" and all(call.name in self._tools for call in calls)

    def answer(self, calls: Iterable[FunctionCall]) -> Iterable[ToolResult]:
        """A result for each. Raises where the model goes on calling after it was told to stop."""
        if self._is_told:
            raise GeminiError(
                "the model asks for functions although no more calls are allowed; "
                "look at the calls above, or allow more by --max-calls"
            )
        return map(self._answer, calls)

    def _answer(self, call: FunctionCall) -> ToolResult:
        if self._left is not None and self._left <= 0:
            self._is_told = True
            return _refused(call, "not run: no more calls are allowed; answer with what you have")
        decision = self._decision(call)
        if decision.verdict == "denied":
            reason = f": {decision.reason}" if decision.reason else ""
            return _refused(call, f"the user denied this call{reason}", "denied")
        if self._left is not None:
            self._left -= 1
        begun = time.perf_counter()
        try:
            response = in_time(partial(self._tools[call.name or ""].respond, call), self._seconds)
        except TooLate as late:
            response = _error(call, str(late))
        seconds = time.perf_counter() - begun
        return ToolResult(Part(function_response=response), seconds, decision.verdict)

    def _decision(self, call: FunctionCall) -> Decision:
        name = call.name or ""
        if callable(self._approve):
            found = self._approve(call)
            return found if isinstance(found, Decision) else _FROM_BOOL[found]
        is_marked = self._each or getattr(self._tools[name], "asks_first", False)
        if name in self._approved or not (is_marked or self._approve == "ask"):
            return Decision("")
        decision = self._ask(call, may_last=not is_marked)
        if decision.lasts:
            self._approved.add(name)
        return decision


_FROM_BOOL = {True: Decision("approved"), False: Decision("denied")}


def _refused(call: FunctionCall, error: str, verdict: Verdict = "") -> ToolResult:
    return ToolResult(Part(function_response=_error(call, error)), verdict=verdict)


def _error(call: FunctionCall, error: str) -> FunctionResponse:
    response = FunctionResponse(name=call.name, response={"error": error})
    if call.id is not None:
        response.id = call.id
    return response
