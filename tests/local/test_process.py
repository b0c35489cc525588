"""The life of the process: ready in no time, one line on stdout, gone with its parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.local.conftest import KEY, Engine, running

SERVE = [sys.executable, "-m", "gemini_magic.local", "serve", "--no-llm"]


def test_it_is_ready_soon_and_ends_when_stdin_ends(cache: Path) -> None:
    started = time.monotonic()
    with running(cache, "--no-llm") as engine:
        took = time.monotonic() - started
        assert engine.client.get("/v1/models").status_code == 200

    assert took < 2  # 0.2 s on an idle machine
    assert engine.process.returncode == 0


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """The parent here is a shell that cannot say goodbye."""
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({[*SERVE, '--parent']!r}, stdin=subprocess.PIPE)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as p:
        assert p.stdout is not None
        lines = [p.stdout.readline(), p.stdout.readline()]
        p.kill()
    url = next(json.loads(line)["url"] for line in lines if line.startswith("{"))

    assert _becomes_silent(url)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with subprocess.Popen(
        SERVE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.send_signal(number)
        assert process.wait(timeout=5) == 0
        errors = process.stderr.read()

    assert "Traceback" not in errors
    assert "base_url" in errors  # the hint for people


def test_without_a_key_given_it_makes_one(cache: Path) -> None:
    with subprocess.Popen(
        [*SERVE, "--parent"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        process.communicate(timeout=5)

    assert ready.keys() == {"url", "apiKey"}
    assert len(ready["apiKey"]) > 20
    assert ready["apiKey"] != KEY


def test_it_listens_on_loopback_only(engine: Engine) -> None:
    assert engine.url.startswith("http://127.0.0.1:")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_idle_it_uses_little_memory_and_no_time(engine: Engine) -> None:
    engine.text("What does `str.split` do?")
    before = _cpu_ticks(engine.process.pid)
    time.sleep(0.5)
    after = _cpu_ticks(engine.process.pid)

    assert after - before <= 1
    assert _resident_megabytes(engine.process.pid) < 150


def _becomes_silent(url: str) -> bool:
    for _ in range(50):
        try:
            httpx.get(url, timeout=1)
        except httpx.TransportError:
            return True
        time.sleep(0.1)
    return False


def _cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _resident_megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
