"""One File Search store: its documents, their chunks, and the operations that filled it."""

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from gemini_magic.local.project.chunk_index import ChunkIndex, Hit
from gemini_magic.local.project.chunks import Chunking, chunks
from gemini_magic.local.project.clock import now, stamp
from gemini_magic.local.project.documents import Unreadable, is_document, pages_at
from gemini_magic.local.project.metadata_filter import Filter, Value
from gemini_magic.local.wire.errors import ApiError, not_found

Wire = dict[str, Any]
RANKING = "models/local-bm25"
_TYPE = "type.googleapis.com/google.ai.generativelanguage.v1main."


@dataclass
class Document:
    """A document of a store; indexing gives it its chunks and its end state."""

    id: str
    display_name: str | None
    mime_type: str
    size: int
    metadata: list[Wire]
    created: datetime = field(default_factory=now)
    state: str = "PENDING"
    chunk_count: int = 0
    failure: str = ""

    @property
    def values(self) -> dict[str, Value]:
        """The metadata as a filter sees them."""
        return {entry.get("key", ""): _value(entry) for entry in self.metadata}


class Store:
    """One store. Its index is a file of the project's folder."""

    def __init__(self, store_id: str, display_name: str | None, folder: Path) -> None:
        self.id = store_id
        self.name = f"fileSearchStores/{store_id}"
        self._display_name = display_name
        self._created = self._updated = now()
        self._documents: dict[str, Document] = {}
        self._index = ChunkIndex(folder / f"store-{secrets.token_hex(8)}.sqlite3")
        self._lock = threading.Lock()

    @property
    def documents(self) -> list[Document]:
        return [*self._documents.values()]

    def document(self, document_id: str) -> Document:
        if (document := self._documents.get(document_id)) is None:
            raise not_found(f"There is no document {self.name}/documents/{document_id}.")
        return document

    def add(self, document: Document) -> None:
        self._documents[document.id] = document
        self._updated = now()

    def index(self, document: Document, path: Path, chunking: Chunking) -> None:
        """Reads and cuts a document that was added; afterwards it is found, or has failed."""
        with self._lock:
            try:
                if not is_document(document.mime_type):
                    raise Unreadable(f"{document.mime_type} is not a type that it can read")
                pages = pages_at(path, document.mime_type)
            except (Unreadable, OSError) as why:
                document.failure = f"The local engine could not index the document: {why}."
                document.state = "FAILED"
                return
            if self._documents.get(document.id) is document:
                document.chunk_count = self._index.add(document.id, chunks(pages, chunking))
                document.state = "ACTIVE"

    def delete(self, document_id: str, *, force: bool) -> None:
        document = self.document(document_id)
        if document.chunk_count and not force:
            raise ApiError(
                400, "FAILED_PRECONDITION", "Cannot delete non-empty Document. Set force=true."
            )
        with self._lock:
            del self._documents[document_id]
            self._index.remove(document_id)
        self._updated = now()

    def search(self, query: str, passes: Filter, count: int) -> list[Hit]:
        wanted = [document.id for document in self.documents if passes(document.values)]
        return self._index.search(query, wanted, count)

    def media_name(self, document_id: str, row: int) -> str:
        """What a citation calls the passage that it cites."""
        return f"{self.name}/media/{document_id}-{row}"

    def media(self, blob: str) -> str:
        """The text of such a passage."""
        document_id, _, row = blob.rpartition("-")
        is_place = row.isascii() and row.isdigit() and len(row) < 18
        text = self._index.text(document_id, int(row)) if is_place else None
        if text is None or document_id not in self._documents:
            raise not_found(f"There is no media {self.name}/media/{blob}.")
        return text

    def close(self) -> None:
        self._index.close()

    def to_wire(self) -> Wire:
        states = [document.state for document in self.documents]
        counts = {
            "activeDocumentsCount": states.count("ACTIVE"),
            "pendingDocumentsCount": states.count("PENDING"),
            "failedDocumentsCount": states.count("FAILED"),
            "sizeBytes": sum(document.size for document in self.documents),
        }
        return {
            "name": self.name,
            **({"displayName": self._display_name} if self._display_name else {}),
            "createTime": stamp(self._created),
            "updateTime": stamp(self._updated),
            **{name: str(count) for name, count in counts.items() if count},
            "embeddingModel": RANKING,
        }

    def document_wire(self, document: Document) -> Wire:
        return {
            "name": f"{self.name}/documents/{document.id}",
            **({"displayName": document.display_name} if document.display_name else {}),
            **({"customMetadata": document.metadata} if document.metadata else {}),
            "createTime": stamp(document.created),
            "updateTime": stamp(document.created),
            "state": f"STATE_{document.state}",
            "sizeBytes": str(document.size),
            "mimeType": document.mime_type,
        }

    def operation_wire(self, document: Document, kind: str) -> Wire:
        """The operation that made a document; kinds are "upload/operations" and "operations"."""
        wire: Wire = {"name": f"{self.name}/{kind}/{document.id}"}
        if document.state == "PENDING":
            return wire
        if document.failure:
            return {**wire, "done": True, "error": {"code": 3, "message": document.failure}}
        return {**wire, "done": True, "response": self.response_wire(document, kind)}

    def response_wire(self, document: Document, kind: str) -> Wire:
        method = "UploadToFileSearchStore" if kind.startswith("upload") else "ImportFile"
        return {
            "@type": f"{_TYPE}{method}Response",
            "parent": self.name,
            "documentName": f"{self.name}/documents/{document.id}",
            "mimeType": document.mime_type,
            "sizeBytes": str(document.size),
        }


def _value(entry: Wire) -> Value:
    if "stringListValue" in entry:
        values: list[str] = entry["stringListValue"].get("values", [])
        return values
    value: Value = entry["stringValue"] if "stringValue" in entry else entry.get("numericValue", "")
    return value
