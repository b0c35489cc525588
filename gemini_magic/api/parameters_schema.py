"""JSON Schema as others write it → the part of it that Gemini reads of a function's parameters.

What has no keyword there is said in the description, where the model still reads it.
Source: `parametersJsonSchema` of FunctionDeclaration, ai.google.dev/api/caching.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

__all__ = ["parameters_schema"]

Schema = dict[str, Any]


def parameters_schema(schema: Any) -> Schema:
    """An equal or wider schema in Gemini's keywords. What is no schema at all allows anything."""
    if not isinstance(schema, Mapping):
        return {}
    found = [_RULES[keyword](value) for keyword, value in schema.items() if keyword in _RULES]
    translated = _all_at_once(found)
    if "required" in translated:  # of what is not there the service takes no word
        known = translated.get("properties", {})
        translated["required"] = [name for name in translated["required"] if name in known]
    if notes := "; ".join(f"{keyword}: {_json(schema[keyword])}" for keyword in _unsaid(schema)):
        translated["description"] = f"{translated.get('description', '')} ({notes})".strip()
    return translated


def _all_at_once(schemas: Iterable[Schema]) -> Schema:
    nothing: Schema = {}
    return reduce(_both, schemas, nothing)


def _both(one: Schema, other: Schema) -> Schema:
    """What both demand: properties and requirements together, of the rest what the other says."""
    both = {**one, **other}
    for keyword in ("properties", "$defs"):
        if keyword in both:
            both[keyword] = {**one.get(keyword, {}), **other.get(keyword, {})}
    if "required" in both:
        both["required"] = list(
            dict.fromkeys([*one.get("required", ()), *other.get("required", ())])
        )
    return both


def _named(keyword: str) -> Callable[[Any], Schema]:
    return lambda value: {keyword: value}


def _schema(keyword: str) -> Callable[[Any], Schema]:
    return lambda value: {keyword: value if isinstance(value, bool) else parameters_schema(value)}


def _list(keyword: str) -> Callable[[Any], Schema]:
    return lambda value: {keyword: [parameters_schema(one) for one in value]}


def _map(keyword: str) -> Callable[[Any], Schema]:
    return lambda value: {keyword: {name: parameters_schema(one) for name, one in value.items()}}


def _items(value: Any) -> Schema:
    # Older drafts spell `prefixItems` so.
    return _list("prefixItems")(value) if isinstance(value, list) else _schema("items")(value)


def _all_of(value: Any) -> Schema:
    return _all_at_once(map(parameters_schema, value))


def _reference(value: Any) -> Schema:
    return {"$ref": str(value).replace("#/definitions/", "#/$defs/")}


_KEPT = (
    "$anchor $id default description enum format maxItems maximum minItems minimum "
    "propertyOrdering required type".split()
)
_RULES: dict[str, Callable[[Any], Schema]] = {
    **{keyword: _named(keyword) for keyword in _KEPT},
    "$defs": _map("$defs"),
    "$ref": _reference,
    "additionalProperties": _schema("additionalProperties"),
    "allOf": _all_of,
    "anyOf": _list("anyOf"),
    "const": lambda value: {"enum": [value]},
    "definitions": _map("$defs"),
    "exclusiveMaximum": _named("maximum"),
    "exclusiveMinimum": _named("minimum"),
    "items": _items,
    "oneOf": _list("anyOf"),
    "prefixItems": _list("prefixItems"),
    "properties": _map("properties"),
}
_WIDENED = frozenset({"exclusiveMaximum", "exclusiveMinimum"})
# Titles only repeat names, and each request would pay for them.
_NOT_FOR_MODELS = frozenset(
    {"$comment", "$schema", "$vocabulary", "deprecated", "readOnly", "title", "writeOnly"}
)


def _unsaid(schema: Mapping[str, Any]) -> list[str]:
    """The keywords that the translation does not say, or says too widely."""
    return [
        keyword
        for keyword in schema
        if (keyword not in _RULES or keyword in _WIDENED)
        and keyword not in _NOT_FOR_MODELS
        and not keyword.startswith("x-")
    ]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
