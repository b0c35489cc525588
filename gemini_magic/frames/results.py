"""Results: what became of each row, gathered as it ends, and then a table of typed columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ..chat import Reply
from ..tasks.many import Outcome
from .fields import Field, typed

__all__ = ["FACTS", "Results"]

FACTS = {
    "_error": "string",  # one line; missing where all is well
    "_finish": "string",  # the service's finish reason
    "_tokens_in": "Int64",
    "_tokens_out": "Int64",
    "_tokens_thought": "Int64",
    "_cost_usd": "float64",  # missing where no price is known; 0 for an answer given before
    "_ms": "float64",  # the service's time; missing where it was not asked
    "_cached": "boolean",
}
"""The columns beside the answers, and their dtypes."""

_NOT_ASKED = "not asked"


def _dollars(reply: Reply) -> float | None:
    return None if reply.cost is None else reply.cost.dollars


class Results:
    """Life: made for so many rows; `take` outcomes in any order; then `table`.

    Of a reply only what the columns need is kept. `price` says what one cost, in US dollars.
    """

    def __init__(
        self,
        count: int,
        fields: list[Field],
        *,
        has_schema: bool,
        price: Callable[[Reply], float | None] = _dollars,
    ) -> None:
        self._price = price
        self._fields = fields
        self._has_schema = has_schema
        self._dtypes = {field.name: field.dtype for field in fields}
        if has_schema:
            self._dtypes["_raw"] = "string"  # what the model said where that does not fit
        self._dtypes |= FACTS
        self._values: dict[str, list[Any]] = {name: [None] * count for name in self._dtypes}
        self._values["_error"] = [_NOT_ASKED] * count
        self.done = 0
        self.failed = 0
        self.dollars = 0.0
        self.is_unpriced = False  # somewhere no price was known

    def take(self, outcome: Outcome[int]) -> None:
        """Note what became of a row; its key is its position."""
        at, reply, error = outcome.key, outcome.reply, _error_of(outcome)
        self.done += 1
        self.failed += error is not None
        self._set(at, "_error", error)
        if outcome.error is None or reply.is_finished:
            self._take_reply(at, outcome)
        if not self._has_schema:
            [field] = self._fields
            self._set(at, field.name, reply.text if error is None or reply.text else None)
        elif error is None:
            for field in self._fields:
                self._set(at, field.name, field.of(reply.parsed))
        else:
            self._set(at, "_raw", reply.text or None)

    def table(self, index: Any) -> pd.DataFrame:
        """The columns, in the order of the rows."""
        columns = {name: typed(self._values[name], dtype) for name, dtype in self._dtypes.items()}
        return pd.DataFrame(columns, index=index)

    def _take_reply(self, at: int, outcome: Outcome[int]) -> None:
        reply, usage = outcome.reply, outcome.reply.total_usage
        self._set(at, "_finish", reply.finish_reason or None)
        self._set(at, "_cached", outcome.is_cached)
        self._set(at, "_ms", outcome.ms)
        if usage is not None:
            asked = usage.prompt_token_count or 0, usage.tool_use_prompt_token_count or 0
            self._set(at, "_tokens_in", sum(asked))
            self._set(at, "_tokens_out", usage.candidates_token_count or 0)
            self._set(at, "_tokens_thought", usage.thoughts_token_count or 0)
        cost = 0.0 if outcome.is_cached else self._price(reply)
        self._set(at, "_cost_usd", cost)
        self.dollars += cost or 0.0
        self.is_unpriced |= cost is None

    def _set(self, at: int, column: str, value: Any) -> None:
        self._values[column][at] = value


def _error_of(outcome: Outcome[int]) -> str | None:
    """One line; None where the reply is an answer."""
    reply = outcome.reply
    if outcome.error is not None:
        return " ".join(str(outcome.error).split())
    if reply.refused:
        return f"the prompt was blocked by the service: {reply.refused}"
    if not reply.is_finished:
        return "the answer has no end"
    if not reply.text and reply.function_calls:
        names = " and ".join(f"{call.name}()" for call in reply.function_calls)
        return f"there is no answer: the model asks for {names}, and nobody here answers that"
    if not reply.text and reply.finish_reason != "STOP":
        return f"there is no answer: it ended with {reply.finish_reason}"
    return None
