"""Both colours of the client behind one face, and requests captured from Google's SDK."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import Client

Do = Callable[[Any], Any]
"""What to call, given `client.models` of either colour."""


@dataclass(frozen=True)
class Colour:
    """`answer` gives what a method returns, `items` all that its iterator yields."""

    answer: Callable[[Client, Do], Any]
    items: Callable[[Client, Do], list[Any]]


def _sync_answer(client: Client, do: Do) -> Any:
    return do(client.models)


def _sync_items(client: Client, do: Do) -> list[Any]:
    return list(do(client.models))


def _async_answer(client: Client, do: Do) -> Any:
    async def ask() -> Any:
        return await do(client.aio.models)

    return asyncio.run(ask())


def _async_items(client: Client, do: Do) -> list[Any]:
    async def ask() -> list[Any]:
        return [item async for item in await do(client.aio.models)]

    return asyncio.run(ask())


COLOURS = {
    "sync": Colour(_sync_answer, _sync_items),
    "async": Colour(_async_answer, _async_items),
}


@pytest.fixture(params=list(COLOURS))
def colour(request: pytest.FixtureRequest) -> Colour:
    return COLOURS[request.param]


@pytest.fixture(scope="session")
def golden(recordings: Path) -> dict[str, Any]:
    """Scenario → the requests that Google's SDK 3.4.0 sent."""
    path = recordings.parent / "golden" / "golden_requests.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
