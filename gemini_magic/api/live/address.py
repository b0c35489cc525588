"""Where a session is opened, and how the handshake is dressed. The key is in its headers only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...errors import SettingsError
from ..access import Access
from ..connection import Connection
from ..endpoint import Endpoint
from ..types import HttpOptions

__all__ = ["Address", "live_address", "music_address"]

_SERVICE = "ws/google.ai.generativelanguage.{version}.GenerativeService.{method}"
_SCHEMES = {"https": "wss", "http": "ws", "wss": "wss", "ws": "ws"}

# Ephemeral tokens and Lyria RealTime exist in this version only.
_ALPHA = "v1alpha"


class _Headers(Mapping[str, str]):
    """Headers with the key among them; whoever prints them does not see it."""

    def __init__(self, plain: Mapping[str, str], access: Access) -> None:
        self._plain = plain
        self._access = access

    def __getitem__(self, name: str) -> str:
        return self._written()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._written())

    def __len__(self) -> int:
        return len(self._written())

    def __repr__(self) -> str:
        return "<headers with a key>"

    def _written(self) -> dict[str, str]:
        headers = dict(self._plain)
        self._access.write(headers)
        return headers


@dataclass(frozen=True)
class Address:
    """A method of the service that speaks over a WebSocket. `timeout` is for connecting, in s."""

    url: str
    host: str
    headers: Mapping[str, str] = field(repr=False)
    access: Access = field(repr=False)
    timeout: float | None


def live_address(connection: Connection, options: HttpOptions) -> Address:
    """Of the Live API, as the client says and then the config's `http_options`."""
    endpoint = connection.endpoint
    if endpoint.access.is_ephemeral:
        return _address(connection, options, _ALPHA, "BidiGenerateContentConstrained")
    version = options.api_version or endpoint.version
    return _address(connection, options, version, "BidiGenerateContent")


def music_address(connection: Connection) -> Address:
    """Of Lyria RealTime."""
    return _address(connection, HttpOptions(), _ALPHA, "BidiGenerateMusic")


def _address(connection: Connection, options: HttpOptions, version: str, method: str) -> Address:
    endpoint: Endpoint = connection.endpoint
    base = options.base_url or endpoint.base_url
    scheme, found, rest = base.partition("://")
    if not found or scheme.lower() not in _SCHEMES:
        raise SettingsError(f"{base!r} is not an address; base_url starts with https://")
    path = _SERVICE.format(version=version, method=method)
    headers = {"content-type": "application/json", **endpoint.headers, **(options.headers or {})}
    timeout = connection.timeout.connect
    if options.timeout is not None:
        timeout = options.timeout / 1000
    return Address(
        url=f"{_SCHEMES[scheme.lower()]}://{rest.rstrip('/')}/{path}",
        host=rest.partition("/")[0],
        headers=_Headers(headers, endpoint.access),
        access=endpoint.access,
        timeout=timeout,
    )
