"""`score`: a number on a scale for each row."""

from __future__ import annotations

from typing import Any, Unpack

from ..errors import InvalidRequest
from .modes import asked_by_mode
from .options import Options, checked
from .prompts import Template
from .question import Question

__all__ = ["score"]


def score(
    data: Any,
    question: str,
    scale: tuple[float, float] = (1, 5),
    prompt: Template = None,
    *,
    why: bool = False,
    **options: Unpack[Options],
) -> Any:
    """How much of something each row has: `df.gemini.score("How angry is the writer?", (0, 10))`.

    Between two whole numbers the column `score` is `Int64`, else `float64`. With `why` the column
    `why` gives the reason, which the model writes first. Without a prompt the whole row is given.
    """
    low, high = scale
    if not low < high:
        raise InvalidRequest(
            f"scale={scale} has no room; give the lowest and the highest, as (1, 5)"
        )
    kind = "integer" if isinstance(low, int) and isinstance(high, int) else "number"
    properties: dict[str, Any] = {"why": {"type": "string"}} if why else {}
    properties["score"] = {"type": kind, "minimum": low, "maximum": high}
    schema = {
        "title": "the score",
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }
    lead = f"{question}\nAnswer from {low} (not at all) to {high} (entirely), by the data below."
    asked = Question(data, prompt, checked(options), schema=schema, lead=lead)
    return asked_by_mode(asked)
