"""`http_options` of one call: its version, headers and time limit instead of the client's."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from .call import Call
from .types import HttpOptions

__all__ = ["with_options"]

Answer = TypeVar("Answer")


def with_options(call: Call[Answer], options: HttpOptions | None) -> Call[Answer]:
    """The call as the options have it; their timeout is in milliseconds."""
    if options is None:
        return call
    return replace(
        call,
        headers={**call.headers, **(options.headers or {})},
        version=options.api_version or call.version,
        timeout=call.timeout if options.timeout is None else options.timeout / 1000,
    )
