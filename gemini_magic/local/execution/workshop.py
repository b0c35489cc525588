"""Runs programs in processes of their own, a few at a time, and brings back what they made.

These are limits, not a sandbox: own empty folder, no environment, limited time, memory and output,
no network. A program runs only because the caller's request holds the tool.
"""

import math
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

from gemini_magic.local.wire.errors import ApiError

_INSIDE = Path(__file__).with_name("inside.py")
_AT_ONCE = 2
_SECONDS_TO_WAIT = 10
_LONGEST_OUTPUT = 20_000
_LARGEST_PICTURE = 4 * 1024 * 1024
_MOST_PICTURES = 6
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


@dataclass(frozen=True)
class Picture:
    """A figure that was shown, or a picture that was saved."""

    mime_type: str
    data: bytes


@dataclass(frozen=True)
class Ran:
    """How a program ended: an `outcome` of the API, what it printed and what it drew."""

    outcome: str
    output: str
    pictures: tuple[Picture, ...] = ()

    @property
    def is_ok(self) -> bool:
        return self.outcome == "OUTCOME_OK"


class Workshop:
    """Where programs run; closing it ends those that still do."""

    def __init__(self, seconds: float = 30) -> None:
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_closed = False

    def run(self, code: str, files: Mapping[str, bytes]) -> Ran:
        """Runs Python code in a folder that holds these files; waits for its end.

        Raises `ApiError` 503 when too many programs are running already.
        """
        if not self._places.acquire(timeout=_SECONDS_TO_WAIT):
            wrong = f"{_AT_ONCE} programs are running already; ask again when they have ended."
            raise ApiError(503, "UNAVAILABLE", wrong)
        try:
            with tempfile.TemporaryDirectory(prefix="gemini-magic-") as folder:
                return self._run(Path(folder), code, files)
        finally:
            self._places.release()

    def close(self) -> None:
        self._is_closed = True
        for process in [*self._running]:
            process.kill()

    def _run(self, folder: Path, code: str, files: Mapping[str, bytes]) -> Ran:
        work, figures = folder / "work", folder / "figures"
        work.mkdir()
        figures.mkdir()
        for name, data in files.items():
            (work / name).write_bytes(data)
        program = folder / "program"
        program.write_text(code, "utf-8", "replace")
        alone = _alone()
        seconds = str(max(1, math.ceil(self._seconds)))
        settings = platformdirs.user_cache_path("gemini-magic") / "matplotlib"
        settings.mkdir(parents=True, exist_ok=True)
        command = [
            *alone, sys.executable, "-I", "-X", "utf8", str(_INSIDE), str(program), str(figures),
            str(settings), seconds, "alone" if alone else "",
        ]  # fmt: skip
        with (folder / "output").open("w+b") as output:
            is_late, status = self._ended(command, work, output.fileno(), settings)
            output.seek(0)
            printed = output.read(4 * _LONGEST_OUTPUT).decode("utf-8", "replace")
        if is_late or status in _TIME_IS_UP:
            printed += f"\nThe program was stopped after {self._seconds:g} seconds."
            return Ran("OUTCOME_DEADLINE_EXCEEDED", _shortened(printed.lstrip("\n")))
        outcome = "OUTCOME_FAILED" if status else "OUTCOME_OK"
        if status < 0 or status == 137:
            printed += f"\nThe program was ended by signal {-status if status < 0 else 9}."
        return Ran(outcome, _shortened(printed), _pictures(figures, work, {*files}))

    def _ended(
        self, command: list[str], work: Path, output: int, settings: Path
    ) -> tuple[bool, int]:
        """Whether the program was late, and its exit status."""
        process = subprocess.Popen(
            command,
            cwd=work,
            env=_environment(work, settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._running.add(process)
        try:
            if self._is_closed:
                process.kill()
            return False, process.wait(self._seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return True, process.wait()
        finally:
            self._running.discard(process)


# A process over its CPU time is ended by this signal; a shell's status is 128 more.
_TIME_IS_UP = tuple(
    status for number in (getattr(signal, "SIGXCPU", 24),) for status in (-number, 128 + number)
)


def _environment(work: Path, settings: Path) -> dict[str, str]:
    return {
        "HOME": str(work),
        "TMPDIR": str(work),
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "FIGURES": str(work.with_name("figures")),
        "MPLBACKEND": "module://figures",
        "MPLCONFIGDIR": str(settings),
        "OPENBLAS_NUM_THREADS": "1",
    }


@cache
def _alone() -> tuple[str, ...]:
    """The command that takes the network away from another, where the system permits it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    command = (unshare, "--map-root-user", "--net")
    asked = subprocess.run([*command, "true"], check=False, capture_output=True)
    return command if asked.returncode == 0 else ()


def _pictures(figures: Path, work: Path, given: set[str]) -> tuple[Picture, ...]:
    """What was shown, or where nothing was shown, the pictures that were saved."""
    shown = sorted(figures.iterdir())
    saved = sorted(path for path in work.iterdir() if path.name not in given)
    found = [
        Picture(_PICTURES[path.suffix.lower()], path.read_bytes())
        for path in shown or saved
        if path.suffix.lower() in _PICTURES
        and path.is_file()
        and not path.is_symlink()
        and 0 < path.stat().st_size <= _LARGEST_PICTURE
    ]
    return tuple(found[:_MOST_PICTURES])


def _shortened(output: str) -> str:
    if len(output) <= _LONGEST_OUTPUT:
        return output
    return f"{output[:_LONGEST_OUTPUT]}\n… (only the beginning of the output is kept)"
