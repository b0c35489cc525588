"""AnswerSchema: what an answer has to look like, as JSON Schema and as a Python value."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError

from ..errors import InvalidRequest, SchemaMismatch
from .json_schema import json_path, reader_by
from .table_rows import is_table, rows_type, table_of

__all__ = ["AnswerSchema", "answer_schema"]


@dataclass(frozen=True)
class AnswerSchema:
    """A schema by the name that people know it by.

    `read` makes the value from the text of an answer; where it does not fit it raises
    `SchemaMismatch`.
    """

    name: str
    json: Mapping[str, Any] = field(hash=False)
    read: Callable[[str], Any] = field(hash=False, compare=False, repr=False)


def answer_schema(schema: Any) -> AnswerSchema:
    """From a pydantic model, a dataclass, a TypedDict, an Enum or any other type, such as
    `list[Person]`; from a JSON Schema; or from a table, whose columns the rows will have.

    Raises `InvalidRequest` for what no schema can be made of.
    """
    if isinstance(schema, AnswerSchema):
        return schema
    if isinstance(schema, Mapping):
        name = str(schema.get("title") or "the schema")
        return AnswerSchema(name, dict(schema), reader_by(schema, name))
    if is_table(schema):
        rows = _of_type(list[rows_type(schema)], "the table")  # type: ignore[misc]
        return AnswerSchema(rows.name, rows.json, lambda text: table_of(rows.read(text), schema))
    if inspect.isroutine(schema):  # which pydantic would call with the answer
        raise InvalidRequest(f"{schema!r} is a function, not a schema; give its return type")
    return _of_type(schema, _name_of(schema))


def _of_type(kind: Any, name: str) -> AnswerSchema:
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(kind)
        json = adapter.json_schema()
    except (PydanticUserError, NameError, AttributeError, TypeError) as error:  # not of our making
        raise InvalidRequest(
            f"{name} cannot be a schema: {str(error).splitlines()[0]}; give a pydantic model, a "
            "dataclass, a TypedDict, an Enum, a JSON Schema or a table"
        ) from None

    def read(text: str) -> Any:
        try:
            return adapter.validate_json(text)
        except ValidationError as error:
            raise _mismatch(name, error) from None

    return AnswerSchema(name, json, read)


def _mismatch(name: str, error: ValidationError) -> SchemaMismatch:
    first, *others = error.errors(include_url=False, include_context=False)
    expected = first["msg"][:1].lower() + first["msg"][1:]
    # What is missing has no value, and what is no JSON is the whole text.
    has_value = first["type"] not in ("missing", "json_invalid")
    path = json_path(first["loc"])
    value = first["input"] if has_value else None
    said = f"{expected}, not {_short(value)}" if has_value else expected
    return SchemaMismatch(name, path, said, value=value, more=len(others))


def _name_of(kind: Any) -> str:
    """As it is written: `Person`, `list[Person]`."""
    if isinstance(kind, type) and not hasattr(kind, "__origin__"):
        return kind.__name__
    return re.sub(r"[\w.<>]+\.", "", repr(kind))


def _short(value: Any, most: int = 80) -> str:
    shown = repr(value)
    return shown if len(shown) <= most else shown[: most - 1] + "…"
