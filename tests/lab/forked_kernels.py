"""Kernels without the wait: forked from a process that has imported what each would import.

`forking(SOCKET)` runs that process. Jupyter starts a kernel by `command(SOCKET)`: a stand-in, which
orders a fork, passes signals on to it, and ends with it. Nothing has run in a forked kernel, and no
extension is loaded. This file is also a script, so it imports nothing of ours.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

__all__ = ["command", "forking"]

_IMPORTED = (
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "matplotlib_inline.config",
    "gemini_magic.magics.run",
    "gemini_magic.magics.verbs",
    "markdown_it",
    "nh3",
)


@contextmanager
def forking(address: Path, log: IO[bytes]) -> Iterator[None]:
    """The process that forks, as long as the context lasts; it ends when this process is gone."""
    # -P: modules beside this file are not to be found by kernels.
    order = [sys.executable, "-P", __file__, "fork", str(address)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(order, stdin=pipe, stdout=pipe, stderr=log)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdout.readline()  # it listens
        yield
    finally:
        process.kill()  # it holds nothing, and to end by itself takes a busy machine long
        process.wait()
        process.stdin.close()
        process.stdout.close()


def command(address: Path) -> list[str]:
    """What stands in a kernelspec as `argv`; -I and -S spare it what only kernels need."""
    return [sys.executable, "-I", "-S", __file__, "stand-in", str(address), "{connection_file}"]


def _stand_in(address: str, connection_file: str) -> None:
    """Be the kernel, as far as its parent can see."""
    line = socket.socket(socket.AF_UNIX)
    line.connect(address)
    order = {"file": connection_file, "folder": os.getcwd(), "environment": dict(os.environ)}
    line.sendall(json.dumps(order).encode() + b"\n")
    kernel = int(line.recv(32))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: os.kill(kernel, number))
    line.recv(1)  # nothing comes but the end: the kernel holds the other side


def _fork(address: str) -> None:
    """Fork a kernel for each order, until whoever began this has ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the kernels
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    print("listening", flush=True)
    for name in _IMPORTED:
        importlib.import_module(name)
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        line, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _become_kernel(line)
        line.close()


def _become_kernel(line: socket.socket) -> None:
    from ipykernel.kernelapp import IPKernelApp

    order = json.loads(line.makefile().readline())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    line.sendall(str(os.getpid()).encode())
    _end_with(line)
    IPKernelApp.launch_instance(["-f", order["file"]])
    sys.exit()


def _end_with(line: socket.socket) -> None:
    """End this process when the stand-in was killed."""
    import threading

    def wait_for_the_end() -> None:
        line.recv(1)
        os._exit(1)

    threading.Thread(target=wait_for_the_end, daemon=True).start()


if __name__ == "__main__":
    roles: dict[str, Callable[..., None]] = {"fork": _fork, "stand-in": _stand_in}
    roles[sys.argv[1]](*sys.argv[2:])
