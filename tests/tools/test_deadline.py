"""Deadlines of functions, in the main thread and in others, and coroutines in plain code."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gemini_magic.tools import TooLate, awaited, in_time


def in_thread(do: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(do).result(10)


@pytest.mark.parametrize("run", [lambda do: do(), in_thread], ids=["main", "thread"])
def test_what_is_done_in_time_is_returned_or_raised(run: Callable[..., Any]) -> None:
    def fail() -> None:
        raise TimeoutError("its own")

    assert run(lambda: in_time(lambda: 7, 10)) == 7
    assert run(lambda: in_time(lambda: 7, None)) == 7
    with pytest.raises(TimeoutError, match="its own"):
        run(lambda: in_time(fail, 10))


def test_in_the_main_thread_a_late_function_is_stopped() -> None:
    left: list[str] = []

    def slow() -> None:
        try:
            time.sleep(60)
        except Exception:
            left.append("swallowed")
        finally:
            left.append("left")

    with pytest.raises(TooLate, match=r"stopped after 0\.05 s"):
        in_time(slow, 0.05)
    assert left == ["left"]


def test_in_another_thread_it_is_left_to_itself_and_that_is_said() -> None:
    go_on, done = threading.Event(), threading.Event()

    def slow() -> None:
        go_on.wait(10)
        done.set()

    with pytest.raises(TooLate, match="goes on in the background"):
        in_thread(lambda: in_time(slow, 0.05))
    go_on.set()
    assert done.wait(10)


def test_a_deadline_leaves_no_alarm_behind() -> None:
    import signal

    before = signal.getsignal(signal.SIGALRM)
    in_time(lambda: 7, 10)

    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_coroutine_is_awaited_also_where_a_loop_runs() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 7

    async def cell() -> int:
        return awaited(answer())

    assert awaited(answer()) == 7
    assert asyncio.run(cell()) == 7


def test_what_a_coroutine_raises_is_raised() -> None:
    async def fail() -> None:
        raise LookupError("why")

    with pytest.raises(LookupError, match="why"):
        awaited(fail())
