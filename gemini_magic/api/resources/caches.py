"""cachedContents: create, use up to an hour or as long as you say, list, update, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..body import tools_from
from ..call import Call, Listing, json_of
from ..call_options import with_options
from ..contents import contents_from, system_from, wire_from
from ..flow import Flow
from ..generate_call import model_path
from ..names import named, page_query
from ..types import (
    CachedContent,
    CreateCachedContentConfig,
    DeleteCachedContentResponse,
    ListCachedContentsResponse,
    ListConfig,
    UpdateCachedContentConfig,
)
from ..uploaded_file import with_uploads
from .base import Colour, Resource, answers, lists, runs

__all__ = ["Caches"]

_CACHES = "cachedContents"


class Caches(Resource[Colour]):
    """Long beginnings of prompts, kept at the service. Names are "cachedContents/{id}"."""

    @runs
    def create(
        self, *, model: str, config: CreateCachedContentConfig | Mapping[str, Any] | None = None
    ) -> Flow[CachedContent]:
        """Keep contents, system instruction and tools for one model.

        Too few tokens are a `BadRequest`: each model says how many it wants. Use the cache by
        `config={"cached_content": cache.name}`. Source: POST cachedContents.
        """
        return _created(model, wire_from(CreateCachedContentConfig, config or {}, "config"))

    @lists
    def list(
        self, *, config: ListConfig | Mapping[str, Any] | None = None
    ) -> Listing[CachedContent]:
        """All caches of the project. Source: GET cachedContents."""
        parse = json_of(ListCachedContentsResponse)
        return Listing(Call("GET", _CACHES, parse, query=page_query(config)), "cached_contents")

    @answers
    def get(self, *, name: str, config: Mapping[str, Any] | None = None) -> Call[CachedContent]:
        """One cache, without its contents. Source: GET cachedContents/{id}."""
        return Call("GET", named(_CACHES, name), json_of(CachedContent))

    @answers
    def update(
        self, *, name: str, config: UpdateCachedContentConfig | Mapping[str, Any] | None = None
    ) -> Call[CachedContent]:
        """Keep it longer or shorter; nothing else can change. Source: PATCH cachedContents/{id}."""
        options = wire_from(UpdateCachedContentConfig, config or {}, "config")
        body = _settings(options)
        call = Call("PATCH", named(_CACHES, name), json_of(CachedContent), body=body)
        return with_options(call, options.http_options)

    @answers
    def delete(
        self, *, name: str, config: Mapping[str, Any] | None = None
    ) -> Call[DeleteCachedContentResponse]:
        """Delete it now; its tokens are billed no longer. Source: DELETE cachedContents/{id}."""
        return Call("DELETE", named(_CACHES, name), json_of(DeleteCachedContentResponse))


def _created(model: str, options: CreateCachedContentConfig) -> Flow[CachedContent]:
    body: dict[str, Any] = {"model": model_path(model), **_settings(options)}
    if options.contents is not None:
        contents = yield from with_uploads(options.contents)
        body["contents"] = [content.to_wire() for content in contents_from(contents)]
    if (system := system_from(options.system_instruction)) is not None:
        body["systemInstruction"] = system.to_wire()
    if options.tools:
        body["tools"] = tools_from(options.tools)
    call = Call("POST", _CACHES, json_of(CachedContent), body=body)
    created: CachedContent = yield with_options(call, options.http_options)
    return created


def _settings(options: UpdateCachedContentConfig) -> dict[str, Any]:
    return options.model_dump(
        mode="json",
        by_alias=True,
        exclude_unset=True,
        exclude_none=True,
        exclude={"contents", "system_instruction", "tools", "http_options"},
    )
