"""How long a process of the engine lives: until a signal, or until its parent is gone."""

import asyncio
import os
import signal
import sys


def ending(*, with_parent: bool) -> asyncio.Event:
    """Is set when the process shall end; call it where a loop runs."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    _end_on_signals(loop, ended)
    if with_parent:
        _end_with_stdin(loop, ended)
    return ended


def _end_on_signals(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, ended.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(ended.set))


def _end_with_stdin(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """The parent holds the other end of stdin: it closes even when the parent is killed."""
    import threading

    def wait_for_the_end() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_the_end, daemon=True).start()
