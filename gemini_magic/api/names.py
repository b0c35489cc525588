"""Names of things at the service ("files/abc"), and the queries that list and delete them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import InvalidRequest
from .contents import wire_from
from .types import DeleteConfig, ListConfig

__all__ = ["force_query", "named", "page_query"]


def named(collection: str, name: str) -> str:
    """A full name: a bare id gets its collection; what would change the address is refused."""
    full = name if name.startswith(f"{collection}/") else f"{collection}/{name}"
    if not re.fullmatch(r"[^\s?#/]+(?:/[^\s?#/]+)+", full) or ".." in full:
        raise InvalidRequest(f"{name!r} names nothing in {collection}; names are {collection}/id")
    return full


def page_query(config: ListConfig | Mapping[str, Any] | None) -> dict[str, str]:
    """The query of a listing's first page."""
    options = wire_from(ListConfig, config or {}, "config")
    query = {"pageSize": options.page_size, "pageToken": options.page_token}
    return {name: str(value) for name, value in query.items() if value is not None}


def force_query(config: DeleteConfig | Mapping[str, Any] | None) -> dict[str, str]:
    """The query that deletes what is inside, too."""
    force = wire_from(DeleteConfig, config or {}, "config").force
    return {} if force is None else {"force": str(force).lower()}
