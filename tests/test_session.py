"""The session of a process, which all its threads share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from gemini_magic import beside
from gemini_magic.session import current, drop

Value = TypeVar("Value")
THREADS = 8


@pytest.fixture(autouse=True)
def _no_session() -> Iterator[None]:
    yield
    drop()


def at_once(do: Callable[[], Value]) -> list[Value]:
    """What `do` gives in each of several threads that begin together."""
    together = threading.Barrier(THREADS)

    def begin(_: int) -> Value:
        together.wait(10)
        return do()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


@pytest.mark.usefixtures("gemini")
def test_threads_that_ask_first_at_the_same_time_share_one_client() -> None:
    found = at_once(lambda: current().client)

    assert len({id(client) for client in found}) == 1


def test_threads_may_write_the_same_picture_at_the_same_time(tmp_path: Path) -> None:
    for number in range(10):
        name, data = f"media/{number}.png", bytes([number]) * 2_000_000
        at_once(partial(beside.write, tmp_path, {name: data}))

        assert (tmp_path / name).read_bytes() == data
    assert len(list((tmp_path / "media").iterdir())) == 10
