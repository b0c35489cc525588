"""`gm.embed` of 20,000 short texts on the local engine, against a bare httpx pool of eight.

Ours ends with a matrix of 32-bit floats whose rows are in the ledger, the pool with Python's
numbers. Each run is a process of its own, which also says what it held in memory and what the
second call costs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx

import gemini_magic as gm
from gemini_magic.api.engine import local_engine
from gemini_magic.api.resources.embeddings import MOST_AT_ONCE
from gemini_magic.session import current
from gemini_magic.tasks.embedding import AT_ONCE

from .measure import rounds
from .table import Row

__all__ = ["rows"]

_MODEL = "gemini-embedding-2"
_COUNT, _SIZE = 20_000, 768
_ROUNDS = 2  # each takes half a minute
_LEAST = 0.9
_MOST_COPIES = 2.0  # matrices that memory grows by: one, and what is under way


def rows() -> Iterator[Row]:
    """Texts a second of ours and of the pool, in turn; then memory and the second call."""
    found: list[dict[str, float]] = []

    def ours(url: str, key: str) -> float:
        found.append(_apart("ours", url, key))
        return found[-1]["rate"]

    engine = local_engine()
    address = engine.base_url, engine.key.reveal()

    def raw() -> float:
        return _apart("raw", *address)["rate"]

    taken = rounds({"ours": partial(ours, *address), "raw": raw}, _ROUNDS)
    ratio = taken.ratio("ours", "raw")
    yield Row(
        f"gm.embed of {_COUNT:,} short texts",
        "texts/s",
        taken.median("ours"),
        "a bare httpx pool",
        taken.median("raw"),
        ratio,
        f">= {_LEAST:g}x",
        ratio >= _LEAST,
        f"{_ROUNDS} rounds; the second call: {found[-1]['again']:.2f} s, "
        f"{found[-1]['sent_again']:.0f} requests",
    )
    matrix, grown = _COUNT * _SIZE * 4 / 1e6, max(one["grown"] for one in found)
    yield Row(
        "… memory it grows by",
        "MB",
        grown,
        "the matrix itself",
        matrix,
        grown / matrix,
        f"< {_MOST_COPIES:g}x",
        grown / matrix < _MOST_COPIES and found[-1]["sent_again"] == 0,
    )


def _apart(how: str, url: str, key: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        variables = {
            "GOOGLE_GEMINI_BASE_URL": url,
            "GOOGLE_API_KEY": key,
            "GEMINI_MAGIC_LEDGER": str(Path(folder, "ledger.sqlite")),
        }
        done = subprocess.run(
            [sys.executable, "-m", __name__, how],
            env={**os.environ, **variables},
            capture_output=True,
            check=True,
            text=True,
        )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _texts() -> list[str]:
    return [f"the text of number {number}" for number in range(_COUNT)]


def _ours() -> dict[str, float]:
    texts = _texts()
    gm.embed(["one text before"], dimensions=_SIZE)  # imports, connections and the ledger's file
    before, begun = _peak(), time.perf_counter()
    found = gm.embed(texts, dimensions=_SIZE, progress=False)
    seconds, grown = time.perf_counter() - begun, _peak() - before
    ledger = current().ledger
    assert found.shape == (_COUNT, _SIZE)
    assert ledger is not None
    calls, begun = sum(1 for _ in ledger.entries()), time.perf_counter()
    again = gm.embed(texts, dimensions=_SIZE, progress=False)
    assert (again.matrix == found.matrix).all()
    return {
        "rate": _COUNT / seconds,
        "grown": grown,
        "again": time.perf_counter() - begun,
        "sent_again": sum(1 for _ in ledger.entries()) - calls,
    }


def _raw() -> dict[str, float]:
    texts = _texts()
    base, key = os.environ["GOOGLE_GEMINI_BASE_URL"], os.environ["GOOGLE_API_KEY"]
    address = f"{base}/v1beta/models/{_MODEL}:batchEmbedContents"
    client = httpx.Client(headers={"x-goog-api-key": key}, timeout=60)

    def send(some: list[str]) -> list[Any]:
        requests = [
            {
                "model": f"models/{_MODEL}",
                "content": {"role": "user", "parts": [{"text": text}]},
                "outputDimensionality": _SIZE,
            }
            for text in some
        ]
        answer = client.post(address, json={"requests": requests}).raise_for_status()
        embeddings: list[Any] = answer.json()["embeddings"]
        return embeddings

    send(texts[:1])
    begun = time.perf_counter()
    pieces = [texts[n : n + MOST_AT_ONCE] for n in range(0, _COUNT, MOST_AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        vectors = [one["values"] for some in pool.map(send, pieces) for one in some]
    assert len(vectors) == _COUNT
    return {"rate": _COUNT / (time.perf_counter() - begun)}


def _peak() -> float:
    """MB at most so far."""
    fields = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    print(json.dumps({"ours": _ours, "raw": _raw}[sys.argv[1]]()))
