"""Real traffic of embeddings, caches, batches and videos: it parses, and comes back equal.

Requests that our client can make are made again, from what they say, and compared.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Client, types
from gemini_magic.api.types.base import WireModel
from tests.api.golden import normal
from tests.api.script import AT_ONCE

# Method and path → the type of the answer.
KINDS: dict[str, type[WireModel]] = {
    r"POST models/[^/]+:batchEmbedContents": types.EmbedContentResponse,
    r"POST models/[^/]+:countTokens": types.CountTokensResponse,
    r"(POST|GET|PATCH) cachedContents.*": types.CachedContent,
    r"DELETE cachedContents/.*": types.DeleteCachedContentResponse,
    r"POST models/[^/]+:batchGenerateContent": types.BatchJob,
    r"GET batches/.*": types.BatchJob,
    r"(POST models/[^/]+:predictLongRunning|GET models/.*/operations/.*)":
        types.GenerateVideosOperation,
}  # fmt: skip


def kind_of(exchange: dict[str, Any]) -> type[WireModel] | None:
    if exchange["api"] != "gemini" or exchange["status"] != 200 or not exchange["url"]:
        return None
    address = f"{exchange['method']} {path_of(exchange)}"
    return next((kind for pattern, kind in KINDS.items() if re.fullmatch(pattern, address)), None)


def path_of(exchange: dict[str, Any]) -> str:
    """The path below the version."""
    return re.sub(r"^.*?/v1(?:beta|alpha)?/", "", exchange["url"]).partition("?")[0]


@pytest.fixture(scope="module")
def exchanges(recordings: Path) -> list[dict[str, Any]]:
    with (recordings / "exchanges.jsonl").open(encoding="utf-8") as lines:
        return [one for line in lines if kind_of(one := json.loads(line)) is not None]


def test_all_answers_come_back_equal(
    exchanges: list[dict[str, Any]], record_property: Callable[[str, object], None]
) -> None:
    kinds: Counter[str] = Counter()
    for exchange in exchanges:
        kind, document = kind_of(exchange), exchange["response"]
        assert kind is not None
        kinds[kind.__name__] += 1
        for read in (
            kind.model_validate(document),
            kind.model_validate_json(json.dumps(document)),
        ):
            assert document == read.to_wire(), exchange["source"]
    record_property("recorded", dict(kinds))

    assert set(kinds) == {kind.__name__ for kind in KINDS.values()}


def embed_again(client: Client, path: str, request: Any) -> None:
    """All requests of one call have the same settings."""
    first = request["requests"][0]
    names = {"taskType", "title", "outputDimensionality"}
    config = {name: value for name, value in first.items() if name in names}
    contents = [{"role": "user", **one["content"]} for one in request["requests"]]
    client.models.embed_content(model=first["model"], contents=contents, config=config)


def cache_again(client: Client, path: str, request: Any) -> None:
    if path == "cachedContents":
        client.caches.create(model=request.pop("model"), config=request)
    else:
        client.caches.update(name=path, config=request)


def batch_again(client: Client, path: str, request: Any) -> None:
    batch = request["batch"]
    source = batch.pop("inputConfig")["requests"]["requests"]
    client.batches.create(model=path.partition(":")[0], src=source, config=batch)


def video_again(client: Client, path: str, request: Any) -> None:
    (instance,) = request["instances"]
    client.models.generate_videos(
        model=path.partition(":")[0], source=instance, config=request["parameters"]
    )


AGAIN: dict[str, Callable[[Client, str, Any], None]] = {
    r".*:batchEmbedContents": embed_again,
    r"cachedContents.*": cache_again,
    r".*:batchGenerateContent": batch_again,
    r".*:predictLongRunning": video_again,
}


def settled(path: str, body: Any) -> Any:
    """Comparable: our contents say whose they are, which is the user by default."""
    found = normal(body)
    for request in found.get("requests", ()):
        request["content"].setdefault("role", "user")
    if "systemInstruction" in found:
        found["systemInstruction"].setdefault("role", "user")
    return path, found


def test_requests_are_made_again(
    exchanges: list[dict[str, Any]], record_property: Callable[[str, object], None]
) -> None:
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1beta/")
        sent.append(settled(path, json.loads(request.content)))
        return httpx.Response(200, json={})

    client = Client(api_key="k", transport=httpx.MockTransport(answer), retry=AT_ONCE)
    made = [one for one in exchanges if one["request"] and one["method"] != "DELETE"]
    expected = []
    for exchange in made:
        path = path_of(exchange)
        again = next((do for pattern, do in AGAIN.items() if re.fullmatch(pattern, path)), None)
        if again is not None:
            expected.append(settled(path, exchange["request"]))
            again(client, path, json.loads(json.dumps(exchange["request"])))
    record_property("requests", f"{len(sent)} made again")

    for theirs, ours in zip(expected, sent, strict=True):
        assert theirs == ours
    assert len(sent) > 30
