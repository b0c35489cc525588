"""A compact checker for the part of JSON Schema that the API accepts."""

import json
import math
from collections.abc import Iterator
from typing import Any

from gemini_magic.local.schema import pattern

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


def faults(value: Any, schema: Any, root: Any = None) -> Iterator[str]:
    """What in the value the schema does not allow; nothing when it is valid."""
    root = schema if root is None else root
    if schema is False:
        yield "nothing is allowed here"
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield from faults(value, resolve(schema["$ref"], root), root)
    if "const" in schema and not _same(value, schema["const"]):
        yield f"{value!r} is not {schema['const']!r}"
    if "enum" in schema and not any(_same(value, option) for option in schema["enum"]):
        yield f"{value!r} is not one of {schema['enum']!r}"
    for options in (schema.get("anyOf"), schema.get("oneOf")):
        if options and all(any(faults(value, option, root)) for option in options):
            yield f"{value!r} matches none of the alternatives"
    for every in schema.get("allOf", ()):
        yield from faults(value, every, root)
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    if types and not any(_is_of_type(value, name) for name in types):
        yield f"{value!r} is not of type {' or '.join(map(str, types))}"
        return
    match value:
        case bool() | None:
            return
        case str():
            yield from _string_faults(value, schema)
        case int() | float():
            yield from _number_faults(value, schema)
        case list():
            yield from _array_faults(value, schema, root)
        case dict():
            yield from _object_faults(value, schema, root)


def resolve(reference: Any, root: Any) -> Any:
    """The schema a local reference points to; anything is allowed where it points nowhere."""
    if not isinstance(reference, str) or not reference.startswith("#"):
        return {}
    target = root
    for step in reference[1:].strip("/").split("/"):
        if step:
            key = step.replace("~1", "/").replace("~0", "~")
            target = target.get(key, {}) if isinstance(target, dict) else {}
    return target


def _is_of_type(value: Any, name: Any) -> bool:
    if name == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if name == "integer":
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return whole and not isinstance(value, bool)
    return name in _TYPES and isinstance(value, _TYPES[name])


def _same(a: Any, b: Any) -> bool:
    return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


def _string_faults(value: str, schema: dict[str, Any]) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{value!r} is too short"
    if len(value) > schema.get("maxLength", math.inf):
        yield f"{value!r} is too long"
    if "pattern" in schema and pattern.matches(schema["pattern"], value) is False:
        yield f"{value!r} does not match {schema['pattern']!r}"


def _number_faults(value: float, schema: dict[str, Any]) -> Iterator[str]:
    if value < schema.get("minimum", -math.inf) or value > schema.get("maximum", math.inf):
        yield f"{value} is out of range"
    if value <= schema.get("exclusiveMinimum", -math.inf):
        yield f"{value} is not above {schema['exclusiveMinimum']}"
    if value >= schema.get("exclusiveMaximum", math.inf):
        yield f"{value} is not below {schema['exclusiveMaximum']}"
    step = schema.get("multipleOf")
    if step and abs(value / step - round(value / step)) > 1e-9:
        yield f"{value} is not a multiple of {step}"


def _array_faults(value: list[Any], schema: dict[str, Any], root: Any) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", math.inf):
        yield f"{len(value)} items are too few or too many"
    if schema.get("uniqueItems") and len({json.dumps(v, sort_keys=True) for v in value}) < len(
        value
    ):
        yield "the items are not unique"
    first = schema.get("prefixItems", [])
    for item, item_schema in zip(value, first, strict=False):
        yield from faults(item, item_schema, root)
    for item in value[len(first) :]:
        yield from faults(item, schema.get("items", {}), root)


def _object_faults(value: dict[str, Any], schema: dict[str, Any], root: Any) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{name!r} is missing"
    if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", math.inf):
        yield f"{len(value)} properties are too few or too many"
    properties = schema.get("properties") or {}
    for name, item in value.items():
        if name in properties:
            yield from faults(item, properties[name], root)
        else:
            yield from faults(item, schema.get("additionalProperties", {}), root)
