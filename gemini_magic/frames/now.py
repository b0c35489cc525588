"""The run that asks at once: bounded, resumed from the ledger, and worth something at any time."""

from __future__ import annotations

import warnings
from contextlib import closing

import pandas as pd

from ..chat.budget import Budget, all_of
from ..errors import OverBudget
from ..tasks.many import many
from ..tasks.pace import AT_ONCE, Pace, Pacing
from .estimate import forecast
from .progress import progress
from .question import Question
from .results import Results

__all__ = ["now"]


def now(question: Question) -> pd.DataFrame:
    """Ask every row. An interrupt gives what is done; to run it once more gives the rest.

    Raises `OverBudget` before anything is sent where a budget is likely to be too small.
    """
    options = question.options
    results = question.results()
    if guards := _guards(question, results):
        _refuse(question, guards)
    outcomes = many(
        question.requests(),
        session=question.session,
        cache=options.get("cache", "use"),
        pace=_pace(options.get("at_once", AT_ONCE)),
        about=question.session.where(),
        guard=all_of(guards),
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


def _guards(question: Question, results: Results) -> list[Budget]:
    """The session's budget, and that of this run, which knows what the run has cost."""
    session, most = question.session, question.options.get("max_cost")
    guards = [] if session.budget is None else [session.budget]
    if most is not None:
        guards.append(Budget(most, lambda: results.dollars, name="max_cost"))
    return [] if session.is_local else guards  # which costs nothing


def _refuse(question: Question, guards: list[Budget]) -> None:
    """Raise `OverBudget` where the whole run is likely to cost more than there is."""
    expected = forecast(question).dollars
    for guard in guards:
        left = guard.dollars - guard.spent
        if expected is not None and expected > left:
            raise OverBudget(
                f"about ${expected:,.4f} for these rows is more than the ${max(left, 0):,.4f} that "
                "is left; nothing was sent: ask fewer rows, or look at estimate() and allow more"
            )
