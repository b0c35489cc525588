"""The local engine as a child process: started on demand, ended with its parent.

The engine itself is `gemini_magic.local`; nothing of it is imported here.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import IO

from ..errors import EngineError
from ..settings import Secret

__all__ = ["LocalEngine", "local_engine"]

_START_TIMEOUT = 30.0  # seconds; a cold disk is slow


@dataclass(frozen=True)
class LocalEngine:
    """A running engine: where it listens, and the key it made for itself."""

    base_url: str
    key: Secret
    process: subprocess.Popen[str]

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End the process. It also ends when this one dies: it watches its standard input."""
        with contextlib.suppress(BrokenPipeError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        try:
            self.process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


_lock = threading.Lock()
_running: LocalEngine | None = None


def local_engine() -> LocalEngine:
    """The engine of this process, started now if it does not run yet."""
    global _running
    with _lock:
        if _running is None or not _running.is_running:
            _running = _start()
            atexit.register(_running.stop)
        return _running


def _start() -> LocalEngine:
    command = [sys.executable, "-m", "gemini_magic.local", "serve", "--port", "0", "--parent"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # Ctrl-C in a terminal is for the cell, not for the engine.
        start_new_session=True,
    )
    line = _first_line(process)
    try:
        ready = json.loads(line)
        return LocalEngine(ready["url"], Secret(ready["apiKey"]), process)
    except (ValueError, KeyError, TypeError):
        process.kill()
        process.communicate()  # reaps it and closes the pipes
        raise EngineError(
            "the local engine did not start; run "
            f"`{sys.executable} -m gemini_magic.local serve` to see why"
        ) from None


def _first_line(process: subprocess.Popen[str]) -> str:
    """What the engine says when it is ready; empty if it says nothing in time."""
    stdout = process.stdout
    assert stdout is not None
    said: list[str] = []
    reader = threading.Thread(target=_read_line, args=(stdout, said), daemon=True)
    reader.start()
    reader.join(_START_TIMEOUT)
    return said[0] if said else ""


def _read_line(stream: IO[str], said: list[str]) -> None:
    said.append(stream.readline())
