"""10,000 rows on the local engine, whose answers fail now and then, and a process that is killed.

The bare pool does what a script would: threads that ask, and sleep where they are refused. It is
never killed, and writes nothing down. In the second row even its service never fails.

Programs find their packages compiled, as pip leaves what it installs. Without that each of our
three starts compiles pandas anew where PYTHONDONTWRITEBYTECODE is set, and a pool has no pandas.

The pool sleeps through most of its time, and we compute: on a machine that others use, too, the
ratio is theirs. The CPU time that both take is said beside it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from .table import Row

__all__ = ["rows"]

_COUNT = 10_000
_AT_ONCE = 32
_KILLS = (0.33, 0.67)  # of the rows, by when the process is killed
_MOST = 1.25
_MOST_KB = 30.0
_MOST_KB_LEFT = 0.5
_MODEL = "gemini-3-flash-preview"
_FAULTS = ("--fail", "429:0.05", "--fail", "500:0.01", "--seed", "7")
_STALLED = (50, 500)  # rows under way, when memory is looked at
_SETTLING = 6.0  # seconds until the last of them is sent
_READ = (2_000, 8_000)  # rows whose outcomes were dropped, when memory is looked at
_BYTECODE = Path(tempfile.gettempdir()) / "gemini-magic-benchmarks"


def rows() -> Iterator[Row]:
    """Time against the pool with and without faults; then memory."""
    _measured("few")  # which compiles what is not compiled yet
    with _engine(*_FAULTS) as (url, log):
        ours = _timed(_frame, url)
        asked = Counter(line["status"] for line in log())
    # At each kill as many as were under way may be asked once more.
    answered_once = asked[200] <= _COUNT + 2 * _AT_ONCE * len(_KILLS)
    whole = ours.right == _COUNT and answered_once
    with _engine(*_FAULTS) as (url, _):
        pool = _timed(_pool, url)
    with _engine() as (url, _):
        untroubled = _timed(_pool, url)
    what = f"{_COUNT:,} rows, 5 % 429s, 1 % 500s, {len(_KILLS)} kills; {asked[200]:,} answers"
    promise = f"<= {_MOST:g}x, all answered once"
    for against, taken, target in (
        ("a pool, same faults", pool, promise),
        ("a pool without faults", untroubled, ""),
    ):
        ratio = ours.seconds / taken.seconds
        met = whole and ratio <= _MOST if target else None
        note = f"CPU {ours.cpu:.1f} s against {taken.cpu:.1f} s"
        yield Row(what, "s", ours.seconds, against, taken.seconds, ratio, target, met, note)
    waiting = ("--latency", "600")
    resident = _measured("resident", *waiting)
    for kb, what, most, note in (
        (_measured("flight", *waiting), "memory of a row in flight", _MOST_KB,
         f"{resident:.0f} KB with what malloc rounds up"),
        (_measured("flat"), "… and of a row whose outcome was read", _MOST_KB_LEFT, ""),
    ):  # fmt: skip
        yield Row(what, "KB", kb, target=f"<= {most:g} KB", met=kb <= most, note=note)


def _measured(program: str, *options: str) -> float:
    """What a program says on an engine of its own, with a ledger of its own."""
    with _engine(*options) as (url, _), tempfile.TemporaryDirectory() as folder:
        return _child(program, url, f"{folder}/ledger.sqlite")


@contextmanager
def _engine(*options: str) -> Iterator[tuple[str, Any]]:
    """A local engine; its address, and what it has answered so far."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.jsonl"
        command = [sys.executable, "-m", "gemini_magic.local", "serve", "--parent", "--no-llm",
                   "--no-speech", "--api-key", "key", "--log", str(log), *options]  # fmt: skip
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            yield ready["url"], lambda: map(json.loads, log.read_text("utf-8").splitlines())
            process.kill()


class _Taken(NamedTuple):
    """How many answers were right, and what they took: seconds, and seconds of CPU."""

    right: float
    seconds: float
    cpu: float


