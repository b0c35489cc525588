"""Computer use: the model says what to do on a screen, a function of yours does it.

Source: ai.google.dev/gemini-api/docs/computer-use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..api.function_results import outcome
from ..api.functions import Function, failed
from ..api.types import ComputerUse as WireComputerUse
from ..api.types import FunctionCall, FunctionResponse
from ..errors import InvalidRequest

__all__ = ["ACTIONS", "ComputerUse", "action_of", "warning_of"]

Act = Callable[..., Any]

ACTIONS: dict[str, str] = {
    "open_web_browser": "open a browser",
    "wait_5_seconds": "wait for 5 seconds",
    "go_back": "go back",
    "go_forward": "go forward",
    "search": "open a search engine",
    "navigate": "open {url}",
    "click_at": "click at ({x}, {y})",
    "hover_at": "point at ({x}, {y})",
    "type_text_at": "type {text!r} at ({x}, {y})",
    "key_combination": "press {keys}",
    "scroll_document": "scroll {direction}",
    "scroll_at": "scroll {direction} at ({x}, {y})",
    "drag_and_drop": "drag from ({x}, {y}) to ({destination_x}, {destination_y})",
}
"""What the model may ask for without a declaration, in words; x and y in thousandths of the
screen, from its left and top."""

_SAFETY = "safety_decision"
_ENVIRONMENTS = ("browser", "mobile", "desktop")


class ComputerUse:
    """A screen that a model may use: `tools=[ComputerUse(act)]`; nothing is done by itself.

    `act("click_at", x=371, y=512)` does one step and returns what the screen shows then: an
    image, or a dict such as `{"url": …, "screenshot": image}`. Functions by the names of actions
    may stand for it. x and y are thousandths of the screen. Each step needs approval, and what
    the model wants confirmed is acknowledged by that. `excluded` actions are never asked for.
    """

    name = "computer_use"
    asks_first = True

    def __init__(
        self,
        act: Act | Mapping[str, Act],
        *,
        environment: str = "browser",
        excluded: Iterable[str] = (),
    ) -> None:
        if environment not in _ENVIRONMENTS:
            raise InvalidRequest(
                f"{environment!r} is no environment; use one of {', '.join(_ENVIRONMENTS)}"
            )
        self._act = act
        self._wire = {"environment": f"ENVIRONMENT_{environment.upper()}"}
        if excluded:
            self._wire |= {"excludedPredefinedFunctions": list(excluded)}  # type: ignore[dict-item]

    @classmethod
    def by_functions(cls, wire: WireComputerUse, functions: Iterable[Act]) -> ComputerUse:
        """From the tool as the wire has it, and functions by the names of actions."""
        use = cls({function.__name__: function for function in functions})
        use._wire = wire.to_wire()
        return use

    def declaration(self) -> dict[str, Any]:
        """The wire form."""
        return {"computerUse": dict(self._wire)}

    def answers(self, name: str | None) -> bool:
        """Whether it takes a call of that name: any, if one function does everything."""
        return callable(self._act) or name in self._act

    def explained(self, call: FunctionCall) -> str:
        """A step for the person who is asked: what, why, and what the service warns of."""
        said = [action_of(call)]
        args = call.args or {}
        if intent := args.get("intent"):
            said.append(f"    {intent}")
        if warning := warning_of(call):
            said.append(f"    Gemini wants this confirmed: {warning}")
        # A line each: words of the model shall not look like a question of ours.
        return "\n".join(" ".join(line.splitlines()) for line in said)

    def respond(self, call: FunctionCall) -> FunctionResponse:
        """Have the step done; the caller has seen to its approval. Errors go to the model."""
        args = {name: value for name, value in (call.args or {}).items() if name != _SAFETY}
        try:
            written, parts = outcome(self._done(call.name or "", args))
        except Exception as error:
            return failed(call, error)
        response = dict(written) if isinstance(written, dict) and "$ref" not in written else {}
        response = response or {"result": written}
        if warning_of(call):
            response["safety_acknowledgement"] = "true"
        answer = FunctionResponse(name=call.name, response=response)
        if call.id is not None:
            answer.id = call.id
        if parts:
            answer.parts = parts
        return answer

    def _done(self, action: str, args: Mapping[str, Any]) -> Any:
        if callable(self._act):
            return self._act(action, **args)
        return Function(self._act[action]).bound(args)()


def action_of(call: FunctionCall) -> str:
    """A step in words; the name alone where it is not known."""
    try:
        return ACTIONS[call.name or ""].format_map(call.args or {})
    except KeyError:
        return call.name or ""


def warning_of(call: FunctionCall) -> str:
    """Why the service wants a person to confirm this step; empty where it does not."""
    decision = (call.args or {}).get(_SAFETY)
    if not isinstance(decision, Mapping) or decision.get("decision") != "require_confirmation":
        return ""
    return str(decision.get("explanation") or "it gives no reason")
