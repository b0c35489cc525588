"""(arguments, cell, names) → Request. Nothing is sent but files that are too big for a request."""

from __future__ import annotations

from argparse import Namespace
from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping
from keyword import iskeyword
from typing import Any, TypeVar

from ..api.types import Part, PartMediaResolution
from ..attach import Attachment, Prompt, Terms
from ..attach.interpolation import Field, fill
from ..attach.tokens import LEVELS
from ..chat import Request
from ..chat.budget import dollars_from
from ..chat.request import SURFACES, Origin
from ..errors import InvalidRequest, UnknownName
from ..settings import CACHE_MODES, CacheMode
from .attachments import cells_above, named_attachments, seen
from .formats import format_named
from .inputs import digest_of
from .schema_flag import schema_from_flag
from .surroundings import Surroundings
from .tool_flags import tools_from_flags

__all__ = ["attached_around", "parse_cell", "terms_of"]

Choice = TypeVar("Choice", bound=str)


def parse_cell(
    arguments: Namespace,
    cell: str,
    names: Mapping[str, Any],
    around: Surroundings | None = None,
) -> Request:
    """What a `%%gemini` cell asks. `around` is what ran before it, for `--see` and `--above`."""
    if not cell.strip():
        raise InvalidRequest("the cell is empty; write the prompt below %%gemini")
    if arguments.out and (not arguments.out.isidentifier() or iskeyword(arguments.out)):
        raise InvalidRequest(f"-o {arguments.out!r} is not a variable name")
    cache = _cache_mode(arguments)
    prompt, inputs = _prompt(arguments, cell.strip("\n"), names, around)
    level = _resolution(arguments)
    return Request(
        parts=tuple(_with_resolution(part, level) for part in prompt.parts),
        sent=prompt.sent,
        origin=Origin(vars(arguments).get("line", ""), cell, inputs),
        config=_config(level, format_named(arguments.format)),
        model=arguments.model or "",
        system=arguments.system or "",
        temperature=arguments.temperature,
        think=arguments.think,
        thoughts=arguments.thoughts,
        tools=tools_from_flags(arguments, names),
        cache=cache,
        via=_one_of("surface", arguments.via, SURFACES) or "generate",
        timeout=arguments.timeout,
        schema=schema_from_flag(arguments.schema, names),
        retry_schema=arguments.retry_schema,
        approve=arguments.approve,
        max_calls=arguments.max_calls,
        call_timeout=arguments.call_timeout,
        max_cost=None if arguments.max_cost is None else dollars_from(arguments.max_cost),
    )


def _prompt(
    arguments: Namespace, text: str, names: Mapping[str, Any], around: Surroundings | None
) -> tuple[Prompt, dict[str, str]]:
    """What the flags attach, then the text with its values; and digests of both, by name."""
    if around is not None:
        names = ChainMap(dict(names), {"Err": around.errors})
    terms = terms_of(arguments, around)
    prompt = Prompt(terms)
    inputs: dict[str, str] = {}
    for found in attached_around(arguments, around, terms):
        prompt.attach(found)
    for found in named_attachments(arguments.attach or (), names, terms):
        prompt.attach(found)
        inputs[found.sent[0].name] = digest_of(found.parts)
    for piece in [text] if arguments.raw else _filled(text, names):
        if isinstance(piece, str):
            prompt.write(piece)
        elif piece.is_plain:
            prompt.write(str(piece.value))
            inputs[f"{{{{{piece.name}!s}}}}"] = digest_of([Part(text=str(piece.value))])
        else:
            parts = prompt.put(piece.value, piece.name)
            inputs[f"{{{{{piece.name}}}}}"] = digest_of(parts)
    return prompt, inputs


def _filled(text: str, names: Mapping[str, Any]) -> list[str | Field]:
    try:
        return fill(text, names)
    except UnknownName as error:
        if error.near:
            raise
        raise InvalidRequest(f"{error}; --raw leaves double braces as they stand") from None


def terms_of(arguments: Namespace, around: Surroundings | None) -> Terms:
    """How values are attached to what the cell asks; what is not sent is not uploaded either."""
    is_sent = not (arguments.dry or arguments.language)
    return Terms(
        uploads=around.uploads if around is not None and is_sent else None,
        resolution=_resolution(arguments) or "high",
        cache=_cache_mode(arguments),
    )


def attached_around(
    arguments: Namespace, around: Surroundings | None, terms: Terms
) -> Iterator[Attachment]:
    """What ran before, as far as `--above` and `--see` want it."""
    if arguments.above is not None:
        yield from cells_above(around, arguments.above, terms, with_pictures=arguments.see)
    elif arguments.see:
        yield seen(around, terms)


_FOR_ALL_PARTS = ("low", "medium", "high")  # the service takes the highest for single parts only


def _config(level: str | None, format_: str) -> dict[str, Any]:
    """What flags say that no field of `Request` says."""
    config: dict[str, Any] = {}
    if level in _FOR_ALL_PARTS:
        config["media_resolution"] = LEVELS[level]
    if format_ == "json":
        config["response_mime_type"] = "application/json"
    return config


def _with_resolution(part: Part, level: str | None) -> Part:
    is_medium = part.inline_data is not None or part.file_data is not None
    has_its_own = part.media_resolution is not None
    if level is None or level in _FOR_ALL_PARTS or not is_medium or has_its_own:
        return part
    resolution = PartMediaResolution(level=LEVELS[level])
    return part.model_copy(update={"media_resolution": resolution})


def _cache_mode(arguments: Namespace) -> CacheMode | None:
    return _one_of("cache mode", arguments.cache, CACHE_MODES)


def _resolution(arguments: Namespace) -> str | None:
    return _one_of("media resolution", arguments.media_res, LEVELS)


def _one_of(kind: str, name: str | None, known: Collection[Choice]) -> Choice | None:
    """What a flag says; None where it is not given."""
    if name is None:
        return None
    for one in known:
        if one == name:
            return one
    raise UnknownName(kind, name, known)
