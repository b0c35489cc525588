"""What a whole turn costs in a warm cell, over our own client that only reads the answer.

A cell also parses its flags, fills in variables, folds events, writes the turn into the ledger and
renders the saved bundle. The two take turns: a client that does nothing else for a while has the
processor's caches to itself, which none in a notebook has.
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

from gemini_magic import Client

from .first_byte import asking_shell
from .measure import RUNS, Rounds
from .service import Service
from .table import Row

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["rows"]

_MOST = 3.0  # ms
_TURNS = 40  # in each run
_CHUNKS = 20  # of an answer of usual length
_MODEL = "gemini-3-flash-preview"
_PROMPT = "Why is the sky {{colour}}? Answer in one sentence, for a child of eight."


def rows() -> Iterator[Row]:
    """The middle turn of each run, then the middle run."""
    with Service() as service, _folder():
        url = service.url(f"answer-{_CHUNKS}-0")
        with (
            asking_shell(url) as shell,
            Client(api_key="key", http_options={"base_url": url}) as client,
        ):
            shell.user_ns["colour"] = "blue"
            runs = [_run(shell, client) for _ in range(RUNS + 1)][1:]
    found = Rounds(dict(zip(("cell", "client"), map(list, zip(*runs, strict=True)), strict=True)))
    cell, bare = found.median("cell"), found.median("client")
    yield Row(
        f"a turn of {_CHUNKS} chunks in a warm cell, ledger and rendering included",
        "ms",
        cell,
        "our client alone",
        bare,
        found.ratio("cell", "client"),
        f"<= {_MOST:g} ms more",
        cell - bare <= _MOST,
    )


def _run(shell: InteractiveShell, client: Client) -> tuple[float, float]:
    """The middle turn of a cell, and of the client."""
    cells, bare = zip(*((_cell(shell), _bare(client)) for _ in range(_TURNS)), strict=True)
    return median(cells), median(bare)


@contextmanager
def _folder() -> Iterator[None]:
    """A folder for the ledger that cells keep where they work."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ):
        os.environ.pop("GEMINI_MAGIC_LEDGER", None)
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def _cell(shell: InteractiveShell) -> float:
    begun = time.perf_counter()
    result = shell.run_cell(f"%%gemini --new\n{_PROMPT}", store_history=False)
    result.raise_error()
    return (time.perf_counter() - begun) * 1e3


def _bare(client: Client) -> float:
    prompt = _PROMPT.replace("{{colour}}", "blue")
    begun = time.perf_counter()
    for _ in client.models.generate_content_stream(model=_MODEL, contents=prompt):
        pass
    return (time.perf_counter() - begun) * 1e3
