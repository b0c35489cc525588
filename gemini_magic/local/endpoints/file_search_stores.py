"""`fileSearchStores`: stores, their documents and passages, what fills them, its operations."""

import asyncio
import secrets
from pathlib import Path
from typing import Any

from gemini_magic.local.handlers.base import VERSION, Endpoint
from gemini_magic.local.handlers.pages import page
from gemini_magic.local.handlers.upload import ResumableUpload
from gemini_magic.local.project.chunks import Chunking, chunking_from
from gemini_magic.local.project.store import Document, Store
from gemini_magic.local.project.stores import Stores
from gemini_magic.local.project.uploads import Received
from gemini_magic.local.wire.errors import InvalidArgument
from gemini_magic.local.wire.proto import Kind, Message, Repeated, floating, integer, read, string

_METADATA = Message(
    "CustomMetadata",
    {
        "key": string,
        "stringValue": string,
        "numericValue": floating,
        "stringListValue": Message("StringList", {"values": Repeated(string)}),
    },
)
_NOTED: dict[str, Kind] = {
    "customMetadata": Repeated(_METADATA),
    "chunkingConfig": Message(
        "ChunkingConfig",
        {
            "whiteSpaceConfig": Message(
                "WhiteSpaceConfig", {"maxTokensPerChunk": integer, "maxOverlapTokens": integer}
            )
        },
    ),
}
_CREATE = Message("FileSearchStore", {"displayName": string, "embeddingModel": string})
_UPLOAD = Message(
    "UploadToFileSearchStoreRequest", {"displayName": string, "mimeType": string, **_NOTED}
)
_IMPORT = Message("ImportFileRequest", {"fileName": string, **_NOTED})
_MOST_DOCUMENT_BYTES = 100 * 1024 * 1024
_MOST_METADATA = 20
_QUICK_BYTES = 32 * 1024  # indexed in a few milliseconds


class _StoreEndpoint(Endpoint):
    @property
    def stores(self) -> Stores:
        return self.engine.resources.project.stores

    @property
    def is_forced(self) -> bool:
        return self.get_query_argument("force", "").lower() in ("true", "1")


class All(_StoreEndpoint):
    def get(self, version: str) -> None:
        stores, more = page(self, self.stores.all(), default=10, most=20)
        wires = [store.to_wire() for store in stores]
        self.send({**({"fileSearchStores": wires} if wires else {}), **more})

    def post(self, version: str) -> None:
        body = read(self.body_json() if self.request.body else {}, _CREATE)
        if model := body.get("embeddingModel"):
            self.known_model(model.removeprefix("models/"), version, "embedContent")
        self.send(self.stores.create(body.get("displayName")).to_wire())


class One(_StoreEndpoint):
    def get(self, version: str, store_id: str) -> None:
        self.send(self.stores.find(store_id).to_wire())

    def delete(self, version: str, store_id: str) -> None:
        self.stores.delete(store_id, force=self.is_forced)
        self.send({})


class Upload(ResumableUpload):
    def begin(self, *where: str) -> str:
        _, store_id = where
        project = self.engine.resources.project
        store = project.stores.find(store_id)
        body = read(self.body_json(), _UPLOAD)
        chunking = chunking_from(body.get("chunkingConfig", {}))
        metadata = _metadata(body)
        kind = "upload/operations"
        named = self.request.headers.get("x-goog-upload-header-content-type")
        mime_type = body.get("mimeType") or named or "application/octet-stream"

        def finish(received: Received) -> dict[str, Any]:
            document = Document(
                _new_id(), body.get("displayName"), received.mime_type, received.size, metadata
            )
            store.add(document)
            if received.size > _QUICK_BYTES:
                _index(store, document, received.path, chunking, is_ours=True)
                return store.operation_wire(document, kind)
            store.index(document, received.path, chunking)
            received.path.unlink()
            wire = store.operation_wire(document, kind)
            # As recorded: the first reply may have the response, but is not called done.
            return {name: value for name, value in wire.items() if name != "done"}

        return project.uploads.start(mime_type, self.declared_size(), _MOST_DOCUMENT_BYTES, finish)


class Import(_StoreEndpoint):
    def post(self, version: str, store_id: str) -> None:
        store = self.stores.find(store_id)
        body = read(self.body_json(), _IMPORT)
        name = body.get("fileName", "")
        if (file := self.engine.resources.project.files.usable(name)) is None:
            raise InvalidArgument(f"* ImportFileRequest.file_name: {name!r} names no file.\n")
        chunking = chunking_from(body.get("chunkingConfig", {}))
        document = Document(
            _new_id(), file.display_name, file.mime_type, file.size, _metadata(body)
        )
        store.add(document)
        _index(store, document, file.path, chunking, is_ours=False)
        self.send({"name": f"{store.name}/operations/{document.id}"})


class Operation(_StoreEndpoint):
    def get(self, version: str, store_id: str, kind: str, document_id: str) -> None:
        store = self.stores.find(store_id)
        self.send(store.operation_wire(store.document(document_id), kind))


class Documents(_StoreEndpoint):
    def get(self, version: str, store_id: str) -> None:
        store = self.stores.find(store_id)
        documents, more = page(self, store.documents, default=10, most=20)
        wires = [store.document_wire(document) for document in documents]
        self.send({**({"documents": wires} if wires else {}), **more})


class OneDocument(_StoreEndpoint):
    def get(self, version: str, store_id: str, document_id: str) -> None:
        store = self.stores.find(store_id)
        self.send(store.document_wire(store.document(document_id)))

    def delete(self, version: str, store_id: str, document_id: str) -> None:
        self.stores.find(store_id).delete(document_id, force=self.is_forced)
        self.send({})


class Media(_StoreEndpoint):
    """The passage that a citation names by its `mediaId`."""

    def get(self, version: str, store_id: str, blob: str) -> None:
        text = self.stores.find(store_id).media(blob)
        if (alt := self.get_query_argument("alt", "json")) != "media":
            raise InvalidArgument(f"A download needs the query alt=media; alt is {alt!r}.")
        self.set_header("content-type", "text/plain; charset=UTF-8")
        self.finish(text)


def _new_id() -> str:
    return f"{secrets.token_hex(6)}-{secrets.token_hex(6)}"


def _metadata(body: dict[str, Any]) -> list[dict[str, Any]]:
    metadata: list[dict[str, Any]] = body.get("customMetadata", [])
    if len(metadata) > _MOST_METADATA:
        raise InvalidArgument(
            f"custom_metadata has {len(metadata)} entries; it may have {_MOST_METADATA}."
        )
    return metadata


def _index(
    store: Store, document: Document, path: Path, chunking: Chunking, *, is_ours: bool
) -> None:
    """Begins to index behind the scenes; bytes that were uploaded for it only go afterwards."""

    def work() -> None:
        store.index(document, path, chunking)
        if is_ours:
            path.unlink(missing_ok=True)

    asyncio.get_running_loop().run_in_executor(None, work)


_STORE = rf"{VERSION}/fileSearchStores/([^/:]+)"
ROUTES = [
    (rf"{VERSION}/fileSearchStores", All),
    (_STORE, One),
    (rf"/upload{_STORE}:uploadToFileSearchStore", Upload),
    (rf"{_STORE}:importFile", Import),
    (rf"{_STORE}/((?:upload/)?operations)/([^/:]+)", Operation),
    (rf"{_STORE}/media/([^/:]+)", Media),
    (rf"{_STORE}/documents", Documents),
    (rf"{_STORE}/documents/([^/:]+)", OneDocument),
]
