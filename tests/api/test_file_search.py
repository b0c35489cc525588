"""File Search stores: what is sent, and what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gemini_magic import errors, types
from tests.api.golden import captured, sent
from tests.api.script import Script, client_with, document
from tests.api.test_files import STARTED, Do, both, finished, result

STORE = "fileSearchStores/s-1"
METADATA = [
    types.CustomMetadata(key="a", string_value="b"),
    types.CustomMetadata(key="n", numeric_value=3),
    types.CustomMetadata(key="l", string_list_value=types.StringList(values=["x"])),
]
CHUNKING = types.ChunkingConfig(
    white_space_config=types.WhiteSpaceConfig(max_tokens_per_chunk=200, max_overlap_tokens=20)
)
CALLS: dict[str, Do] = {
    "fss_create": lambda client: client.file_search_stores.create(
        config={"display_name": "s", "embedding_model": "gemini-embedding-2"}
    ),
    "fss_list": lambda client: client.file_search_stores.list(config={"page_size": 5}),
    "fss_get": lambda client: client.file_search_stores.get(name=STORE),
    "fss_delete": lambda client: client.file_search_stores.delete(
        name=STORE, config=types.DeleteFileSearchStoreConfig(force=True)
    ),
    "fss_import": lambda client: client.file_search_stores.import_file(
        file_search_store_name=STORE,
        file_name="files/abc",
        config=types.ImportFileConfig(custom_metadata=METADATA[:1]),
    ),
    "docs_list": lambda client: client.file_search_stores.documents.list(
        parent=STORE, config={"page_size": 5}
    ),
    "docs_get": lambda client: client.file_search_stores.documents.get(name=f"{STORE}/documents/d"),
    "docs_delete": lambda client: client.file_search_stores.documents.delete(
        name=f"{STORE}/documents/d", config={"force": True}
    ),
    "fss_media": lambda client: client.file_search_stores.download_media(
        media_id=f"{STORE}/media/b"
    ),
}


@both
@pytest.mark.parametrize("scenario", CALLS)
def test_a_call_sends_what_googles_sdk_sends(
    scenario: str, colour: str, golden: dict[str, Any]
) -> None:
    script = Script(document({}))
    result(colour, client_with(script), CALLS[scenario])

    assert captured(golden, scenario) == sent(script.requests)


@both
def test_an_upload_sends_what_googles_sdk_sends(
    colour: str, golden: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "_t.txt"
    path.write_bytes(b"hello world")
    name = f"{STORE}/upload/operations/op1"
    script = Script(STARTED, finished({"name": name}))
    config = types.UploadToFileSearchStoreConfig(
        display_name="D", custom_metadata=METADATA, chunking_config=CHUNKING
    )
    operation = result(
        colour,
        client_with(script),
        lambda client: client.file_search_stores.upload_to_file_search_store(
            file_search_store_name=STORE, file=str(path), config=config
        ),
    )
    assert captured(golden, "fss_upload") == sent(script.requests)
    assert types.UploadToFileSearchStoreOperation(name=name) == operation


@both
def test_listings_go_on_to_the_last_page(colour: str) -> None:
    script = Script(
        document({"fileSearchStores": [{"name": "fileSearchStores/a"}], "nextPageToken": "t"}),
        document({"nextPageToken": "u"}),
        document({"fileSearchStores": [{"name": "fileSearchStores/b", "sizeBytes": "7"}]}),
    )
    stores = result(colour, client_with(script), lambda c: c.file_search_stores.list())

    assert [store.name for store in stores] == ["fileSearchStores/a", "fileSearchStores/b"]
    assert stores[1].size_bytes == 7
    assert stores[1].to_wire()["sizeBytes"] == "7"


@both
def test_media_go_to_a_path(colour: str, tmp_path: Path) -> None:
    script = Script(document({"any": "thing"}))
    path = tmp_path / "media"
    result(
        colour,
        client_with(script),
        lambda c: c.file_search_stores.download_media(
            media_id=f"{STORE}/media/b", destination=path
        ),
    )

    assert path.read_bytes() == b'{"any": "thing"}'


@pytest.mark.parametrize("name", ["", "a/../b", "a?b", "fileSearchStores/"])
def test_what_names_no_store_is_refused(name: str) -> None:
    client = client_with(Script(document({})))
    with pytest.raises(errors.InvalidRequest, match="names nothing in fileSearchStores"):
        client.file_search_stores.get(name=name)


def test_metadata_have_one_value_of_the_right_kind() -> None:
    client = client_with(Script(document({})))
    with pytest.raises(errors.InvalidRequest, match=r"config\.custom_metadata"):
        client.file_search_stores.import_file(
            file_search_store_name=STORE,
            file_name="files/a",
            config={"custom_metadata": [{"key": "a", "numeric_value": "three"}]},
        )
