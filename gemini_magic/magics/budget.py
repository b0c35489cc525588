"""`%gemini budget`: what may be spent on this notebook, what is spent, and a statement of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from IPython.core.getipython import get_ipython

from ..chat.budget import Budget, dollars_from
from ..ledger import Entry, Ledger
from ..session import current
from .bookkeeping import ledger_in_use
from .notebook import notebook_name

__all__ = ["budget"]


def budget(arguments: Sequence[str]) -> None:
    """Say what is spent; set the limit, or take it away; or print the cost statement."""
    ledger, notebook = ledger_in_use(), notebook_name(get_ipython())
    session = current()
    match list(arguments):
        case []:
            pass
        case ["off"]:
            session.budget = None
        case ["--stamp"]:
            print(_stamp(ledger, notebook))
            return
        case [*words]:
            session.budget = Budget(dollars_from(" ".join(words)), partial(ledger.spent, notebook))
    limit = session.budget
    spent = f"${ledger.spent(notebook):.4f} spent on {notebook or 'this notebook'}"
    print(
        f"{spent}; no budget" if limit is None else f"{spent} of a budget of ${limit.dollars:.2f}"
    )


def _stamp(ledger: Ledger, notebook: str) -> str:
    """One paragraph of Markdown: what the notebook's answers cost, model by model."""
    by_model: dict[str, list[Entry]] = defaultdict(list)
    for entry in ledger.entries():
        if entry.about.notebook == notebook and not entry.replayed:
            by_model[entry.model].append(entry)
    day = datetime.now(UTC).date()
    title = f"**Cost of {notebook or 'this notebook'}**, {day}"
    if not by_model:
        return f"{title}: nothing was asked."
    rows = [f"- {model}: {_of_model(entries)}" for model, entries in by_model.items()]
    unpriced = sum(_is_unpriced(entry) for entries in by_model.values() for entry in entries)
    rest = f"; no price is known for {unpriced} of the calls" if unpriced else ""
    at_least = "at least " if unpriced else ""
    return f"{title}: {at_least}${ledger.spent(notebook):.4f}{rest}\n\n" + "\n".join(rows)


def _of_model(entries: Sequence[Entry]) -> str:
    tokens = sum(e.usage.total_token_count or 0 for e in entries if e.usage is not None)
    cost = f"${sum(entry.cost or 0 for entry in entries):.4f}"
    if any(map(_is_unpriced, entries)):
        cost = "price unknown" if not any(entry.cost for entry in entries) else f"at least {cost}"
    calls = "1 call" if len(entries) == 1 else f"{len(entries)} calls"
    return f"{calls}, {tokens:,} tokens, {cost}"


def _is_unpriced(entry: Entry) -> bool:
    return entry.cost is None and entry.usage is not None
