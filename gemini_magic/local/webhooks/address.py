"""Where deliveries may go: to this machine, and nowhere else."""

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from gemini_magic.local.wire.errors import InvalidArgument, Violation

_LONGEST = 2048
_MOST_URIS = 10


def checked_uri(uri: str, field: str) -> str:
    """The address, if it is http(s) and of this machine; else `InvalidArgument`."""
    if len(uri) > _LONGEST or not uri.isprintable() or not _is_loopback(uri):
        wrong = (
            f"{field} is {uri[:200]!r}; the local engine calls addresses of this machine only, "
            "such as http://127.0.0.1:8000/hook."
        )
        raise InvalidArgument(wrong, [Violation(field, wrong)])
    return uri


def checked_config(config: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a request says of webhooks, in either dialect; its addresses are checked."""
    if config is None:
        return None
    uris = config.get("uris", [])
    if len(uris) > _MOST_URIS:
        raise InvalidArgument(f"webhook_config.uris has {len(uris)} entries, not {_MOST_URIS}.")
    metadata = config.get("userMetadata", config.get("user_metadata", {}))
    return {
        "uris": [checked_uri(uri, f"webhook_config.uris[{i}]") for i, uri in enumerate(uris)],
        "user_metadata": metadata,
    }


def _is_loopback(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
        if parts.scheme not in ("http", "https") or parts.username or parts.password:
            return False
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
