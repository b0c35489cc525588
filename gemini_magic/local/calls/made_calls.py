"""The function calls of the current turn with what came back, and values found in their results."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.request import Request
from gemini_magic.local.words.facts import words_of
from gemini_magic.local.words.ranking import terms

# What functions give and parameters want under different names.
_ALIKE = (
    frozenset("address area city location place town where".split()),
    frozenset("day date time today".split()),
    frozenset("account client customer member user".split()),
    frozenset("amount number price sum total value".split()),
)
_DEEPEST = 6
_MOST_LEAVES = 200


@dataclass(frozen=True)
class MadeCall:
    """One call that was made, and its result; `media` are the response's own media parts.

    Calls of one round, counted from 1, were made at once.
    """

    name: str
    args: dict[str, Any]
    result: Any
    round: int = 1
    media: tuple[dict[str, Any], ...] = ()

    @property
    def has_failed(self) -> bool:
        return isinstance(self.result, dict) and "error" in self.result


def made_calls(request: Request) -> list[MadeCall]:
    """All calls since the user spoke last that have been answered, oldest first."""
    made: list[MadeCall] = []
    open_calls: list[dict[str, Any]] = []
    rounds = 0
    for content in request.contents[_start(request) :]:
        parts = content.get("parts", ())
        rounds += any("functionCall" in part for part in parts)
        for part in parts:
            if "functionCall" in part:
                open_calls.append(part["functionCall"])
            elif "functionResponse" in part:
                response = part["functionResponse"]
                args = _arguments_of(response, open_calls)
                media = tuple(response.get("parts", ()))
                made.append(
                    MadeCall(response.get("name", ""), args, _result(response), rounds, media)
                )
    return made


def _start(request: Request) -> int:
    """Where the current turn starts: with the last content in which the user speaks."""
    spoken = (
        i
        for i, content in enumerate(request.contents)
        if content.get("role") != "model"
        and any("functionResponse" not in part for part in content.get("parts", ()))
    )
    return max(spoken, default=0)


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
    wrapped = {"result", "output", "response"} & result.keys()
    return result[wrapped.pop()] if len(result) == 1 and wrapped else result


def values_for(name: str, description: str, made: list[MadeCall]) -> list[Any]:
    """What the results hold for a parameter, newest first; several values when a list holds it."""
    wanted = similar(name, description)
    for call in reversed(made):
        leaves = list(_leaves(call.result, "", 0))[:_MOST_LEAVES]
        of_call = wanted & set(words_of(call.name))
        found = [
            (key, value)
            for key, value in leaves
            if set(words_of(key)) & wanted or (of_call and words_of(key) == ["id"])
        ]
        exact = [value for key, value in found if words_of(key) == words_of(name)]
        if values := exact or [value for _, value in found]:
            return list(dict.fromkeys(values))
        if len(leaves) == 1 and not leaves[0][0]:
            return [leaves[0][1]]
    return []


def similar(name: str, description: str = "") -> set[str]:
    """The words of a parameter, and those that mean the same."""
    words = {*words_of(name), *terms(description)}
    # Everything has an id: it says nothing of what.
    words = words - {"id"} or words
    return words.union(*(group for group in _ALIKE if group & words))


def scalar_of(made: list[MadeCall]) -> Any:
    """The one value of the newest result; None when it has several."""
    leaves = list(_leaves(made[-1].result, "", 0)) if made else []
    return leaves[0][1] if len(leaves) == 1 else None


def numbers_of(made: list[MadeCall]) -> list[float]:
    """The numbers in the newest result."""
    leaves = _leaves(made[-1].result, "", 0) if made else iter(())
    return [float(v) for _, v in leaves if isinstance(v, int | float) and not isinstance(v, bool)]


def _leaves(value: Any, key: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, name, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, key, depth + 1)
    elif value is not None:
        yield key, value
