"""models: generate, stream, count tokens, list."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ...errors import InvalidRequest
from ..body import body_from, config_from
from ..call import Call, Listing, json_of
from ..contents import contents_from
from ..types import (
    CountTokensResponse,
    GenerateContentConfig,
    GenerateContentResponse,
    HttpOptions,
    ListModelsResponse,
    Model,
    StructuredResponse,
)
from .base import Colour, Resource, answers, lists, streams

__all__ = ["Models", "generate_call", "model_path", "stream_call"]

Config = GenerateContentConfig | Mapping[str, Any] | None

_parse_response = json_of(GenerateContentResponse)
_parse_structure = json_of(StructuredResponse)


class Models(Resource[Colour]):
    """What models do."""

    @answers
    def generate_content(
        self, *, model: str, contents: Any, config: Config = None
    ) -> Call[GenerateContentResponse]:
        """One whole answer. Source: POST models/{m}:generateContent."""
        return generate_call(model, contents, config_from(config))

    @streams
    def generate_content_stream(
        self, *, model: str, contents: Any, config: Config = None
    ) -> Call[GenerateContentResponse]:
        """The answer in chunks, each a delta. Source: POST models/{m}:streamGenerateContent."""
        return stream_call(model, contents, config_from(config))

    @answers
    def count_tokens(
        self, *, model: str, contents: Any, config: Config = None
    ) -> Call[CountTokensResponse]:
        """Tokens of a prompt; with a config (system instruction, tools) those count too."""
        if config is None:
            body: dict[str, Any] = {"contents": [c.to_wire() for c in contents_from(contents)]}
        else:
            request = body_from(contents, config_from(config))
            body = {"generateContentRequest": {"model": model_path(model), **request}}
        path = f"{model_path(model)}:countTokens"
        return Call("POST", path, json_of(CountTokensResponse), body=body)

    @answers
    def get(self, *, model: str) -> Call[Model]:
        """What the service says of one model."""
        return Call("GET", model_path(model), json_of(Model))

    @lists
    def list(self, *, config: Mapping[str, Any] | None = None) -> Listing[Model]:
        """Every model that the key may use. `config={"page_size": n}` sets the page's size."""
        size = (config or {}).get("page_size") or (config or {}).get("pageSize") or 1000
        query = {"pageSize": str(size)}
        return Listing(Call("GET", "models", json_of(ListModelsResponse), query=query), "models")


def generate_call(
    model: str, contents: Any, config: GenerateContentConfig
) -> Call[GenerateContentResponse]:
    """The call for one whole answer."""
    parse: Callable[[bytes], GenerateContentResponse] = _parse_response
    schema = config.response_schema
    if schema is not None and not isinstance(schema, Mapping):
        is_bare = config.response_mime_type == "text/x.enum"
        parse = partial(_parse_structured, schema, is_bare)
    call = Call("POST", f"{model_path(model)}:generateContent", parse)
    return _dressed(call, contents, config)


def stream_call(
    model: str, contents: Any, config: GenerateContentConfig
) -> Call[GenerateContentResponse]:
    """The call for an answer in chunks."""
    path = f"{model_path(model)}:streamGenerateContent"
    call = Call("POST", path, _parse_response, query={"alt": "sse"})
    return _dressed(call, contents, config)


def model_path(model: str) -> str:
    """A model's path: a bare id belongs to `models/`, other collections are kept."""
    model = model.strip()
    if not model or any(bad in model for bad in ("..", "?", "&", "#", " ", "\n")):
        raise InvalidRequest(f"{model!r} is not a model id; see models.list()")
    return model if model.startswith(("models/", "tunedModels/")) else f"models/{model}"


def _dressed(
    call: Call[GenerateContentResponse], contents: Any, config: GenerateContentConfig
) -> Call[GenerateContentResponse]:
    options = config.http_options or HttpOptions()
    return dataclasses.replace(
        call,
        body=body_from(contents, config),
        headers=options.headers or {},
        version=options.api_version,
        timeout=None if options.timeout is None else options.timeout / 1000,
    )


def _parse_structured(schema: Any, is_bare: bool, document: bytes) -> GenerateContentResponse:
    """An answer whose text, JSON or a bare value, is also made into the object asked for.

    Text that does not fit (cut off, say) leaves `parsed` None: the text itself is still there.
    """
    response = _parse_structure(document)
    adapter = TypeAdapter(schema)
    text = response.text if response.candidates else None
    if text is not None:
        try:
            read = adapter.validate_python if is_bare else adapter.validate_json
            response._parsed = read(text)
        except ValidationError:
            response._parsed = None
    return response
