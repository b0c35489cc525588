"""Parts, and replies, which are made of them: an answer can be the next question's data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...api.contents import part_from
from ...api.types import Part
from ..attachment import Attachment, Sent, Terms
from ..fencing import fenced, named
from ..media import media

__all__ = ["TYPES", "attached"]

TYPES = ("gemini_magic.Part", "gemini_magic.Reply")


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """Media as they are, text in a fence. A reply's thoughts, calls and signatures stay away."""
    if isinstance(value, Part):
        return _of_part(part_from(value), name, terms)
    found = [*_of_text(value.parts, name), *_of_media(value.parts, name, terms)]
    if not found:
        return None
    return Attachment(
        tuple(part for one in found for part in one.parts),
        tuple(sent for one in found for sent in one.sent),
    )


def _of_part(part: Part, name: str, terms: Terms) -> Attachment:
    """The part with all that qualifies it, such as the stretch of a film that counts."""
    if part.text is not None:
        return Attachment.of(part, name, "text", f"{len(part.text):,} characters")
    if part.inline_data is not None:
        blob = part.inline_data
        sent = media(blob.data or b"", blob.mime_type or "", name, Terms()).sent
        return Attachment((part,), sent)
    address = part.file_data.file_uri if part.file_data is not None else part.kind
    return Attachment((part,), (Sent(name, "file", address or ""),))


def _of_text(parts: Iterable[Part], name: str) -> Iterable[Attachment]:
    text = "".join(part.text or "" for part in parts if part.kind == "text")
    if text:
        told = fenced(text, named(name, "an answer"))
        yield Attachment.of(Part(text=told), name, "text", f"{len(text):,} characters")


def _of_media(parts: Iterable[Part], name: str, terms: Terms) -> Iterable[Attachment]:
    for part in parts:
        if part.file_data is not None:
            yield _of_part(part, name, terms)
        elif part.inline_data is not None:
            blob = part.inline_data
            yield media(blob.data or b"", blob.mime_type or "", name, terms)
