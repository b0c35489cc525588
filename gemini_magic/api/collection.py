"""A collection of the newer surface: the paths of its items, its pages, the body of an item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import InvalidRequest
from .call import Call, Listing

__all__ = ["given", "item_path", "listing", "nothing"]


def item_path(collection: str, id: str) -> str:
    """The path of one item, from its id or its whole name."""
    text = id.strip().removeprefix(f"{collection}/")
    if not text or ".." in text or any(bad in text for bad in "/?&# \n"):
        raise InvalidRequest(f"{text!r} is not an id; see client.{collection}.list()")
    return f"{collection}/{text}"


def listing(
    collection: str,
    parse: Callable[[bytes], Any],
    *,
    page_size: int | None = None,
    page_token: str | None = None,
) -> Listing[Any]:
    """All items of a collection; `page_token` begins at a later page."""
    query = given(page_size=None if page_size is None else str(page_size), page_token=page_token)
    call = Call("GET", collection, parse, query=query)
    return Listing(call, collection, token="page_token")


def given(**fields: Any) -> dict[str, Any]:
    """The fields that were given."""
    return {name: value for name, value in fields.items() if value is not None}


def nothing(document: bytes) -> None:
    """For calls whose answer says no more than that it was done."""
