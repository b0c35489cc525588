"""Requests without httpx's client: they are those that it would send."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import httpx
import pytest

from gemini_magic import Client
from gemini_magic.api.direct import Direct
from tests.scripted import Answer, ScriptedGemini

URL = "https://localhost/v1beta/models/m:generateContent"
LIMITS = httpx.Timeout(7, connect=3)


@pytest.mark.parametrize(
    "content",
    [
        {"json": {"a": "ü"}},
        {"json": {}, "params": {"alt": "sse"}},
        {"content": b"\x00\x01"},
        {},
    ],
    ids=["json", "query", "bytes", "nothing"],
)
def test_a_request_is_what_httpx_makes_of_it(content: dict[str, Any]) -> None:
    headers = {"User-Agent": "mine", "x-Mine": "1", "accept": "text/event-stream"}
    given = {"headers": headers, "timeout": LIMITS, **content}
    theirs = httpx.AsyncClient().build_request("POST", URL, **given)
    ours = Direct().build_request("POST", URL, **given)

    assert ours.headers == theirs.headers
    assert (ours.url, ours.extensions) == (theirs.url, theirs.extensions)
    assert ours.content == theirs.content


def test_what_is_packed_is_unpacked(gemini: ScriptedGemini) -> None:
    document = b'{"candidates": [{"content": {"parts": [{"text": "small"}]}}]}'
    headers = {"content-encoding": "gzip"}
    gemini.will(Answer((gzip.compress(document),), content_type="a/json", headers=headers))

    async def run() -> str | None:
        async with Client().aio as client:
            response = await client.models.generate_content(model="m", contents="Hello")
            return response.text

    assert asyncio.run(run()) == "small"
    assert "gzip" in gemini.exchanges[0].headers["accept-encoding"]


def test_what_a_service_sets_as_cookies_is_not_sent_back(gemini: ScriptedGemini) -> None:
    headers = {"set-cookie": "who=you; Path=/"}
    gemini.will(Answer((b"{}",), content_type="a/json", headers=headers), Answer((b"{}",)))

    async def run() -> None:
        async with Client().aio as client:
            for _ in range(2):
                await client.models.generate_content(model="m", contents="Hello")

    asyncio.run(run())

    assert [("cookie" in exchange.headers) for exchange in gemini.exchanges] == [False, False]