def _timed(program: Callable[[str], float], url: str) -> _Taken:
    """All processes that the program starts, and waits for, count."""
    begun, before = time.perf_counter(), _cpu()
    right = program(url)
    return _Taken(right, time.perf_counter() - begun, _cpu() - before)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _frame(url: str) -> float:
    """Ours, killed on the way and begun again."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger.sqlite"
        for share in _KILLS:
            with _started("frame", url, str(ledger)) as process:
                while _answers(ledger) < share * _COUNT and process.poll() is None:
                    time.sleep(0.25)  # to count them takes a while, and the same cores
                process.kill()
        return _child("frame", url, str(ledger))


def _answers(ledger: Path) -> int:
    if not ledger.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
            [count] = connection.execute("SELECT count(*) FROM answers").fetchone()
            return int(count)
    except sqlite3.OperationalError:  # it is being made
        return 0


def _pool(url: str) -> float:
    right = _child("pool", url)
    if right != _COUNT:
        raise RuntimeError(f"the pool has {right} right answers of {_COUNT}")
    return right


def _started(*arguments: str) -> subprocess.Popen[str]:
    what, url, *others = arguments
    settings = {"GOOGLE_GEMINI_BASE_URL": url, "GOOGLE_API_KEY": "key", "GEMINI_API_KEY": "",
                "GEMINI_MAGIC_ENGINE": "", "GEMINI_MAGIC_LEDGER": (*others, "off")[0],
                "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(_BYTECODE)}  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", __name__, what, url],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **settings},
    )


def _child(*arguments: str) -> float:
    with _started(*arguments) as process:
        said, _ = process.communicate()
    return float(json.loads(said))


# What the child processes do.


def _right_of_frame(url: str, count: int = _COUNT) -> int:
    """How many rows have the answer to their own question."""
    import pandas as pd

    import gemini_magic as gm

    frame = pd.DataFrame({"a": range(count), "b": range(1, count + 1)})
    done = gm.map(frame, "What is {{a}} + {{b}}?", at_once=_AT_ONCE, progress=False)
    sums = (done["a"] + done["b"]).astype(str)
    return sum(wanted in said for wanted, said in zip(sums, done["answer"], strict=True))


def _right_of_pool(url: str) -> int:
    address = f"{url}/v1beta/models/{_MODEL}:generateContent"
    limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)
    client = httpx.Client(headers={"x-goog-api-key": "key"}, limits=limits, timeout=60)

    def ask(number: int) -> bool:
        prompt = f"What is {number} + {number + 1}?"
        body = {"contents": [{"role": "user", "parts": [{"text": prompt}]}]}
        while (response := client.post(address, json=body)).status_code != 200:
            time.sleep(1.0)  # as long as the engine asks for
        [part] = response.json()["candidates"][0]["content"]["parts"]
        return str(2 * number + 1) in part["text"]

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return sum(pool.map(ask, range(_COUNT)))


class _Open:
    """A pace that is never learnt: as many at once as are wanted."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._room = asyncio.Semaphore(at_once)
        self.under_way = 0

    async def enter(self) -> float:
        await self._room.acquire()
        self.under_way += 1
        return 0.0

    def leave(self, entered: float, error: object = None) -> None:
        self.under_way -= 1
        self._room.release()


def _asked(count: int) -> Iterator[tuple[int, Any]]:
    from gemini_magic.api.types import Part
    from gemini_magic.chat import Request

    for number in range(count):
        yield number, Request((Part(text=f"What is {number} + {number + 1}?"),))


def _in_flight(url: str) -> float:
    """KB that Python holds for each row that waits for its answer; the engine lets them wait."""
    _let_wait(_STALLED[0])  # what is made once for all
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    _let_wait(_STALLED[1])
    gc.collect()
    return (tracemalloc.get_traced_memory()[0] - before) / _STALLED[1] / 1e3


def _resident_in_flight(url: str) -> float:
    """The same as the system sees it."""
    _let_wait(_STALLED[0])
    before = _resident()
    _let_wait(_STALLED[1])
    return (_resident() - before) / _STALLED[1] / 1e3


def _let_wait(count: int) -> None:
    """Returns when so many rows are under way."""
    from gemini_magic.tasks.many import many

    pace = _Open(count)
    run = many(_asked(10 * count), pace=pace)
    threading.Thread(target=list, args=(run,), daemon=True).start()
    while pace.under_way < count:
        time.sleep(0.05)
    time.sleep(_SETTLING)


def _left(url: str) -> float:
    """KB that stay of each row whose outcome was read and dropped."""
    from gemini_magic.tasks.many import many

    begin, end = _READ
    before = 0
    for number, _ in enumerate(many(_asked(end)), 1):
        if number == begin:
            before = _resident()
    return (_resident() - before) / (end - begin) / 1e3


def _resident() -> int:
    gc.collect()
    fields = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) * 1024


_PROGRAMS: dict[str, Callable[[str], float]] = {
    "few": lambda url: _right_of_frame(url, 10),
    "frame": _right_of_frame,
    "pool": _right_of_pool,
    "flight": _in_flight,
    "resident": _resident_in_flight,
    "flat": _left,
}

if __name__ == "__main__":
    what, url = sys.argv[1:]
    print(json.dumps(_PROGRAMS[what](url)), flush=True)
    os._exit(0)  # rows may still be waiting for the engine
