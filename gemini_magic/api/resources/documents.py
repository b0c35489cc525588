"""documents: what is in a File Search store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..call import Call, Listing, json_of
from ..names import force_query, named, page_query
from ..types import DeleteConfig, Document, ListConfig, ListDocumentsResponse
from .base import Colour, Resource, answers, lists

__all__ = ["Documents"]

_STORES = "fileSearchStores"


class Documents(Resource[Colour]):
    """The documents of File Search stores; names are "fileSearchStores/{id}/documents/{id}"."""

    @lists
    def list(
        self, *, parent: str, config: ListConfig | Mapping[str, Any] | None = None
    ) -> Listing[Document]:
        """All documents of the store `parent`. Source: GET {store}/documents."""
        path = f"{named(_STORES, parent)}/documents"
        call = Call("GET", path, json_of(ListDocumentsResponse), query=page_query(config))
        return Listing(call, "documents")

    @answers
    def get(self, *, name: str, config: Mapping[str, Any] | None = None) -> Call[Document]:
        """One document. Source: GET {store}/documents/{id}."""
        return Call("GET", named(_STORES, name), json_of(Document))

    @answers
    def delete(
        self, *, name: str, config: DeleteConfig | Mapping[str, Any] | None = None
    ) -> Call[None]:
        """Delete a document; with `force` its chunks too. Source: DELETE {store}/documents/{id}."""
        return Call("DELETE", named(_STORES, name), nothing, query=force_query(config))


def nothing(document: bytes) -> None:
    """What a deletion answers."""
