"""A template, or a function, → the parts that are sent for each row of a table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from ..api.media_type import media_type_of
from ..api.types import FileData, Part
from ..attach import Attachment, Prompt, Terms, attached, attachment_from, fenced
from ..attach.interpolation import fill, names_in
from ..attach.media import by_address
from ..errors import InvalidRequest, UnknownName

__all__ = ["RowPrompt", "Template", "is_missing"]

Template = str | Callable[[Any], Any] | None
"""A prompt with {{columns}}; or what makes one of a row; or nothing: the whole row is sent."""

_VALUE = "value"
_ROW = "row"
_ADDRESS = re.compile(r"(https?|gs)://\S+", re.IGNORECASE)
_SINGLE_BRACES = re.compile(r"(?<!\{)\{\s*([^\W\d]\w*)\s*\}(?!\})")


class RowPrompt:
    """The names in a template are columns; `row["…"]` reaches those that are no identifiers, and
    in a series `value` is what stands in it. A name that does not exist is refused at once.

    `media` are columns of pictures and files, which come first; `lead` is what stands before a
    row that is sent as a whole.
    """

    def __init__(
        self,
        data: Any,
        template: Template,
        *,
        lead: str = "",
        media: Sequence[str] = (),
        terms: Terms | None = None,
    ) -> None:
        self._is_series = isinstance(data, pd.Series)
        self._index = data.index
        self._columns = _columns_of(data)
        self._template = template
        self._lead = lead
        self._media = media
        self._terms = terms or Terms()
        self._named = names_in(template) if isinstance(template, str) else []
        for column in (*media, *self._named):
            if column not in self._known:
                raise UnknownName("column", column, self._known)
        if isinstance(template, str) and not (self._named or media):
            raise InvalidRequest(_without_names(template, self._columns))

    @property
    def _known(self) -> list[str]:
        return [*self._columns] if self._is_series else [*self._columns, _ROW]

    @property
    def reads(self) -> list[str]:
        """The columns that are sent; all of them where a function chooses."""
        if isinstance(self._template, str) and _ROW not in self._named:
            return [*self._media, *self._named]
        return list(self._columns)

    def parts(self) -> Iterator[Callable[[], tuple[Part, ...]]]:
        """For each row what makes its parts; it raises `InvalidRequest` where there are none."""
        names = list(dict.fromkeys(self.reads))
        columns = [self._columns[name] for name in names]
        for label, *values in zip(self._index, *columns, strict=True):
            yield partial(self._parts, label, dict(zip(names, values, strict=True)))

    def _parts(self, label: Any, values: dict[str, Any]) -> tuple[Part, ...]:
        prompt = Prompt(self._terms)
        for column in self._media:
            prompt.attach(_medium(_present(values, column), column, self._terms))
        if isinstance(self._template, str):
            self._fill(prompt, self._template, values)
        elif self._template is None:
            self._whole(prompt, values)
        else:
            given = (
                values[_VALUE] if self._is_series else pd.Series(values, dtype=object, name=label)
            )
            for item in _made(self._template, given):
                found = attachment_from(item, self._terms)
                prompt.attach(found)
        return prompt.parts

    def _fill(self, prompt: Prompt, template: str, values: dict[str, Any]) -> None:
        for name in self._named:
            if name != _ROW:
                _present(values, name)
        for piece in fill(template, {**values, _ROW: values}, "column"):
            if isinstance(piece, str):
                prompt.write(piece)
            elif piece.is_plain:
                prompt.write(str(piece.value))
            elif piece.name == _ROW:
                prompt.attach(_whole_row(values))
            else:
                prompt.put(piece.value, piece.name)

    def _whole(self, prompt: Prompt, values: dict[str, Any]) -> None:
        others = {name: value for name, value in values.items() if name not in self._media}
        prompt.write(self._lead)
        if self._is_series:
            value = _present(others, _VALUE)
            text = fenced(str(value), "The text") if isinstance(value, str) else None
            found = Attachment.of(Part(text=text), "", "text") if text else None
            prompt.attach(found or attachment_from(value, self._terms))
        elif others or not self._media:
            prompt.attach(_whole_row(others))


def is_missing(value: Any) -> bool:
    """Whether it is one of the values by which pandas says that there is none."""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _present(values: Mapping[str, Any], name: str) -> Any:
    if is_missing(value := values[name]):
        raise InvalidRequest(f"not asked: {name} is missing")
    return value


def _whole_row(values: Mapping[str, Any]) -> Attachment:
    there = {name: value for name, value in values.items() if not is_missing(value)}
    if not there:
        raise InvalidRequest("not asked: the row is empty")
    text = json.dumps(there, ensure_ascii=False, default=str)
    return Attachment.of(Part(text=fenced(text, "The row", "json")), _ROW, "text")


def _medium(value: Any, column: str, terms: Terms) -> Attachment:
    """A picture or file from a path, an address, its bytes, or an object that holds one."""
    found: Attachment | None
    if isinstance(value, str) and _ADDRESS.fullmatch(value):
        found = attached(value, column, terms)  # a film on YouTube
        if found is None or found.parts[0].file_data is None:
            mime_type = media_type_of(value.partition("?")[0].rpartition("/")[2], b"\0")
            found = by_address(FileData(file_uri=value, mime_type=mime_type), column, mime_type)
        return found
    found = attached(Path(value) if isinstance(value, str) else value, column, terms)
    if found is None:
        raise InvalidRequest(
            f"{column} holds {value!r}, which is no picture or file; give paths, addresses or bytes"
        )
    return found


def _made(function: Callable[[Any], Any], given: Any) -> Sequence[Any]:
    try:
        made = function(given)
    except Exception as error:  # it is the user's, and may raise anything
        raise InvalidRequest(
            f"not asked: the function raised {type(error).__name__}: {error}"
        ) from error
    if made is None:
        raise InvalidRequest("not asked: the function gave None")
    return made if isinstance(made, (list, tuple)) else (made,)


def _columns_of(data: Any) -> dict[str, Any]:
    if isinstance(data, pd.Series):
        named = {str(data.name): data} if isinstance(data.name, str) else {}
        return {**named, _VALUE: data}
    names = [str(name) for name in data.columns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InvalidRequest(f"several columns are named {twice[0]!r}; give each its own name")
    return {name: data.iloc[:, at] for at, name in enumerate(names)}


def _without_names(template: str, columns: Mapping[str, Any]) -> str:
    single = [name for name in _SINGLE_BRACES.findall(template) if name in columns]
    name = next(iter(single or columns), "column")
    hint = f"{{{name}}} is not filled in" if single else "every row would be asked the same"
    return f"the prompt names no column: {hint}; write {{{{{name}}}}}"
