"""What listing and deleting have in common in every collection, and Google's names for it."""

from __future__ import annotations

from .base import WireModel

__all__ = [
    "DeleteConfig",
    "DeleteDocumentConfig",
    "DeleteFileSearchStoreConfig",
    "ListConfig",
    "ListDocumentsConfig",
    "ListFileSearchStoresConfig",
    "ListFilesConfig",
]


class ListConfig(WireModel):
    """How many items a page has, and where to begin; a listing asks for all pages anyway."""

    page_size: int | None = None
    page_token: str | None = None


class DeleteConfig(WireModel):
    """`force` deletes what is inside, too; what has something inside is refused without it."""

    force: bool | None = None


ListFilesConfig = ListConfig
ListFileSearchStoresConfig = ListConfig
ListDocumentsConfig = ListConfig
DeleteFileSearchStoreConfig = DeleteConfig
DeleteDocumentConfig = DeleteConfig
