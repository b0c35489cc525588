"""JSON from strangers: strict, of bounded depth, and every string in it can be written again."""

import json
import re
from typing import Any

from gemini_magic.local.wire.errors import InvalidArgument

_DEEPEST = 100
_LONE_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def parsed(raw: bytes) -> Any:
    """The value, or `InvalidArgument`."""
    try:
        value = json.loads(raw, parse_constant=_refuse_constant)
        if _LONE_SURROGATE.search(raw):
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise InvalidArgument(f"Invalid JSON payload received. {error}") from error
    if _is_too_deep(value):
        raise InvalidArgument(f"The JSON is nested more than {_DEEPEST} levels deep.")
    return value


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        containers = [value for value in level if isinstance(value, dict | list)]
        level = [
            inner
            for value in containers
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON value")
