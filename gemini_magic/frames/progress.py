"""How far a run is, and what it has cost: tqdm's bar, or without tqdm a line now and then."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Protocol

from ..settings import Settings

__all__ = ["Progress", "Rows", "is_watched", "progress"]

_DELAY = 2.0  # seconds; what is over sooner needs no bar
_PAUSE = 5.0  # seconds between two lines


class Rows(Protocol):
    """What there is to say of the rows so far."""

    @property
    def done(self) -> int:
        """How many are answered or have failed."""

    @property
    def failed(self) -> int:
        """How many have failed."""

    @property
    def dollars(self) -> float:
        """What they have cost, as far as prices are known."""

    @property
    def is_unpriced(self) -> bool:
        """Whether some price was not known."""


class Progress(Protocol):
    """Shown after each outcome."""

    def show(self, rows: Rows) -> None:
        """So many are done, and for so many dollars."""

    def close(self) -> None:
        """Nothing more will come."""


@contextmanager
def progress(count: int, is_wanted: bool | None = None) -> Iterator[Progress]:
    """What shows a run of so many rows; None shows it where somebody may be watching."""
    if is_wanted is None:
        is_wanted = is_watched()
    kind = _Bar if importlib.util.find_spec("tqdm") else _Lines
    with closing((kind if is_wanted else _Nothing)(count)) as shown:
        yield shown


def is_watched() -> bool:
    """Whether a person may be looking: nbclient, papermill and nbval say that nobody does."""
    settings = Settings.from_environment()
    if settings.render == "static" or settings.under_pytest:
        return False
    ipython = sys.modules.get("IPython.core.getipython")
    shell: Any = ipython.get_ipython() if ipython is not None else None
    if not hasattr(shell, "get_parent"):  # no kernel
        return True
    content = (shell.get_parent() or {}).get("content") or {}
    return bool(content.get("allow_stdin", True))


class _Nothing:
    def __init__(self, count: int) -> None:
        pass

    def show(self, rows: Rows) -> None:
        pass

    def close(self) -> None:
        pass


class _Bar:
    """Made late: a widget that was never seen would stand in the saved notebook all the same."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._due = time.monotonic() + _DELAY
        self._bar: Any = None

    def show(self, rows: Rows) -> None:
        if self._bar is None and time.monotonic() < self._due:
            return
        if self._bar is None:
            from tqdm.auto import tqdm

            self._bar = tqdm(total=self._count, unit="row", leave=False)
        self._bar.set_postfix_str(_facts(rows), refresh=False)
        self._bar.update(rows.done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


class _Lines:
    def __init__(self, count: int) -> None:
        self._count = count
        self._shown_at = time.monotonic()

    def show(self, rows: Rows) -> None:
        now = time.monotonic()
        if now - self._shown_at >= _PAUSE:
            self._shown_at = now
            print(f"{rows.done:,} of {self._count:,} rows, {_facts(rows)}", file=sys.stderr)

    def close(self) -> None:
        pass


def _facts(rows: Rows) -> str:
    cost = f"{'at least ' if rows.is_unpriced else ''}${rows.dollars:.4f}"
    return f"{cost}, {rows.failed:,} failed" if rows.failed else cost
