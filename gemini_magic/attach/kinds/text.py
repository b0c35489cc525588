"""Everything else by its text: fenced, unless it is a few words that stand in a sentence."""

from __future__ import annotations

from typing import Any

from ...api.types import Part
from ..attachment import Attachment, Terms
from ..fencing import fenced, named

__all__ = ["TYPES", "attached"]

TYPES = ("builtins.object",)

_LONGEST_INLINE = 200


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """Data of several lines, or of a long one. What is short declines: it stands in its place."""
    text = str(value)
    if len(text) <= _LONGEST_INLINE and len(text.splitlines()) <= 1:
        return None
    lines = text.count("\n") + 1
    note = f"{lines:,} lines" if lines > 1 else f"{len(text):,} characters"
    what = "a text" if isinstance(value, str) else f"a {type(value).__name__}"
    return Attachment.of(Part(text=fenced(text, named(name, what))), name, "text", note)
