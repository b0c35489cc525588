"""File Search stores: documents that are chunked, embedded and found by a model's tool."""

from __future__ import annotations

from typing import Any

from .base import OpenEnum, WireModel
from .scalars import Int64, Timestamp

__all__ = [
    "ChunkingConfig",
    "CreateFileSearchStoreConfig",
    "CustomMetadata",
    "Document",
    "DocumentState",
    "FileSearchStore",
    "ImportFileConfig",
    "ListDocumentsResponse",
    "ListFileSearchStoresResponse",
    "StringList",
    "UploadToFileSearchStoreConfig",
    "WhiteSpaceConfig",
]


class DocumentState(OpenEnum):
    """Whether a document can be found yet."""

    STATE_UNSPECIFIED = "STATE_UNSPECIFIED"
    STATE_PENDING = "STATE_PENDING"
    STATE_ACTIVE = "STATE_ACTIVE"
    STATE_FAILED = "STATE_FAILED"


class StringList(WireModel):
    """Several words for one key."""

    values: list[str] | None = None


class CustomMetadata(WireModel):
    """What a document is to be filtered by: one key, and one of the three kinds of value."""

    key: str | None = None
    string_value: str | None = None
    numeric_value: float | None = None
    string_list_value: StringList | None = None


class WhiteSpaceConfig(WireModel):
    """Chunks that end between words; sizes are in tokens."""

    max_tokens_per_chunk: int | None = None
    max_overlap_tokens: int | None = None


class ChunkingConfig(WireModel):
    """How a document is cut."""

    white_space_config: WhiteSpaceConfig | None = None


class FileSearchStore(WireModel):
    """A store as the service describes it."""

    name: str | None = None
    display_name: str | None = None
    create_time: Timestamp | None = None
    update_time: Timestamp | None = None
    active_documents_count: Int64 | None = None
    pending_documents_count: Int64 | None = None
    failed_documents_count: Int64 | None = None
    size_bytes: Int64 | None = None
    embedding_model: str | None = None


class Document(WireModel):
    """One document of a store."""

    name: str | None = None
    display_name: str | None = None
    state: DocumentState | None = None
    size_bytes: Int64 | None = None
    mime_type: str | None = None
    create_time: Timestamp | None = None
    update_time: Timestamp | None = None
    custom_metadata: list[CustomMetadata] | None = None


class CreateFileSearchStoreConfig(WireModel):
    """What to call a store, and what embeds its documents; the model can never be changed."""

    display_name: str | None = None
    embedding_model: str | None = None


class ImportFileConfig(WireModel):
    """What to note of a file, and how to cut it."""

    custom_metadata: list[CustomMetadata] | None = None
    chunking_config: ChunkingConfig | None = None


class UploadToFileSearchStoreConfig(ImportFileConfig):
    """The same for an upload. `on_progress` is that of `UploadFileConfig`."""

    display_name: str | None = None
    mime_type: str | None = None
    on_progress: Any = None


class ListFileSearchStoresResponse(WireModel):
    """One page of stores."""

    file_search_stores: list[FileSearchStore] | None = None
    next_page_token: str | None = None


class ListDocumentsResponse(WireModel):
    """One page of documents."""

    documents: list[Document] | None = None
    next_page_token: str | None = None
