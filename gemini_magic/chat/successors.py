"""Which models could replace one that is gone."""

from __future__ import annotations

from collections.abc import Iterable

from .. import catalog
from ..api.types import Model
from ..catalog import kind_of, version_of
from ..errors import near_matches

__all__ = ["successors_of"]

_GENERATE = "generateContent"


def successors_of(model: str, available: Iterable[Model], count: int = 3) -> list[str]:
    """Ids from `available` that do what `model` did, best first.

    The one that the catalog names comes first, then the same kind, the newest before.
    """
    usable = [m.id for m in available if _GENERATE in (m.supported_actions or [_GENERATE])]
    wanted = model.removeprefix("models/")
    near = near_matches(wanted, usable, count=len(usable) or 1)
    kind = kind_of(wanted)
    named = catalog.known().successor(wanted)

    def rank(candidate: str) -> tuple[bool, bool, list[int], bool]:
        # Tuples sort ascending; newer versions and stable names come first.
        version = [-number for number in version_of(candidate)]
        return candidate != named, kind_of(candidate) != kind, version, candidate not in near

    return sorted(usable, key=rank)[:count]
