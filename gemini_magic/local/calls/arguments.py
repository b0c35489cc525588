"""The arguments of one function call, read from what the user says by the function's schema."""

import re
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.schema import fill, json_schema_from
from gemini_magic.local.words.facts import Facts, words_of

# Parameters that take what the user says as it is.
_FREE_TEXT = frozenset(
    "content input instruction message prompt query question request search task text topic".split()
)
# And those that take the thing that is spoken of, which has no name.
_THINGS = frozenset("article goods item object product thing".split())
_SUM = re.compile(r"[\d(][\d\s.()*/%^+-]*[\d)]")


@dataclass(frozen=True)
class Arguments:
    """Values for all that is required or said, and the required names that nobody has said."""

    values: dict[str, Any]
    missing: list[str]


def parameters_of(declaration: dict[str, Any]) -> dict[str, Any]:
    """The parameters as JSON Schema; a function without any has an empty one."""
    schema = json_schema_from(
        declaration.get("parametersJsonSchema", declaration.get("parameters"))
    )
    return schema if isinstance(schema, dict) else {}


def read_arguments(schema: dict[str, Any], text: str, whole: str) -> Arguments:
    """From the words that ask for this call, and where they do not say it from the whole prompt."""
    if not schema.get("properties") and not schema.get("required"):
        return Arguments({}, [])
    required = schema.get("required") or []
    values: dict[str, Any] = {}
    found: set[str] = set()
    for said in dict.fromkeys((text, whole)):
        filled = fill({"type": "object", **schema}, said)
        new = {name for name in filled.value if _is_found(name, filled.found)} - found
        for name, value in filled.value.items():
            if name in new and (said is text or name in required):
                values[name] = value
            elif name in required:
                values.setdefault(name, value)
        found |= new
    for name in required:
        if name not in found and (free := _as_it_is(name, text)):
            values[name] = free
            found.add(name)
    return Arguments(values, [name for name in required if name not in found])


def _as_it_is(name: str, text: str) -> str | None:
    words = set(words_of(name))
    if words & {"expression", "formula", "equation"} and (sum_ := _SUM.search(text)):
        return sum_[0].strip()
    if words & _THINGS:
        return Facts(text).thing()
    return text.strip() if words & _FREE_TEXT else None


def _is_found(name: str, paths: list[str]) -> bool:
    return "" in paths or any(p == name or p.startswith((f"{name}.", f"{name}[")) for p in paths)
