"""Cosines between the rows of matrices: the nearest, and those that say the same.

Rows of NaN are near to nothing. Matrices are read in blocks and never copied whole.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..tasks.embedder import Matrix

__all__ = ["cosines", "nearest", "same_as", "similarities"]

_BLOCK = 1024  # rows


def cosines(left: Matrix, right: Matrix) -> Any:
    """Row by row: how alike the vectors of two matrices are, from -1 to 1; NaN where one lacks."""
    lengths = _lengths(left) * _lengths(right)
    with np.errstate(invalid="ignore"):
        return np.einsum("ij,ij->i", left, right) / lengths


def similarities(left: Matrix, right: Matrix) -> Any:
    """All with all: a row for each of `left`, a column for each of `right`."""
    with np.errstate(invalid="ignore"):
        return left @ right.T / np.outer(_lengths(left), _lengths(right))


def nearest(queries: Matrix, matrix: Matrix, k: int) -> tuple[Any, Any]:
    """The positions of the `k` rows that are most like each query, best first, and their cosines.

    Both have the shape queries × k; where there are fewer rows, positions are -1.
    """
    positions = np.full((len(queries), k), -1)
    found = np.full((len(queries), k), np.nan, np.float32)
    if not matrix.size:  # there is nothing that could be near
        return positions, found
    for start in range(0, len(queries), _BLOCK):
        block = slice(start, start + _BLOCK)
        alike = np.nan_to_num(similarities(queries[block], matrix), nan=-np.inf)
        best = np.argsort(-alike, axis=1, kind="stable")[:, :k]
        cosine = np.take_along_axis(alike, best, axis=1)
        kept = best.shape[1]
        positions[block, :kept] = np.where(np.isfinite(cosine), best, -1)
        found[block, :kept] = np.where(np.isfinite(cosine), cosine, np.nan)
    return positions, found


def same_as(matrix: Matrix, threshold: float) -> Any:
    """For each row the position of the first row that says the same: its own if none before does.

    A row is held against the firsts only, so that no chain of small steps joins what differs.
    """
    same = np.arange(len(matrix))
    is_first = np.ones(len(matrix), bool)
    for start in range(0, len(matrix), _BLOCK):
        block = matrix[start : start + _BLOCK]
        is_same = similarities(block, matrix[: start + len(block)]) >= threshold
        for at, row in enumerate(range(start, start + len(block))):
            hits = np.flatnonzero(is_same[at, :row] & is_first[:row])
            if len(hits):
                same[row], is_first[row] = hits[0], False
    return same


def _lengths(matrix: Matrix) -> Any:
    lengths = np.linalg.norm(matrix, axis=1)
    lengths[lengths == 0] = 1
    return lengths
