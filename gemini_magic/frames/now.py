"""The run that asks at once: bounded, resumed from the ledger, and worth something at any time."""

from __future__ import annotations

import warnings
from contextlib import closing

import pandas as pd

from ..chat import Request
from ..ledger import Guard
from ..tasks.many import many
from ..tasks.pace import AT_ONCE, Pace, Pacing
from .progress import progress
from .question import Question

__all__ = ["now"]


def now(question: Question) -> pd.DataFrame:
    """Ask every row. An interrupt gives what is done; to run it once more gives the rest."""
    options = question.options
    results = question.results()
    outcomes = many(
        question.requests(),
        session=question.session,
        cache=options.get("cache", "use"),
        pace=_pace(options.get("at_once", AT_ONCE)),
        guard=_guard(question),
    )
    with progress(len(question), options.get("progress")) as shown:
        try:
            with closing(outcomes):
                for outcome in outcomes:
                    results.take(outcome)
                    shown.show(results)
        except KeyboardInterrupt:
            warnings.warn(
                f"interrupted: {results.done:,} of {len(question):,} rows are done; run it once "
                "more for the rest",
                stacklevel=4,
            )
    return question.table(results)


def _pace(at_once: int | Pacing) -> Pacing:
    return Pace(at_once) if isinstance(at_once, int) else at_once


def _guard(question: Question) -> Guard:
    return question.session.guard(Request((), max_cost=question.options.get("max_cost")))
