"""What a long stream keeps in memory besides its text; measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from gemini_magic.api.client import Client
from gemini_magic.api.resources.models import stream_call
from gemini_magic.api.types import GenerateContentConfig, Part
from gemini_magic.chat import Chat, Request

from .measure import RUNS
from .service import Service
from .table import Row

__all__ = ["rows"]

_LONG, _WARM = 60_000, 10_000  # chunks: all, and after how many memory must be flat
_SHORT = 20_000  # keeping all of a long stream would take a gigabyte
_MOST = 2.0  # MB
_MODEL = "gemini-3-flash-preview"


def rows() -> Iterator[Row]:
    """Growth of the peak from chunk 10,000 to 60,000, without the text itself."""
    with Service() as service:
        long, short = (service.url(f"plain-{count}-0") for count in (_LONG, _SHORT))
        ours = median(_grown("chat", long) for _ in range(RUNS))
        kept = _grown("list", short) * (_LONG - _WARM) / (_SHORT - _WARM)
    yield Row(
        f"stream of {_LONG:,} chunks: growth after {_WARM:,} besides the text",
        "MB",
        ours,
        "keeping every chunk",
        kept,
        ours / kept,
        f"<= {_MOST:g} MB",
        ours <= _MOST,
    )


def _grown(how: str, url: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", __name__, how, url], capture_output=True, check=True, text=True
    )
    growth: Any = json.loads(done.stdout)
    return float(growth)


def _peak() -> float:
    """MB. Not from getrusage: there a process begins with the peak of the one that started it."""
    fields = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) * 1024 / 1e6


def _of_chat(url: str) -> float:
    stream = Chat(Client("key", base_url=url), model=_MODEL).send(
        Request(parts=(Part(text="hi"),)), remember=False
    )
    before, size = 0.0, 0
    # Each chunk is two events: its text, and its count of tokens.
    for number, _ in enumerate(stream):
        if number == 2 * _WARM:
            before, size = _peak(), stream.reply.answers[0].size
    return _peak() - before - (stream.reply.answers[0].size - size) / 1e6


def _of_list(url: str) -> float:
    call = stream_call(_MODEL, "hi", GenerateContentConfig())
    before, kept = 0.0, []
    for number, chunk in enumerate(Client("key", base_url=url).stream(call)):
        kept.append(chunk)
        if number == _WARM:
            before = _peak()
    return _peak() - before


if __name__ == "__main__":
    how, url = sys.argv[1:]
    print(json.dumps({"chat": _of_chat, "list": _of_list}[how](url)))
