"""A process beside the engine: begun when it is first asked, ended when idle and with the engine.

Both sides are here: `Worker` asks; `serve` is the loop of a worker's own module. A message is a
line of JSON, whose `bytes` says how many raw bytes follow it.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeAlias

Wire: TypeAlias = dict[str, Any]

_SECONDS_IDLE = 60


class WorkerError(Exception):
    """The process ended without an answer."""


class Worker:
    """One process, which does one thing at a time; it may be asked from several threads."""

    def __init__(self, module: str, *, seconds: float) -> None:
        self._module = module
        self._seconds = seconds
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, asked: Wire, data: bytes = b"") -> tuple[Wire, bytes]:
        """The answer, or `WorkerError`, also when it takes longer than the worker has."""
        with self._turn:
            # Being idle it may have ended at this very moment: then a new one is asked.
            answer = self._answer(asked, data) or self._answer(asked, data)
        if answer is None:
            raise WorkerError(f"{self._module} ended without an answer.")
        return answer

    def close(self) -> None:
        with self._turn:
            self._end()

    def _answer(self, asked: Wire, data: bytes) -> tuple[Wire, bytes] | None:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        overdue = threading.Timer(self._seconds, process.kill)
        overdue.start()
        try:
            process.stdin.write(_line(asked, data))
            process.stdin.flush()
            if line := process.stdout.readline():
                told = json.loads(line)
                size = told.pop("bytes")
                received = process.stdout.read(size)
                if len(received) == size:
                    return told, received
        except BrokenPipeError:
            pass  # as an end without an answer
        finally:
            overdue.cancel()
        self._end()
        return None

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):  # what was still to be sent has no reader any more
                pipe.close()


def serve(answer: Callable[[Wire, bytes], tuple[Wire, bytes]]) -> None:
    """Answers on stdout what is asked on stdin, until that ends or nothing is asked for long."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between the answers
    while line := _next_line():
        asked = json.loads(line)
        told, data = answer(asked, sys.stdin.buffer.read(asked.pop("bytes")))
        answers.write(_line(told, data))
        answers.flush()


def _next_line() -> bytes:
    idle = threading.Timer(_SECONDS_IDLE, os._exit, (0,))
    idle.daemon = True
    idle.start()
    line = sys.stdin.buffer.readline()
    idle.cancel()
    return line


def _line(message: Wire, data: bytes) -> bytes:
    return json.dumps({**message, "bytes": len(data)}).encode() + b"\n" + data
