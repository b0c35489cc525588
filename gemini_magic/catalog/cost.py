"""Cost: what an answer cost, and which of its tokens no known price covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..api.types import ModalityTokenCount, UsageMetadata
from .facts import Discounts, Prices, Source

__all__ = ["Cost", "cost_of"]


@dataclass(frozen=True)
class Cost:
    """US dollars, by prices of the day `as_of` or somewhat older.

    `unpriced` counts the tokens, by kind, that are not in it because no source states their
    price: with any of them `dollars` is the least that the answer cost.
    """

    dollars: float
    as_of: date | None
    unpriced: Mapping[str, int]

    @property
    def is_whole(self) -> bool:
        """Whether every token is in it."""
        return not self.unpriced

    def __str__(self) -> str:
        return f"{'' if self.is_whole else 'at least '}${self.dollars:.6f}"


def cost_of(
    usage: UsageMetadata,
    prices: Prices,
    discounts: Discounts,
    sources: Mapping[str, Source],
    *,
    batch: bool,
) -> Cost | None:
    """The cost of an answer; None if no price covers any of its tokens."""
    tier = prices.tier(usage.prompt_token_count or 0)
    prompt = _by_modality(usage.prompt_tokens_details, usage.prompt_token_count)
    cached = _by_modality(usage.cache_tokens_details, usage.cached_content_token_count)
    answer = _by_modality(usage.candidates_tokens_details, usage.candidates_token_count)
    unpriced: Counter[str] = Counter(
        # No source says what these cost.
        thoughts=usage.thoughts_token_count or 0,
        tool_use=usage.tool_use_prompt_token_count or 0,
    )
    dollars, priced = 0.0, 0
    kept = 1 - discounts.cached
    for rates, counts, share, kind in (
        (tier.input, _without(prompt, cached), 1.0, "input"),
        (tier.input, cached, kept, "cached"),
        (tier.output, answer, 1.0, "output"),
    ):
        for modality, count in counts.items():
            rate = rates.get(modality, rates.get("any"))
            if rate is None:
                unpriced[f"{modality} {kind}"] += count
            else:
                dollars += count * rate * share / 1_000_000
                priced += count
    if not priced:
        return None
    source = sources[prices.source]
    day = source.date or source.not_after
    return Cost(dollars * (1 - discounts.batch if batch else 1), day, dict(+unpriced))


def _by_modality(details: Sequence[ModalityTokenCount] | None, total: int | None) -> Counter[str]:
    counts: Counter[str] = Counter()
    for detail in details or ():
        counts[(detail.modality or "text").lower()] += detail.token_count or 0
    # What the details leave out is text, as all is where there are none.
    counts["text"] += max(0, (total or 0) - counts.total())
    return +counts


def _without(prompt: Counter[str], cached: Counter[str]) -> Counter[str]:
    """What was not cached: counts by modality may not match, their sums do."""
    rest = prompt - cached
    missing = rest.total() - max(0, prompt.total() - cached.total())
    for modality in list(rest):
        taken = min(missing, rest[modality])
        rest[modality] -= taken
        missing -= taken
    return +rest
