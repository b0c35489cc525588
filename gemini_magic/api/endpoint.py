"""Where calls go and how they are dressed: shared by both clients, sends nothing itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import httpx

from ..errors import GeminiError, InvalidRequest, SettingsError
from .access import Access, AccessAuth
from .call import Call, EventCall, RawCall
from .failures import UNSENDABLE_HEADER

if TYPE_CHECKING:
    from .direct import Direct

__all__ = ["DEFAULT_TIMEOUT", "Endpoint", "timeout_from"]

# Models may think for minutes before the first byte; connecting must not take as long.
DEFAULT_TIMEOUT = httpx.Timeout(connect=15.0, read=600.0, write=120.0, pool=15.0)

# A server that is told to hurry answers with a puzzling 500: tell it only of generous limits.
_SHORTEST_SERVER_TIMEOUT = 10.0


@dataclass(frozen=True)
class Endpoint:
    """A service: its address, the API version by default, and what lets us in."""

    base_url: str
    version: str
    access: Access
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """For messages."""
        return self.base_url.partition("://")[2].partition("/")[0] or self.base_url

    def auth(self, call: Call[Any]) -> httpx.Auth | None:
        """The key, or credentials, as httpx wants it; None for a call that must not carry it."""
        if self.access.is_ephemeral:
            raise InvalidRequest(
                "an ephemeral token opens Live sessions and nothing else; make a Client with an "
                "API key for everything else"
            )
        return AccessAuth(self.access) if not isinstance(call, RawCall) or call.keyed else None

    def redirected(self, call: Call[Any], location: str) -> RawCall:
        """The call that follows a redirect. The key stays with the origin that it is for.

        Only what has no body is sent on: downloads are. Anything else means a wrong address.
        """
        url, base = httpx.URL(self._url(call)).join(location), httpx.URL(self.base_url)
        if call.method != "GET":
            raise SettingsError(
                f"{self.host} sends requests on to {url.scheme}://{url.netloc.decode()}; "
                "set base_url to the address that answers"
            )
        # The scheme counts: on the way from https to http the key would be read by anybody.
        is_ours = (url.scheme, url.netloc) == (base.scheme, base.netloc)
        return RawCall(call.method, "", url=str(url), keyed=is_ours, timeout=call.timeout)

    def _url(self, call: Call[Any]) -> str | httpx.URL:
        if isinstance(call, RawCall) and call.url:
            return self._by_base(call.url) if call.by_base else call.url
        # Joined, not resolved: a base URL may have a path of its own (a proxy's).
        return _parsed(f"{self.base_url.rstrip('/')}/{self._path(call)}")

    def _by_base(self, url: str) -> str:
        """An address that the service gave, below our base URL: a proxy does not rewrite them."""
        base, given = httpx.URL(self.base_url), httpx.URL(url).raw_path.decode()
        prefix = base.path.rstrip("/")
        path = given if given.startswith(f"{prefix}/") else prefix + given
        return str(base.copy_with(raw_path=path.encode()))

    def _path(self, call: Call[Any]) -> str:
        version = call.version or self.version
        # Uploads put the version second.
        if call.path.startswith("upload/"):
            return f"upload/{version}/{call.path.removeprefix('upload/')}"
        return f"{version}/{call.path}"

    def request(
        self,
        http: httpx.Client | httpx.AsyncClient | Direct,
        call: Call[Any],
        timeout: httpx.Timeout,
    ) -> httpx.Request:
        """The request of a call, by whichever client will send it."""
        failure: GeminiError
        try:
            request = http.build_request(**self.arguments(call, timeout))
        except ValueError as error:
            if isinstance(error, UnicodeEncodeError) and error.encoding == "ascii":
                failure = SettingsError(UNSENDABLE_HEADER)
            else:  # JSON has no word for nan and infinity, nor for half a character
                failure = InvalidRequest(f"the request cannot be written as JSON: {error}")
        else:
            if isinstance(call, RawCall) and isinstance(call.content, httpx.AsyncByteStream):
                # Of what iterates both ways httpx would take only the one.
                request.stream = call.content
            return request
        raise failure  # out here: frames of the transport hold headers

    def arguments(self, call: Call[Any], timeout: httpx.Timeout) -> dict[str, Any]:
        """The arguments for `build_request`."""
        limits = timeout if call.timeout is None else timeout_from(call.timeout)
        arguments: dict[str, Any] = {
            "method": call.method,
            "url": self._url(call),
            "headers": {**self.headers, **_server_timeout(call, limits), **call.headers},
            "timeout": limits,
        }
        if call.query:
            arguments["params"] = call.query
        if call.body is not None:
            arguments["json"] = call.body
        if isinstance(call, RawCall) and call.content is not None:
            arguments["content"] = call.content
        return arguments


_parsed = lru_cache(maxsize=128)(httpx.URL)  # a table asks the same address thousands of times


def timeout_from(seconds: float | None) -> httpx.Timeout:
    """Time limits of a call: `seconds` without a byte, None for the default, inf for none."""
    if seconds is None:
        return DEFAULT_TIMEOUT
    if math.isinf(seconds):
        return httpx.Timeout(None, connect=DEFAULT_TIMEOUT.connect)
    return httpx.Timeout(seconds, connect=min(seconds, 15.0))


def _server_timeout(call: Call[Any], limits: httpx.Timeout) -> dict[str, str]:
    """What the service is told of a limit that somebody set, as far as it means its own time.

    A stream, or an upload, may last longer than any silence in it.
    """
    is_long = isinstance(call, (EventCall, RawCall)) or call.query.get("alt") == "sse"
    seconds = limits.read
    if is_long or limits == DEFAULT_TIMEOUT or not seconds or seconds < _SHORTEST_SERVER_TIMEOUT:
        return {}
    return {"X-Server-Timeout": str(math.ceil(seconds))}
