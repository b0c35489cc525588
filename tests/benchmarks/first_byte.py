"""How long a warm cell thinks before its prompt is with the service, over httpx itself.

The service's answer is the moment at which it had the request; the clock is the machine's.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING
from unittest.mock import patch

import httpx

from gemini_magic.api.resources.models import stream_call
from gemini_magic.api.types import GenerateContentConfig

from .measure import rounds
from .service import Service
from .table import Row

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["asking_shell", "rows"]

_MOST = 5.0  # ms
_CELLS = 40  # in each run
_MODEL = "gemini-3-flash-preview"
_PROMPT = "Why is the sky blue? Answer in one sentence, for a child of eight."


def rows() -> Iterator[Row]:
    """The middle cell of each run, then the middle run."""
    with (
        Service() as service,
        asking_shell(service.url("clock")) as shell,
        httpx.Client() as client,
    ):
        found = rounds(
            {
                "cell": lambda: median(_cell(shell) for _ in range(_CELLS)),
                "raw": lambda: median(_raw(client, service.url("clock")) for _ in range(_CELLS)),
            }
        )
    cell, raw = found.median("cell"), found.median("raw")
    yield Row(
        "warm cell: from its start until its prompt is at the service",
        "ms",
        cell,
        "raw httpx",
        raw,
        found.ratio("cell", "raw"),
        f"<= {_MOST:g} ms more",
        cell - raw <= _MOST,
    )


def _cell(shell: InteractiveShell) -> float:
    begun = time.monotonic()
    result = shell.run_cell(f"%%gemini --no-history\n{_PROMPT}", store_history=False)
    result.raise_error()
    return (float(shell.user_ns["_"].text) - begun) * 1e3


def _raw(client: httpx.Client, url: str) -> float:
    call = stream_call(_MODEL, _PROMPT, GenerateContentConfig())
    begun = time.monotonic()
    with client.stream("POST", f"{url}/v1beta/{call.path}?alt=sse", json=call.body) as response:
        event = response.read()
    arrived = httpx.Response(200, content=event.removeprefix(b"data: ")).json()
    return (float(arrived["candidates"][0]["content"]["parts"][0]["text"]) - begun) * 1e3


@contextmanager
def asking_shell(url: str) -> Iterator[InteractiveShell]:
    """A real shell with the extension loaded, that asks `url`."""
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    environment = {
        "GOOGLE_API_KEY": "key",
        "GOOGLE_GEMINI_BASE_URL": url,
        "GEMINI_MAGIC_ENGINE": "gemini",
        "GEMINI_MAGIC_RENDER": "static",
    }
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, environment):
        shell = InteractiveShell.instance(config=config, ipython_dir=folder)
        shell.display_pub = CapturingDisplayPublisher(parent=shell)
        shell.run_line_magic("load_ext", "gemini_magic")
        yield shell
        shell.run_line_magic("unload_ext", "gemini_magic")
        InteractiveShell.clear_instance()
