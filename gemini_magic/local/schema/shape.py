"""Whether a schema is one: keywords hold what they must, and nothing is nested without end."""

import math
from collections.abc import Callable
from typing import Any

_DEEPEST = 40
_TYPES = frozenset("string integer number boolean object array null".split())


def malformed(schema: Any, path: str = "schema", depth: int = 0) -> str | None:
    """What is wrong with a schema, or None."""
    if isinstance(schema, bool):
        return None
    if not isinstance(schema, dict):
        return f"{path} is not an object"
    if depth > _DEEPEST:
        return f"{path} is nested too deeply"
    for keyword, value in schema.items():
        allowed = _KEYWORDS.get(keyword)
        if allowed is not None and not allowed(value):
            return f"{path}.{keyword} cannot be {str(value)[:60]!r}"
    wrong = (malformed(inner, where, depth + 1) for where, inner in _inner(schema, path))
    return next((fault for fault in wrong if fault), None)


def _inner(schema: dict[str, Any], path: str) -> list[tuple[str, Any]]:
    inner = [(f"{path}.{key}", schema[key]) for key in _ONE if key in schema]
    for key in _LISTS & schema.keys():
        inner += [(f"{path}.{key}[{i}]", item) for i, item in enumerate(schema[key])]
    for key in _MAPS & schema.keys():
        inner += [(f"{path}.{key}.{name}", item) for name, item in schema[key].items()]
    return inner


_ONE = ("items", "additionalProperties")
_LISTS = {"anyOf", "oneOf", "allOf", "prefixItems"}
_MAPS = {"properties", "$defs", "definitions"}


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and abs(value) < 1e300


def _is_type(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name in _TYPES for name in names)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


_KEYWORDS: dict[str, Callable[[Any], bool]] = {
    "type": _is_type,
    "$ref": _is_text,
    "description": _is_text,
    "format": _is_text,
    "pattern": _is_text,
    "enum": _is_list,
    "examples": _is_list,
    "required": _is_names,
    "propertyOrdering": _is_names,
    "minimum": _is_number,
    "maximum": _is_number,
    "exclusiveMinimum": _is_number,
    "exclusiveMaximum": _is_number,
    "multipleOf": lambda value: _is_number(value) and value > 0,
    **dict.fromkeys(
        ("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"),
        _is_count,
    ),
    **dict.fromkeys(_LISTS, _is_list),
    **dict.fromkeys(_MAPS, lambda value: isinstance(value, dict)),
}
