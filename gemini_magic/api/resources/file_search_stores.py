"""fileSearchStores: create, fill and delete what a model's File Search tool looks through."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ..call import Call, Listing, json_of
from ..contents import wire_from
from ..download import Destination, downloading
from ..flow import Flow, Work
from ..media_type import HEAD, media_type_of
from ..names import force_query, named, page_query
from ..source import source_from
from ..types import (
    CreateFileSearchStoreConfig,
    DeleteConfig,
    FileSearchStore,
    ImportFileConfig,
    ImportFileOperation,
    ListConfig,
    ListFileSearchStoresResponse,
    UploadToFileSearchStoreConfig,
    UploadToFileSearchStoreOperation,
)
from ..upload import uploading
from .base import Colour, Resource, answers, lists, runs
from .documents import Documents, nothing
from .files import file_name
from .models import model_path

__all__ = ["FileSearchStores"]

_STORES = "fileSearchStores"


class FileSearchStores(Resource[Colour]):
    """Stores of documents; `documents` is what is in them. Names are "fileSearchStores/{id}"."""

    def __init__(self, client: Any) -> None:
        super().__init__(client)
        self.documents: Documents[Colour] = Documents(client)

    @answers
    def create(
        self, *, config: CreateFileSearchStoreConfig | Mapping[str, Any] | None = None
    ) -> Call[FileSearchStore]:
        """A new, empty store. Source: POST fileSearchStores."""
        body = wire_from(CreateFileSearchStoreConfig, config or {}, "config").to_wire()
        body.pop("httpOptions", None)
        if model := body.get("embeddingModel"):
            body["embeddingModel"] = model_path(model)
        return Call("POST", _STORES, json_of(FileSearchStore), body=body)

    @lists
    def list(
        self, *, config: ListConfig | Mapping[str, Any] | None = None
    ) -> Listing[FileSearchStore]:
        """All stores of the project. Source: GET fileSearchStores."""
        parse = json_of(ListFileSearchStoresResponse)
        return Listing(Call("GET", _STORES, parse, query=page_query(config)), "file_search_stores")

    @answers
    def get(self, *, name: str, config: Mapping[str, Any] | None = None) -> Call[FileSearchStore]:
        """One store, with how many documents it has. Source: GET fileSearchStores/{id}."""
        return Call("GET", named(_STORES, name), json_of(FileSearchStore))

    @answers
    def delete(
        self, *, name: str, config: DeleteConfig | Mapping[str, Any] | None = None
    ) -> Call[None]:
        """Delete a store; with `force` its documents too. Source: DELETE fileSearchStores/{id}."""
        return Call("DELETE", named(_STORES, name), nothing, query=force_query(config))

    @runs
    def upload_to_file_search_store(
        self,
        *,
        file_search_store_name: str,
        file: Any,
        config: UploadToFileSearchStoreConfig | Mapping[str, Any] | None = None,
    ) -> Flow[UploadToFileSearchStoreOperation]:
        """Upload a document (as `files.upload` does); it is found when the operation is done.

        `client.operations.wait` waits for it. Source: POST upload/{store}:uploadToFileSearchStore.
        """
        options = wire_from(UploadToFileSearchStoreConfig, config or {}, "config")
        path = f"upload/{named(_STORES, file_search_store_name)}:uploadToFileSearchStore"
        return _uploaded(path, file, options)

    @answers
    def import_file(
        self,
        *,
        file_search_store_name: str,
        file_name: str,
        config: ImportFileConfig | Mapping[str, Any] | None = None,
    ) -> Call[ImportFileOperation]:
        """Make a document of an uploaded file. Source: POST {store}:importFile."""
        options = wire_from(ImportFileConfig, config or {}, "config")
        noted = options.model_dump(mode="json", by_alias=True, exclude_unset=True, include=_NOTED)
        body = {"fileName": _file_name(file_name), **noted}
        path = f"{named(_STORES, file_search_store_name)}:importFile"
        return Call("POST", path, json_of(ImportFileOperation), body=body)

    @runs
    def download_media(
        self,
        *,
        media_id: str,
        destination: Destination | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> Flow[bytes | None]:
        """The bytes of media that a grounded answer names by `media_id`, as `files.download`.

        Source: GET {store}/media/{id}.
        """
        return downloading(named(_STORES, media_id), destination)


_file_name = file_name


# What is said of a document; the rest of the configurations is for us.
_NOTED = {"display_name", "mime_type", "custom_metadata", "chunking_config"}


def _uploaded(
    path: str, file: Any, options: UploadToFileSearchStoreConfig
) -> Flow[UploadToFileSearchStoreOperation]:
    source = source_from(file)
    mime_type = options.mime_type
    if not mime_type:
        mime_type = media_type_of(source.name, (yield Work(partial(source.head, HEAD))))
    body = options.model_dump(mode="json", by_alias=True, exclude_unset=True, include=_NOTED)
    document = yield from uploading(path, body, source, mime_type, options.on_progress)
    return json_of(UploadToFileSearchStoreOperation)(document)
