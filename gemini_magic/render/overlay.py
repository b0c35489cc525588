"""What a model has found in a picture, shown on the picture: marks, a table, the JSON folded away.

The marks are drawn into a picture, which every reader shows. Above it lie empty elements with the
labels as their titles, for whoever points at them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from ..api.types import Blob
from ..attach.thumbnail import Thumbnail
from ..chat.detection import Detection, Found, detections_in
from .links import destination
from .marked_picture import colours_of, marked_file
from .markup import BORDER, attribute, code_block, data_uri, fold, text
from .pieces import Piece
from .prose import prose_html
from .safe_markdown import safe_markdown
from .side_files import address_of
from .verbatim import fence, folded, literal

__all__ = ["files", "html", "json", "markdown"]

_SIDE, _BYTES = 512, 45_000  # in the page
_WHOLE_SIDE, _WHOLE_BYTES = 1600, 600_000  # beside it
_MOST = 100  # rows of the table
_MOST_SAID = 10
_LONGEST_JSON = 20_000
_CELL = f"padding:.2em .7em;border:1px solid {BORDER}"
_WORDS, _NUMBERS = (f'style="text-align:{side};{_CELL}"' for side in ("left", "right"))
_HEADS = ("", "label", "x", "y", "width", "height")
_HEADS_OF_POINTS = _HEADS[:4]


class _Overlay(NamedTuple):
    """A picture, what is marked on it, and the address of the whole; empty where there is none."""

    found: tuple[Detection, ...]
    small: Thumbnail
    whole: bytes
    path: str


class _Stretch(NamedTuple):
    """Some of the text; if it is JSON, with what it says on pictures."""

    text: str
    overlays: tuple[_Overlay, ...] = ()


def html(piece: Piece) -> str | None:
    """The text with pictures in the place of its JSON; None where it finds nothing in any."""
    shown = (_html(one) if one.overlays else prose_html(one.text) for one in _stretches(piece))
    return "".join(shown) or None


def markdown(piece: Piece) -> str | None:
    """The same for readers of Markdown, who see the picture that lies beside the notebook."""
    shown = (
        _markdown(one) if one.overlays else safe_markdown(one.text).strip("\n")
        for one in _stretches(piece)
    )
    return "\n\n".join(shown) or None


def json(piece: Piece) -> list[dict[str, Any]]:
    """Label, box and point of each mark, in thousandths as the model gave them."""
    return [_item_json(item) for overlay in _overlays_of(piece) for item in overlay.found]


def files(found: Iterable[Piece]) -> dict[str, bytes]:
    """What is to lie beside the notebook: path → bytes."""
    overlays = [overlay for piece in found for overlay in _overlays_of(piece)]
    return {overlay.path: overlay.whole for overlay in overlays if overlay.path}


def _overlays_of(piece: Piece) -> list[_Overlay]:
    return [overlay for one in _stretches(piece) for overlay in one.overlays]


def _stretches(piece: Piece) -> list[_Stretch]:
    """All of the text, in turn; nothing where no picture can be marked."""
    pictures = piece.showing.pictures
    if not pictures or piece.kind != "text" or piece.citations:
        return []
    stretches, written, at = [], piece.text, 0
    for block in detections_in(written, pictures):
        if overlays := _overlays(block, piece):
            stretches.append(_Stretch(written[at : block.start]))
            stretches.append(_Stretch(written[block.start : block.end], overlays))
            at = block.end
    if stretches:
        stretches.append(_Stretch(written[at:]))
    return [one for one in stretches if one.text.strip()]


def _overlays(block: Found, piece: Piece) -> tuple[_Overlay, ...]:
    """One for each picture; none if a mark is on a picture that nobody can name or read."""
    overlays = []
    for number, items in groupby(sorted(block.items, key=_picture_of), key=_picture_of):
        data = piece.showing.pictures[number].data or b"" if number >= 0 else b""
        found = tuple(items)
        small = marked_file(data, found, _SIDE, _BYTES)
        large = marked_file(data, found, _WHOLE_SIDE, _WHOLE_BYTES)
        if small is None or large is None:
            return ()
        path = address_of(Blob(mime_type=large.mime_type, data=large.data), piece.showing)
        overlays.append(_Overlay(found, small, large.data, path))
    return tuple(overlays)


def _picture_of(item: Detection) -> int:
    return -1 if item.picture is None else item.picture


def _html(one: _Stretch) -> str:
    shown = "".join(_picture(overlay) + _table(overlay.found) for overlay in one.overlays)
    return shown + fold("JSON", code_block(_written(one), "json"))


def _picture(overlay: _Overlay) -> str:
    small = overlay.small
    image = (
        f'<img src="{data_uri(small.mime_type, small.data)}" alt="{attribute(_said(overlay))}" '
        f'width="{small.width}" height="{small.height}" style="max-width:100%;height:auto">'
    )
    by_size = sorted(enumerate(overlay.found, 1), key=lambda item: -_extent(item[1])[2])
    inner = image + "".join(_title(number, item) for number, item in by_size)
    if overlay.path:
        inner = (
            f'<a href="{attribute(overlay.path)}" target="_blank" rel="noopener noreferrer">'
            f"{inner}</a>"
        )
    style = "position:relative;display:inline-block;max-width:100%;line-height:0;margin:.4em 0"
    return f'<div><div style="{style}">{inner}</div></div>'


def _title(number: int, item: Detection) -> str:
    """An empty element over the mark; it shows nothing but its title."""
    left, top, width, height = (f"{length / 10:g}%" for length in _extent(item))
    style = f"position:absolute;left:{left};top:{top};width:{width};height:{height}"
    return f'<span title="{attribute(f"{number} {item.label}".strip())}" style="{style}"></span>'


def _extent(item: Detection) -> tuple[float, float, float, float]:
    """Left, top, width and height in thousandths; points are as large as they are drawn."""
    if item.box_2d is not None:
        top, left, bottom, right = item.box_2d
        return left, top, right - left, bottom - top
    y, x = item.point_2d or (0, 0)
    return x - 12, y - 12, 24, 24


def _table(found: tuple[Detection, ...]) -> str:
    colours = colours_of(found)
    heads = _heads(found)
    styles = [_WORDS, _WORDS, *[_NUMBERS] * len(heads[2:])]
    head = "".join(f"<th {style}>{name}</th>" for name, style in zip(heads, styles, strict=True))
    body = "".join(
        f"<tr>{_number(number, colours[item.label])}"
        + "".join(
            f"<td {style}>{text(cell)}</td>"
            for cell, style in zip(_cells(item, heads), styles[1:], strict=True)
        )
        + "</tr>"
        for number, item in enumerate(found[:_MOST], 1)
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return (
        f'<div role="region" tabindex="0" style="overflow:auto">{table}</div>{text(_more(found))}'
    )


def _number(number: int, colour: str) -> str:
    swatch = f"display:inline-block;width:.8em;height:.8em;background:{colour};border:1px solid"
    return f'<td {_WORDS}><span style="{swatch}"></span> {number}</td>'


def _heads(found: tuple[Detection, ...]) -> tuple[str, ...]:
    """A point has no size."""
    return _HEADS if any(item.box is not None for item in found) else _HEADS_OF_POINTS


def _cells(item: Detection, heads: tuple[str, ...]) -> list[str]:
    """Label, place and size in pixels, as far as there are heads for them."""
    if item.box is not None:
        left, top, right, bottom = item.box
        return [item.label, str(left), str(top), str(right - left), str(bottom - top)]
    x, y = item.point or ("", "")
    return [item.label, str(x), str(y), "", ""][: len(heads) - 1]


def _more(found: tuple[Detection, ...]) -> str:
    hidden = len(found) - _MOST
    return f"… and {hidden} more, in the reply's .detections" if hidden > 0 else ""


def _markdown(one: _Stretch) -> str:
    blocks = []
    for overlay in one.overlays:
        if overlay.path:
            path = destination(overlay.path)
            blocks.append(f"[![{literal(_said(overlay))}]({path})]({path})")
        heads = _heads(overlay.found)
        rows = [
            [str(number), *_cells(item, heads)]
            for number, item in enumerate(overlay.found[:_MOST], 1)
        ]
        lines = [f"| {' | '.join(map(literal, cells))} |" for cells in [heads, *rows]]
        table = "\n".join([lines[0], "|---" * len(heads) + "|", *lines[1:]])
        blocks.append(f"{table}\n\n{_more(overlay.found)}".rstrip())
    blocks.append(folded("JSON", fence(_written(one), "json")))
    return "\n\n".join(blocks)


def _said(overlay: _Overlay) -> str:
    """What a screen reader says of the picture."""
    labels = [item.label or "no label" for item in overlay.found]
    more = [f"{len(labels) - _MOST_SAID} more"] if len(labels) > _MOST_SAID else []
    return f"marked in the picture: {', '.join(labels[:_MOST_SAID] + more)}"


def _written(one: _Stretch) -> str:
    """The JSON without its fence, or its beginning: masks are long."""
    lines = one.text.strip().splitlines()
    inner = "\n".join(lines[1:-1] if lines[0].startswith("```") else lines)
    return inner if len(inner) <= _LONGEST_JSON else f"{inner[:_LONGEST_JSON]}…"


def _item_json(item: Detection) -> dict[str, Any]:
    known: dict[str, Any] = {"label": item.label}
    if item.box_2d is not None:
        known["box_2d"] = list(item.box_2d)
    if item.point_2d is not None:
        known["point"] = list(item.point_2d)
    return known
