"""Catalog: the facts of `models.json`, and the same as the service's own list corrects them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from ..api.types import Model, UsageMetadata
from .cost import Cost, cost_of
from .facts import Discounts, ModelFacts, Source
from .lifecycle import advice_on
from .lineage import kind_of, version_of

__all__ = ["Catalog", "known"]


class _Alias(BaseModel):
    meant: str
    source: str


class _File(BaseModel):
    about: str
    date: datetime.date
    sources: dict[str, Source]
    discounts: Discounts
    aliases: dict[str, _Alias]
    models: list[ModelFacts]


@dataclass(frozen=True)
class Catalog:
    """What is known of models. `date` is when it was written; `listed` what the service offers."""

    date: datetime.date
    sources: dict[str, Source]
    discounts: Discounts
    facts: dict[str, ModelFacts]
    listed: frozenset[str] | None = None

    def lookup(self, model: str) -> ModelFacts | None:
        """What is known of a model, or of its family; None for one that is not named."""
        id = model.removeprefix("models/")
        if id in self.facts:
            return self.facts[id]
        families = (one for one in self.facts.values() if "*" in one.id)
        return next((one for one in families if fnmatchcase(id, one.id)), None)

    def newest(self, kind: str) -> str:
        """The newest Gemini model of a kind ("image", "tts") that is not a preview.

        Of several of one version it is the one that is not called lite.
        """
        ids = (one.id for one in self.facts.values() if one.is_one and one.shutdown is None)
        named = (id for id in ids if id.startswith("gemini-") and id.endswith(f"-{kind}"))
        return max(named, key=lambda id: (version_of(id), "lite" not in id))

    def price(self, usage: UsageMetadata | None, model: str, *, batch: bool = False) -> Cost | None:
        """What an answer cost, as far as prices are known; None where they are not.

        Service tiers other than the standard one are priced by nothing that is known.
        """
        found = self.lookup(model)
        is_standard = usage is not None and usage.service_tier in (None, "standard", "STANDARD")
        if usage is None or found is None or found.prices is None or not is_standard:
            return None
        return cost_of(usage, found.prices, self.discounts, self.sources, batch=batch)

    def advice(self, model: str, today: datetime.date) -> str | None:
        """One sentence on a model that is gone, will go, or is unknown; None where all is well."""
        id = model.removeprefix("models/")
        if self.listed is not None and id in self.listed:
            found = self.lookup(id)
            # The service offers it: a date that has passed was put off.
            if found is None or found.shutdown is None or found.shutdown.date <= today:
                return None
        return advice_on(id, self.lookup(id), today, self.date, self._instead_of(id))

    def _instead_of(self, model: str) -> str:
        """What to do about a model that is no more: take the named one, or one like it."""
        if (named := self.successor(model)) is not None:
            return f"use {named!r} instead"
        living = [one.id for one in self.facts.values() if one.is_one and one.shutdown is None]
        brand, kind = model.partition("-")[0], kind_of(model)
        alike = [id for id in living if id.partition("-")[0] == brand and kind_of(id) == kind]
        if not kind or not alike:
            return "models.list() has what there is"
        return f"the newest of its kind known here is {max(alike, key=version_of)!r}"

    def successor(self, model: str) -> str | None:
        """The model that the sources name in place of one that is gone, or None.

        Where that one is gone, too, its own successor counts.
        """
        seen: list[str] = []
        while (found := self.lookup(model)) is not None and found.shutdown is not None:
            following = found.shutdown.successor
            if following is None or following in seen:
                break
            seen.append(model := following)
        return seen[-1] if seen else None

    def corrected_by(self, models: Iterable[Model]) -> Catalog:
        """With the service's word on limits, and on which models there are."""
        listed = list(models)
        corrected = dict(self.facts)
        for model in listed:
            found = self.lookup(model.id) or ModelFacts(id=model.id, source="models.list")
            corrected[model.id] = found.model_copy(update={"id": model.id, **_limits(model)})
        return replace(self, facts=corrected, listed=frozenset(model.id for model in listed))


def _limits(model: Model) -> dict[str, Any]:
    said = {"context_window": model.input_token_limit, "output_limit": model.output_token_limit}
    limits: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    return {**limits, "limits_source": "models.list"} if limits else {}


@cache
def known() -> Catalog:
    """The catalog of this package."""
    document = files(__package__).joinpath("models.json").read_text("utf-8")
    file = _File.model_validate_json(document)
    facts = {one.id: one for one in file.models}
    for name, alias in file.aliases.items():
        # An alias moves from model to model: of the one that it meant then nothing is inherited.
        facts[name] = ModelFacts(id=name, source=alias.source, alias_of=alias.meant)
    return Catalog(file.date, file.sources, file.discounts, facts)
