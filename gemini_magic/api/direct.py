"""What sends requests where nothing stands between us and the service.

`httpx.AsyncClient` does more: it keeps cookies, follows redirects and calls hooks. This API has no
use for any of it, and thousands of requests would pay for all.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

import httpx

from .lanes import Lanes

__all__ = ["Direct"]

log = logging.getLogger("gemini_magic")

_HEADERS = dict(httpx.Client(transport=httpx.BaseTransport()).headers)  # what it can decode, too


class Direct:
    """The methods of `httpx.AsyncClient` that are called here, over `Lanes`."""

    def __init__(self) -> None:
        self._lanes = Lanes()

    def build_request(
        self,
        method: str,
        url: httpx.URL | str,
        *,
        headers: Mapping[str, str],
        timeout: httpx.Timeout,
        **content: Any,
    ) -> httpx.Request:
        """A request with these headers, which win over those that httpx sends."""
        return httpx.Request(
            method,
            url,
            headers=_HEADERS | {name.lower(): value for name, value in headers.items()},
            extensions={"timeout": timeout.as_dict()},
            **content,
        )

    async def send(
        self, request: httpx.Request, *, auth: httpx.Auth | None, stream: bool
    ) -> httpx.Response:
        """The response, whose body is not read yet: `stream` is never anything but true."""
        if auth is not None:
            async with aclosing(auth.async_auth_flow(request)) as flow:
                request = await anext(flow)
        response = await self._lanes.handle_async_request(request)
        response.request = request
        if log.isEnabledFor(logging.DEBUG):
            where = request.url.copy_with(query=None)  # an address may be a capability
            log.debug("%s %s: %d", request.method, where, response.status_code)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        await self._lanes.aclose()
