"""Evaluation: one prompt over many cases; with labels, how often the answers are right."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from ..chat import Reply, Request
from ..chat.running import RunningReply
from ..errors import InvalidRequest, UnknownName
from ..ledger import About
from ..render import MimeBundle
from ..render.pictures import Picture
from ..render.side_by_side import Column, side_by_side
from ..session import current
from ..settings import CacheMode
from .evaluation_bundle import MOST_ROWS, evaluation_bundle
from .scoring import SCORERS, Score
from .template import Template
from .together import AT_ONCE, Together

__all__ = ["Evaluation", "Interval", "cases_from", "evaluate", "evaluation_of", "wilson"]

_Z = 1.959964  # of the normal distribution, for 95 %


class Interval(NamedTuple):
    """Where a share lies with a probability of 95 %."""

    low: float
    high: float


@dataclass(frozen=True)
class Evaluation:
    """A row for each case: its columns, then answer, correct, why, error, seconds, tokens, cost.

    `correct` is None where there is no label, no answer or no verdict. `cost` is in US dollars.
    """

    rows: tuple[dict[str, Any], ...]
    is_local: bool = False
    """Whether the local engine answered, and not Gemini."""
    replies: tuple[Reply | None, ...] = field(default=(), repr=False)
    """The whole replies in the order of the rows; None where nobody was asked."""

    @property
    def scored(self) -> int:
        """How many answers were found right or wrong."""
        return sum(row["correct"] is not None for row in self.rows)

    @property
    def correct(self) -> int:
        """How many were found right."""
        return sum(row["correct"] is True for row in self.rows)

    @property
    def failed(self) -> int:
        """How many cases have no whole answer."""
        return sum(bool(row["error"]) for row in self.rows)

    @property
    def accuracy(self) -> float | None:
        """The share of right answers among the scored ones; None where there are none."""
        return self.correct / self.scored if self.scored else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95 % interval of the accuracy; None where nothing was scored."""
        return wilson(self.correct, self.scored) if self.scored else None

    @property
    def summary(self) -> str:
        """The result in one line."""
        facts = ["1 case" if len(self.rows) == 1 else f"{len(self.rows)} cases"]
        if self.accuracy is not None and self.interval is not None:
            low, high = self.interval
            facts.append(
                f"{self.correct} of {self.scored} right: accuracy {self.accuracy:.1%} "
                f"(95% interval {low:.1%} to {high:.1%})"
            )
        if self.failed:
            facts.append(f"{self.failed} without a whole answer")
        return " · ".join(facts)

    def plot(self) -> Picture:
        """The shares of right and wrong answers as a picture. Needs matplotlib."""
        from .evaluation_picture import evaluation_picture

        return evaluation_picture(self)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Evaluation: {self.summary}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.bundle().data

    def bundle(self, *, times: bool = True, folder: str = "") -> MimeBundle:
        """The table, below the pictures and sounds that are answers. Large ones lie in the
        `folder` beside the notebook, if one is named.
        """
        table = evaluation_bundle(self.rows, self.summary, is_local=self.is_local)
        media = [
            Column(f"case {number}", reply)
            for number, reply in enumerate(self.replies, 1)
            if reply is not None and (reply.images or reply.audio is not None)
        ]
        if not media:
            return table
        return side_by_side(media[:MOST_ROWS], table, folder=folder, times=times)


def evaluate(
    cases: Any,
    prompt: str,
    *,
    label: str | None = None,
    score: str = "exact",
    model: str | None = None,
    system: str = "",
    temperature: float | None = None,
    at_once: int = AT_ONCE,
    cache: CacheMode | None = None,
    config: Any = None,
) -> Evaluation:
    """Ask `prompt` of each case: `evaluate(df, "Capital of {{country}}?", label="capital")`.

    `cases` are dicts or the rows of a table; {{column}} is filled in from each. `score` is exact,
    contains, judge (a model compares) or semantic (embeddings do).
    """
    request = Request(
        parts=(),
        model=model or "",
        system=system,
        temperature=temperature,
        cache=cache,
        config=config or {},
    )
    return evaluation_of(cases, prompt, request, label=label, score=score, at_once=at_once)


