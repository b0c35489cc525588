"""Answer: one candidate of a reply, as far as it has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..api.types import Part
from .growing import GrowingText, GrowingTuple

__all__ = ["Answer", "changed"]

Value = TypeVar("Value")


@dataclass(frozen=True)
class Answer:
    """One candidate: its finished parts, the part that may still grow, and why it ended."""

    closed: GrowingTuple[Part] = field(default_factory=GrowingTuple)
    open: Part | None = None
    tail: GrowingText | None = None
    finish_reason: str = ""
    finish_message: str = ""
    notes: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in the order they came; pieces of one text are one part."""
        last = self._last_part()
        return (*self.closed, last) if last is not None else tuple(self.closed)

    @property
    def open_kind(self) -> str:
        """The kind of the part that may still grow; empty before the first one."""
        return self.open.kind if self.open is not None else ""

    @property
    def size(self) -> int:
        """Characters so far, without joining them; a part without text counts as one."""
        closed = sum(len(part.text or "") + 1 for part in self.closed)
        return closed + (len(self.tail) if self.tail is not None else 1)

    def _last_part(self) -> Part | None:
        if self.open is None or self.tail is None:
            return self.open
        # Only `text` and `thought` can be set on a part that grows.
        fields: dict[str, Any] = {"text": str(self.tail)}
        if "thought" in self.open.model_fields_set:
            fields["thought"] = self.open.thought
        return Part(**fields)

    def started(self, part: Part) -> Answer:
        """With `part` behind what was there."""
        last = self._last_part()
        closed = self.closed.plus(last) if last is not None else self.closed
        return changed(self, closed=closed, open=part, tail=None)

    def grown(self, text: str) -> Answer:
        """With `text` at the end of the open part."""
        if self.tail is not None:
            return changed(self, tail=self.tail.plus(text))
        begun = self.open if self.open is not None else Part(text="")
        return changed(self, open=begun, tail=GrowingText(begun.text or "").plus(text))


def changed(value: Value, **fields: Any) -> Value:
    """A frozen value with some fields set anew."""
    # `dataclasses.replace` at a quarter of its cost, and the fold does little else. It copies
    # whatever is in `__dict__`, so these classes must cache nothing there.
    changed = object.__new__(type(value))
    object.__setattr__(changed, "__dict__", value.__dict__ | fields)
    return changed
