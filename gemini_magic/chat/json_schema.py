"""Reading an answer by a JSON Schema that the user wrote down as such."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic_core import from_json

from ..errors import InvalidRequest, SchemaMismatch

__all__ = ["json_path", "reader_by"]

_LONGEST_MESSAGE = 300  # characters


def reader_by(schema: Mapping[str, Any], name: str) -> Callable[[str], Any]:
    """What makes a value of an answer's text, or raises `SchemaMismatch`.

    Raises `InvalidRequest` where the schema itself is none.
    """
    from jsonschema import SchemaError  # late: it takes longer to import than all of ours
    from jsonschema.exceptions import best_match
    from jsonschema.validators import validator_for

    schema = dict(schema)
    kind = validator_for(schema)
    try:
        kind.check_schema(schema)
    except SchemaError as error:
        where = json_path(error.absolute_path) or "its root"
        raise InvalidRequest(f"{name} is no JSON Schema: at {where}, {error.message}") from None
    validator = kind(schema)

    def read(text: str) -> Any:
        try:
            value = from_json(text)
        except ValueError as error:
            raise SchemaMismatch(name, "", f"invalid JSON: {error}") from None
        problems = list(validator.iter_errors(value))
        if (first := best_match(problems)) is not None:
            path, more = json_path(first.absolute_path), len(problems) - 1
            said = _shortened(first.message)
            raise SchemaMismatch(name, path, said, value=first.instance, more=more)
        return value

    return read


def _shortened(message: str) -> str:
    """The message, which begins with the value and ends with what is wrong with it."""
    half = _LONGEST_MESSAGE // 2
    return message if len(message) <= 2 * half else f"{message[:half]}…{message[-half:]}"


def json_path(steps: Iterable[str | int]) -> str:
    """Steps into a JSON value as one path, such as `people[0].age`."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.removeprefix(".")
