"""The entries of `models.json`, typed. What no source states is None: unknown, not zero."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["Discounts", "ModelFacts", "Prices", "Shutdown", "Source", "Tier"]


class _Fact(BaseModel):
    """Frozen, and strict about names: the file is ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Fact):
    """Where something was read. A source without a date is at least known to be older than one."""

    title: str
    date: datetime.date | None = None
    not_after: datetime.date | None = None


class Tier(_Fact):
    """US dollars for a million tokens by modality, for prompts of at most `up_to` tokens.

    "any" stands for the modalities that are not named.
    """

    up_to: int | None = None
    input: dict[str, float] = {}
    output: dict[str, float] = {}


class Prices(_Fact):
    """What a model costs: tiers by the length of the prompt, shortest first; dollars an image."""

    source: str
    tiers: tuple[Tier, ...]
    per_image: float | None = None

    def tier(self, prompt_tokens: int) -> Tier:
        """The tier for a prompt of this length."""
        fits = (t for t in self.tiers if t.up_to is None or prompt_tokens <= t.up_to)
        return next(fits, self.tiers[-1])


class Discounts(_Fact):
    """Shares of the price that are not paid: for cached tokens, and in batches."""

    source: str
    cached: float
    batch: float


class Shutdown(_Fact):
    """The end of a model: "done" where the lifecycle list says so, else only "announced"."""

    date: datetime.date
    certainty: Literal["done", "announced"]
    source: str
    successor: str | None = None


class ModelFacts(_Fact):
    """One model, or a family of them (an id with a star). Limits are in tokens.

    `source` is where the model is named; `limits_source` is "models.list" where the service
    itself has said the limits.
    """

    id: str
    source: str
    limits_source: str | None = None
    context_window: int | None = None
    output_limit: int | None = None
    knowledge_cutoff: str | None = None
    takes: tuple[str, ...] | None = None
    makes: tuple[str, ...] | None = None
    prices: Prices | None = None
    shutdown: Shutdown | None = None
    alias_of: str | None = None

    @property
    def is_one(self) -> bool:
        """Whether this is one model: neither a family nor a name that moves between models."""
        return "*" not in self.id and self.alias_of is None
