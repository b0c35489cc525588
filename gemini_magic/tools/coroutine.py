"""Awaiting from plain code, also where the thread's loop runs already, as it does in a cell."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

__all__ = ["awaited"]

Result = TypeVar("Result")


def awaited(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What the coroutine returns; it runs in a loop and a thread of its own.

    What stops the caller, an interrupt or a deadline, cancels the coroutine.
    """
    cancel: list[Callable[[], object]] = []

    async def run() -> Result:
        task = asyncio.current_task()
        assert task is not None
        cancel.append(partial(task.get_loop().call_soon_threadsafe, task.cancel))
        return await coroutine

    with ThreadPoolExecutor(1, "gemini-async-tool") as pool:
        running = pool.submit(contextvars.copy_context().run, asyncio.run, run())
        try:
            return running.result()
        finally:
            if not running.done():
                for stop in cancel:
                    stop()
