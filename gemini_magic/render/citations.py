"""Citation marks: which numbers stand where in a text, as the grounding of an answer says.

Segments count UTF-8 bytes. A mark stands behind what it supports, never inside code, maths, links
or the signs of Markdown; one that would still change the page is left out. For the way through
parser and allow-list a mark is spelled by two brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..api.types import GroundingMetadata, Segment
from .grounding import sources
from .links import destination
from .long_text import LONGEST
from .markup import attribute
from .maths import MATHS
from .pieces import Citation, GroundingSource, Piece
from .prose import prose_html

__all__ = ["cited", "html_with_marks", "markdown_with_marks", "with_marks"]

# Punctuation to Markdown, so that emphasis before and behind a mark stays what it was.
_LEFT, _RIGHT = "\u2e55", "\u2e56"
_MARK = re.compile(rf"{_LEFT}(\d+(?:,\d+)*){_RIGHT}")
_OWN_SIGNS = str.maketrans({_LEFT: "［", _RIGHT: "］"})  # alike, and no link to Markdown

_WHOLE = re.compile(
    r"(?m:^)[ \t>]*(?P<fence>`{3,}|~{3,})[\s\S]*?(?:(?m:^)[ \t>]*(?P=fence)[`~]*[ \t]*(?m:$)|\Z)"
    r"|(?<!`)(?P<run>`+)(?!`)(?s:.)*?(?<!`)(?P=run)(?!`)"
    rf"|{MATHS.pattern}"
    r"|\[[^\[\]\n]*\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*[^()\n]*\)|\[[^\[\]\n]*\])?"
    r"|<[^<>\s]*>|https?://[^\s<>]*"
    r"|(?m:^)[ \t>]*\[[^\]\n]+\]:.*"
    r"|&#?\w+;|\\."
)
"""What a mark would break: it stands behind it."""
_CLOSERS = re.compile(r"[*_~`]*")
_NO_WORDS = re.compile(r"(?:[\s|:*_=~`>#+-]|\d+[.)](?=\s|\Z))*")

# Real answers have tens; a hostile one shall not cost the reader minutes.
_MOST_SUPPORTS = 1000
_MOST_TRIED = 2_000_000  # characters, over all marks that are tried one by one


class _Text(NamedTuple):
    """The text of a piece, and its place among the parts of the answer."""

    piece: int
    parts: range
    text: str
    data: bytes


def cited(found: Sequence[Piece], grounding: GroundingMetadata | None) -> list[Piece]:
    """The pieces, their texts knowing where which sources are cited."""
    pieces = list(found)
    supports = (grounding and grounding.grounding_supports) or []
    if not supports:
        return pieces
    texts = list(_texts(pieces))
    known = sources(grounding)
    marks: dict[int, dict[int, dict[int, None]]] = {}
    for support in supports[:_MOST_SUPPORTS]:
        numbers = [n for n in support.grounding_chunk_indices or () if 0 <= n < len(known)]
        if not numbers or support.segment is None:
            continue
        if (place := _place(texts, support.segment)) is not None:
            text, end = place
            marks.setdefault(text.piece, {}).setdefault(end, {}).update(dict.fromkeys(numbers))
    for at, ends in marks.items():
        marked = replace(
            pieces[at], citations=tuple(_outside(pieces[at].text, ends)), sources=tuple(known)
        )
        pieces[at] = _harmless(marked)
    return pieces


def with_marks(piece: Piece) -> str:
    """The text of a piece with its marks in brackets that no text of a model keeps."""
    if not piece.citations:
        return piece.text
    shown = []
    before = 0
    for citation in piece.citations:
        shown.append(piece.text[before : citation.at].translate(_OWN_SIGNS))
        shown.append(f"{_LEFT}{','.join(str(n) for n in citation.numbers)}{_RIGHT}")
        before = citation.at
    shown.append(piece.text[before:].translate(_OWN_SIGNS))
    return "".join(shown)


def html_with_marks(html: str, piece: Piece) -> str:
    """HTML with the bracketed marks as small links to their sources."""
    return _spelled(html, piece, _mark_html)


def markdown_with_marks(markdown: str, piece: Piece) -> str:
    """Markdown with the bracketed marks as small links to their sources."""
    return _spelled(markdown, piece, _mark_markdown)


def _texts(pieces: Iterable[Piece]) -> Iterator[_Text]:
    first = 0
    for at, piece in enumerate(pieces):
        if piece.kind == "text" and len(piece.text) <= LONGEST:
            yield _Text(at, range(first, first + len(piece.parts)), piece.text, piece.text.encode())
        first += len(piece.parts)


def _place(texts: list[_Text], segment: Segment) -> tuple[_Text, int] | None:
    """The text that holds a segment, and where in it the segment ends."""
    start, end = segment.start_index or 0, segment.end_index or 0
    index = segment.part_index or 0
    nearest = sorted(texts, key=lambda text: 0 if index in text.parts else 1)
    for text in nearest:
        said = text.data[start:end].decode("utf-8", "replace")
        if said and (said == segment.text or not segment.text):
            return text, len(text.data[:end].decode("utf-8", "ignore"))
    # Streams count over parts that arrive cut differently: what the segment says decides.
    for text in nearest:
        if segment.text and (at := text.text.find(segment.text)) >= 0:
            return text, at + len(segment.text)
    return None


def _outside(text: str, ends: dict[int, dict[int, None]]) -> list[Citation]:
    whole = [match.span() for match in _WHOLE.finditer(text)]
    moved: dict[int, dict[int, None]] = {}
    for end in sorted(ends):
        if (at := _free_place(text, end, whole)) is not None:
            moved.setdefault(at, {}).update(ends[end])
    return [Citation(at, tuple(sorted(number + 1 for number in moved[at]))) for at in sorted(moved)]


def _harmless(piece: Piece) -> Piece:
    """The piece with the marks that change nothing but their own place."""
    plain = prose_html(piece.text.translate(_OWN_SIGNS))

    def is_harmless(citations: tuple[Citation, ...]) -> bool:
        marked = prose_html(with_marks(replace(piece, citations=citations)))
        return _MARK.sub("", marked) == plain

    if is_harmless(piece.citations):
        return piece
    if len(piece.text) * len(piece.citations) > _MOST_TRIED:
        return replace(piece, citations=())
    kept: tuple[Citation, ...] = ()
    for citation in piece.citations:
        kept = (*kept, citation) if is_harmless((*kept, citation)) else kept
    return replace(piece, citations=kept)


def _free_place(text: str, end: int, whole: list[tuple[int, int]]) -> int | None:
    """The nearest place at or behind `end` where a mark changes nothing of the Markdown."""
    end = len(text[:end].rstrip())
    end = next((stop for start, stop in whole if start < end < stop), end)
    while end:
        line_start = text.rfind("\n", 0, end) + 1
        if not _NO_WORDS.fullmatch(text, line_start, end):
            end = len(text[line_start:end].rstrip("| ")) + line_start  # inside the table's cell
            closers = _CLOSERS.match(text, end)
            return closers.end() if closers else end
        # A ruler, the line below a table's head, the mark of a list: they hold no other.
        end = len(text[:line_start].rstrip())
        end = next((start for start, stop in whole if start < end < stop), end)
    return None


def _spelled(shown: str, piece: Piece, spell: Callable[[int, GroundingSource], str]) -> str:
    def mark(match: re.Match[str]) -> str:
        numbers = [int(number) for number in match[1].split(",")]
        return "".join(spell(number, piece.sources[number - 1]) for number in numbers)

    return _MARK.sub(mark, shown) if piece.citations else shown


def _mark_html(number: int, source: GroundingSource) -> str:
    label = f"[{number}]"
    title = attribute(f"Source {number}: {source.title}")
    if not source.uri:
        return f'<sup title="{title}">{label}</sup>'
    return (
        f'<sup><a href="{attribute(source.uri)}" title="{title}" target="_blank"'
        f' rel="noopener noreferrer">{label}</a></sup>'
    )


def _mark_markdown(number: int, source: GroundingSource) -> str:
    label = f"\\[{number}\\]"
    return (
        f"<sup>[{label}]({destination(source.uri)})</sup>" if source.uri else f"<sup>{label}</sup>"
    )
