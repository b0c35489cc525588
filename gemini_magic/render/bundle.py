"""A reply as a MIME bundle: what a notebook saves, for whoever opens it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..chat import Answer, Reply
from ..chat.events import Verdict
from . import asked, grounding, overlay, sent, url_context
from .citations import cited
from .endings import Mark, ending_of, endings
from .live import LivePage
from .markup import on_one_line
from .page import LOCAL_NOTE, page
from .part import renderer_of
from .pieces import blobs_of, pieces
from .side_files import BUDGET, INLINE, Showing, side_files
from .verbatim import folded, literal

__all__ = ["MIME_TYPE", "MimeBundle", "plain_text", "render", "without_controls"]

MIME_TYPE = "application/vnd.gemini.reply+json"
VERSION = 1

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class MimeBundle:
    """What a display needs: the same reply in several types, and facts beside it.

    `files` are to lie beside the notebook, by their paths relative to it.
    """

    data: dict[str, Any] = field(hash=False)
    metadata: dict[str, Any] = field(default_factory=dict, hash=False)
    files: Mapping[str, bytes] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if "text/html" in self.data:
            self.data["text/html"] = on_one_line(self.data["text/html"])


def render(
    reply: Reply,
    live: LivePage | None = None,
    *,
    beside: str = "",
    times: bool = True,
    inside: int = BUDGET,
) -> MimeBundle:
    """The bundle of a reply. Ids, usage and times are in the metadata, not in our JSON type.

    `live` is the page on which this reply was shown while it grew: its work is not done again.
    `beside` names the folder for large media, of more than `inside` bytes; empty: the notebook
    holds them all. Without `times` equal answers have equal bundles, whatever the clock says.
    """
    folder = beside if live is None else live.beside
    is_data = bool(reply.asked.schema)
    showing = Showing(folder, False, is_data, times, reply.pictures, inside)
    html = page(reply, showing=showing) if live is None else live.final_html(reply)
    parts = [part for answer in reply.answers for part in answer.parts]
    found = pieces(parts, showing=showing)
    return MimeBundle(
        {
            MIME_TYPE: _json(reply, showing),
            "text/html": html,
            "text/markdown": _markdown(reply, showing),
            "text/plain": plain_text(reply, showing),
        },
        {MIME_TYPE: _volatile(reply)},
        side_files(blobs_of(found), showing) | overlay.files(found),
    )


def without_controls(text: str) -> str:
    """Text that no terminal obeys: the answer of a model gives no orders."""
    return _CONTROLS.sub("", text)


def plain_text(reply: Reply, showing: Showing = INLINE) -> str:
    """The answer itself; marks and stand-ins only where there is something to mark."""
    lines = [without_controls(reply.text)] if reply.text else _stand_ins(reply, showing)
    marks = [_in_brackets(mark) for mark in endings(reply)]
    if marks:
        lines = [lines[0].rstrip("\n"), *lines[1:]] if lines else []
        lines.append(" ".join(marks))
    if not lines and reply.is_finished:
        lines = ["[empty answer]"]
    return "\n".join(lines)


def _stand_ins(reply: Reply, showing: Showing) -> list[str]:
    found = (renderer_of(piece).plain(piece) for piece in pieces(reply.parts, showing=showing))
    return [_CONTROLS.sub("", line) for line in found if line]


def _in_brackets(mark: Mark) -> str:
    word, more = mark
    # The usual explanation of a cut is for people who see the page; here the word is enough.
    said = f"{word}: {more}" if more and word == "error" else word
    return "[" + " ".join(_CONTROLS.sub("", said).split()) + "]"


def _markdown(reply: Reply, showing: Showing) -> str:
    blocks = [f"*{LOCAL_NOTE}*"] if reply.is_local else []
    blocks += [said] if (said := sent.markdown(reply.sent)) else []
    blocks += asked.markdown(reply)
    blocks += _answer_markdown(reply.answers[0], showing, reply.verdicts)
    for number, other in enumerate(reply.answers[1:], 2):
        marks = [_mark_markdown(mark) for mark in ending_of(other)]
        body = "\n\n".join([*_answer_markdown(other, showing), *marks])
        blocks.append(folded(f"Answer {number} of {len(reply.answers)}", body))
    blocks += [_mark_markdown(mark) for mark in endings(reply)]
    if not blocks and reply.is_finished:
        blocks.append("*empty answer*")
    return "\n\n".join(blocks)


def _answer_markdown(
    answer: Answer, showing: Showing, verdicts: Iterable[Verdict] = ()
) -> list[str]:
    parts = pieces(answer.parts, showing=showing, verdicts=verdicts)
    found = cited(parts, grounding.of(answer))
    blocks = [renderer_of(piece).markdown(piece) for piece in found]
    return [block for block in (*blocks, *_about(answer)) if block]


def _about(answer: Answer) -> tuple[str, str]:
    return grounding.markdown(answer), url_context.markdown(answer)


def _mark_markdown(mark: Mark) -> str:
    word, more = mark
    return f"**{literal(word)}**" + (f" {literal(more)}" if more else "")


def _json(reply: Reply, showing: Showing) -> dict[str, Any]:
    known: dict[str, Any] = {
        "version": VERSION,
        "model": reply.model_version,
        "local": reply.is_local,
        "answers": [_answer_json(answer, showing, reply.verdicts) for answer in reply.answers],
        **asked.json(reply),
    }
    if reply.sent:
        known["sent"] = sent.json(reply.sent)
    if reply.refused:
        known["blocked"] = reply.refused
    if reply.stopped is not None:
        known["stopped"] = {"cause": reply.stopped.cause, "message": reply.stopped.message}
    return known


def _answer_json(answer: Answer, showing: Showing, verdicts: Iterable[Verdict]) -> dict[str, Any]:
    found = pieces(answer.parts, showing=showing, verdicts=verdicts)
    known: dict[str, Any] = {
        "parts": [{"kind": piece.kind, **renderer_of(piece).json(piece)} for piece in found],
        "finish_reason": answer.finish_reason,
    }
    if answer.finish_message:
        known["finish_message"] = answer.finish_message
    if sources := grounding.json(answer):
        known["grounding"] = sources
    if pages := url_context.json(answer):
        known["pages"] = pages
    return known


def _volatile(reply: Reply) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if reply.response_id:
        known["response_id"] = reply.response_id
    if (usage := reply.total_usage) is not None:
        known["usage"] = usage.to_wire()
    if durations := list(reply.durations):
        known["durations"] = durations
    return known
