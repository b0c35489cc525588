"""`extract`: fields of a schema out of each row."""

from __future__ import annotations

from typing import Any, Unpack

from .modes import asked_by_mode
from .options import Options, checked
from .prompts import Template
from .question import Question

__all__ = ["extract"]

_LEAD = "Fill in what the schema asks for from the data below, and only from there."


def extract(data: Any, schema: Any, prompt: Template = None, **options: Unpack[Options]) -> Any:
    """The fields of a schema as columns: `df.gemini.extract(Invoice)`.

    `schema` is a pydantic model, a dataclass, a TypedDict, a JSON Schema or an example table.
    Without a prompt the whole row is given. Integers become `Int64`, choices categories, dates and
    times `datetime64`; what is nested stays an object. An answer that does not fit is an `_error`
    of its row, and `_raw` holds its text. Otherwise it is as `map`.
    """
    question = Question(data, prompt, checked(options), schema=schema, lead=_LEAD)
    return asked_by_mode(question)
