"""What there is, as rows: models, files, caches, batch jobs, turns of threads, tokens of prompts.

Values keep their types: times are aware of their zone, sizes are bytes, what is unknown is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..api.types import Content
from ..attach import Terms, attachment_from
from ..catalog import Catalog, known
from ..errors import UnknownName
from ..ledger.runs import kept_runs
from ..session import current
from .threads import session_with_threads

__all__ = [
    "Row",
    "cache_rows",
    "file_rows",
    "job_rows",
    "model_rows",
    "token_rows",
    "turn_rows",
]

Row = dict[str, Any]

_AT_ONCE = 8


def model_rows() -> Iterator[Row]:
    """The models that the service offers; prices are US dollars for a million tokens of text."""
    session = current()
    for model in session.models():
        facts = known().lookup(model.id)
        yield {
            "model": model.id,
            "name": model.display_name,
            "input_limit": model.input_token_limit,
            "output_limit": model.output_token_limit,
            "thinks": model.thinking,
            "methods": tuple(model.supported_actions or ()),
            "usd_per_million_in": _rate(known(), model.id, "input"),
            "usd_per_million_out": _rate(known(), model.id, "output"),
            "shutdown": facts.shutdown.date if facts and facts.shutdown else None,
            "in_use": model.id == session.model,
        }


def file_rows() -> Iterator[Row]:
    """The files that were uploaded; after `expires` the service has them no more."""
    for file in current().client.files.list():
        yield {
            "file": file.name,
            "name": file.display_name,
            "type": file.mime_type,
            "bytes": file.size_bytes,
            "state": None if file.state is None else str(file.state),
            "made": file.create_time,
            "expires": file.expiration_time,
            "uri": file.uri,
        }


def cache_rows() -> Iterator[Row]:
    """The cached contents, which are billed until they expire."""
    for cache in current().client.caches.list():
        usage = cache.usage_metadata
        yield {
            "cache": cache.name,
            "name": cache.display_name,
            "model": _bare(cache.model),
            "tokens": usage.total_token_count if usage is not None else None,
            "made": cache.create_time,
            "expires": cache.expire_time,
        }


def job_rows() -> Iterator[Row]:
    """The batch jobs, with how they go; `run` is the table that was sent, for `gm.job`."""
    session = current()
    session.keep_here()
    kept = kept_runs(session.ledger) if session.ledger is not None else ()
    runs = {name: run.id for run in kept for name in run.names}
    for job in session.client.batches.list():
        stats = job.batch_stats
        yield {
            "job": job.name,
            "run": runs.get(job.name or ""),
            "name": job.display_name,
            "model": _bare(job.model),
            "state": str(job.state).removeprefix("JOB_STATE_").lower(),
            "requests": stats and stats.request_count,
            "answered": stats and (stats.successful_request_count or 0),
            "failed": stats and (stats.failed_request_count or 0),
            "pending": stats and (stats.pending_request_count or 0),
            "made": job.create_time,
            "ended": job.end_time,
            "error": job.error.message if job.error is not None else None,
        }


def turn_rows(thread: str | None = None) -> Iterator[Row]:
    """The turns of one thread, or of all in which something was said, in this kernel or before."""
    chats = session_with_threads().chats
    if thread is not None and thread not in chats:
        raise UnknownName("thread", thread, chats)
    for name, chat in chats.items():
        if thread not in (None, name):
            continue
        for number, turn in enumerate(chat.turns, 1):
            usage, cost = turn.reply.total_usage, turn.reply.cost
            yield {
                "thread": name,
                "turn": number,
                "time": turn.time,
                "cell": turn.cell,
                "model": turn.request.model,
                "prompt": "".join(part.text or f"[{part.kind}]" for part in turn.request.parts),
                "answer": turn.reply.text,
                "is_stale": turn.is_stale,
                "is_partial": turn.reply.is_partial,
                "tokens": usage.total_token_count if usage is not None else None,
                "cost_usd": cost.dollars if cost is not None else None,
            }


def token_rows(items: Sequence[Any], model: str = "") -> list[Row]:
    """How many tokens each prompt has, as the service counts them; equal texts are asked once."""
    session = current()
    terms = Terms(uploads=session.uploads)

    def counted(item: Any) -> Row:
        parts = list(attachment_from(item, terms).parts)
        content = Content(role="user", parts=parts)
        count = session.client.models.count_tokens(model=model or session.model, contents=[content])
        modalities = {
            f"tokens_{(detail.modality or 'text').lower()}": detail.token_count or 0
            for detail in count.prompt_tokens_details or ()
        }
        return {"tokens": count.total_tokens, **modalities}

    texts = list(dict.fromkeys(item for item in items if isinstance(item, str)))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        by_text = dict(zip(texts, pool.map(counted, texts), strict=True))
        others = [pool.submit(counted, item) for item in items if not isinstance(item, str)]
    rest = iter(others)
    return [by_text[item] if isinstance(item, str) else next(rest).result() for item in items]


def _rate(catalog: Catalog, model: str, kind: str) -> float | None:
    facts = catalog.lookup(model)
    if facts is None or facts.prices is None:
        return None
    rates: dict[str, float] = getattr(facts.prices.tiers[0], kind)
    return rates.get("text", rates.get("any"))


def _bare(model: str | None) -> str | None:
    return model and model.removeprefix("models/")
