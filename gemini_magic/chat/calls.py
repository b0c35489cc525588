"""The calls of one turn: which functions of ours run, how often, and for how long."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import partial

from ..api.types import FunctionCall, FunctionResponse, Part
from ..errors import GeminiError, InvalidRequest
from ..tools import LocalTool, TooLate, in_time
from .approval import NOBODY, Ask, Decision, by_input, described, is_asked_each_time
from .events import ToolResult, Verdict
from .request import Request

__all__ = ["Calls"]


class Calls:
    """Answers what the model asks for in one turn.

    Life: `are_ours` and then `answer` for the calls of each exchange. What is denied, comes too
    late or goes beyond the limit is told to the model as an error, so that it can go on.
    `ask` is how a person is asked, if not at the keyboard. `approved` are the tools that run
    unasked because somebody has said so; what is said so now is added.
    """

    def __init__(
        self,
        request: Request,
        ask: Ask | None = None,
        approved: list[LocalTool] | None = None,
    ) -> None:
        self._tools = [tool for tool in request.tools if isinstance(tool, LocalTool)]
        self._approve = request.approve
        self._seconds = request.call_timeout
        self._left = request.max_calls
        self._is_told = False  # that the limit is reached
        self._approved = [] if approved is None else approved
        self._ask = ask
        self._described: list[LocalTool] = []
        self._is_alone = False  # nobody is there who could be asked
        # Whoever lets a model use a computer is asked about each step.
        self._each = any("computer_use" in tool.name.split("+") for tool in request.tools)

    def __bool__(self) -> bool:
        return bool(self._tools)

    def are_ours(self, calls: Iterable[FunctionCall]) -> bool:
        """Whether all of them can be answered here; else the turn ends, and the caller answers."""
        return self._approve != "never" and all(map(self._tool, calls))

    def answer(self, calls: Iterable[FunctionCall]) -> Iterable[ToolResult]:
        """A result for each. Raises where the model goes on calling after it was told to stop."""
        if self._is_told:
            raise GeminiError(
                "the model asks for functions although no more calls are allowed; "
                "look at the calls above, or allow more by --max-calls"
            )
        return map(self._answer, calls)

    def _tool(self, call: FunctionCall) -> LocalTool | None:
        named = (tool for tool in self._tools if tool.name == call.name)
        others = (tool for tool in self._tools if _may_answer(tool, call))
        return next(named, None) or next(others, None)

    def _answer(self, call: FunctionCall) -> ToolResult:
        tool = self._tool(call)
        assert tool is not None  # `are_ours` says so
        if self._left is not None and self._left <= 0:
            self._is_told = True
            return _refused(call, "not run: no more calls are allowed; answer with what you have")
        decision = self._decision(tool, call)
        if decision.verdict == "denied":
            return _refused(call, _why_not(decision), "denied")
        if self._left is not None:
            self._left -= 1
        begun = time.perf_counter()
        try:
            response = in_time(partial(tool.respond, call), self._seconds)
        except TooLate as late:
            response = _error(call, str(late))
        seconds = time.perf_counter() - begun
        return ToolResult(Part(function_response=response), seconds, decision.verdict)

    def _decision(self, tool: LocalTool, call: FunctionCall) -> Decision:
        if callable(self._approve):
            return _decided(self._approve(call), call)
        is_each = self._each or is_asked_each_time(tool)
        is_foreign = self._approve is None and getattr(tool, "asks_unless_told", False)
        if not (is_each or is_foreign or self._approve == "ask"):
            return Decision("")
        if not is_each and tool in self._approved:
            return Decision("approved")
        if self._is_alone:
            return NOBODY
        decision = self._asked(tool, call, may_last=not is_each)
        self._is_alone = decision is NOBODY
        if decision.lasts:
            self._approved.append(tool)
        return decision

    def _asked(self, tool: LocalTool, call: FunctionCall, *, may_last: bool) -> Decision:
        if self._ask is not None:
            return self._ask(call, may_last=may_last)
        return by_input(call, self._about(tool, call), may_last=may_last)

    def _about(self, tool: LocalTool, call: FunctionCall) -> str:
        """What to know of a call: of a step its intent, of a function what it is, once."""
        if callable(explain := getattr(tool, "explained", None)):
            return str(explain(call))
        if tool in self._described:
            return ""
        self._described.append(tool)
        return described(tool)


def _decided(found: Decision | bool, call: FunctionCall) -> Decision:
    """What an approver says. Raises `InvalidRequest` where it says neither yes nor no."""
    if isinstance(found, Decision):
        return found
    if not isinstance(found, bool):
        raise InvalidRequest(
            f"approve gave {found!r} for {call.name!r}; return True, False or a Decision"
        )
    return Decision("approved" if found else "denied")


def _may_answer(tool: LocalTool, call: FunctionCall) -> bool:
    """Whether a tool takes calls of names that it does not declare."""
    answers = getattr(tool, "answers", None)
    return callable(answers) and bool(answers(call.name))


def _why_not(decision: Decision) -> str:
    if decision is NOBODY:
        return f"not run: {decision.reason}"
    reason = f": {decision.reason}" if decision.reason else ""
    return f"the user denied this call{reason}"


def _refused(call: FunctionCall, error: str, verdict: Verdict = "") -> ToolResult:
    return ToolResult(Part(function_response=_error(call, error)), verdict=verdict)


def _error(call: FunctionCall, error: str) -> FunctionResponse:
    response = FunctionResponse(name=call.name, response={"error": error})
    if call.id is not None:
        response.id = call.id
    return response
