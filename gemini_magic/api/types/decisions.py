"""Decisions: questions with a closed set of answers, answered with calibrated confidence."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .interactions import InteractionUsage
from .snake import SnakeModel, TypedModel, UnknownKind

__all__ = ["ChoiceAnswer", "Decision", "DecisionAnswer", "NoulAnswer", "ScoreAnswer"]


class ChoiceAnswer(TypedModel):
    """Which of the choices; `probabilities` from 0 to 1 for each of them."""

    type: Literal["choice"] = "choice"
    choice: str | None = None
    confidence: float | None = None
    probabilities: dict[str, float] | None = None


class ScoreAnswer(TypedModel):
    """How well the input meets the criteria; `legend` says what the scores stand for."""

    type: Literal["score"] = "score"
    score: float | None = None
    confidence: float | None = None
    legend: dict[str, str] | None = None
    probabilities: dict[str, float] | None = None


class NoulAnswer(TypedModel):
    """How true a statement is, from 0 (false) to 1 (true)."""

    type: Literal["noul"] = "noul"
    noul: float | None = None
    confidence: float | None = None


DecisionAnswer = Annotated[
    Annotated[ChoiceAnswer | ScoreAnswer | NoulAnswer, Field(discriminator="type")] | UnknownKind,
    Field(union_mode="left_to_right"),
]


class Decision(SnakeModel):
    """The answers by the names of their questions."""

    answers: dict[str, DecisionAnswer] | None = None
    usage: InteractionUsage | None = None
    prompt_feedback: dict[str, Any] | None = None
