"""The local engine at an address of its own, as the service is: it outlives kernels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gemini_magic import session
from tests.local.conftest import KEY, Engine, running
from tests.scripted import ScriptedGemini


@pytest.fixture(scope="package")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running(tmp_path_factory.mktemp("engine"), "--no-llm", "--no-speech") as engine:
        yield engine


@pytest.fixture
def on_engine(local: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A session on the engine, with a ledger of its own, whose path this is."""
    ledger = tmp_path / "ledger.sqlite"
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", local.url)
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(ledger))
    session.drop()
    yield ledger
    session.drop()


@pytest.fixture
def scripted(gemini: ScriptedGemini) -> Iterator[ScriptedGemini]:
    """The scripted service, with a session of its own."""
    session.drop()
    yield gemini
    session.drop()
