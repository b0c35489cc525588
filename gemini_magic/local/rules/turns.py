"""Turns follow each other: a call after the user's turn, and a response for every call after it."""

from itertools import groupby
from typing import Any

from gemini_magic.local.wire.errors import InvalidArgument

_ROLES = frozenset({"", "user", "model", "function", "tool"})

Content = dict[str, Any]


def check_turns(body: dict[str, Any], message: str = "GenerateContentRequest") -> None:
    """Raises `InvalidArgument` for an empty or unknown turn, and calls without their responses.

    Messages as in https://github.com/google-gemini/gemini-cli/issues/4217 and
    https://github.com/google-gemini/gemini-cli/issues/5575.
    """
    contents: list[Content] = body.get("contents", [])
    if not contents:
        raise InvalidArgument(f"* {message}.contents: contents is not specified\n")
    for i, content in enumerate(contents):
        if not content.get("parts"):
            wrong = f"* {message}.contents[{i}].parts: contents.parts must not be empty.\n"
            raise InvalidArgument(wrong)
        if content.get("role", "") not in _ROLES:
            raise InvalidArgument("Please use a valid role: user, model.")
        _check_parts(content, f"{message}.contents[{i}]")
    _check_parts(body.get("systemInstruction", {}), f"{message}.system_instruction")
    _check_calls(contents)


def _check_parts(content: Content, where: str) -> None:
    empty = [i for i, part in enumerate(content.get("parts", ())) if not part]
    wrong = "required oneof field 'data' must have one initialized field"
    if empty:
        raise InvalidArgument("".join(f"* {where}.parts[{i}].data: {wrong}\n" for i in empty))


def _check_calls(contents: list[Content]) -> None:
    # Neighbours of one role are one turn.
    turns = [
        (is_model, [part for content in turn for part in content["parts"]])
        for is_model, turn in groupby(contents, lambda content: content.get("role") == "model")
    ]
    calls = 0
    for is_model, parts in turns:
        responses = _count(parts, "functionResponse")
        if responses and not calls:
            raise InvalidArgument(
                "Please ensure that function response turn comes immediately after a function "
                "call turn."
            )
        if responses != calls:
            raise InvalidArgument(
                "Please ensure that the number of function response parts is equal to the number "
                "of function call parts of the function call turn."
            )
        calls = _count(parts, "functionCall") if is_model else 0
    if turns[0][0] and _count(turns[0][1], "functionCall"):
        raise InvalidArgument(
            "Please ensure that function call turn comes immediately after a user turn or after a "
            "function response turn."
        )


def _count(parts: list[Content], kind: str) -> int:
    return sum(kind in part for part in parts)
