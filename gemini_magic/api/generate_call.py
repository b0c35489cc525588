"""The calls of generateContent and streamGenerateContent, as values."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..errors import InvalidRequest
from .body import body_from
from .call import Call, json_of
from .types import GenerateContentConfig, GenerateContentResponse, HttpOptions, WholeResponse

__all__ = ["generate_call", "model_path", "stream_call"]

_parse_chunk = json_of(GenerateContentResponse)
_parse_whole = json_of(WholeResponse)


def generate_call(model: str, contents: Any, config: GenerateContentConfig) -> Call[WholeResponse]:
    """The call for one whole answer."""
    call = Call("POST", f"{model_path(model)}:generateContent", _parse_whole)
    return _dressed(call, contents, config)


def stream_call(
    model: str, contents: Any, config: GenerateContentConfig
) -> Call[GenerateContentResponse]:
    """The call for an answer in chunks."""
    path = f"{model_path(model)}:streamGenerateContent"
    call = Call("POST", path, _parse_chunk, query={"alt": "sse"})
    return _dressed(call, contents, config)


def model_path(model: str) -> str:
    """A model's path: a bare id belongs to `models/`, other collections are kept."""
    model = model.strip()
    if not model or any(bad in model for bad in ("..", "?", "&", "#", " ", "\n")):
        raise InvalidRequest(f"{model!r} is not a model id; see models.list()")
    return model if model.startswith(("models/", "tunedModels/")) else f"models/{model}"


def _dressed(call: Call[Any], contents: Any, config: GenerateContentConfig) -> Call[Any]:
    options = config.http_options or HttpOptions()
    return dataclasses.replace(
        call,
        body=body_from(contents, config),
        headers=options.headers or {},
        version=options.api_version,
        timeout=None if options.timeout is None else options.timeout / 1000,
    )
