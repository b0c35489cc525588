"""The ledger's calls as rows: tokens by kind and modality, none of them counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ..api.types import ModalityTokenCount
from ..catalog import price
from ..errors import InvalidRequest
from ..ledger import Entry, Ledger
from ..session import current

__all__ = ["IN", "MODALITIES", "OUT", "TOKENS", "ledger_in_use", "usage_rows"]

TOKENS: Mapping[str, str] = {
    "tokens_in": "prompt_token_count",
    "tokens_cached": "cached_content_token_count",
    "tokens_tool": "tool_use_prompt_token_count",
    "tokens_out": "candidates_token_count",
    "tokens_thought": "thoughts_token_count",
    "tokens_total": "total_token_count",
}
"""Our names and the service's. `tokens_cached` are part of `tokens_in`; the total is all others."""

MODALITIES = ("text", "image", "audio", "video", "document")
IN = tuple(f"in_{modality}" for modality in MODALITIES)
OUT = tuple(f"out_{modality}" for modality in MODALITIES)


def usage_rows(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """A row for each call. What the service did not count is None, as is an unknown cost."""
    for entry in entries:
        yield {
            "time": datetime.fromisoformat(entry.time),
            "notebook": entry.about.notebook,
            "cell": entry.about.cell,
            "thread": entry.about.thread,
            "model": entry.model,
            **_tokens(entry),
            "tokens_unpriced": _unpriced(entry),
            "cost_usd": entry.cost,
            "ms": entry.ms,
            "first_ms": entry.first_ms,
            "finish": entry.finish,
            "error": entry.error,
            "replayed": entry.replayed,
            "model_version": entry.model_version,
            "response_id": entry.response_id,
        }


def ledger_in_use() -> Ledger:
    """The ledger of this kernel. Raises `InvalidRequest` where settings turn it off."""
    session = current()
    session.keep_here()
    if session.ledger is None:
        raise InvalidRequest("GEMINI_MAGIC_LEDGER is off, so nothing is written down")
    return session.ledger


def _tokens(entry: Entry) -> dict[str, int | None]:
    usage = entry.usage
    if usage is None:
        return dict.fromkeys((*TOKENS, *IN, *OUT))
    counts: dict[str, int | None] = {
        name: getattr(usage, field) or 0 for name, field in TOKENS.items()
    }
    counts["tokens_total"] = usage.total_token_count or sum(
        counts[name] or 0 for name in TOKENS if name not in ("tokens_cached", "tokens_total")
    )
    counts |= dict(zip(IN, _by_modality(usage.prompt_tokens_details), strict=True))
    counts |= dict(zip(OUT, _by_modality(usage.candidates_tokens_details), strict=True))
    return counts


def _unpriced(entry: Entry) -> int | None:
    """The tokens that no known price covers: with any of them the cost is the least it was."""
    if entry.usage is None:
        return None
    if entry.cost == 0:  # the local engine's, or an answer that was given once more
        return 0
    found = price(entry.usage, entry.model)
    return _tokens(entry)["tokens_total"] if found is None else sum(found.unpriced.values())


def _by_modality(details: Iterable[ModalityTokenCount] | None) -> list[int | None]:
    """Counts of each modality; None for all of them where the service did not tell them apart."""
    if details is None:
        return [None] * len(MODALITIES)
    counts = dict.fromkeys(MODALITIES, 0)
    for detail in details:
        modality = (detail.modality or "text").lower()
        counts[modality] = counts.get(modality, 0) + (detail.token_count or 0)
    return [counts[modality] for modality in MODALITIES]
