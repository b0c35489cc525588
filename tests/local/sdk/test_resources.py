"""Files, caches, batches and File Search stores, by Google's SDK."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.local.conftest import MODEL, user
from tests.local.sdk.conftest import Sdk
from tests.local.sdk.feature import feature

LONG = "The lighthouse keeper counts gulls. " * 1000
FACTS = "The bakery is in Utrecht.\n\nIts oven was built in 1931 by a smith from Gouda.\n"


def ended(thing: Any) -> bool:
    return bool(thing.done)


@feature("files", "files.upload", "files.get", "files.list", "files.delete")
def test_files(sdk: Sdk) -> str:
    file = sdk("files.upload", file=io.BytesIO(FACTS.encode()), config={"mime_type": "text/plain"})
    got = sdk("files.get", name=file.name)
    listed = sdk.all(sdk("files.list", config={"page_size": 1}))
    answer = sdk("models.generate_content", model=MODEL, contents=[got, "When was the oven built?"])
    sdk("files.delete", name=file.name)

    assert got.state.name == "ACTIVE"
    assert file.name in [one.name for one in listed]
    assert "1931" in answer.text
    assert file.name not in [one.name for one in sdk.all(sdk("files.list"))]
    return str(answer.text.partition("\n")[0])


@feature("caches", "caches.create", "caches.get", "caches.list", "caches.update", "caches.delete")
def test_caches(sdk: Sdk) -> str:
    cache = sdk("caches.create", model=MODEL, config={"contents": LONG, "ttl": "600s"})
    config = {"cached_content": cache.name}
    answer = sdk("models.generate_content", model=MODEL, contents="Summarize it.", config=config)
    later = sdk("caches.update", name=cache.name, config={"ttl": "1200s"})
    listed = sdk.all(sdk("caches.list"))
    again = sdk("caches.get", name=cache.name)
    sdk("caches.delete", name=cache.name)

    assert answer.usage_metadata.cached_content_token_count > 5000
    assert later.expire_time > cache.expire_time
    assert again.name in [one.name for one in listed]
    return f"{answer.usage_metadata.cached_content_token_count} tokens were cached"


@feature("batches of prompts", "batches.create", "batches.get", "batches.list", "batches.delete")
def test_batches(sdk: Sdk) -> str:
    requests = [{"contents": [user(f"What is {n} * 7?")]} for n in (6, 7)]
    job = sdk("batches.create", model=MODEL, src=requests, config={"display_name": "sums"})
    over = sdk.until(ended, "batches.get", name=job.name)
    texts = [one.response.text for one in over.dest.inlined_responses]
    listed = sdk.all(sdk("batches.list"))
    sdk("batches.delete", name=job.name)

    assert over.state.name == "JOB_STATE_SUCCEEDED"
    assert "42" in texts[0]
    assert "49" in texts[1]
    assert job.name in [one.name for one in listed]
    return " ".join(texts)


@feature("batches of a file", "batches.create", "batches.cancel", "files.download")
def test_a_batch_of_a_file(sdk: Sdk, tmp_path: Path) -> str:
    rows = tmp_path / "rows.jsonl"
    row = {"key": "k", "request": {"contents": [user("What is 6 * 7?")]}}
    rows.write_text(json.dumps(row), "utf-8")
    file = sdk("files.upload", file=rows, config={"mime_type": "application/jsonl"})
    job = sdk("batches.create", model=MODEL, src=file.name)
    over = sdk.until(ended, "batches.get", name=job.name)
    sdk("batches.cancel", name=job.name)
    line = json.loads(sdk("files.download", file=over.dest.file_name))

    assert line["key"] == "k"
    return f"{over.dest.file_name.partition('/')[0]}, one line"


@pytest.mark.filterwarnings("ignore:.*experimental")  # Google says so
@feature("batches of embeddings", "batches.create_embeddings")
def test_a_batch_of_embeddings(sdk: Sdk) -> str:
    job = sdk(
        "batches.create_embeddings",
        model="gemini-embedding-001",
        src={"inlined_requests": {"contents": ["one", "two"]}},
    )
    over = sdk.until(ended, "batches.get", name=job.name)
    sizes = [
        len(one.response.embedding.values) for one in over.dest.inlined_embed_content_responses
    ]

    assert sizes == [3072, 3072]
    return "2 of 3072 numbers"


@feature(
    "File Search",
    "file_search_stores.create",
    "file_search_stores.get",
    "file_search_stores.list",
    "file_search_stores.delete",
    "file_search_stores.upload_to_file_search_store",
    "file_search_stores.import_file",
    "file_search_stores.download_media",
    "file_search_stores.documents.get",
    "file_search_stores.documents.list",
    "file_search_stores.documents.delete",
    "operations.get",
)
def test_file_search(sdk: Sdk, tmp_path: Path) -> str:
    store = sdk("file_search_stores.create", config={"display_name": "bakery"})
    path = tmp_path / "facts.txt"
    path.write_text(FACTS, "utf-8")
    file = sdk("files.upload", file=path)
    operations = [
        sdk(
            "file_search_stores.upload_to_file_search_store",
            file_search_store_name=store.name,
            file=path,
        ),
        sdk(
            "file_search_stores.import_file",
            file_search_store_name=store.name,
            file_name=file.name,
        ),
    ]
    for operation in operations:
        sdk.until(ended, "operations.get", operation=operation)
    search = {"file_search": {"file_search_store_names": [store.name]}}
    answer = sdk(
        "models.generate_content",
        model=MODEL,
        contents="When was the oven built?",
        config={"tools": [search]},
    )
    found = answer.candidates[0].grounding_metadata.grounding_chunks
    passage = sdk("file_search_stores.download_media", media_id=found[0].retrieved_context.media_id)
    documents = sdk.all(sdk("file_search_stores.documents.list", parent=store.name))
    one = sdk("file_search_stores.documents.get", name=documents[0].name)
    sdk("file_search_stores.documents.delete", name=one.name, config={"force": True})
    left = sdk("file_search_stores.get", name=store.name)
    listed = [one.name for one in sdk.all(sdk("file_search_stores.list"))]
    sdk("file_search_stores.delete", name=store.name, config={"force": True})

    assert "1931" in answer.text
    assert "1931" in found[0].retrieved_context.text
    assert passage.decode() == found[0].retrieved_context.text
    assert len(documents) == 2
    assert int(left.active_documents_count) == 1
    assert store.name in listed
    return f"{len(found)} chunks cited"
