"""(arguments, cell, names) → Request. Pure."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from types import FunctionType
from typing import Any

from ..api.contents import part_from
from ..api.types import Part
from ..chat import Request
from ..chat.budget import dollars_from
from ..chat.request import SURFACES, Via
from ..errors import InvalidRequest, UnknownName
from ..settings import CACHE_MODES, CacheMode
from ..tools import FileSearchTool, Tool, tools_from
from .interpolation import fill
from .schema_flag import schema_from_flag

__all__ = ["parse_cell"]


def parse_cell(arguments: Namespace, cell: str, names: Mapping[str, Any]) -> Request:
    """What a `%%gemini` cell asks."""
    if not cell.strip():
        raise InvalidRequest("the cell is empty; write the prompt below %%gemini")
    if arguments.out and (not arguments.out.isidentifier() or iskeyword(arguments.out)):
        raise InvalidRequest(f"-o {arguments.out!r} is not a variable name")
    cache = cache_mode(arguments.cache)
    prompt = cell.strip("\n")
    pieces = [prompt] if arguments.raw else fill(prompt, names)
    return Request(
        parts=_parts_from(pieces),
        model=arguments.model or "",
        system=arguments.system or "",
        temperature=arguments.temperature,
        think=arguments.think,
        thoughts=arguments.thoughts,
        tools=tuple(_tools(arguments, names)),
        cache=cache,
        via=_via(arguments.via),
        timeout=arguments.timeout,
        schema=schema_from_flag(arguments.schema, names),
        retry_schema=arguments.retry_schema,
        approve=arguments.approve or "auto",
        max_calls=arguments.max_calls,
        call_timeout=arguments.call_timeout,
        max_cost=None if arguments.max_cost is None else dollars_from(arguments.max_cost),
    )


def _via(name: str | None) -> Via:
    """What `--via` says."""
    if name is None:
        return "generate"
    if name not in SURFACES:
        raise UnknownName("surface", name, SURFACES)
    return name


def cache_mode(name: str | None) -> CacheMode | None:
    """What `--cache` says; None where it is not given."""
    if name is None:
        return None
    if name not in CACHE_MODES:
        raise UnknownName("cache mode", name, CACHE_MODES)
    return name


_AT_THE_SERVICE = {
    "search": "google_search",
    "url": "url_context",
    "maps": "google_maps",
    "exec": "code_execution",
}


def _tools(arguments: Namespace, names: Mapping[str, Any]) -> Iterator[Tool]:
    """What the flags let the model use."""
    yield from tools_from(
        tool for flag, tool in _AT_THE_SERVICE.items() if arguments.__dict__[flag]
    )
    if stores := _listed(arguments.files):
        yield FileSearchTool(stores)
    for name in _listed(arguments.tools):
        if name not in names:
            functions = [known for known, value in names.items() if _is_function(known, value)]
            raise UnknownName("function", name, functions)
        yield from tools_from([names[name]])


def _listed(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _is_function(name: str, value: Any) -> bool:
    return isinstance(value, FunctionType) and not name.startswith("_")


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
