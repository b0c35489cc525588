"""What a function returned → JSON, with images and other media as parts beside it.

In the JSON `{"$ref": "image_1.png"}` stands for the part of that name. Tables become records:
models of every generation read those, and no table library has to be imported.
"""

from __future__ import annotations

import io
import json
import mimetypes
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from .media import media_part
from .types import Blob, FunctionResponseBlob, FunctionResponsePart, Image, Part

__all__ = ["MOST_ROWS", "outcome"]

MOST_ROWS = 200
"""Rows of a table that are sent: a model reads no more with profit, and each costs tokens."""


def outcome(result: Any) -> tuple[Any, list[FunctionResponsePart]]:
    """A result as JSON, and the media in it: PIL images, figures, `Part`s, blobs, images.

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
        if (blob := _blob(value)) is not None:
            named = _named(blob, len(self.parts) + 1)
            self.parts.append(FunctionResponsePart(inline_data=named))
            return {"$ref": named.display_name}
        return _bounded(value)

    def replacing(self, value: Any) -> Any:
        """For what JSON cannot say."""
        replaced = self.taken_from(value)
        if replaced is value:
            raise TypeError(
                f"a {type(value).__name__} cannot be sent to a model; return text, numbers, "
                "lists, dicts, tables or images"
            )
        return replaced


def _blob(value: Any) -> Blob | None:
    """The media in a value, or None where it holds none."""
    if isinstance(value, Blob):
        return value
    if isinstance(value, Part):
        return value.inline_data
    if isinstance(value, Image):
        return Blob(mime_type=value.mime_type or "image/png", data=value.image_bytes)
    if callable(save := getattr(value, "savefig", None)):  # a figure of matplotlib
        drawn = io.BytesIO()
        save(drawn, format="png")
        return Blob(mime_type="image/png", data=drawn.getvalue())
    part = None if isinstance(value, str) else media_part(value)
    return part.inline_data if part is not None else None


def _named(blob: Blob, number: int) -> FunctionResponseBlob:
    kind = (blob.mime_type or "").partition(";")[0]
    ending = mimetypes.guess_extension(kind) or ""
    name = blob.display_name or f"{kind.partition('/')[0] or 'media'}_{number}{ending}"
    return FunctionResponseBlob(mime_type=blob.mime_type, data=blob.data, display_name=name)


def _bounded(value: Any) -> Any:
    """A table or array as `_records`; of a long one its beginning, and how long it is."""
    shape = getattr(value, "shape", ())
    count = shape[0] if isinstance(shape, tuple) and shape else 0
    if count <= MOST_ROWS:
        return _records(value)
    return {"first_rows": _records(value[:MOST_ROWS]), "rows_in_all": count}


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