def evaluation_of(
    cases: Any,
    prompt: str,
    request: Request,
    *,
    label: str | None = None,
    score: str = "exact",
    at_once: int = AT_ONCE,
    about: About | None = None,
    on_change: Callable[[int, int], None] = lambda done, cases: None,
) -> Evaluation:
    """The same with a request that says all but the parts. `on_change(done, cases)` tells how far
    it is. An interrupt ends it with the answers that there are; a second one leaves them unscored.
    """
    rows = cases_from(cases)
    if score not in SCORERS:
        raise UnknownName("score", score, SCORERS)
    if label is not None and (missing := [row for row in rows if label not in row]):
        raise UnknownName("column", label, missing[0])
    template, session = Template(prompt), current()
    model = request.model or session.model
    requests = [replace(request, model=model, parts=template.fill(row)) for row in rows]
    together = Together([partial(session.send, one, about=about) for one in requests], at_once)

    def tell() -> None:
        on_change(sum(reply.is_done for reply in together.replies), len(rows))

    try:
        together.wait(tell)
    except KeyboardInterrupt:
        # What was answered was paid for: it is kept, and the rest says that it is missing.
        tell()
    answered: list[RunningReply | None] = [*together.replies]
    answered += [None] * (len(rows) - len(answered))
    found = [_row(row, reply) for row, reply in zip(rows, answered, strict=True)]
    if label is not None:
        with suppress(KeyboardInterrupt):  # the answers are worth more than their scores
            _score(found, label, score, request.cache or session.cache)
    replies = tuple(None if one is None else one.reply for one in answered)
    is_local = any(reply is not None and reply.is_local for reply in replies)
    return Evaluation(tuple(found), is_local, replies)


def cases_from(cases: Any) -> list[dict[str, Any]]:
    """Rows as dicts, from dicts or a DataFrame (of pandas, or of polars)."""
    if hasattr(cases, "to_dicts"):
        cases = cases.to_dicts()
    elif hasattr(cases, "columns") and hasattr(cases, "to_dict"):
        cases = cases.to_dict("records")
    is_rows = isinstance(cases, Iterable) and not isinstance(cases, str | Mapping)
    rows = list(cases) if is_rows else []
    if not rows or not all(isinstance(row, Mapping) for row in rows):
        raise InvalidRequest(
            f"{type(cases).__name__} is no list of cases; give dicts, one a case, or a DataFrame"
        )
    return [{str(name): value for name, value in row.items()} for row in rows]


def wilson(correct: int, scored: int) -> Interval:
    """Wilson's score interval of a share, 95 %; it holds for few cases, and for none right."""
    share, z2 = correct / scored, _Z * _Z
    middle = share + z2 / (2 * scored)
    reach = _Z * math.sqrt(share * (1 - share) / scored + z2 / (4 * scored * scored))
    divisor = 1 + z2 / scored
    return Interval(max(0.0, (middle - reach) / divisor), min(1.0, (middle + reach) / divisor))


def _row(case: dict[str, Any], running: RunningReply | None) -> dict[str, Any]:
    told: dict[str, Any] = dict.fromkeys(("seconds", "tokens", "cost"))
    answer, error = "", "not asked"
    if running is not None:
        reply = running.reply
        usage, cost, stopped = reply.total_usage, reply.cost, reply.stopped
        answer, error = reply.text, reply.refused and f"blocked: {reply.refused}"
        if stopped is not None:
            error = stopped.message or stopped.cause
        told["seconds"] = running.seconds
        told["tokens"] = usage.total_token_count if usage else None
        told["cost"] = cost.dollars if cost else None
    return {**case, "answer": answer, "correct": None, "why": "", "error": error, **told}


def _score(rows: list[dict[str, Any]], label: str, score: str, cache: CacheMode) -> None:
    whole = [row for row in rows if not row["error"]]
    pairs = [(row["answer"], str(row[label])) for row in whole]
    scores: list[Score] = SCORERS[score](pairs, cache) if pairs else []
    for row, found in zip(whole, scores, strict=True):
        row["correct"], row["why"] = found
