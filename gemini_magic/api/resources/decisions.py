"""decisions: closed questions about an input, answered with probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..call import Call, json_of
from ..interaction_input import items_from, plain
from ..types import Decision
from .base import Colour, Resource, answers
from .models import model_path

__all__ = ["Decisions"]


class Decisions(Resource[Colour]):
    """Classification and scoring; made for rows of a table."""

    @answers
    def create(
        self, *, model: str, input: Any, questions: Mapping[str, Mapping[str, Any]]
    ) -> Call[Decision]:
        """Answer every question about `input`, by the names they have here.

        `input` is text or contents as for interactions. A question is
        `{"type": "choice", "instructions": …, "criteria": {choice: what it means}}`,
        `{"type": "score", "instructions": …, "criteria": [from worst to best]}` or
        `{"type": "noul", "instructions": …}` for how true it is. Source: POST decisions.
        """
        given = input if isinstance(input, str) else items_from(input)
        body = {
            "model": model_path(model),
            "input": given,
            "questions": plain(questions, "questions"),
        }
        return Call("POST", "decisions", json_of(Decision), body=body)
