"""A service that answers by rule, with a log of what it was asked; and one that nobody may ask."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from tests.local.conftest import KEY, running


@dataclass(frozen=True)
class Service:
    """The local engine at an address, so that cells take it for the service itself."""

    url: str
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        """How a kernel finds it."""
        return {"GOOGLE_GEMINI_BASE_URL": self.url, "GOOGLE_API_KEY": KEY}

    @property
    def asked(self) -> list[str]:
        """The paths of all requests so far."""
        return [json.loads(line)["path"] for line in self.log.read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Without the language model: every answer is by rule, on every machine the same."""
    folder = tmp_path_factory.mktemp("service")
    log = folder / "asked.jsonl"
    log.touch()
    with running(folder, "--no-llm", "--no-speech", "--log", str(log)) as engine:
        yield Service(engine.url, log)


@dataclass
class Wall:
    """Listens, hangs up on everybody, and counts them."""

    connections: int = 0
    _socket: socket.socket = field(default_factory=socket.socket)

    @property
    def environment(self) -> dict[str, str]:
        """For a kernel that may be given kept answers only, and has nobody else to ask."""
        url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        return {
            "GOOGLE_GEMINI_BASE_URL": url,
            "GOOGLE_API_KEY": KEY,
            "GEMINI_MAGIC_CACHE": "only",
        }

    def __enter__(self) -> Self:
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        threading.Thread(target=self._hang_up, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _hang_up(self) -> None:
        with suppress(OSError):  # closed: the test is over
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                connection.close()


@pytest.fixture
def wall() -> Iterator[Wall]:
    with Wall() as wall:
        yield wall
