"""(arguments, cell, names) → Request. Pure."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from ..api.contents import part_from
from ..api.types import Part
from ..chat import Request
from ..errors import InvalidRequest
from .interpolation import fill

__all__ = ["parse_cell"]


def parse_cell(arguments: Namespace, cell: str, names: Mapping[str, Any]) -> Request:
    """What a `%%gemini` cell asks."""
    if not cell.strip():
        raise InvalidRequest("the cell is empty; write the prompt below %%gemini")
    if arguments.out and (not arguments.out.isidentifier() or iskeyword(arguments.out)):
        raise InvalidRequest(f"-o {arguments.out!r} is not a variable name")
    prompt = cell.strip("\n")
    pieces = [prompt] if arguments.raw else fill(prompt, names)
    return Request(
        parts=_parts_from(pieces),
        model=arguments.model or "",
        system=arguments.system or "",
        temperature=arguments.temperature,
        think=arguments.think,
        thoughts=arguments.thoughts,
    )


def _parts_from(pieces: list[Any]) -> tuple[Part, ...]:
    """Text in as few parts as possible; images and parts of the user stay what they are."""
    parts: list[Part] = []
    text = ""
    for piece in pieces:
        if (media := _media_in(piece)) is None:
            text += str(piece)
            continue
        if text:
            parts.append(Part(text=text))
            text = ""
        parts.append(media)
    if text:
        parts.append(Part(text=text))
    return tuple(parts)


def _media_in(piece: Any) -> Part | None:
    """A part, where the value is more than its text."""
    if isinstance(piece, (str, Mapping)):
        return None
    try:
        return part_from(piece)
    except InvalidRequest:
        return None
