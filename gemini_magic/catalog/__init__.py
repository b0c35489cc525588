"""What is known of models: limits, prices, modalities, lifecycle. One dated file, `models.json`.

lookup("gemini-3-flash-preview").output_limit     tokens, or None where no source says it
price(reply.usage, "gemini-3-flash-preview")      a Cost in US dollars, or None
advice("gemini-2.0-flash", date.today())          one sentence, or None
corrected_by(client.models.list())                the same, by what the service says today
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..api.types import Model, UsageMetadata
from .book import Catalog, known
from .cost import Cost
from .facts import Discounts, ModelFacts, Prices, Shutdown, Source, Tier
from .lifecycle import Advisor, OutdatedModel
from .lineage import kind_of, version_of

__all__ = [
    "Advisor",
    "Catalog",
    "Cost",
    "Discounts",
    "ModelFacts",
    "OutdatedModel",
    "Prices",
    "Shutdown",
    "Source",
    "Tier",
    "advice",
    "corrected_by",
    "kind_of",
    "known",
    "lookup",
    "newest",
    "price",
    "version_of",
]


def lookup(model: str) -> ModelFacts | None:
    """What is known of a model; None for one that the file does not name."""
    return known().lookup(model)


def newest(kind: str) -> str:
    """The newest Gemini model of a kind ("image", "tts") that is not a preview."""
    return known().newest(kind)


def price(usage: UsageMetadata | None, model: str, *, batch: bool = False) -> Cost | None:
    """What an answer cost, as far as prices are known; None where they are not."""
    return known().price(usage, model, batch=batch)


def advice(model: str, today: date) -> str | None:
    """One sentence on a model that is gone, will go, or is unknown; None where all is well."""
    return known().advice(model, today)


def corrected_by(models: Iterable[Model]) -> Catalog:
    """The catalog as the service's own list corrects it."""
    return known().corrected_by(models)
