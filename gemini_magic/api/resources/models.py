"""models: generate, stream, count tokens, list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..body import body_from, config_from
from ..call import Call, Listing, json_of
from ..contents import contents_from
from ..flow import Flow
from ..generate_call import generate_call, model_path, stream_call
from ..generation import generated
from ..generation_stream import GenerationStream
from ..types import (
    CountTokensResponse,
    GenerateContentConfig,
    GenerateContentResponse,
    ListModelsResponse,
    Model,
)
from .base import Colour, answers, hops, lists, runs
from .embeddings import Embeddings
from .images import Images
from .videos import Videos

__all__ = ["Models", "generate_call", "model_path", "stream_call"]

Config = GenerateContentConfig | Mapping[str, Any] | None


class Models(Embeddings[Colour], Images[Colour], Videos[Colour]):
    """What models do."""

    @runs
    def generate_content(
        self, *, model: str, contents: Any, config: Config = None
    ) -> Flow[GenerateContentResponse]:
        """One whole answer. Source: POST models/{m}:generateContent.

        Python functions among `config.tools` are called, and the model is asked again with what
        they gave, at most ten times (`automatic_function_calling`); what they raise goes to the
        model. Images, figures and tables that they return go as media and records. Calls of
        functions that are only declared are left to you: see `response.function_calls`.
        An answer that comes in pieces is continued at most five times: see `response.hops`.
        """
        return generated(model, contents, config_from(config))

    @hops
    def generate_content_stream(
        self, *, model: str, contents: Any, config: Config = None
    ) -> GenerationStream:
        """The answer in chunks, each a delta. Source: POST models/{m}:streamGenerateContent.

        Functions are called and pieces continued as by `generate_content`; a broken stream is
        resumed where the service has marked a place. Usage is the running total of all pieces.
        """
        return GenerationStream(model, contents, config_from(config))

    @answers
    def count_tokens(
        self, *, model: str, contents: Any, config: Config = None
    ) -> Call[CountTokensResponse]:
        """Tokens of a prompt; with a config (system instruction, tools) those count too.

        Source: POST models/{m}:countTokens. An unknown model raises `NotFound`.
        """
        if config is None:
            body: dict[str, Any] = {"contents": [c.to_wire() for c in contents_from(contents)]}
        else:
            request = body_from(contents, config_from(config))
            body = {"generateContentRequest": {"model": model_path(model), **request}}
        path = f"{model_path(model)}:countTokens"
        return Call("POST", path, json_of(CountTokensResponse), body=body)

    @answers
    def get(self, *, model: str) -> Call[Model]:
        """Limits (in tokens) and methods of one model. Source: GET models/{m}."""
        return Call("GET", model_path(model), json_of(Model))

    @lists
    def list(self, *, config: Mapping[str, Any] | None = None) -> Listing[Model]:
        """Every model that the key may use, page after page. Source: GET models.

        `config={"page_size": n}` sets how many are asked for at once.
        """
        size = (config or {}).get("page_size") or (config or {}).get("pageSize") or 1000
        query = {"pageSize": str(size)}
        return Listing(Call("GET", "models", json_of(ListModelsResponse), query=query), "models")
