"""Question: what is asked of each row of a table, and the table that takes the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from ..api.types import Part
from ..attach import Terms
from ..chat import AnswerSchema, Request, answer_schema
from ..errors import GeminiError, InvalidRequest
from ..session import Session, current
from ..tasks.many import Asked
from .fields import Field, fields_of
from .options import Options, request_from
from .prompts import RowPrompt, Template
from .results import Results

__all__ = ["Question", "frame_from", "joined"]


class Question:
    """Life: made of a table and a prompt; `requests` are to be answered by their positions, in any
    order, and `results` takes the outcomes; `table` is the frame with their columns.
    """

    def __init__(
        self,
        data: Any,
        template: Template,
        options: Options,
        *,
        schema: Any = None,
        lead: str = "",
        session: Session | None = None,
    ) -> None:
        self.data = frame_from(data)
        self.options = options
        self.session = session or current()
        self.session.keep_here()
        self.schema: AnswerSchema | None = None if schema is None else answer_schema(schema)
        self.request = request_from(options, schema=self.schema)
        media = [*_names(options.get("image")), *_names(options.get("file"))]
        self._has_media = bool(media)
        is_sent = options.get("mode") != "estimate"
        terms = Terms(uploads=self.session.uploads if is_sent else None)
        self._prompt = RowPrompt(self.data, template, lead=lead, media=media, terms=terms)
        self.fields = self._fields(schema)
        for field in self.fields:
            if isinstance(self.data, pd.DataFrame) and field.name in self._prompt.reads:
                raise InvalidRequest(
                    f"the answer's column {field.name!r} would take the place of what is asked; "
                    "name it by into=…"
                )

    def __len__(self) -> int:
        return len(self.data)

    def requests(self) -> Iterator[tuple[int, Asked]]:
        """A request for each row, by its position, or why there is none. Made as it is read."""
        for at, parts in enumerate(self._prompt.parts()):
            make = partial(_request, self.request, parts)
            yield at, make if self._has_media else _now(make)

    def results(self) -> Results:
        """To be given what becomes of the requests."""
        return Results(len(self), self.fields, has_schema=self.schema is not None)

    def table(self, results: Results) -> pd.DataFrame:
        """The frame with the columns of the answers, which take the place of any of their names.

        Of a series the answers alone.
        """
        return joined(self.data, results.table(self.data.index))

    def _fields(self, schema: Any) -> list[Field]:
        into = self.options.get("into", "")
        if self.schema is None:
            return [Field(into or "answer", None, "string")]
        return fields_of(schema, self.schema.json, into)


def joined(data: Any, found: pd.DataFrame) -> pd.DataFrame:
    """The frame with the columns that were found; of a series these alone."""
    if isinstance(data, pd.Series):
        return found
    kept = data.loc[:, [str(name) not in found.columns for name in data.columns]]
    table: pd.DataFrame = pd.concat([kept, found], axis=1)
    return table


def frame_from(data: Any) -> Any:
    """A frame or series as it is; of anything else in a row a series is made."""
    if isinstance(data, pd.DataFrame | pd.Series):
        return data
    if isinstance(data, list | tuple | pd.Index):
        return pd.Series(list(data), dtype=None if len(data) else object)
    raise InvalidRequest(
        f"{type(data).__name__} is no table; give a DataFrame, a Series or a list of texts"
    )


def _request(request: Request, parts: Callable[[], tuple[Part, ...]]) -> Request:
    return replace(request, parts=parts())


def _now(make: Callable[[], Request]) -> Asked:
    try:
        return make()
    except GeminiError as error:
        return error


def _names(columns: Any) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns or ())
