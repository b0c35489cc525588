"""A reply as one HTML fragment: a badge if the local engine spoke, the answer, and a last line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ..api.types import UsageMetadata
from ..chat import Answer, Reply
from . import grounding, sent
from .citations import cited
from .endings import Mark, ending_of, endings
from .markup import BORDER, FAINT, fold, text
from .part import renderer_of
from .pieces import Piece, pieces
from .prose import prose_html
from .side_files import INLINE, Showing

__all__ = ["LOCAL_NOTE", "Place", "Show", "page", "shown"]

LOCAL_NOTE = "local engine · not Gemini"


class Place(NamedTuple):
    """Where a piece stands: the candidate, the number in it, whether it may still grow."""

    candidate: int
    at: int
    is_open: bool


Show = Callable[[Place, Piece], str]


def shown(place: Place, piece: Piece) -> str:
    """The HTML of a piece on its own."""
    return renderer_of(piece).html(piece, prose_html)


def page(reply: Reply, show: Show = shown, showing: Showing = INLINE) -> str:
    """The HTML of a reply, finished or not."""
    first, *others = reply.answers
    badge = _badge() if reply.is_local else ""
    grows = not reply.is_finished
    body = _answer(0, first, reply.durations, show, grows, showing)
    for number, other in enumerate(others, 1):
        marks = _marks(ending_of(other))
        inner = _answer(number, other, (), show, grows, showing) + (
            f"<div>{marks}</div>" if marks else ""
        )
        body += fold(f"Answer {number + 1} of {len(reply.answers)}", inner)
    return f'<div class="gm-reply">{badge}{sent.html(reply.sent)}{body}{_last_line(reply)}</div>'


def _answer(
    number: int,
    answer: Answer,
    durations: Iterable[float],
    show: Show,
    grows: bool,
    showing: Showing,
) -> str:
    found = pieces(answer.parts, durations, showing)
    if not grows:  # marks that come and go would draw the whole text anew each time
        found = cited(found, grounding.of(answer))
    last = len(found) - 1
    body = "".join(
        show(Place(number, at, grows and at == last), piece) for at, piece in enumerate(found)
    )
    return body + grounding.html(answer)


def _badge() -> str:
    return (
        f'<div style="margin-bottom:.4em"><span style="{FAINT};border:1px solid {BORDER};'
        f'border-radius:1em;padding:.1em .7em">{LOCAL_NOTE}</span></div>'
    )


def _last_line(reply: Reply) -> str:
    facts = [text(reply.model_version)] if reply.model_version else []
    if spent := _tokens(reply.total_usage):
        facts.append(spent)
    if reply.waiting is not None:
        waiting = reply.waiting
        facts.append(
            text(
                f"waiting {waiting.seconds:.0f} s before attempt {waiting.attempt} "
                f"of {waiting.attempts}: {waiting.message}"
            )
        )
    if marks := _marks(endings(reply)):
        facts.append(marks)
    if not facts:
        return ""
    return f'<div style="{FAINT};margin-top:.6em">{" · ".join(facts)}</div>'


def _tokens(usage: UsageMetadata | None) -> str:
    if usage is None or not usage.total_token_count:
        return ""
    return f"{usage.total_token_count:,} tokens".replace(",", "\u202f")


def _marks(marks: list[Mark]) -> str:
    colour = "color:var(--jp-error-color1,#c62828);font-weight:600"
    shown = []
    for word, more in marks:
        tail = f": {text(more)}" if more else ""
        shown.append(f'<span style="{colour}">{text(word)}</span>{tail}')
    return " · ".join(shown)
