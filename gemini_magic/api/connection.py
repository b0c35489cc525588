"""What both clients are made of: endpoint, time limits, retry policy, transport."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

import httpx

from ..errors import MalformedResponse, MissingKey, SettingsError
from ..settings import VERSION, Settings
from .access import Access, KeyAccess
from .call import Call, EventCall
from .contents import wire_from
from .endpoint import Endpoint, timeout_from
from .engine import local_engine
from .failures import error_in_event
from .retry import RetryPolicy
from .sse import ServerSentEvent
from .types import HttpOptions

__all__ = ["Connection"]

Answer = TypeVar("Answer")

_AGENT = f"gemini-magic/{VERSION}"


@dataclass(frozen=True)
class Connection:
    """How a client reaches its service. Nothing is opened here, nor started before it is used."""

    access: Access | None
    base_url: str
    version: str
    is_local: bool
    timeout: httpx.Timeout
    retry: RetryPolicy
    headers: Mapping[str, str]
    transport: Any = None
    gate: Callable[[], object] | None = None

    @classmethod
    def made(
        cls,
        *,
        access: Access | None,
        base_url: str | None,
        api_version: str | None,
        http_options: HttpOptions | Mapping[str, Any] | None,
        timeout: float | None,
        engine: str | None,
        retry: RetryPolicy | None,
        transport: Any,
        gate: Callable[[], object] | None,
    ) -> Connection:
        """From a client's arguments, then its `http_options`, then the environment."""
        settings = Settings.from_environment()
        options = wire_from(HttpOptions, http_options or {}, "http_options")
        if engine not in (None, "gemini", "local"):
            raise SettingsError(f"engine {engine!r} does not exist; use 'gemini' or 'local'")
        if timeout is None and options.timeout is not None:
            timeout = options.timeout / 1000
        asked = engine or settings.engine
        # What was given by hand means Gemini, whatever the environment prefers.
        is_local = engine == "local" or (asked == "local" and access is None)
        if access is None and settings.api_key is not None:
            access = KeyAccess(settings.api_key)
        if access is None and not is_local:
            raise MissingKey
        if access is not None and not (access.is_sendable or is_local):
            raise SettingsError("the API key holds characters that no key has; copy it once more")
        address = base_url or options.base_url or settings.base_url
        if not address.startswith(("https://", "http://")):
            raise SettingsError(f"base_url {address!r} is not an address; begin with https://")
        return cls(
            access=access,
            base_url=address,
            version=api_version or options.api_version or settings.api_version,
            is_local=is_local,
            timeout=timeout_from(timeout),
            retry=retry or RetryPolicy(),
            headers={"user-agent": _AGENT, "x-goog-api-client": _AGENT, **(options.headers or {})},
            transport=transport,
            gate=gate,
        )

    @cached_property
    def _remote(self) -> Endpoint:
        assert self.access is not None
        return Endpoint(self.base_url, self.version, self.access, self.headers)

    @property
    def endpoint(self) -> Endpoint:
        """Where calls go. For the local engine: where it runs now, started if need be.

        Raises what the gate raises: nothing is sent without an endpoint.
        """
        if self.gate is not None:
            self.gate()
        if not self.is_local:
            return self._remote
        engine = local_engine()
        return Endpoint(engine.base_url, self.version, KeyAccess(engine.key), self.headers)

    @property
    def described(self) -> str:
        """For reprs: everything but the key."""
        return "engine='local'" if self.is_local else f"{self.base_url}/{self.version}"

    @staticmethod
    def chunks(call: Call[Answer], event: ServerSentEvent) -> Iterable[Answer]:
        """The chunks in one event of a stream: one, as a rule. An error inside it raises."""
        data = event.data.strip()
        if data.find(b'"error"', 0, 100) >= 0 and (error := error_in_event(data)) is not None:
            raise error
        if isinstance(call, EventCall):
            return call.events(event)
        if data.startswith(b"{"):
            return (call.parse(data),)
        if data.startswith(b"[") and data != b"[DONE]":
            # A service that streams one JSON array; what comes before a bad chunk still counts.
            return map(partial(_chunk, call), _documents_in(data))
        return (call.parse(data),) if data not in (b"", b"[DONE]") else ()


def _chunk(call: Call[Answer], document: bytes) -> Answer:
    if (error := error_in_event(document)) is not None:
        raise error
    return call.parse(document)


def _documents_in(array: bytes) -> list[bytes]:
    try:
        return [json.dumps(document).encode() for document in json.loads(array)]
    except ValueError:
        begin = array[:80].decode(errors="replace")
        raise MalformedResponse(f"the answer is half an array; it begins with {begin!r}") from None
