"""A reply as one HTML fragment: a badge if the local engine spoke, the answer, and a last line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ..chat import Answer, Reply
from ..chat.events import Verdict
from . import asked, grounding, sent, url_context
from .actions import acting, copied
from .citations import cited
from .endings import ending_of, endings
from .footer import footer, marks_html
from .highlight import PALETTE
from .markup import BORDER, FAINT, fold, on_one_line, quiet
from .part import renderer_of
from .pieces import Piece, pieces
from .prose import prose_html
from .side_files import INLINE, Showing

__all__ = ["LOCAL_NOTE", "Place", "Show", "badge", "page", "shown"]

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
    note = badge() if reply.is_local else ""
    grows = not reply.is_finished
    durations = reply.durations if showing.times else ()
    body = _answer(0, first, durations, show, grows, showing, reply.verdicts)
    for number, other in enumerate(others, 1):
        marks = marks_html(ending_of(other))
        inner = _answer(number, other, (), show, grows, showing) + (
            f"<div>{marks}</div>" if marks else ""
        )
        is_seen = any(part.inline_data is not None for part in other.parts)  # pictures to choose of
        body += fold(f"Answer {number + 1} of {len(reply.answers)}", inner, is_open=is_seen)
    if reply.is_finished and not (body or endings(reply)):
        body += quiet("empty answer")
    above = sent.html(reply.sent, times=showing.times) + asked.html(reply)
    style = f"text-align:start;overflow-wrap:anywhere;{PALETTE}"
    kind = 'class="gm-reply gm-grows"' if grows else f'class="gm-reply"{copied(reply.text)}'
    inner = note + above + body + footer(reply)
    return acting(on_one_line(f'<div {kind} style="{style}">{inner}</div>'), grows=grows)


def _answer(
    number: int,
    answer: Answer,
    durations: Iterable[float],
    show: Show,
    grows: bool,
    showing: Showing,
    verdicts: Iterable[Verdict] = (),
) -> str:
    found = pieces(answer.parts, durations, showing, verdicts)
    if not grows:  # marks that come and go would draw the whole text anew each time
        found = cited(found, grounding.of(answer))
    last = len(found) - 1
    body = "".join(
        show(Place(number, at, grows and at == last), piece) for at, piece in enumerate(found)
    )
    return body + grounding.html(answer) + url_context.html(answer)


def badge() -> str:
    """That the local engine speaks, and not Gemini."""
    return (
        f'<div style="margin-bottom:.4em"><span style="{FAINT};border:1px solid {BORDER};'
        f'border-radius:1em;padding:.1em .7em">{LOCAL_NOTE}</span></div>'
    )
