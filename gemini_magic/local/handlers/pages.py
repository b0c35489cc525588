"""Lists page by page; a page token is the place of its first item."""

from collections.abc import Sequence
from typing import Any

from gemini_magic.local.handlers.base import Endpoint
from gemini_magic.local.wire.errors import InvalidArgument


def page(
    endpoint: Endpoint,
    items: Sequence[Any],
    *,
    default: int = 50,
    most: int = 100,
    size: str = "pageSize",
    token: str = "pageToken",
) -> tuple[Sequence[Any], dict[str, Any]]:
    """The items of the page that is asked for, and where the next one begins.

    `size` and `token` are how the query calls them.
    """
    count = _whole_number(endpoint, size, default) or default
    start = _whole_number(endpoint, token, 0)
    end = start + min(count, most)
    return items[start:end], {"nextPageToken": str(end)} if end < len(items) else {}


def _whole_number(endpoint: Endpoint, name: str, default: int) -> int:
    value = endpoint.get_query_argument(name, "")
    if value and not (value.isascii() and value.isdigit() and len(value) < 10):
        raise InvalidArgument(f"Invalid value at '{name}' (TYPE_INT32), {value!r}")
    return int(value) if value else default
