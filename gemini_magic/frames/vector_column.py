"""A matrix as one column of a table, and back: an Arrow list of fixed size that shares its memory.

Without pyarrow it is a column of numpy arrays, each a row of the same matrix.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InvalidRequest
from ..tasks.embedder import Matrix

__all__ = ["arrow_of", "holds_vectors", "matrix_of", "missing_rows", "objects_of", "vector_column"]


def vector_column(matrix: Matrix, index: pd.Index[Any], name: str = "embedding") -> pd.Series[Any]:
    """The column. What has no vector is missing in it."""
    missing = missing_rows(matrix)
    if importlib.util.find_spec("pyarrow") is None:
        rows = [None if lacks else row for row, lacks in zip(matrix, missing, strict=True)]
        return pd.Series(objects_of(rows), index=index, name=name)
    import pyarrow as pa

    present = pa.py_buffer(np.packbits(~missing, bitorder="little")) if missing.any() else None
    numbers = pa.array(np.ascontiguousarray(matrix).reshape(-1))
    kind = pa.list_(pa.float32(), matrix.shape[1])
    lists = pa.FixedSizeListArray.from_buffers(
        kind, len(matrix), [present], int(missing.sum()), children=[numbers]
    )
    return pd.Series(pd.arrays.ArrowExtensionArray(lists), index=index, name=name)


def matrix_of(column: pd.Series[Any]) -> Matrix:
    """The matrix of such a column, NaN where a vector is missing."""
    arrow = arrow_of(column)
    if arrow is not None and (size := getattr(arrow.type, "list_size", None)):
        begun = arrow.offset * size
        numbers = arrow.values[begun : begun + len(arrow) * size].to_numpy(zero_copy_only=False)
        matrix: Matrix = numbers.astype(np.float32, copy=False).reshape(len(arrow), size)
        if not arrow.null_count:
            return matrix
        matrix = matrix.copy()  # Arrow's memory is not to be written to
        matrix[arrow.is_null().to_numpy(zero_copy_only=False)] = np.nan
        return matrix
    rows = [None if _lacks(row) else np.asarray(row, np.float32) for row in column]
    sizes = {len(row) for row in rows if row is not None}
    if len(sizes) > 1:
        raise InvalidRequest(f"the vectors of {column.name!r} are of several sizes: {sizes}")
    matrix = np.full((len(rows), max(sizes, default=0)), np.nan, np.float32)
    for at, row in enumerate(rows):
        if row is not None:
            matrix[at] = row
    return matrix


def arrow_of(column: pd.Series[Any]) -> Any:
    """The Arrow array of such a column, or None where it is none."""
    if getattr(column.dtype, "pyarrow_dtype", None) is None:
        return None
    found = column.array.__arrow_array__()
    # To combine chunks is to copy, even if there is only one.
    return found.chunk(0) if found.num_chunks == 1 else found.combine_chunks()


def holds_vectors(column: pd.Series[Any]) -> bool:
    """Whether a column holds vectors, and not what is still to be embedded."""
    arrow_type = getattr(column.dtype, "pyarrow_dtype", None)
    if arrow_type is not None and str(arrow_type).startswith(("fixed_size_list", "list")):
        return True
    first = next((value for value in column if not _lacks(value)), None)
    if isinstance(first, np.ndarray):
        return first.ndim == 1 and first.dtype.kind in "fi"
    return isinstance(first, list) and all(isinstance(number, (float, int)) for number in first)


def objects_of(items: Sequence[Any]) -> Any:
    """An array of these objects; numpy would take several lists for the rows of a matrix."""
    objects = np.empty(len(items), object)
    for at, item in enumerate(items):
        objects[at] = item
    return objects


def missing_rows(matrix: Matrix) -> Any:
    """Which rows have no vector: a truth value for each."""
    return np.isnan(matrix[:, 0]) if matrix.shape[1] else np.ones(len(matrix), bool)


def _lacks(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))
