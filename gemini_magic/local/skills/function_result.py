"""The turn after a function call: the answer is made of what the functions returned."""

from collections.abc import Iterator
from typing import Any

from gemini_magic.local.answer import Answer, Piece, Text, Thought
from gemini_magic.local.calls.made_calls import MadeCall, made_calls
from gemini_magic.local.drawing import files
from gemini_magic.local.looking import questions
from gemini_magic.local.project.resolve import decoded
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.skills import function_call
from gemini_magic.local.words.markdown import table

_MOST_ROWS = 50


def answer(request: Request, resources: Resources) -> Answer | None:
    last = request.contents[-1].get("parts", ())
    responses = [part["functionResponse"] for part in last if "functionResponse" in part]
    must_call = request.declarations and request.calling_config.get("mode") == "ANY"
    if not responses or must_call:
        return None
    return function_call.next_calls(request, resources) or Answer(_told(made_calls(request)))


def _told(made: list[MadeCall]) -> Iterator[Piece]:
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(call.name or "?" for call in made))
    yield Thought(f"Results of {names} have come back, so the answer is made of them.")
    told = [_sentence(call.name, call.args, _with_media(call.result, call)) for call in made]
    yield Text("\n\n".join(dict.fromkeys(told)))


def _with_media(value: Any, call: MadeCall) -> Any:
    """The result, where it refers to media by their names, with what these are."""
    match value:
        case {"$ref": str(name)} if len(value) == 1:
            blobs = (part.get("inlineData") or part.get("fileData") or {} for part in call.media)
            found = next((blob for blob in blobs if blob.get("displayName") == name), None)
            return f"{name} ({_described(found)})" if found else f"{name} (which did not come)"
        case dict():
            return {key: _with_media(item, call) for key, item in value.items()}
        case list():
            return [_with_media(item, call) for item in value]
    return value


def _described(blob: dict[str, Any]) -> str:
    """What a medium is; of a picture also what can be measured."""
    data = decoded(blob.get("data", ""))
    mime_type = blob.get("mimeType", "media")
    size = f"{mime_type}, {len(data):,} bytes"
    if not mime_type.startswith("image/"):
        return size
    try:
        return f"{size}: {questions.described(files.opened(data)).rstrip('.')}"
    except files.Unreadable as why:
        return f"{size}; {why}"


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
            return f"{subject} returned {_value(result).removesuffix('.')}."


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
