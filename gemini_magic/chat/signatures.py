"""Thought signatures are bound to the service that made them; another one refuses them."""

from __future__ import annotations

from collections.abc import Iterable

from ..api.types import Content, Part

__all__ = ["unsigned"]

_SKIP = b"skip_thought_signature_validator"
"""What the service takes in the place of a signature that it did not make itself:
ai.google.dev/gemini-api/docs/thought-signatures."""


def unsigned(contents: Iterable[Content]) -> list[Content]:
    """The messages of one service as another one takes them.

    Text goes without a signature, and so do parts that hold nothing else. Calls and pictures must
    have one, and have the one that says it is none.
    """
    sent = [
        Content(role=content.role, parts=[_unsigned(part) for part in content.parts or ()])
        for content in contents
    ]
    return [content for content in map(_without_empty_parts, sent) if content.parts]


def _without_empty_parts(content: Content) -> Content:
    return Content(role=content.role, parts=[p for p in content.parts or () if p.text != ""])


def _unsigned(part: Part) -> Part:
    if part.thought_signature is None:
        return part
    return part.model_copy(update={"thought_signature": None if part.text is not None else _SKIP})
