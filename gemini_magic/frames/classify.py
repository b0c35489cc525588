"""`classify`: one label for each row, or several, out of a list."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Any, Unpack

from ..errors import InvalidRequest
from .modes import asked_by_mode
from .options import Options, checked
from .prompts import Template
from .question import Question

__all__ = ["classify"]


def classify(
    data: Any,
    labels: Any,
    prompt: Template = None,
    *,
    multi: bool = False,
    **options: Unpack[Options],
) -> Any:
    """The label that fits each row: `df.gemini.classify(["praise", "complaint", "question"])`.

    `labels` are names, names with what they mean as a dict, or an Enum. The column `label` is a
    category of them all; with `multi` the column `labels` holds a list, which may be empty. `into`
    names the column otherwise. Without a prompt the whole row is given.
    """
    meanings = _meanings(labels)
    choice = {"type": "string", "enum": list(meanings)}
    name = "labels" if multi else "label"
    field = {"type": "array", "items": choice, "uniqueItems": True} if multi else choice
    schema = {
        "title": "the labels",
        "type": "object",
        "properties": {name: field},
        "required": [name],
    }
    given = checked(options)
    question = Question(data, prompt, given, schema=schema, lead=_lead(meanings, multi))
    return asked_by_mode(question)


def _meanings(labels: Any) -> dict[str, str]:
    if isinstance(labels, type) and issubclass(labels, enum.Enum):
        labels = [str(member.value) for member in labels]
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise InvalidRequest(f"{labels!r} is no list of labels; give two names or more")
    pairs = labels.items() if isinstance(labels, Mapping) else ((label, "") for label in labels)
    meanings = {str(label): str(meaning) for label, meaning in pairs}
    if len(meanings) < 2:
        raise InvalidRequest(f"{list(meanings)} is no choice of labels; give two names or more")
    return meanings


def _lead(meanings: Mapping[str, str], multi: bool) -> str:
    which = "Name every label that fits" if multi else "Name the label that fits best"
    told = "\n".join(
        f"- {label}: {meaning}" if meaning else f"- {label}" for label, meaning in meanings.items()
    )
    return f"{which} the data below. The labels:\n{told}"
