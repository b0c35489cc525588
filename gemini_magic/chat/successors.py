"""Which models could replace one that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..api.types import Model
from ..errors import near_matches

__all__ = ["successors_of"]

_GENERATE = "generateContent"
_KINDS = ("flash-lite", "flash", "pro", "image", "tts", "live", "embedding")


def successors_of(model: str, available: Iterable[Model], count: int = 3) -> list[str]:
    """Ids from `available` that do what `model` did: same kind first, the newest before."""
    usable = [m.id for m in available if _GENERATE in (m.supported_actions or [_GENERATE])]
    wanted = model.removeprefix("models/")
    near = near_matches(wanted, usable, count=len(usable) or 1)
    kind = _kind_of(wanted)

    def rank(candidate: str) -> tuple[bool, list[int], bool]:
        # Tuples sort ascending; newer versions and stable names come first.
        version = [-int(n) for n in re.findall(r"\d+", candidate)[:2]]
        return _kind_of(candidate) != kind, version, candidate not in near

    return sorted(usable, key=rank)[:count]


def _kind_of(model: str) -> str:
    return next((kind for kind in _KINDS if kind in model), "")
