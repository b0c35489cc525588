"""The simplest value of a type that a schema allows, for what a text does not say."""

import math
from typing import Any

from gemini_magic.local.schema import pattern
from gemini_magic.local.schema.check import faults

_LONGEST_STRING = 20_000
_FORMATS = {
    "date": "1970-01-01",
    "date-time": "1970-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "email": "name@example.org",
    "uri": "https://example.org/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "ipv4": "127.0.0.1",
    "ipv6": "::1",
    "hostname": "localhost",
    "duration": "PT0S",
}


class Unsatisfiable(ValueError):
    """No value can satisfy the schema, or only one that is too large to make."""


def type_of(schema: dict[str, Any]) -> Any:
    """The type a schema asks for, which it may leave to be guessed from its other keywords."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((k for k in kind if k != "null"), "null")
    if kind is None:
        has_fields = "properties" in schema or "additionalProperties" in schema
        kind = "object" if has_fields or "required" in schema else None
    return kind or ("array" if "items" in schema or "prefixItems" in schema else "string")


def simplest(schema: dict[str, Any], path: str) -> Any:
    """The simplest scalar that the schema allows, or `Unsatisfiable`."""
    match type_of(schema):
        case "string":
            return _string(schema, path)
        case "boolean":
            return schema.get("default") is True
        case "integer" | "number" as kind:
            return _number(schema, path, whole=kind == "integer")
        case kind:
            raise Unsatisfiable(f"{kind!r} is not a type")


def _number(schema: dict[str, Any], path: str, *, whole: bool) -> Any:
    """The number nearest to zero that the schema allows."""
    default = schema.get("default")
    if not any(faults(default, {**schema, "type": "integer" if whole else "number"})):
        return default
    low = schema.get("minimum", -math.inf)
    high = schema.get("maximum", math.inf)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    step = schema.get("multipleOf") or (1 if whole else None)
    if isinstance(above, int | float) and above >= low:
        low = above + (step or (min(high, below or math.inf, above + 2) - above) / 2 or 1)
    if isinstance(below, int | float) and below <= high:
        high = below - (step or (below - max(low, below - 2)) / 2 or 1)
    value = min(max(0, low), high)
    if step:
        value = math.ceil(value / step) * step if value == low else math.floor(value / step) * step
    value = int(value) if whole or (step is None and float(value).is_integer()) else value
    if any(faults(value, {**schema, "type": "integer" if whole else "number"})):
        raise Unsatisfiable(f"no number fits at {path!r}")
    return value


def _string(schema: dict[str, Any], path: str) -> str:
    """The schema's own example, one of its format or pattern, or "unknown"."""
    least, most = schema.get("minLength", 0), schema.get("maxLength", _LONGEST_STRING)
    if least > min(most, _LONGEST_STRING):
        raise Unsatisfiable(f"a string of {least} characters at {path!r} is too long")
    candidates = [schema.get("default"), schema.get("example"), *schema.get("examples", ())]
    candidates.append(_FORMATS.get(schema.get("format", "")))
    if "pattern" in schema:
        candidates += [pattern.sample(schema["pattern"]), *"a1Ab"]
    candidates += ["unknown", "unknown".ljust(least, "-")[: int(most)]]
    for candidate in candidates:
        if isinstance(candidate, str) and not any(faults(candidate, {**schema, "type": "string"})):
            return candidate
    raise Unsatisfiable(f"no string was found for the pattern at {path!r}")
