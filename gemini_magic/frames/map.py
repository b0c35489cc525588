"""`map`: a prompt over the rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

from .modes import asked_by_mode
from .options import Options, checked
from .question import Question

__all__ = ["map"]


def map(
    data: Any,
    prompt: str | Callable[[Any], Any],
    *,
    schema: Any = None,
    **options: Unpack[Options],
) -> Any:
    """Ask `prompt` of each row: `df.gemini.map("Translate into French: {{text}}", into="french")`.

    `prompt` is a template as in a cell, whose names are columns, or a function that is given the
    row (of a series the value) and returns the prompt, or a list of parts. A row whose values are
    missing is not asked. With `schema` the fields of the answers are columns, typed. Beside the
    answers stand `_error _finish _tokens_in _tokens_out _tokens_thought _cost_usd _ms _cached`,
    and with a schema `_raw`, the text that does not fit. The options are those of `Options`.

    Every row is a request of its own; equal ones are sent once. What is answered is kept in the
    ledger, so that a run that was interrupted or killed is finished by running it again.
    """
    question = Question(data, prompt, checked(options), schema=schema)
    return asked_by_mode(question)
