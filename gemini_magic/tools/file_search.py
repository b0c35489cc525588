"""File Search: Google looks into your File Search stores."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import InvalidRequest

__all__ = ["FileSearchTool"]


class FileSearchTool:
    """Grounding by your own documents. `stores` are names such as "fileSearchStores/notes-1a"."""

    name = "file_search"

    def __init__(self, stores: Iterable[str]) -> None:
        self.stores = [store if "/" in store else f"fileSearchStores/{store}" for store in stores]
        if not self.stores:
            raise InvalidRequest("File Search needs the name of at least one store")

    def declaration(self) -> dict[str, Any]:
        """The wire form."""
        return {"fileSearch": {"fileSearchStoreNames": list(self.stores)}}
