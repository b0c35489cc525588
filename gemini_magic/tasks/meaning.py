"""How alike two texts are by what they mean: the cosine of their embeddings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..settings import CacheMode
from .embedder import Embedder
from .embedding import embedded

__all__ = ["cosines"]


def cosines(pairs: Sequence[tuple[str, str]], cache: CacheMode) -> list[float]:
    """One for each pair; NaN where a text is blank, or was refused by the service."""
    found = embedded([text for pair in pairs for text in pair], Embedder(), cache=cache)
    ones, others = np.moveaxis(found.matrix.reshape(len(pairs), 2, -1), 1, 0)
    lengths = np.linalg.norm(ones, axis=1) * np.linalg.norm(others, axis=1)
    with np.errstate(invalid="ignore"):
        alike: list[float] = ((ones * others).sum(axis=1) / lengths).tolist()
    return alike
