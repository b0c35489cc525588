"""Vectors on a plane: their two principal components, or UMAP where that is installed."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import numpy as np

from ..errors import InvalidRequest, UnknownName
from ..tasks.embedder import Matrix

__all__ = ["METHODS", "pca", "plane"]

METHODS = ("auto", "pca", "umap")

_MORE = 8  # directions beyond those that are asked for: the first then settle sooner
_ROUNDS = 12
_LEAST_FOR_UMAP = 30  # rows; its neighbourhoods say nothing of fewer


def plane(matrix: Matrix, method: str = "auto") -> tuple[Any, str]:
    """Points, rows × 2, and the method that placed them; `auto` takes UMAP where there is one."""
    if method not in METHODS:
        raise UnknownName("projection", method, METHODS)
    has_umap = importlib.util.find_spec("umap") is not None
    if method == "umap" and not has_umap:
        raise InvalidRequest("UMAP is not installed: pip install umap-learn, or use method='pca'")
    if has_umap and method != "pca" and len(matrix) >= _LEAST_FOR_UMAP:
        umap = importlib.import_module("umap")
        return umap.UMAP(metric="cosine", random_state=0).fit_transform(matrix), "umap"
    return pca(matrix), "pca"


def pca(matrix: Matrix, components: int = 2) -> Any:
    """The first principal components of the rows, by subspace iteration.

    No copy of the matrix is centred: what centring would change is taken off the products.
    Signs are such that the largest weight of each component is positive.
    """
    count, size = matrix.shape
    asked = min(components, count, size)
    mean = matrix.mean(axis=0)
    random = np.random.default_rng(0)
    basis = random.standard_normal((size, min(asked + _MORE, size)), np.float32)
    for _ in range(_ROUNDS):
        basis, _ = np.linalg.qr(basis)
        scores = matrix @ basis - mean @ basis
        basis = matrix.T @ scores - np.outer(mean, scores.sum(axis=0))
    basis, _ = np.linalg.qr(basis)
    scores = matrix @ basis - mean @ basis
    _, _, turned = np.linalg.svd(scores, full_matrices=False)
    directions = basis @ turned.T
    signs = np.sign(directions[np.abs(directions).argmax(axis=0), range(directions.shape[1])])
    points = np.zeros((count, components), np.float32)
    points[:, :asked] = ((scores @ turned.T) * signs)[:, :asked]
    return points
