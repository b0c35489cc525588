"""Embedding 10,000 short texts: requests a second, against a bare httpx loop that sends as many.

Both send eight at a time, and both end with vectors of Python numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from gemini_magic.api.client import Client
from gemini_magic.api.resources.embeddings import MOST_AT_ONCE

from .measure import rounds
from .service import Service
from .table import Row

__all__ = ["rows"]

_MODEL = "gemini-embedding-001"
_TEXTS = [f"the text of number {number}" for number in range(10_000)]
_REQUESTS = len(_TEXTS) // MOST_AT_ONCE
_AT_ONCE = 8
_LEAST = 0.9


def rows() -> Iterator[Row]:
    """Requests a second of ours and of the loop, in turn."""
    with Service() as service:
        url = service.url(f"vectors-{MOST_AT_ONCE}-768")
        taken = rounds({"ours": _timed(_ours(url)), "raw": _timed(_raw(url))})
    ratio = taken.ratio("ours", "raw")
    yield Row(
        f"embedding {len(_TEXTS):,} short texts",
        "requests/s",
        taken.median("ours"),
        "a bare httpx loop",
        taken.median("raw"),
        ratio,
        f">= {_LEAST:g}x",
        ratio >= _LEAST,
    )


def _timed(embed: Callable[[], int]) -> Callable[[], float]:
    def measured() -> float:
        begun = time.perf_counter()
        vectors = embed()
        seconds = time.perf_counter() - begun
        if vectors != len(_TEXTS):
            raise RuntimeError(f"{vectors} vectors for {len(_TEXTS)} texts")
        return _REQUESTS / seconds

    return measured


def _ours(url: str) -> Callable[[], int]:
    client = Client("key", base_url=url)

    def embed() -> int:
        response = client.models.embed_content(model=_MODEL, contents=_TEXTS)
        return len(response.embeddings or ())

    return embed


def _raw(url: str) -> Callable[[], int]:
    client = httpx.Client()
    address = f"{url}/v1beta/models/{_MODEL}:batchEmbedContents"

    def send(texts: list[str]) -> list[Any]:
        requests = [
            {"model": f"models/{_MODEL}", "content": {"role": "user", "parts": [{"text": text}]}}
            for text in texts
        ]
        embeddings: list[Any] = client.post(address, json={"requests": requests}).json()[
            "embeddings"
        ]
        return embeddings

    def embed() -> int:
        pieces = [_TEXTS[n : n + MOST_AT_ONCE] for n in range(0, len(_TEXTS), MOST_AT_ONCE)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return sum(map(len, pool.map(send, pieces)))

    return embed
