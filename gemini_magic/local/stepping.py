"""A generator whose every step may block, stepped in worker threads."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from typing import Any, TypeVar

Item = TypeVar("Item")

_END: Any = object()


async def stepped(generator: Generator[Item]) -> AsyncGenerator[Item]:
    """Its items. Whoever stops early closes it, at the latest when the running step is done."""
    loop = asyncio.get_running_loop()
    step: asyncio.Future[Item] | None = None
    try:
        while True:
            step = loop.run_in_executor(None, next, generator, _END)
            if (item := await asyncio.shield(step)) is _END:
                return
            yield item
    finally:
        if step is None or step.done():
            generator.close()
        else:
            step.add_done_callback(lambda _: generator.close())
