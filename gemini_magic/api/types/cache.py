"""Cached contents: what stands before many prompts, kept at the service for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

from .base import WireModel
from .config import HttpOptions
from .scalars import Timestamp
from .tools import ToolConfig

__all__ = [
    "CachedContent",
    "CachedContentUsageMetadata",
    "CreateCachedContentConfig",
    "DeleteCachedContentResponse",
    "ListCachedContentsResponse",
    "UpdateCachedContentConfig",
]


def _seconds_from(value: Any) -> Any:
    if isinstance(value, timedelta):
        value = value.total_seconds()
    return f"{value:g}s" if isinstance(value, (int, float)) else value


Seconds = Annotated[str, BeforeValidator(_seconds_from)]
"""A duration as "3600s"; numbers of seconds and timedeltas are spelled so."""


class UpdateCachedContentConfig(WireModel):
    """How long a cache is kept from now on: `ttl` ("3600s"), or until `expire_time`."""

    ttl: Seconds | None = None
    expire_time: Timestamp | None = None
    http_options: HttpOptions | None = None


class CreateCachedContentConfig(UpdateCachedContentConfig):
    """What to keep; a request that uses the cache must not repeat any of it."""

    display_name: str | None = None
    contents: Any = None
    system_instruction: Any = None
    tools: list[Any] | None = None
    tool_config: ToolConfig | None = None
    kms_key_name: str | None = None


class CachedContentUsageMetadata(WireModel):
    """How many tokens are kept, each of which is billed by the hour."""

    total_token_count: int | None = None


class CachedContent(WireModel):
    """A cache, without its contents; `name` is what `config.cached_content` takes."""

    name: str | None = None
    display_name: str | None = None
    model: str | None = None
    create_time: Timestamp | None = None
    update_time: Timestamp | None = None
    expire_time: Timestamp | None = None
    usage_metadata: CachedContentUsageMetadata | None = None


class ListCachedContentsResponse(WireModel):
    """One page of caches."""

    cached_contents: list[CachedContent] | None = None
    next_page_token: str | None = None


class DeleteCachedContentResponse(WireModel):
    """Nothing, as a rule."""
