"""A step of computer use: what is to be done and why, marked on what the model saw before it."""

from __future__ import annotations

from collections.abc import Iterator

from ..api.types import FunctionCall
from ..chat.detection import Detection
from ..tools import ACTIONS, action_of, warning_of
from .marked_picture import marked_file
from .markup import ERROR, attribute, data_uri, quiet, text
from .pieces import Piece
from .verbatim import literal

__all__ = ["html", "markdown"]

_SIDE, _BYTES = 512, 45_000
_LARGEST = 999  # thousandths


def html(piece: Piece) -> str:
    """Words and picture; empty for a call that is no step."""
    shown = ""
    for call in _steps(piece):
        shown += quiet(text(_said(call)))
        if warning := warning_of(call):
            shown += f'<div style="{ERROR}">{text(f"To be confirmed: {warning}")}</div>'
        shown += _marked(piece, call)
    return shown


def markdown(piece: Piece) -> str:
    """The words alone."""
    lines = []
    for call in _steps(piece):
        warning = warning_of(call)
        lines.append(literal(_said(call) + (f" — to be confirmed: {warning}" if warning else "")))
    return "\n\n".join(lines)


def _steps(piece: Piece) -> Iterator[FunctionCall]:
    for part in piece.parts:
        call = part.function_call
        # A function of the user's may be called "search", too.
        if call is not None and (warning_of(call) or (call.name in ACTIONS and _point(call))):
            yield call


def _said(call: FunctionCall) -> str:
    intent = (call.args or {}).get("intent")
    return f"{action_of(call)}: {intent}" if intent else action_of(call)


def _point(call: FunctionCall) -> tuple[float, float] | None:
    """Y and x in thousandths of the screen, if the step has a place."""
    args = call.args or {}
    y, x = args.get("y"), args.get("x")
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        return None
    return (y, x) if 0 <= x <= _LARGEST and 0 <= y <= _LARGEST else None


def _marked(piece: Piece, call: FunctionCall) -> str:
    point = _point(call)
    if point is None or piece.screen is None:
        return ""
    place = Detection(call.name or "", point_2d=point)
    picture = marked_file(piece.screen.data or b"", (place,), _SIDE, _BYTES)
    if picture is None:
        return ""
    said = attribute(f"the screen before this step, with its place: {action_of(call)}")
    return (
        f'<img src="{data_uri(picture.mime_type, picture.data)}" alt="{said}" '
        f'width="{picture.width}" height="{picture.height}" style="max-width:100%;height:auto">'
    )
