"""`estimate`: what a run would take, before anything is sent, and which path suits it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import mean
from typing import Any, Unpack

from ..chat import Request
from ..chat.estimate import Estimate
from ..chat.estimate import estimate as estimate_of
from ..errors import GeminiError
from ..ledger.recorder import chunks_from
from ..tasks.asking import Asking
from ..tasks.many import Asked
from ..tasks.pace import AT_ONCE, Pace
from .options import Options, checked
from .question import Question

__all__ = ["Forecast", "estimate", "forecast"]

_FIRST_TOKEN = 1.0  # seconds, and …
_TOKENS_PER_SECOND = 150  # … as fast as the larger models answer, where nothing was measured
_MEASURED = 200  # answers of the ledger that are looked at


@dataclass(frozen=True)
class Forecast:
    """Rows by what becomes of them, tokens and US dollars of those to be asked, and seconds.

    `is_measured` says that answers are taken to be as long as those of the rows that are answered;
    else they are as long as the request allows, or as typical ones. Dollars are None where no
    price is known. `seconds` counts on no quota: a narrow one takes longer.
    """

    rows: int
    asked: int
    kept: int  # the ledger holds their answers
    equal: int  # to a row above
    failing: int  # there is nothing to ask
    tokens_in: int
    tokens_out: int
    is_measured: bool
    dollars: float | None
    batch_dollars: float | None
    seconds: float

    @property
    def cheaper(self) -> str:
        """The mode that costs less; empty where both cost the same, or nobody knows."""
        is_known = self.dollars is not None and self.batch_dollars is not None
        return "batch" if is_known and self.dollars != self.batch_dollars else ""

    @property
    def sooner(self) -> str:
        """The mode that ends sooner: a batch has a day, and often takes less."""
        return "now" if self.seconds < 86_400 else "batch"

    def __repr__(self) -> str:
        others = {"in the ledger": self.kept, "equal to others": self.equal, "empty": self.failing}
        told = ", ".join(f"{count:,} {what}" for what, count in others.items() if count)
        lines = [f"{self.asked:,} of {self.rows:,} rows to ask" + (f" ({told})" if told else "")]
        if self.asked:
            how = "as long as the answers so far" if self.is_measured else "if answers are typical"
            lines.append(f"about {self.tokens_in:,} tokens in, {self.tokens_out:,} out {how}")
            lines.append(f'mode="now": {_money(self.dollars)}, about {_duration(self.seconds)}')
            lines.append(f'mode="batch": {_money(self.batch_dollars)}, within a day')
        return "\n".join(lines)


def estimate(
    data: Any,
    prompt: str | Callable[[Any], Any],
    *,
    schema: Any = None,
    **options: Unpack[Options],
) -> Forecast:
    """What `map` with the same arguments would take: rows, tokens, US dollars, seconds.

    Nothing is sent. Of every other method `mode="estimate"` says the same. Once some rows are
    answered, as after `df.head(20).gemini.map(…)`, the length of answers is measured on them.
    """
    options["mode"] = "estimate"
    return forecast(Question(data, prompt, checked(options), schema=schema))


def forecast(question: Question) -> Forecast:
    """The same of a question."""
    session = question.session
    asking = Asking(session, cache=question.options.get("cache", "use"), pace=Pace())
    found: dict[str, Estimate] = {}
    answers: list[bytes] = []
    counts: Counter[str] = Counter()
    for at, asked in question.requests():
        try:
            ready = asking.ready(_request(asked))
        except GeminiError:
            counts["failing"] += 1
            continue
        key = ready.entry.key if asking.joins_equals else str(at)
        if key in found:
            counts["equal"] += 1
        elif (answer := asking.peek(ready)) is not None:
            counts["kept"] += 1
            answers += [answer] if len(answers) < _MEASURED else []
        else:
            found[key] = estimate_of(ready.call, is_local=session.is_local)
    length = _length_of(answers)
    guesses = [one if length is None else replace(one, answer=length) for one in found.values()]
    tokens_out = sum(one.answer for one in guesses)
    return Forecast(
        rows=len(question),
        asked=len(guesses),
        **{name: counts[name] for name in ("kept", "equal", "failing")},
        tokens_in=sum(one.prompt_tokens for one in guesses),
        tokens_out=tokens_out,
        is_measured=length is not None,
        dollars=_dollars(guesses),
        batch_dollars=_dollars([replace(one, is_batch=True) for one in guesses]),
        seconds=_seconds(question, len(guesses), tokens_out),
    )


def _request(asked: Asked) -> Request:
    if isinstance(asked, GeminiError):
        raise asked
    return asked if isinstance(asked, Request) else asked()


def _length_of(answers: list[bytes]) -> int | None:
    """How many tokens these answers have in the mean."""
    counts = [
        chunk.usage_metadata.candidates_token_count or 0
        for answer in answers
        for chunk in list(chunks_from(answer))[-1:]
        if chunk.usage_metadata is not None
    ]
    return round(mean(counts)) if counts else None


def _dollars(guesses: list[Estimate]) -> float | None:
    costs = [one.cost for one in guesses]
    known = [cost.dollars for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def _seconds(question: Question, count: int, tokens_out: int) -> float:
    if not count:
        return 0.0
    at_once = question.options.get("at_once", AT_ONCE)
    at_once = at_once if isinstance(at_once, int) else at_once.at_once
    ledger, model = question.session.ledger, question.request.model or question.session.model
    ms = ledger.usual_ms(model) if ledger is not None else None
    typical = _FIRST_TOKEN + tokens_out / count / _TOKENS_PER_SECOND
    each = typical if ms is None else ms / 1000
    return max(each, count * each / at_once)


def _money(dollars: float | None) -> str:
    return "price unknown" if dollars is None else f"${dollars:,.4f}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
