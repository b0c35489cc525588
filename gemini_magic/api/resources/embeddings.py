"""embedContent and batchEmbedContents: texts and media become vectors."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from ...errors import InvalidRequest
from ..call import Call, json_of
from ..call_options import with_options
from ..contents import contents_from, wire_from
from ..continuation import total
from ..flow import Flow, Gather
from ..generate_call import model_path
from ..media import media_part
from ..types import (
    Content,
    ContentEmbedding,
    EmbedContentConfig,
    EmbedContentResponse,
    SingleEmbedContentResponse,
)
from .base import Colour, Resource, answers, runs

__all__ = ["MOST_AT_ONCE", "Embeddings", "contents_of", "embed_call", "embed_request"]

Answer = TypeVar("Answer")
Config = EmbedContentConfig | Mapping[str, Any] | None

MOST_AT_ONCE = 100
"""Contents in one request of the service."""

_NOT_SENT = {"fold", "http_options"}


class Embeddings(Resource[Colour]):
    """What embedding models do."""

    @runs
    def embed_content(
        self, *, model: str, contents: Any, config: Config = None
    ) -> Flow[EmbedContentResponse]:
        """A vector for each content of a list, in order, or one for a single content.

        Any number of contents: requests of at most 100 are under way eight at a time. A string,
        image or file is a content; a `Content`, a nested list, or with `config={"fold": True}`
        the whole list, becomes one vector of all its parts, which only multimodal models make.
        Vectors of a reduced `output_dimensionality` are scaled to unit length.
        Source: POST models/{m}:batchEmbedContents.
        """
        options = wire_from(EmbedContentConfig, config or {}, "config")
        return _embedded(model_path(model), list(contents_of(contents, options)), options)

    @answers
    def embed_one(
        self, *, model: str, content: Any, config: Config = None
    ) -> Call[SingleEmbedContentResponse]:
        """The vector of all that is given together, by the single form of the call.

        It is scaled as by `embed_content`. Source: POST models/{m}:embedContent.
        """
        options = wire_from(EmbedContentConfig, config or {}, "config")
        (folded,) = contents_from(_folded(content))
        path = model_path(model)
        body = {"model": path, **embed_request(folded.to_wire(), options)}
        parse = json_of(SingleEmbedContentResponse)

        def read(document: bytes) -> SingleEmbedContentResponse:
            response = parse(document)
            _scale([response.embedding] if response.embedding else [], options)
            return response

        call = Call("POST", f"{path}:embedContent", read, body=body)
        return with_options(call, options.http_options)


def embed_request(content: Mapping[str, Any], options: EmbedContentConfig) -> dict[str, Any]:
    """What the service is told of one content."""
    settings = options.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True, exclude=_NOT_SENT
    )
    return {"content": content, **settings}


def embed_call(
    path: str,
    contents: Sequence[Mapping[str, Any]],
    options: EmbedContentConfig,
    parse: Callable[[bytes], Answer],
) -> Call[Answer]:
    """One request for the vectors of at most 100 contents; `parse` reads them."""
    settings = embed_request({}, options) | {"model": path}
    body = {"requests": [{**settings, "content": content} for content in contents]}
    call = Call("POST", f"{path}:batchEmbedContents", parse, body=body)
    return with_options(call, options.http_options)


def _embedded(
    path: str, contents: Sequence[Mapping[str, Any]], options: EmbedContentConfig
) -> Flow[EmbedContentResponse]:
    parse = json_of(EmbedContentResponse)
    calls = [
        embed_call(path, contents[n : n + MOST_AT_ONCE], options, parse)
        for n in range(0, len(contents), MOST_AT_ONCE)
    ]
    if not calls:
        raise InvalidRequest("contents are empty; give at least one text to embed")
    responses: list[EmbedContentResponse] = yield Gather(calls)
    first, *others = responses
    for other in others:
        first.usage_metadata = total(first.usage_metadata, other.usage_metadata)
    if others:
        found = chain.from_iterable(response.embeddings or () for response in responses)
        first.embeddings = list(found)
    _scale(first.embeddings or [], options)
    return first


def contents_of(contents: Any, options: EmbedContentConfig) -> Iterator[dict[str, Any]]:
    """The contents to embed, in their wire form."""
    items = contents if isinstance(contents, (list, tuple)) and not options.fold else [contents]
    for item in items:
        if isinstance(item, str) and media_part(item) is None:
            # The way of ten thousand short texts: no model is made for each.
            yield {"parts": [{"text": item}], "role": "user"}
        else:
            (content,) = contents_from(_folded(item))
            yield content.to_wire()


def _folded(item: Any) -> Any:
    """One content of whatever stands together."""
    items = item if isinstance(item, (list, tuple)) else [item]
    contents = contents_from(items)
    parts = [part for content in contents for part in content.parts or ()]
    return contents if len(contents) == 1 else Content(role="user", parts=parts)


def _scale(embeddings: Sequence[ContentEmbedding], options: EmbedContentConfig) -> None:
    """Unit length for reduced vectors, which the service cuts off without scaling them."""
    if options.output_dimensionality is None:
        return
    for embedding in embeddings:
        values = embedding.values or []
        length = math.hypot(*values)
        if length > 0 and not math.isclose(length, 1, rel_tol=1e-6):
            embedding.values = [value / length for value in values]
