"""JSON values and bytes as Python source that makes them again, laid out like a formatter would."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

__all__ = ["Expression", "decoded", "python_source"]

_WIDTH = 88
_STEP = 4


class Expression(str):
    """Source that stands for a value as it is."""


def decoded(data: bytes) -> Expression:
    """Bytes as base64 in the source; the code imports base64."""
    return Expression(f'base64.b64decode("{base64.b64encode(data).decode()}")')


def python_source(
    value: Any, *, of_bytes: Callable[[bytes], Expression] = decoded, indent: int = 0
) -> str:
    """An expression for dicts, lists, strings, numbers and bytes, from column `indent` on."""
    flat = _flat(value, of_bytes)
    if not value or indent + len(flat) <= _WIDTH or not isinstance(value, (dict, list, tuple)):
        return flat
    pad = " " * (indent + _STEP)

    def inner(item: Any) -> str:
        return python_source(item, of_bytes=of_bytes, indent=indent + _STEP)

    if isinstance(value, dict):
        lines = [f"{pad}{_flat(key, of_bytes)}: {inner(item)},\n" for key, item in value.items()]
        return "{\n" + "".join(lines) + " " * indent + "}"
    return "[\n" + "".join(f"{pad}{inner(item)},\n" for item in value) + " " * indent + "]"


def _flat(value: Any, of_bytes: Callable[[bytes], Expression]) -> str:
    if isinstance(value, Expression):
        return str(value)
    if isinstance(value, bytes):
        return of_bytes(value)
    if isinstance(value, str):
        # JSON's strings are Python's, too; what no file can hold is escaped.
        is_plain = value.isprintable() or not any("\ud800" <= c <= "\udfff" for c in value)
        return json.dumps(str(value), ensure_ascii=not is_plain)
    if isinstance(value, dict):
        pairs = (f"{_flat(k, of_bytes)}: {_flat(v, of_bytes)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flat(item, of_bytes) for item in value) + "]"
    return repr(value)
