"""File Search stores on the engine: filled, filtered, cited, by our client and by Google's SDK."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import pytest

from gemini_magic import Client
from gemini_magic.errors import APIError
from tests.local.conftest import KEY, MODEL, Engine, user

_ARN = (
    "Arn – ein Ort am Meer. The lighthouse of Arn was built in 1871 by Mara Voss. "
    "It stands on a cliff above the bay. Its lamp was lit with whale oil until 1902."
)
_TEA = "Tea is grown on the southern hills. The harvest begins in April. Leaves dry for two days."
_CHINESE = "北京是中国的首都。长城在北京的北边，很长也很古老。故宫有九千多个房间。"


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[Client]:
    with Client(api_key=KEY, base_url=engine.url) as client:
        yield client


@pytest.fixture(scope="module")
def store(client: Client) -> Iterator[str]:
    """A store with three documents, one of them imported."""
    name = client.file_search_stores.create(config={"display_name": "The Library"}).name or ""
    for text, title, year in ((_ARN, "Arn", 1990), (_CHINESE, "北京", 2020)):
        operation = client.file_search_stores.upload_to_file_search_store(
            file_search_store_name=name,
            file=text.encode(),
            config={
                "display_name": title,
                "mime_type": "text/plain",
                "custom_metadata": [
                    {"key": "year", "numeric_value": year},
                    {"key": "tags", "string_list_value": {"values": ["place", title]}},
                ],
            },
        )
        client.operations.wait(operation)
    file = client.files.upload(
        file=_TEA.encode(), config={"mime_type": "text/plain", "display_name": "Tea"}
    )
    imported = client.file_search_stores.import_file(
        file_search_store_name=name,
        file_name=file.name or "",
        config={"custom_metadata": [{"key": "author", "string_value": "Lin"}]},
    )
    client.operations.wait(imported)
    yield name
    client.file_search_stores.delete(name=name, config={"force": True})


def _grounding(engine: Engine, store: str, question: str, **search: Any) -> tuple[bytes, Any]:
    """The text that the metadata index into, in bytes, and the metadata."""
    tool = {"fileSearch": {"fileSearchStoreNames": [store], **search}}
    response = engine.ask([user(question)], tools=[tool])
    (candidate,) = response["candidates"]
    return candidate["content"]["parts"][0]["text"].encode(), candidate.get("groundingMetadata")


@pytest.mark.parametrize(
    ("question", "quoted", "title"),
    [
        ("Who built the lighthouse of Arn?", "Mara Voss", "Arn"),
        ("When does the tea harvest begin?", "April", "Tea"),
        ("长城在哪里？", "长城在北京的北边", "北京"),
    ],
)
def test_an_answer_quotes_its_sources_at_the_right_bytes(
    engine: Engine, store: str, question: str, quoted: str, title: str
) -> None:
    text, metadata = _grounding(engine, store, question)

    assert quoted in text.decode()
    supports = metadata["groundingSupports"]
    assert supports
    for support in supports:
        segment = support["segment"]
        assert text[segment.get("startIndex", 0) : segment["endIndex"]].decode() == segment["text"]
        for index in support["groundingChunkIndices"]:
            source = metadata["groundingChunks"][index]["retrievedContext"]
            assert segment["text"] in source["text"]
            assert source["fileSearchStore"] == store
    sources = [chunk["retrievedContext"]["title"] for chunk in metadata["groundingChunks"]]
    assert sources[0] == title


def test_a_stream_ends_with_the_same_metadata_in_the_part_after_the_thoughts(
    engine: Engine, store: str
) -> None:
    body = {
        "contents": [user("Who built the lighthouse?")],
        "tools": [{"fileSearch": {"fileSearchStoreNames": [store]}}],
        "generationConfig": {"thinkingConfig": {"includeThoughts": True}},
    }
    chunks = engine.stream(body)
    whole = engine.post("generateContent", body)["candidates"][0]

    metadata = chunks[-1]["candidates"][0]["groundingMetadata"]
    assert metadata == whole["groundingMetadata"]
    segment = metadata["groundingSupports"][0]["segment"]
    text = whole["content"]["parts"][segment["partIndex"]]["text"].encode()
    assert text[segment["startIndex"] : segment["endIndex"]].decode() == segment["text"]
    assert chunks[-1]["usageMetadata"]["toolUsePromptTokenCount"] > 10


@pytest.mark.parametrize(
    ("metadata_filter", "titles"),
    [
        ('author = "Lin"', {"Tea"}),
        ("year > 2000", {"北京"}),
        ("year <= 1990", {"Arn"}),
        ('tags = "place" AND year < 2000', {"Arn"}),
        ('year = 1990 OR author = "Lin"', {"Arn", "Tea"}),
        ('(year = 2020 OR year = 1990) AND tags != "Arn"', {"北京"}),
        ('NOT author = "Lin"', {"Arn", "北京"}),
        ('year = 1990 AND author = "Lin"', set()),
    ],
)
def test_a_filter_chooses_documents(
    engine: Engine, store: str, metadata_filter: str, titles: set[str]
) -> None:
    question = "What of the harvest, the lighthouse and 长城?"
    _, metadata = _grounding(engine, store, question, metadataFilter=metadata_filter)

    chunks = metadata["groundingChunks"] if metadata else []
    assert titles == {chunk["retrievedContext"]["title"] for chunk in chunks}


@pytest.mark.parametrize(
    ("search", "status"),
    [
        ({"metadataFilter": "year >"}, 400),
        ({"metadataFilter": "((((("}, 400),
        ({"topK": 0}, 400),
        ({"fileSearchStoreNames": []}, 400),
        ({"fileSearchStoreNames": ["fileSearchStores/none"]}, 403),
        ({"colour": "red"}, 400),
    ],
)
def test_a_wrong_search_is_refused(
    engine: Engine, store: str, search: dict[str, Any], status: int
) -> None:
    tool = {"fileSearch": {"fileSearchStoreNames": [store], **search}}
    response = engine.client.post(
        f"/v1beta/models/{MODEL}:generateContent",
        json={"contents": [user("hi")], "tools": [tool]},
    )

    assert response.status_code == status
    assert response.json()["error"]["code"] == status


def test_documents_are_listed_and_deleted_and_the_store_counts_them(client: Client) -> None:
    name = client.file_search_stores.create().name or ""
    operation = client.file_search_stores.upload_to_file_search_store(
        file_search_store_name=name,
        file=("word " * 1000).encode(),
        config={
            "mime_type": "text/plain",
            "chunking_config": {"white_space_config": {"max_tokens_per_chunk": 100}},
        },
    )
    failing = client.file_search_stores.upload_to_file_search_store(
        file_search_store_name=name, file=b"\x89PNG", config={"mime_type": "image/png"}
    )
    client.operations.wait(operation)
    with pytest.raises(APIError, match="could not index"):
        client.operations.wait(failing)

    counted = client.file_search_stores.get(name=name)
    (document, *_) = client.file_search_stores.documents.list(parent=name)
    assert (counted.active_documents_count, counted.failed_documents_count) == (1, 1)
    assert document.state == "STATE_ACTIVE"
    with pytest.raises(APIError, match="non-empty Document") as raised:
        client.file_search_stores.documents.delete(name=document.name or "")
    assert raised.value.status == "FAILED_PRECONDITION"
    with pytest.raises(APIError, match="non-empty FileSearchStore"):
        client.file_search_stores.delete(name=name)
    client.file_search_stores.documents.delete(name=document.name or "", config={"force": True})
    assert client.file_search_stores.get(name=name).active_documents_count is None
    client.file_search_stores.delete(name=name, config={"force": True})
    with pytest.raises(APIError) as gone:
        client.file_search_stores.get(name=name)
    assert gone.value.code == 403


def test_googles_sdk_fills_asks_and_deletes_a_store(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    with genai.Client(api_key=KEY, http_options={"base_url": engine.url}) as google:
        store = google.file_search_stores.create(config={"display_name": "Google's"})
        operation = google.file_search_stores.upload_to_file_search_store(
            file_search_store_name=store.name,
            file=io.BytesIO(_ARN.encode()),
            config={"mime_type": "text/plain", "display_name": "Arn"},
        )
        file = google.files.upload(
            file=io.BytesIO(_TEA.encode()), config={"mime_type": "text/plain"}
        )
        imported = google.file_search_stores.import_file(
            file_search_store_name=store.name, file_name=file.name
        )
        for one in (operation, imported):
            while not one.done:
                time.sleep(0.02)
                one = google.operations.get(one)
        tool = {"file_search": {"file_search_store_names": [store.name], "top_k": 3}}
        answer = google.models.generate_content(
            model=MODEL, contents="Who built the lighthouse?", config={"tools": [tool]}
        )
        documents = list(google.file_search_stores.documents.list(parent=store.name))
        google.file_search_stores.documents.delete(name=documents[0].name, config={"force": True})
        left = list(google.file_search_stores.documents.list(parent=store.name))
        names = [one.name for one in google.file_search_stores.list()]
        google.file_search_stores.delete(name=store.name, config={"force": True})

    metadata = answer.candidates[0].grounding_metadata
    segment = metadata.grounding_supports[0].segment
    assert "Mara Voss" in segment.text
    assert answer.text.encode()[segment.start_index : segment.end_index].decode() == segment.text
    assert metadata.grounding_chunks[0].retrieved_context.title == "Arn"
    assert (len(documents), len(left)) == (2, 1)
    assert store.name in names
