"""The turn after a function call: the answer is made of what the functions returned."""

from collections.abc import Iterator
from typing import Any

from gemini_magic.local.answer import Answer, Piece, Text, Thought
from gemini_magic.local.markdown import table
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources

_MOST_ROWS = 50


def answer(request: Request, resources: Resources) -> Answer | None:
    last = request.contents[-1].get("parts", ())
    responses = [part["functionResponse"] for part in last if "functionResponse" in part]
    must_call = request.declarations and request.calling_config.get("mode") == "ANY"
    return Answer(_told(request, responses)) if responses and not must_call else None


def _told(request: Request, responses: list[dict[str, Any]]) -> Iterator[Piece]:
    names = ", ".join(f"`{response.get('name', '?')}`" for response in responses)
    yield Thought(f"Results of {names} have come back, so the answer is made of them.")
    calls = _calls(request)
    told = [
        _sentence(response.get("name", ""), _arguments_of(response, calls), _result(response))
        for response in responses
    ]
    yield Text("\n\n".join(told))


def _calls(request: Request) -> list[dict[str, Any]]:
    """The calls of the model's last turn, in order."""
    for content in reversed(request.contents[:-1]):
        parts = content.get("parts", ())
        if calls := [dict(p["functionCall"]) for p in parts if "functionCall" in p]:
            return calls
    return []


def _arguments_of(response: dict[str, Any], calls: list[dict[str, Any]]) -> dict[str, Any]:
    """The arguments of the call a response belongs to: by id, or else the next of that name."""
    for key in ("id", "name"):
        for call in calls:
            if response.get(key) and call.get(key) == response[key]:
                calls.remove(call)
                arguments: dict[str, Any] = call.get("args", {})
                return arguments
    return {}


def _result(response: dict[str, Any]) -> Any:
    result = response.get("response", {})
    wrapped = {"result", "output"} & result.keys()
    return result[wrapped.pop()] if len(result) == 1 and wrapped else result


def _sentence(name: str, args: dict[str, Any], result: Any) -> str:
    asked = ", ".join(str(v) for v in args.values() if not isinstance(v, dict | list))
    subject = f"`{name}` for {asked}" if asked else f"`{name}`"
    match result:
        case {"error": error}:
            return f"{subject} failed: {error}"
        case dict() if result and not any(isinstance(v, dict | list) for v in result.values()):
            facts = ", ".join(f"{_spoken(key)} {_value(v)}" for key, v in result.items())
            return f"{(asked or _spoken(name)).strip()}: {facts}."
        case list() if result and all(isinstance(row, dict) for row in result):
            columns = list(dict.fromkeys(key for row in result for key in row))
            rows = [[row.get(column, "") for column in columns] for row in result[:_MOST_ROWS]]
            return f"{subject} returned {len(result)} rows:\n\n{table(columns, rows)}"
        case dict() | list() if result:
            return f"{subject} returned:\n\n{_bullets(result)}"
        case _:
            return f"{subject} returned {_value(result)}."


def _bullets(value: Any, indent: str = "") -> str:
    items = value.items() if isinstance(value, dict) else enumerate(value[:_MOST_ROWS], 1)
    lines = []
    for key, item in items:
        if isinstance(item, dict | list) and item and len(indent) < 8:
            lines += [f"{indent}- {_spoken(str(key))}:", _bullets(item, f"{indent}  ")]
        else:
            lines.append(f"{indent}- {_spoken(str(key))}: {_value(item)}")
    return "\n".join(lines)


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _value(value: Any) -> str:
    named = {True: "yes", False: "no", None: "nothing"}
    if value is None or isinstance(value, bool):
        return named[value]
    return "nothing" if value in ("", [], {}) else str(value)
