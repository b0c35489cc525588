"""Runs one program in a process of its own; started by path, never imported by the engine.

What it sets up are limits against accidents and simple mischief, not a sandbox: memory, CPU time
and file sizes by the system, and by an audit hook no network, no other programs and no files but
Python's own and those in the working folder.
"""

import contextlib
import importlib
import linecache
import os
import sys
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

_NAME = "program.py"
_MEMORY_BYTES = 1024**3
_FILE_BYTES = 16 * 1024**2
_MOST_PROCESSES = 64
_READABLE = (
    "/usr", "/lib", "/dev/null", "/dev/urandom", "/etc/fonts", "/etc/localtime", "/etc/mime.types",
)  # fmt: skip
_REFUSED = frozenset(
    "socket.connect socket.bind socket.sendto socket.sendmsg socket.getaddrinfo os.symlink os.link "
    "socket.gethostbyname socket.gethostbyaddr subprocess.Popen os.system os.fork os.forkpty "
    "os.exec os.posix_spawn os.spawn os.startfile os.kill os.killpg pty.spawn".split()
)
_READS = frozenset(("os.listdir", "os.scandir", "os.chdir"))
_WRITES = frozenset(
    "os.remove os.rename os.mkdir os.rmdir os.truncate os.chmod os.chown os.utime".split()
)


def limit(seconds: int, *, alone: bool) -> None:
    """Limits by the system, where it has them; `alone` is a namespace without other processes."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {"AS": _MEMORY_BYTES, "CPU": seconds, "FSIZE": _FILE_BYTES, "CORE": 0}
    # Elsewhere the system counts all processes of the user, so that no number is right.
    limits |= {"NPROC": _MOST_PROCESSES} if alone else {}
    for name, value in limits.items():
        # SIGXCPU says that its time is up; at the hard limit it is killed as by anything else.
        most = value + 1 if name == "CPU" else value
        with contextlib.suppress(ValueError, OSError):  # macOS knows not all of them
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, most))


def guard(writable: list[str]) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook which refuses what a program may not do."""
    own = [os.path.realpath(path) for path in writable]
    prefixes = (sys.prefix, sys.base_prefix, *sys.path, *_READABLE)
    readable = [*own, *{os.path.realpath(path) for path in prefixes if path}]

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in _REFUSED or (event == "ctypes.dlopen" and args[0] is not None):
            raise PermissionError(f"programs run by the local engine may not do this: {event}")
        if event == "open":
            _check(args[0], own if _is_writing(args[1], args[2]) else readable)
        elif event in _READS:
            _check(args[0], readable)
        elif event in _WRITES:
            for path in args[:2] if event == "os.rename" else args[:1]:
                _check(path, own)

    return hook


def _is_writing(mode: Any, flags: Any) -> bool:
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND))


def _check(path: Any, roots: list[str]) -> None:
    if path is None or isinstance(path, int):
        return
    real = os.path.realpath(os.fsdecode(path))
    if not any(real == root or real.startswith(os.path.join(root, "")) for root in roots):
        raise PermissionError(f"programs run by the local engine may not open {real!r}")


def run(code: str) -> int:
    """Runs the program; its errors are printed as Python prints them, with its own frames only."""
    linecache.cache[_NAME] = (len(code), None, code.splitlines(keepends=True), _NAME)
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    try:
        exec(compile(code, _NAME, "exec"), main.__dict__)
        if "matplotlib.pyplot" in sys.modules:
            importlib.import_module("figures").show()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        return int(bool(ended.code))
    except BaseException as error:
        sys.stdout.flush()
        print(_told(error), file=sys.stderr, end="")
        return 1
    return 0


def _told(error: BaseException) -> str:
    """The traceback, without the frames of this file."""
    told = traceback.TracebackException.from_exception(error)
    link: traceback.TracebackException | None = told
    while link is not None:
        kept = [frame for frame in link.stack if frame.filename != __file__]
        link.stack = traceback.StackSummary.from_list(kept)
        link = link.__cause__ or link.__context__
    return "".join(told.format())


def main() -> NoReturn:
    program, figures, settings, seconds, alone = sys.argv[1:]
    code = Path(program).read_text("utf-8")
    sys.argv = [_NAME]
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    # Where the backend that keeps figures stands; last, so that it hides nothing.
    sys.path.append(str(Path(__file__).parent))
    limit(int(seconds), alone=alone == "alone")
    sys.addaudithook(guard([str(Path.cwd()), figures, settings]))
    status = run(code)
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads that a program has left behind end with it.
    os._exit(status)


if __name__ == "__main__":
    main()
