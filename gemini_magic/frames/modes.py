"""How a question is put to the service: one function for each mode, named in `MODES`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import UnknownName
from .estimate import forecast
from .later import later
from .now import now
from .question import Question

__all__ = ["MODES", "asked_by_mode"]

MODES: dict[str, Callable[[Question], Any]] = {"now": now, "batch": later, "estimate": forecast}
"""Question → the frame with its answers, or what will give it, or what that would take."""


def asked_by_mode(question: Question) -> Any:
    """What the mode that the question names makes of it."""
    mode = question.options.get("mode", "now")
    if mode not in MODES:
        raise UnknownName("mode", mode, MODES)
    return MODES[mode](question)
