"""Runs in the ledger: the rows of a table that were sent as batch jobs, for any later kernel."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .book import Ledger

__all__ = [
    "KeptRun",
    "RowKey",
    "errors_of",
    "finish_job",
    "forget_errors",
    "keep_job",
    "keep_run",
    "kept_runs",
]

RowKey = tuple[str, str]
"""The key of a row's request, or an empty one and why there is none."""


@dataclass(frozen=True)
class KeptRun:
    """A table of requests that were sent as jobs.

    `rows` stand in the order of the table. `parts` are the keys that each job was to answer;
    `jobs` the names at the service of the parts that were begun, and whether their answers are in
    the ledger by now. `about` and `table` are the caller's own.
    """

    id: str
    time: str  # RFC 3339, UTC
    model: str
    is_local: bool
    rows: tuple[RowKey, ...] = field(hash=False, repr=False)
    parts: tuple[tuple[str, ...], ...] = field(hash=False, repr=False)
    about: Mapping[str, Any] = field(default_factory=dict, hash=False)
    table: bytes | None = field(default=None, repr=False)
    jobs: Mapping[int, tuple[str, bool]] = field(default_factory=dict, hash=False)

    @property
    def open_parts(self) -> list[int]:
        """The parts whose answers are not in the ledger yet, begun or not."""
        return [part for part in range(len(self.parts)) if not self.jobs.get(part, ("", False))[1]]

    @property
    def is_done(self) -> bool:
        """Whether all that will be answered is in the ledger."""
        return not self.open_parts

    @property
    def names(self) -> list[str]:
        """The jobs that were begun, by their parts."""
        return [self.jobs[part][0] for part in sorted(self.jobs)]


def keep_run(ledger: Ledger, run: KeptRun) -> None:
    """Keep a run; its jobs are kept one by one, as they are begun."""
    plan = {"rows": run.rows, "parts": run.parts, "about": run.about}
    packed = zlib.compress(json.dumps(plan, ensure_ascii=False, separators=(",", ":")).encode())
    ledger.write(
        "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?)",
        (run.id, run.time, run.model, run.is_local, packed, run.table),
    )


def kept_runs(ledger: Ledger, id: str | None = None) -> Iterator[KeptRun]:
    """The runs that are kept, the newest first, or the one of that id."""
    where = "" if id is None else "WHERE run = ?"
    values = () if id is None else (id,)
    sql = f"SELECT run, time, model, is_local, plan, data FROM runs {where} ORDER BY time DESC"
    for run, time, model, is_local, packed, table in ledger.read(sql, values):
        plan = json.loads(zlib.decompress(packed))
        jobs = ledger.read("SELECT part, name, is_done FROM jobs WHERE run = ?", (run,))
        yield KeptRun(
            id=run,
            time=time,
            model=model,
            is_local=bool(is_local),
            rows=tuple((key, error) for key, error in plan["rows"]),
            parts=tuple(map(tuple, plan["parts"])),
            about=plan["about"],
            table=table,
            jobs={part: (name, bool(is_done)) for part, name, is_done in jobs},
        )


def keep_job(ledger: Ledger, run: str, part: int, name: str) -> None:
    """A part of a run was begun as the job of that name."""
    ledger.write("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, 0)", (run, part, name))


def finish_job(ledger: Ledger, run: str, part: int, errors: Mapping[str, str]) -> None:
    """All answers of a job are kept; these requests have none, and why."""
    with ledger.changing() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO refused VALUES (?, ?, ?)",
            [(run, key, error) for key, error in errors.items()],
        )
        connection.execute("UPDATE jobs SET is_done = 1 WHERE run = ? AND part = ?", (run, part))


def forget_errors(ledger: Ledger, run: str) -> None:
    """What failed is to be asked once more."""
    ledger.write("DELETE FROM refused WHERE run = ?", (run,))


def errors_of(ledger: Ledger, run: str) -> dict[str, str]:
    """The requests of a run that have no answer, by key, and why."""
    return dict(ledger.read("SELECT key, error FROM refused WHERE run = ?", (run,)))
