"""A real engine in a real process, once for all tests of this folder, and how to ask it."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

KEY = "a-key-for-tests"
MODEL = "gemini-3-flash-preview"
USER_TURN = [{"role": "user", "parts": [{"text": "What is 6 * 7?"}]}]


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "parts": [{"text": text}]}


def model(text: str) -> dict[str, Any]:
    return {"role": "model", "parts": [{"text": text}]}


@dataclass(frozen=True)
class Engine:
    """A running engine: where it is, and short ways to ask it."""

    url: str
    client: httpx.Client
    process: subprocess.Popen[str]
    ca_file: str = ""

    def post(self, method: str, body: Any, *, model_id: str = MODEL, **query: str) -> Any:
        response = self.client.post(f"/v1beta/models/{model_id}:{method}", json=body, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def ask(self, prompt: str | list[dict[str, Any]], **body: Any) -> dict[str, Any]:
        contents = [user(prompt)] if isinstance(prompt, str) else prompt
        response: dict[str, Any] = self.post("generateContent", {"contents": contents, **body})
        return response

    def text(self, prompt: str | list[dict[str, Any]], **body: Any) -> str:
        """The visible text of the first candidate."""
        parts = self.ask(prompt, **body)["candidates"][0]["content"]["parts"]
        return "".join(part.get("text", "") for part in parts if not part.get("thought"))

    def stream(self, body: Any, *, model_id: str = MODEL) -> list[dict[str, Any]]:
        path = f"/v1beta/models/{model_id}:streamGenerateContent"
        response = self.client.post(path, json=body, params={"alt": "sse"})
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith("text/event-stream")
        events = response.text.split("\r\n\r\n")
        assert events.pop() == ""
        return [json.loads(event.removeprefix("data: ")) for event in events]


@contextmanager
def running(cache: Path, *options: str, stderr: IO[str] | None = None) -> Iterator[Engine]:
    command = [sys.executable, "-m", "gemini_magic.local", "serve", "--parent", "--api-key", KEY]
    process = subprocess.Popen(
        [*command, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
    )
    with process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        ca_file = ready.get("caFile", "")
        with httpx.Client(
            base_url=ready["url"],
            headers={"x-goog-api-key": ready["apiKey"]},
            timeout=60,
            verify=ssl.create_default_context(cafile=ca_file) if ca_file else True,
        ) as client:
            yield Engine(ready["url"], client, process, ca_file)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=5) == 0


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def engine(cache: Path) -> Iterator[Engine]:
    """Without the language model, so that every answer is by rule."""
    with running(cache, "--no-llm") as engine:
        yield engine


@pytest.fixture(scope="session")
def writer(cache: Path) -> Iterator[Engine]:
    """With SmolLM2; tests that use it are marked `llm`."""
    with running(cache) as engine:
        yield engine
