"""Pictures: drawn from words, or changed by them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..api.body import config_from
from ..api.types import ImageConfig
from ..catalog import newest
from ..chat import Reply, Request
from ..errors import InvalidRequest
from ..session import current
from ..settings import CacheMode
from .ask import request_from

__all__ = ["image", "image_request"]


def image(
    prompt: Any,
    *images: Any,
    model: str | None = None,
    aspect: str | None = None,
    size: str | None = None,
    count: int = 1,
    system: str = "",
    thread: str | None = None,
    cache: CacheMode | None = None,
    config: Any = None,
) -> Reply:
    """Draw: `image("a red fox", aspect="16:9").images[0].save("fox.png")`.

    `images` are changed, or taken as examples: whatever a cell may attach. In a `thread` the
    picture drawn before is sent along, so that a prompt may say what to change in it. `size` is
    1K, 2K or 4K, where the model has a choice. Several are asked for one after the other, and are
    the reply's `answers`.
    """
    request = request_from(
        prompt,
        *images,
        model=model or "",
        system=system,
        cache=cache,
        config=config or {},
    )
    asked = image_request(request, aspect=aspect, size=size, count=count)
    return current().send(asked, thread=thread).finish()


def image_request(
    request: Request, *, aspect: str | None = None, size: str | None = None, count: int = 1
) -> Request:
    """The same request for pictures, from the newest image model if it names none."""
    if aspect is not None and not re.fullmatch(r"[1-9]\d?:[1-9]\d?", aspect):
        raise InvalidRequest(f"aspect {aspect!r} is not WIDTH:HEIGHT, such as 16:9")
    if count < 1:
        raise InvalidRequest(f"count={count} pictures cannot be drawn; ask for 1 or more")
    config = config_from(request.config).model_copy()
    if aspect is not None or size is not None:
        shape = (config.image_config or ImageConfig()).model_copy()
        if aspect is not None:
            shape.aspect_ratio = aspect
        if size is not None:
            shape.image_size = size.upper()
        config.image_config = shape
    return replace(request, model=request.model or newest("image"), config=config, count=count)
