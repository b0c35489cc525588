"""Google's SDK with nothing changed but its address, as sync and as async client."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from operator import attrgetter
from typing import Any

import pytest

from tests.local.conftest import KEY, Engine

genai = pytest.importorskip("google.genai")


class Sdk:
    """One colour of Google's client: a call by its name, awaited where it must be."""

    def __init__(self, client: Any, colour: str) -> None:
        self.client = client
        self.colour = colour
        self.calls: set[str] = set()
        self._root = client.aio if colour == "aio" else client
        self._runner = asyncio.Runner()

    def __call__(self, name: str, /, **arguments: Any) -> Any:
        self.calls.add(name)
        return self.done(attrgetter(name)(self._root)(**arguments))

    def of(self, thing: Any, kind: str, method: str, *values: Any) -> Any:
        """A method of what a call gave, such as a chat."""
        self.calls.add(f"{kind}.{method}")
        return self.done(getattr(thing, method)(*values))

    def done(self, result: Any) -> Any:
        return self._runner.run(_awaited(result)) if inspect.isawaitable(result) else result

    def all(self, results: Any) -> list[Any]:
        """Every item of a stream or of the pages of a list."""
        return self.done(_collected(results)) if hasattr(results, "__aiter__") else list(results)

    def until(self, is_over: Callable[[Any], bool], name: str, /, **arguments: Any) -> Any:
        """Ask again until what comes is over."""
        while not is_over(result := self(name, **arguments)):
            time.sleep(0.05)
        return result

    def close(self) -> None:
        self.done(self.client.aio.aclose())
        self.client.close()
        self._runner.close()


async def _awaited(result: Awaitable[Any]) -> Any:
    return await result


async def _collected(results: AsyncIterator[Any]) -> list[Any]:
    return [one async for one in results]


@pytest.fixture(params=["sync", "aio"])
def sdk(engine: Engine, request: pytest.FixtureRequest) -> Iterator[Sdk]:
    sdk = Sdk(genai.Client(api_key=KEY, http_options={"base_url": engine.url}), request.param)
    yield sdk
    sdk.close()
