"""Attachment: what a value of a notebook became, for the model and for the reader."""

from __future__ import annotations

from dataclasses import dataclass

from ..api.types import Part
from ..settings import CacheMode
from .tokens import tokens_of
from .uploads import Uploads

__all__ = ["Attachment", "Sent", "Terms"]


@dataclass(frozen=True)
class Sent:
    """What a reader is told of one attachment.

    `name` is what the user wrote, `kind` a word for it ("table", "image"), `note` its facts in one
    line ("200 × 12, 8 rows sent"), `tokens` an estimate (None where nobody knows), `thumbnail` a
    small JPEG or PNG, or nothing. `until` says how long an upload stays at the service.
    """

    name: str
    kind: str
    note: str = ""
    tokens: int | None = None
    thumbnail: bytes = b""
    until: str = ""


@dataclass(frozen=True)
class Attachment:
    """The parts that carry a value, in order; text among them is fenced."""

    parts: tuple[Part, ...]
    sent: tuple[Sent, ...]

    @classmethod
    def of(
        cls,
        part: Part,
        name: str,
        kind: str,
        note: str = "",
        thumbnail: bytes = b"",
        resolution: str = "high",
    ) -> Attachment:
        """One part and what is said of it; pictures cost as much as their resolution says."""
        tokens = tokens_of(part, resolution)
        return cls((part,), (Sent(name, kind, note, tokens, thumbnail),))


@dataclass(frozen=True)
class Terms:
    """How much text a sample of data may be, in tokens, and where goes what is too big to send.

    `resolution` is the media resolution that the request will ask for, a key of `LEVELS`. Without
    `uploads` nothing is uploaded, and what is too big raises `InvalidRequest`; `cache` says whether
    an upload of before will do.
    """

    budget: int = 2000
    uploads: Uploads | None = None
    resolution: str = "high"
    cache: CacheMode | None = None
