"""Google's OpenAPI subset (upper-case types, `nullable`, counts as strings) as JSON Schema."""

from typing import Any

from gemini_magic.local.wire.proto import snake

_CAMEL = {
    snake(camel): camel
    for camel in (
        "anyOf",
        "oneOf",
        "allOf",
        "minItems",
        "maxItems",
        "minLength",
        "maxLength",
        "minProperties",
        "maxProperties",
        "prefixItems",
        "additionalProperties",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "uniqueItems",
        "propertyOrdering",
    )
}
_COUNTS = {"minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"}
_SCHEMA_LISTS = {"anyOf", "oneOf", "allOf", "prefixItems"}
_SCHEMA_MAPS = {"properties", "$defs", "definitions"}
_SCHEMAS = {"items", "additionalProperties"}


def json_schema_from(schema: Any) -> Any:
    """The same schema as JSON Schema; one that already is comes back equal."""
    if not isinstance(schema, dict):
        return schema
    converted: dict[str, Any] = {}
    for written, value in schema.items():
        name = str(_CAMEL.get(written, written))
        if value is None and name not in ("const", "default", "example"):
            continue
        converted[name] = _converted(name, value)
    return _with_null(converted) if converted.pop("nullable", False) is True else converted


def _converted(name: str, value: Any) -> Any:
    match value:
        case str() if name == "type":
            return value.lower()
        case list() if name == "type":
            return [item.lower() if isinstance(item, str) else item for item in value]
        case str() if name in _COUNTS and value.isdecimal():
            return int(value)
        case list() if name in _SCHEMA_LISTS:
            return [json_schema_from(item) for item in value]
        case dict() if name in _SCHEMA_MAPS:
            return {key: json_schema_from(item) for key, item in value.items()}
        case dict() if name in _SCHEMAS:
            return json_schema_from(value)
        case _:
            return value


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}], "description": schema.get("description", "")}
