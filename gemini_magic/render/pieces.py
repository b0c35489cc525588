"""Pieces: the parts of an answer grouped as a reader sees them.

Texts that follow each other are one text, sound that arrives in slices is one sound, and what a
function answered stands with the call it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from ..api.audio import pcm_rate
from ..api.types import Blob, FunctionResponse, Part
from ..chat.events import Verdict
from .side_files import INLINE, Showing

__all__ = ["ANSWERS", "Citation", "GroundingSource", "Piece", "blobs_of", "pieces"]

ANSWERS = {
    "function_response": "function_call",
    "tool_response": "tool_call",
    "code_execution_result": "executable_code",
}
"""Which kind of part answers which."""

_UNKNOWN: tuple[float | None, Verdict] = (None, "")
_NOTHING = FunctionResponse()
_ONE_TEXT = frozenset({"text", "thought"})


@dataclass(frozen=True)
class GroundingSource:
    """A page, document or place. `uri` is empty where there is none that may be followed;
    `note` says more: the page of a document, who knows the place.
    """

    title: str
    uri: str = ""
    note: str = ""


@dataclass(frozen=True)
class Citation:
    """A place in a text, in characters, and the numbers of the sources that stand behind it."""

    at: int
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Piece:
    """Parts that are shown as one thing, how long the function among them took, and what a
    person said to its call.

    A text may cite: `numbers` of its citations count its `sources` from 1. `screen` is the last
    picture that the model had seen before it called.
    """

    parts: tuple[Part, ...]
    seconds: float | None = None
    citations: tuple[Citation, ...] = ()
    sources: tuple[GroundingSource, ...] = ()
    showing: Showing = INLINE
    verdict: Verdict = ""
    screen: Blob | None = None

    @property
    def kind(self) -> str:
        """The kind of the first part; it decides who renders the piece."""
        return self.parts[0].kind

    @property
    def text(self) -> str:
        """What the parts say, in one."""
        return "".join(part.text or "" for part in self.parts)


def pieces(
    parts: Iterable[Part],
    durations: Iterable[float] = (),
    showing: Showing = INLINE,
    verdicts: Iterable[Verdict] = (),
) -> list[Piece]:
    """The pieces of an answer; `durations` and `verdicts` are those of its function responses,
    in order.
    """
    groups: list[list[Part]] = []
    seconds: dict[int, float] = {}
    judged: dict[int, Verdict] = {}
    screens: dict[int, Blob] = {}
    screen = showing.pictures[-1] if showing.pictures else None
    times = zip_longest(durations, verdicts)
    for part in parts:
        kind = part.kind
        if kind == "signature":
            continue
        took, verdict = next(times, _UNKNOWN) if kind == "function_response" else _UNKNOWN
        at = _place(groups, part, kind)
        if at is None:
            at = len(groups)
            groups.append([])
        groups[at].append(part)
        if kind == "function_call" and screen is not None:
            screens[at] = screen
        screen = _picture_in(part) or screen
        if took is not None:
            seconds[at] = seconds.get(at, 0.0) + took
        if verdict:
            judged[at] = verdict
    return [
        Piece(
            tuple(group),
            seconds.get(at),
            showing=showing,
            verdict=judged.get(at, ""),
            screen=screens.get(at),
        )
        for at, group in enumerate(groups)
    ]


def _picture_in(part: Part) -> Blob | None:
    """The picture that a function has answered with, if any."""
    found = (item.inline_data for item in (part.function_response or _NOTHING).parts or ())
    pictures = [blob for blob in found if blob and (blob.mime_type or "").startswith("image/")]
    return pictures[-1] if pictures else None


def _place(groups: list[list[Part]], part: Part, kind: str) -> int | None:
    """The group that `part` belongs to, or None where it begins one."""
    if kind in ANSWERS:
        return _asked_by(groups, part, kind)
    if groups and _reads_on(groups[-1][-1], part, kind):
        return len(groups) - 1
    return None


def _reads_on(before: Part, part: Part, kind: str) -> bool:
    if before.kind != kind:
        return False
    if part.inline_data is None or before.inline_data is None:
        return kind in _ONE_TEXT
    rate = pcm_rate(part.inline_data.mime_type)
    return rate is not None and rate == pcm_rate(before.inline_data.mime_type)


def _asked_by(groups: list[list[Part]], part: Part, kind: str) -> int | None:
    calls = [at for at, group in enumerate(groups) if group[0].kind == ANSWERS[kind]]
    ident, name = _ident(part)
    if ident is not None:
        for at in calls:
            if _ident(groups[at][0])[0] == ident:
                return at
    # Older services and hand-written histories have no ids: names in order, then.
    for at in calls:
        called, call_name = _ident(groups[at][0])
        if len(groups[at]) == 1 and call_name == name and None in (ident, called):
            return at
    return None


def _ident(part: Part) -> tuple[str | None, str | None]:
    payload = getattr(part, part.kind)
    return payload.id or None, getattr(payload, "name", None) or getattr(payload, "tool_type", None)


def blobs_of(found: Iterable[Piece]) -> Iterator[Blob]:
    """The media that pieces hold; slices of one sound are one blob."""
    for piece in found:
        for part in piece.parts:
            response = part.function_response
            for item in (response.parts if response else None) or ():
                if item.inline_data is not None:
                    yield item.inline_data
        if piece.kind == "inline_data":
            yield _joined([part.inline_data for part in piece.parts if part.inline_data])


def _joined(slices: list[Blob]) -> Blob:
    if len(slices) == 1:
        return slices[0]
    whole = Blob(mime_type=slices[0].mime_type, data=b"".join(one.data or b"" for one in slices))
    if slices[0].display_name:
        whole.display_name = slices[0].display_name
    return whole
