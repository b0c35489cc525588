"""The File Search stores of a project, and the search through several of them."""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gemini_magic.local.project.chunks import Chunk
from gemini_magic.local.project.metadata_filter import filter_from
from gemini_magic.local.project.store import Document, Store
from gemini_magic.local.wire.errors import ApiError, InvalidArgument

_DEFAULT_CHUNKS = 5
_MOST_CHUNKS = 100
_LONGEST_DISPLAY_NAME = 512


@dataclass(frozen=True)
class Found:
    """A chunk that fits a question, and where it stands."""

    store: Store
    document: Document
    chunk: Chunk
    score: float
    media_name: str


class Stores:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stores: dict[str, Store] = {}

    def create(self, display_name: str | None) -> Store:
        if len(display_name or "") > _LONGEST_DISPLAY_NAME:
            raise InvalidArgument(f"display_name has more than {_LONGEST_DISPLAY_NAME} characters.")
        spoken = re.sub(r"[^a-z0-9]", "", (display_name or "").lower())[:27]
        unique = secrets.token_hex(6)
        store = Store(f"{spoken}-{unique}" if spoken else unique, display_name, self._folder)
        self._stores[store.id] = store
        return store

    def all(self) -> list[Store]:
        return [*self._stores.values()]

    def find(self, name: str) -> Store:
        store = self._stores.get(name.removeprefix("fileSearchStores/"))
        if store is None:
            raise ApiError(
                403,
                "PERMISSION_DENIED",
                f"You do not have permission to access the FileSearchStore {name} or it may not "
                "exist.",
            )
        return store

    def delete(self, name: str, *, force: bool) -> None:
        store = self.find(name)
        if store.documents and not force:
            raise ApiError(
                400, "FAILED_PRECONDITION", "Cannot delete non-empty FileSearchStore. Set force."
            )
        del self._stores[store.id]
        store.close()

    def check(self, tool: dict[str, Any]) -> None:
        """Whether the `fileSearch` of a request can be done; errors are the API's."""
        if not tool.get("fileSearchStoreNames"):
            raise InvalidArgument("* tools.file_search.file_search_store_names: must not be empty.")
        for name in tool["fileSearchStoreNames"]:
            self.find(name)
        filter_from(tool.get("metadataFilter", ""))
        if not 1 <= (count := tool.get("topK", _DEFAULT_CHUNKS)) <= _MOST_CHUNKS:
            raise InvalidArgument(
                f"tools.file_search.top_k is {count}; it must be from 1 to {_MOST_CHUNKS}."
            )

    def search(self, tool: dict[str, Any], query: str) -> list[Found]:
        """The chunks that fit best, over all stores of the tool."""
        passes = filter_from(tool.get("metadataFilter", ""))
        count = tool.get("topK", _DEFAULT_CHUNKS)
        found = [
            Found(
                store,
                store.document(hit.document_id),
                hit.chunk,
                hit.score,
                store.media_name(hit.document_id, hit.row),
            )
            for store in map(self.find, dict.fromkeys(tool["fileSearchStoreNames"]))
            for hit in store.search(query, passes, count)
        ]
        return sorted(found, key=lambda one: -one.score)[:count]
