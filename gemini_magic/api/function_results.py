"""What a function returned → JSON, with images and other media as parts beside it.

In the JSON `{"$ref": "image_1.png"}` stands for the part of that name. Tables become records:
models of every generation read those, and no table library has to be imported.
"""

from __future__ import annotations

import json
import math
import mimetypes
from collections.abc import Iterator, Mapping, MappingView
from itertools import islice
from typing import Any

from pydantic_core import to_jsonable_python

from .result_media import medium_of
from .types import Blob, FileData, FunctionResponseBlob, FunctionResponsePart

__all__ = ["MOST_ROWS", "outcome"]

MOST_ROWS = 200
"""Rows of a table that are sent: a model reads no more with profit, and each costs tokens."""
MOST_NUMBERS = 10_000
"""… and values in them."""


def outcome(result: Any) -> tuple[Any, list[FunctionResponsePart]]:
    """A result as JSON, and the media in it, see `medium_of`.

    What JSON cannot say raises.
    """
    media = _Media()
    # The first pass goes into containers, the fallback into models and dataclasses.
    written = to_jsonable_python(
        media.taken_from(result), fallback=media.replacing, inf_nan_mode="null"
    )
    return written, media.parts


class _Media:
    """Takes media out of a result; `parts` are what it has found so far."""

    def __init__(self) -> None:
        self.parts: list[FunctionResponsePart] = []

    def taken_from(self, value: Any) -> Any:
        """The value with media and tables replaced, as deep as containers go."""
        if isinstance(value, Mapping):
            return {key: self.taken_from(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.taken_from(item) for item in value]
        if isinstance(value, (Iterator, MappingView, range)):
            return self.taken_from(_begun(value))
        if (medium := medium_of(value)) is not None:
            return {"$ref": self._put(medium)}
        return _bounded(value)

    def _put(self, medium: Blob | FileData) -> str:
        """The name under which it now stands beside the JSON."""
        name = _name(medium, len(self.parts) + 1)
        if isinstance(medium, FileData):
            named = medium.model_copy(update={"display_name": name})
            self.parts.append(FunctionResponsePart(file_data=named))
        else:
            blob = FunctionResponseBlob(
                mime_type=medium.mime_type, data=medium.data, display_name=name
            )
            self.parts.append(FunctionResponsePart(inline_data=blob))
        return name

    def replacing(self, value: Any) -> Any:
        """For what JSON cannot say."""
        replaced = self.taken_from(value)
        if replaced is value:
            raise TypeError(
                f"a {type(value).__name__} cannot be sent to a model; return text, numbers, "
                "lists, dicts, tables or images"
            )
        return replaced


def _name(medium: Blob | FileData, number: int) -> str:
    kind = (medium.mime_type or "").partition(";")[0]
    ending = mimetypes.guess_extension(kind) or ""
    return medium.display_name or f"{kind.partition('/')[0] or 'media'}_{number}{ending}"


def _begun(items: Any) -> Any:
    """What a generator yields, or its beginning: some never end."""
    found = list(islice(items, MOST_ROWS + 1))
    return found if len(found) <= MOST_ROWS else {"first_items": found[:MOST_ROWS], "more": True}


def _bounded(value: Any) -> Any:
    """A table or array as `_records`; of a long one its beginning, and how long it is."""
    shape = getattr(value, "shape", ())
    count = shape[0] if isinstance(shape, tuple) and shape else 0
    rows = min(MOST_ROWS, max(1, MOST_NUMBERS // max(1, math.prod(shape[1:])))) if count else 0
    if count <= rows:
        return _records(value)
    return {"first_rows": _records(value[:rows]), "rows_in_all": count}


def _records(value: Any) -> Any:
    """Tables as lists of rows, arrays as lists; anything else as it is.

    By what they can do: pandas, polars, pyarrow and numpy are not imported for it.
    """
    if callable(to_json := getattr(value, "to_json", None)) and hasattr(value, "iloc"):
        is_table = hasattr(value, "columns")
        return json.loads(to_json(date_format="iso", **({"orient": "records"} if is_table else {})))
    for name in ("to_dicts", "to_pylist", "tolist"):
        if callable(convert := getattr(value, name, None)):
            return convert()
    return value
