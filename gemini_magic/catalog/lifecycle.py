"""Advice on models that are gone, will go, or are unknown. It warns, and never blocks."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from ..api.types import Model
from .facts import ModelFacts

if TYPE_CHECKING:
    from .book import Catalog

__all__ = ["Advisor", "OutdatedModel", "advice_on"]

# Other names may be a proxy's or a tuned model's own: nothing is unknown about them.
_GOOGLES = re.compile(r"(gemini|gemma|imagen|veo|lyria)-")


class OutdatedModel(UserWarning):
    """The model is gone, will go, or is unknown. The request is sent all the same."""


class Advisor:
    """Warns of each model once."""

    def __init__(self, catalog: Catalog, today: date | None = None) -> None:
        self._catalog = catalog
        self._today = today
        self._told: set[str] = set()

    def learn(self, listed: Iterable[Model]) -> None:
        """Take the service's word on which models there are."""
        self._catalog = self._catalog.corrected_by(listed)

    def look_at(self, model: str, *, stacklevel: int = 2) -> None:
        """Warn of this model, if there is a reason that was not told yet."""
        if model in self._told:
            return
        self._told.add(model)
        sentence = self._catalog.advice(model, self._today or date.today())
        if sentence is not None:
            warnings.warn(sentence, OutdatedModel, stacklevel=stacklevel + 1)


def advice_on(
    model: str, facts: ModelFacts | None, today: date, written: date, instead: str
) -> str | None:
    """The sentence on one model, which ends with what to do `instead`; None where all is well."""
    if facts is None:
        if not _GOOGLES.match(model):
            return None
        return f"model {model!r} is unknown to the catalog of {written}; {instead}"
    if facts.shutdown is None:
        return None
    end = facts.shutdown
    if end.date > today:
        return f"model {model!r} is to be shut down on {end.date}; {instead}"
    if end.certainty == "announced":
        return f"model {model!r} was to be shut down on {end.date}; if it is gone, {instead}"
    return f"model {model!r} was shut down on {end.date}; {instead}"
