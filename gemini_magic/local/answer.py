"""What a skill gives: pieces in the order in which they shall be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from gemini_magic.local import catalog
from gemini_magic.local.grounding import Grounding


@dataclass(frozen=True)
class Thought:
    """One true sentence about what the engine does to find its answer."""

    text: str


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class FunctionCall:
    name: str
    args: dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A part of the wire that is whole as it stands: media, code, what code has printed.

    `tokens` is its price where it is not what the same part would cost in a prompt.
    """

    wire: dict[str, Any]
    tokens: int | None = None


@dataclass(frozen=True)
class About:
    """Fields of the candidate's last chunk; `tool_tokens` is what a tool has read for it."""

    fields: dict[str, Any]
    tool_tokens: int = 0


@dataclass(frozen=True)
class Cut:
    """The writer ran out of room before it had finished."""


@dataclass(frozen=True)
class Finish:
    """The candidate ends here, with a `finishReason` of the API."""

    reason: str
    message: str = ""


Piece: TypeAlias = Thought | Text | Part | FunctionCall | Grounding | About | Cut | Finish


@dataclass(frozen=True)
class Answer:
    """Pieces, perhaps still being made, and the local model that makes them."""

    pieces: Iterable[Piece]
    model: str = catalog.RULES


def computed(thoughts: Iterable[str], text: str) -> Answer:
    """An answer that is ready: how it was found, then the text."""
    return Answer([*(Thought(thought) for thought in thoughts), Text(text)])
