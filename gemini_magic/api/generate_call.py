"""The calls of generateContent and streamGenerateContent, as values."""

from __future__ import annotations

from typing import Any

from ..errors import InvalidRequest
from .body import body_from
from .call import Call, json_of
from .call_options import with_options
from .types import GenerateContentConfig, GenerateContentResponse, WholeResponse

__all__ = ["generate_call", "model_path", "stream_call"]

_parse_chunk = json_of(GenerateContentResponse)
_parse_whole = json_of(WholeResponse)


def generate_call(model: str, contents: Any, config: GenerateContentConfig) -> Call[WholeResponse]:
    """The call for one whole answer."""
    path, body = f"{model_path(model)}:generateContent", body_from(contents, config)
    return with_options(Call("POST", path, _parse_whole, body=body), config.http_options)


def stream_call(
    model: str, contents: Any, config: GenerateContentConfig
) -> Call[GenerateContentResponse]:
    """The call for an answer in chunks."""
    path, body = f"{model_path(model)}:streamGenerateContent", body_from(contents, config)
    call = Call("POST", path, _parse_chunk, body=body, query={"alt": "sse"})
    return with_options(call, config.http_options)


def model_path(model: str) -> str:
    """A model's path: a bare id belongs to `models/`, other collections are kept."""
    model = model.strip()
    if not model or any(bad in model for bad in ("..", "?", "&", "#", " ", "\n")):
        raise InvalidRequest(f"{model!r} is not a model id; see models.list()")
    return model if model.startswith(("models/", "tunedModels/")) else f"models/{model}"
