"""Calls and what answered them: functions of ours, and tools that run at the service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import media, screen_step
from .data import value_html
from .markup import ERROR, code_block, fold, inline_code, jsonable, pretty, quiet, text
from .pieces import Piece
from .prose import Prose
from .verbatim import fence, folded, literal
from .verbatim import inline_code as inline_code_markdown

KINDS = ("function_call", "function_response", "tool_call", "tool_response")

_SHORT = 120


def html(piece: Piece, prose: Prose) -> str:
    summary = inline_code(_spelled(piece, _SHORT)) + text(_verdict(piece) + _timing(piece))
    step = screen_step.html(piece)
    body = [step]
    body += [value_html(jsonable(args)) for _, args in _calls(piece) if args]
    for answer in _answers(piece):
        body += [_title_html(answer), _shown_html(answer)]
    body += [media.shown_html(blob, piece.showing) for blob in _media(piece)]
    # A step on a screen is seen by whoever is asked about it.
    is_asked = bool(step) and not any(_answers(piece))
    return fold(summary, "".join(body), is_open=is_asked, mark=_failure(piece))


def markdown(piece: Piece) -> str:
    summary = inline_code_markdown(_spelled(piece, _SHORT)) + literal(
        _verdict(piece) + _timing(piece)
    )
    body = [said] if (said := screen_step.markdown(piece)) else []
    body += [fence(pretty(args), "json") for _, args in _calls(piece) if args]
    for answer in _answers(piece):
        body += [_title(answer), fence(_shown(answer))]
    body += [media.shown_markdown(blob, piece.showing) for blob in _media(piece)]
    return folded(summary, "\n\n".join(body))


def plain(piece: Piece) -> str:
    return _spelled(piece, None)


def json(piece: Piece) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": _name(piece)}
    for _, args in _calls(piece):
        shown["args"] = jsonable(args)
    if answers := [jsonable(answer) for answer in _answers(piece)]:
        shown["responses"] = answers
    if piece.verdict:
        shown["verdict"] = piece.verdict
    if blobs := [media.digest(blob, piece.showing) for blob in _media(piece)]:
        shown["media"] = blobs
    return shown


def _calls(piece: Piece) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in piece.parts:
        if call := part.function_call:
            yield call.name or "", call.args or {}
        if tool := part.tool_call:
            yield tool.tool_type or "", tool.args or {}


def _answers(piece: Piece) -> Iterator[dict[str, Any]]:
    for part in piece.parts:
        if answer := part.function_response or part.tool_response:
            yield answer.response or {}


def _media(piece: Piece) -> Iterator[media.Medium]:
    for part in piece.parts:
        for item in (part.function_response and part.function_response.parts) or ():
            if medium := item.inline_data or item.file_data:
                yield medium


def _name(piece: Piece) -> str:
    first = piece.parts[0]
    called = first.function_call or first.function_response
    tool = first.tool_call or first.tool_response
    name = called.name if called else tool.tool_type if tool else None
    return name or "function"


def _spelled(piece: Piece, limit: int | None) -> str:
    """The call as a line of Python; answers without a call are their name alone."""
    args = next((args for _, args in _calls(piece)), None)
    if args is None:
        return f"{_name(piece)} → …"
    named = ", ".join(f"{name}={jsonable(value)!r}" for name, value in args.items())
    line = f"{_name(piece)}({named})"
    return line if limit is None or len(line) <= limit else line[: limit - 2] + "…)"


def _timing(piece: Piece) -> str:
    # What takes no time needs no mention, and would differ from run to run.
    took = piece.seconds or 0.0
    return f" · {took:.2f} s" if took >= 0.1 else ""


def _verdict(piece: Piece) -> str:
    if piece.verdict:
        return f" · {piece.verdict}"
    is_ours = piece.kind == "function_call"  # others are answered at the service
    is_open = is_ours and not piece.showing.is_draft and not any(_answers(piece))
    return " · unanswered" if is_open else ""


def _title(answer: dict[str, Any]) -> str:
    return "Error" if set(answer) == {"error"} else "Result"


def _shown(answer: dict[str, Any]) -> str:
    value = _value(answer)
    return value if isinstance(value, str) else pretty(value)


def _shown_html(answer: dict[str, Any]) -> str:
    value = jsonable(_value(answer))
    return code_block(value) if isinstance(value, str) else value_html(value)


def _value(answer: dict[str, Any]) -> Any:
    # {"result": …} and {"error": …} are wrappings that the API asks for.
    return next(iter(answer.values())) if set(answer) in ({"result"}, {"error"}) else answer


def _title_html(answer: dict[str, Any]) -> str:
    title = text(_title(answer))
    return f'<div style="{ERROR}">{title}</div>' if title == "Error" else quiet(title)


def _failure(piece: Piece) -> str:
    """What makes a failed call visible while it is folded."""
    # Who denied a call knows why it has no result.
    is_denied = piece.verdict == "denied"
    failed = not is_denied and any(set(answer) == {"error"} for answer in _answers(piece))
    return f' · <span style="{ERROR}">error</span>' if failed else ""
