"""Cached contents on the engine, by our client and by Google's SDK."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from gemini_magic import Client
from gemini_magic.errors import APIError
from tests.local.conftest import KEY, MODEL, Engine

_FACT = "The lighthouse of Arn was built in 1871 by the engineer Mara Voss. "
_LONG = _FACT + "Waves broke upon the grey cliff all day and all night long. " * 120
_QUESTION = "Who built the lighthouse?"


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[Client]:
    with Client(api_key=KEY, base_url=engine.url) as client:
        yield client


def test_a_cache_stands_before_the_prompt_and_its_tokens_are_counted(client: Client) -> None:
    cache = client.caches.create(
        model=MODEL, config={"contents": _LONG, "display_name": "Arn", "ttl": "600s"}
    )
    answer = client.models.generate_content(
        model=MODEL, contents=_QUESTION, config={"cached_content": cache.name}
    )

    assert "Mara Voss" in (answer.text or "")
    assert answer.usage_metadata is not None
    assert cache.usage_metadata is not None
    cached = answer.usage_metadata.cached_content_token_count
    assert cached == cache.usage_metadata.total_token_count
    assert (answer.usage_metadata.prompt_token_count or 0) > (cached or 0) > 1024
    assert cache.expire_time is not None
    assert cache.create_time is not None
    assert 598 < (cache.expire_time - cache.create_time).total_seconds() < 602


def test_googles_sdk_creates_uses_updates_lists_and_deletes(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    with genai.Client(api_key=KEY, http_options={"base_url": engine.url}) as google:
        cache = google.caches.create(
            model=MODEL, config={"contents": _LONG, "system_instruction": "Be brief."}
        )
        answer = google.models.generate_content(
            model=MODEL, contents=_QUESTION, config={"cached_content": cache.name}
        )
        longer = google.caches.update(name=cache.name, config={"ttl": "7200s"})

        assert "Mara Voss" in answer.text
        assert answer.usage_metadata.cached_content_token_count > 1024
        assert longer.expire_time > cache.expire_time
        assert google.caches.get(name=cache.name).model == f"models/{MODEL}"
        assert cache.name in [one.name for one in google.caches.list()]
        google.caches.delete(name=cache.name)
        with pytest.raises(genai.errors.ClientError, match="CachedContent not found"):
            google.caches.get(name=cache.name)


@pytest.mark.parametrize(
    ("model", "config", "said"),
    [
        (MODEL, {"system_instruction": "Be brief."}, "can not be used with GenerateContent"),
        (MODEL, {"tools": [{"code_execution": {}}]}, "can not be used with GenerateContent"),
        ("gemini-2.5-pro", {}, "has to be the same"),
    ],
)
def test_a_cache_is_used_by_its_rules(
    client: Client, model: str, config: dict[str, Any], said: str
) -> None:
    cache = client.caches.create(model=MODEL, config={"contents": _LONG})

    with pytest.raises(APIError, match=said) as raised:
        client.models.generate_content(
            model=model, contents="Hi", config={**config, "cached_content": cache.name or ""}
        )

    assert raised.value.code == 400


def test_a_cache_ends(client: Client) -> None:
    cache = client.caches.create(model=MODEL, config={"contents": _LONG, "ttl": "0.2s"})
    name = cache.name or ""
    time.sleep(0.25)

    with pytest.raises(APIError, match="not found") as raised:
        client.models.generate_content(model=MODEL, contents="Hi", config={"cached_content": name})
    assert raised.value.code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"contents": [{"parts": [{"text": _LONG}]}]},
        {"model": f"models/{MODEL}", "contents": [{"parts": [{"text": "short"}]}]},
        {"model": f"models/{MODEL}", "contents": [{"parts": [{"text": _LONG}]}], "ttl": "1h"},
        {
            "model": f"models/{MODEL}",
            "contents": [{"parts": [{"text": _LONG}]}],
            "ttl": "60s",
            "expireTime": "2040-01-01T00:00:00Z",
        },
        {
            "model": f"models/{MODEL}",
            "contents": [{"parts": [{"text": _LONG}]}],
            "expireTime": "2001-01-01T00:00:00Z",
        },
        {"model": f"models/{MODEL}", "contents": [{"parts": [{"text": _LONG}]}], "color": 1},
    ],
)
def test_what_cannot_be_cached_is_refused(engine: Engine, body: dict[str, Any]) -> None:
    response = engine.client.post("/v1beta/cachedContents", json=body)

    assert response.status_code == 400
    assert response.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_only_the_end_of_a_cache_can_change(engine: Engine, client: Client) -> None:
    cache = client.caches.create(model=MODEL, config={"contents": _LONG})

    refused = engine.client.patch(f"/v1beta/{cache.name}", json={"displayName": "other"})
    updated = client.caches.update(
        name=cache.name or "", config={"expire_time": "2040-01-01T00:00:00Z"}
    )

    assert refused.status_code == 400
    assert updated.expire_time is not None
    assert updated.expire_time.year == 2040


def test_tokens_are_counted_with_the_cache(engine: Engine, client: Client) -> None:
    cache = client.caches.create(model=MODEL, config={"contents": _LONG})
    asked = {
        "model": f"models/{MODEL}",
        "contents": [{"parts": [{"text": "Hi"}]}],
        "cachedContent": cache.name,
    }
    counted = engine.post("countTokens", {"generateContentRequest": asked})

    assert counted["totalTokens"] == counted["cachedContentTokenCount"] + 1
