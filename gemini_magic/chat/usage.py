"""Tokens of several exchanges, added up."""

from __future__ import annotations

from collections.abc import Iterable

from ..api.types import UsageMetadata

__all__ = ["total_of"]


def total_of(usages: Iterable[UsageMetadata]) -> UsageMetadata:
    """Counts added up. Breakdowns by modality belong to single exchanges and are left out."""
    totals: dict[str, int] = {}
    for usage in usages:
        for name in usage.model_fields_set:
            if isinstance(count := getattr(usage, name), int):
                totals[name] = totals.get(name, 0) + count
    return UsageMetadata.model_validate(totals)
