"""The computer use tool: opens a browser and the page that is asked for, and there it ends.

The engine cannot see screenshots. It shows how such a loop runs: predefined functions, a safety
decision where something risky is asked for, and an end that says why.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from gemini_magic.local.answer import Answer, FunctionCall, Piece, Text, Thought, computed
from gemini_magic.local.calls.made_calls import MadeCall, made_calls
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources

_ADDRESS = re.compile(
    r"https?://[^\s\"'<>]+|\b(?:[\w-]+\.)+(?:com|org|net|io|dev|edu|gov|de|uk|fr|jp|ai)\b(?:/\S*)?",
    re.IGNORECASE,
)
_SEARCH = re.compile(r"\b(?:search|look|google)(?: the web| online)?(?: for| up)?\s+(.{2,200})",
                     re.IGNORECASE)  # fmt: skip
_RISKY = re.compile(
    r"\b(?:buy|purchase|pay|order|book|check ?out|subscribe|delete|remove|send|post|log ?in|"
    r"sign (?:in|up)|password|accept|agree|transfer)\b",
    re.IGNORECASE,
)
_BLIND = (
    "The local engine cannot see what the screenshot shows, so it stops here; with an API key, "
    "Gemini goes on."
)


def answer(request: Request, resources: Resources) -> Answer | None:
    tool = next(
        (t["computerUse"] for t in request.body.get("tools", ()) if "computerUse" in t), None
    )
    if tool is None or not request.question:
        return None
    made = made_calls(request)
    if not request.prompt and not made:
        return None
    if tool.get("environment", "ENVIRONMENT_BROWSER") != "ENVIRONMENT_BROWSER":
        return computed([], "The local engine knows the functions of a browser only.")
    if any(_lacks_acknowledgement(call) for call in made):
        return computed([], "The action was not acknowledged by the user, so nothing more is done.")
    call = _next(request.question, made, {*tool.get("excludedPredefinedFunctions", ())})
    return Answer(_called(call)) if call is not None else computed([], _BLIND)


def _called(call: FunctionCall) -> Iterator[Piece]:
    yield Thought(f"The next step that needs no eyes is `{call.name}`.")
    yield Text(f"I call `{call.name}`.\n")
    yield call


def _next(question: str, made: list[MadeCall], excluded: set[str]) -> FunctionCall | None:
    done = excluded | {call.name for call in made}
    if "open_web_browser" not in done:
        return FunctionCall("open_web_browser", {})
    if "navigate" in done or (url := _url(question)) is None:
        return None
    return FunctionCall("navigate", {"url": url, **_safety(question)})


def _url(question: str) -> str | None:
    if found := _ADDRESS.search(question):
        address = found[0].rstrip(".,;:!?)")
        return address if "://" in address else f"https://{address}"
    if found := _SEARCH.search(question):
        return f"https://www.google.com/search?q={quote_plus(found[1].strip(' .?!'))}"
    return None


def _safety(question: str) -> dict[str, Any]:
    if (risky := _RISKY.search(question)) is None:
        return {}
    explanation = f"The request says “{risky[0]}”: a person should confirm this step."
    return {"safety_decision": {"decision": "require_confirmation", "explanation": explanation}}


def _lacks_acknowledgement(call: MadeCall) -> bool:
    decision = call.args.get("safety_decision")
    wanted = isinstance(decision, dict) and decision.get("decision") == "require_confirmation"
    told = call.result if isinstance(call.result, dict) else {}
    return wanted and str(told.get("safety_acknowledgement", "")).lower() != "true"
