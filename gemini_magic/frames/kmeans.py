"""k-means with the k-means++ start (Arthur and Vassilvitskii, 2007), the same for equal seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..tasks.embedder import Matrix

__all__ = ["Clustering", "kmeans", "well_clustered"]

_STARTS = 4
_MOST_ROUNDS = 100
_MOST_CLUSTERS = 12
_SAMPLE = 1000  # rows that the number of clusters is chosen by


@dataclass(frozen=True)
class Clustering:
    """The cluster of each row, from 0, the largest first; `centres` are means of rows."""

    labels: Any
    centres: Matrix
    inertia: float


def kmeans(matrix: Matrix, k: int, seed: int = 0) -> Clustering:
    """The best of some starts, by the sum of squared distances. Needs `k` rows at least."""
    random = np.random.default_rng(seed)
    squares = np.einsum("ij,ij->i", matrix, matrix)
    found = (_lloyd(matrix, squares, _start(matrix, squares, k, random)) for _ in range(_STARTS))
    return _ordered(min(found, key=lambda one: one.inertia))


def well_clustered(matrix: Matrix, seed: int = 0) -> Clustering:
    """As many clusters as fit best: those whose rows are much nearer to their own (silhouette)."""
    most = min(_MOST_CLUSTERS, len(matrix) - 1)
    if most < 2:
        return kmeans(matrix, 1, seed)
    chosen = np.random.default_rng(seed).permutation(len(matrix))[:_SAMPLE]
    sample = matrix[np.sort(chosen)]
    silhouettes = {k: _silhouette(sample, kmeans(sample, k, seed)) for k in range(2, most + 1)}
    return kmeans(matrix, max(silhouettes, key=lambda k: silhouettes[k]), seed)


def _start(matrix: Matrix, squares: Any, k: int, random: np.random.Generator) -> Matrix:
    """Rows that are far from each other, as chance has it."""
    centres = [matrix[random.integers(len(matrix))]]
    nearest = _distances(matrix, squares, np.stack(centres))[:, 0]
    while len(centres) < k:
        total = nearest.sum()
        even = np.full(len(matrix), 1 / len(matrix))
        chances = nearest.astype(np.float64) / total if total > 0 else even
        centres.append(matrix[random.choice(len(matrix), p=chances / chances.sum())])
        nearest = np.minimum(nearest, _distances(matrix, squares, centres[-1][None])[:, 0])
    return np.stack(centres)


def _lloyd(matrix: Matrix, squares: Any, centres: Matrix) -> Clustering:
    labels = np.full(len(matrix), -1)
    for _ in range(_MOST_ROUNDS):
        distances = _distances(matrix, squares, centres)
        nearest = distances.argmin(axis=1)
        if (nearest == labels).all():
            break
        labels = nearest
        centres = centres.copy()
        for cluster in np.unique(labels):  # a cluster that lost all its rows stays where it was
            centres[cluster] = matrix[labels == cluster].mean(axis=0)
    return Clustering(labels, centres, float(distances.min(axis=1).sum()))


def _distances(matrix: Matrix, squares: Any, centres: Matrix) -> Any:
    """Squared distances, rows × centres."""
    found = squares[:, None] - 2 * (matrix @ centres.T) + np.einsum("ij,ij->i", centres, centres)
    return np.maximum(found, 0)


def _ordered(found: Clustering) -> Clustering:
    counts = np.bincount(found.labels, minlength=len(found.centres))
    order = np.argsort(-counts, kind="stable")
    return Clustering(np.argsort(order)[found.labels], found.centres[order], found.inertia)


def _silhouette(matrix: Matrix, found: Clustering) -> float:
    """The mean silhouette, by distances to all rows of a cluster."""
    squares = np.einsum("ij,ij->i", matrix, matrix)
    distances = np.sqrt(_distances(matrix, squares, matrix))
    member = found.labels[:, None] == np.arange(len(found.centres))
    counts = member.sum(axis=0)
    sums = distances @ member
    own_count = counts[found.labels]
    own = sums[member] / np.maximum(own_count - 1, 1)
    others = np.where(member | (counts == 0), np.inf, sums / np.maximum(counts, 1)).min(axis=1)
    score = np.where(own_count > 1, (others - own) / np.maximum(np.maximum(own, others), 1e-12), 0)
    return float(score.mean())
