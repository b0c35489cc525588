"""What a schema says of columns: their names, where their values are, and their dtypes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Field", "fields_of", "typed"]

_BY_TYPE = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "string"}
_MOMENT, _DURATION = "datetime64[us]", "timedelta64[us]"  # as exact as Python's own
_BY_FORMAT = {"date-time": _MOMENT, "date": _MOMENT, "duration": _DURATION}


@dataclass(frozen=True)
class Field:
    """A column of answers: `key` is where a value has it, None for the value itself."""

    name: str
    key: str | None
    dtype: Any

    def of(self, value: Any) -> Any:
        """What the column holds of an answer."""
        if self.key is None:
            return _plain(value)
        if isinstance(value, Mapping):
            return _plain(value.get(self.key))
        return _plain(getattr(value, self.key, None))


def fields_of(schema: Any, json: Mapping[str, Any], into: str = "") -> list[Field]:
    """A field for each property of an object; one in all for anything else.

    `schema` is what the JSON Schema was made of: a model's fields may be named otherwise there.
    Where it is no more than JSON, dates stay the texts that they are.
    """
    root = _resolved(json, json)
    properties, is_typed = root.get("properties"), not isinstance(schema, Mapping)
    if not properties:
        return [Field(into or "answer", None, _dtype(root, json, is_typed))]
    keys = _keys_of(schema, properties)
    if into and len(keys) == 1:
        [(name, key)] = keys.items()
        return [Field(into, key, _dtype(properties[name], json, is_typed))]
    prefix = f"{into}_" if into else ""
    return [
        Field(prefix + key, key, _dtype(properties[name], json, is_typed))
        for name, key in keys.items()
    ]


def typed(values: list[Any], dtype: Any) -> Any:
    """The values as an array of that dtype; where there is none, it is missing."""
    if dtype == _MOMENT:
        return _moments(values)
    if dtype == _DURATION:
        return np.array(values, dtype=_DURATION)
    if dtype == "float64":
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    if dtype is object:
        array = np.empty(len(values), dtype=object)
        array[:] = values
        return array
    return pd.array(values, dtype=dtype)


def _moments(values: list[Any]) -> Any:
    """Dates and times; with any time zone among them all are UTC, which those without one are."""
    has_zones = any(getattr(value, "tzinfo", None) is not None for value in values)
    plain = [_without_zone(value) for value in values]
    array = pd.array(np.array(plain, dtype=_MOMENT))
    return array.tz_localize("UTC") if has_zones else array


def _without_zone(value: Any) -> Any:
    if getattr(value, "tzinfo", None) is None:
        return value
    return value.astimezone(UTC).replace(tzinfo=None)


def _keys_of(schema: Any, properties: Mapping[str, Any]) -> dict[str, str]:
    """Names in the JSON Schema → names in the value."""
    fields: Mapping[str, Any] = getattr(schema, "model_fields", {})
    by_alias = {str(field.validation_alias or name): name for name, field in fields.items()}
    return {name: by_alias.get(name, name) for name in properties}


def _dtype(schema: Mapping[str, Any], root: Mapping[str, Any], is_typed: bool) -> Any:
    schema = _resolved(schema, root)
    choices = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
    if choices:
        return pd.CategoricalDtype([choice for choice in choices if choice is not None])
    if is_typed and (dtype := _BY_FORMAT.get(schema.get("format", ""))):
        return dtype
    kind = schema.get("type")
    kinds = [kind] if isinstance(kind, str) else [one for one in kind or () if one != "null"]
    return _BY_TYPE.get(kinds[0], object) if len(kinds) == 1 else object


def _resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema behind references, and of a choice between it and nothing."""
    while True:
        if isinstance(reference := schema.get("$ref"), str):
            found: Any = root
            for step in reference.removeprefix("#/").split("/"):
                found = found.get(step, {}) if step != "#" else found
            schema = found
            continue
        some = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
        if len(some) != 1:
            return schema
        schema = some[0]


def _plain(value: Any) -> Any:
    """The value of an Enum's member; anything else as it is."""
    return getattr(value, "value", value) if hasattr(type(value), "__members__") else value
