"""What a scripted service says to notebooks, where no rule of the local engine says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.lab.seen import Cell, Seen
from tests.scripted import Answer, ScriptedGemini, chunk, sse

__all__ = ["Script", "said"]


@dataclass(frozen=True)
class Script:
    """A notebook, and what its questions are answered in turn: the same in both frontends."""

    answers: Sequence[Answer]
    cells: Sequence[Cell]

    def play(self, name: str, seen: Seen, service: ScriptedGemini) -> None:
        """See the notebook in every form."""
        service.will(*self.answers, *self.answers)
        where = {"GOOGLE_GEMINI_BASE_URL": service.base_url, "GOOGLE_API_KEY": "test-key"}
        load = Cell(f"import os\nos.environ.update({where!r})\n%load_ext gemini_magic")
        seen(name, load, *self.cells)


def said(*parts: Any, finish: str = "STOP", **fields: Any) -> Answer:
    """Parts one by one, then the end with all that is noted on the candidate."""
    last = chunk(finish=finish)
    last["candidates"][0] |= fields
    return sse([*map(chunk, parts), last])
