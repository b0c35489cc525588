"""`Ledger`: the rows and the answers, in one SQLite file beside the notebook.

Several kernels may write to it at once. It holds the hashes of requests, answers, and what the
threads of notebooks say; never the key of the API.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

from ..api.types import UsageMetadata
from ..errors import LedgerError
from .entry import About, Entry

__all__ = ["COLUMNS", "KEEP", "Ledger"]

_FORMAT = 1
_SECONDS_TO_WAIT = 10  # for another kernel's write
_PAUSE = 0.02
_TABLES = """
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY, time TEXT, key TEXT, model TEXT, notebook TEXT, cell TEXT, thread TEXT,
    model_version TEXT, response_id TEXT, usage TEXT, cost REAL, ms REAL, first_ms REAL,
    finish TEXT, error TEXT, replayed INTEGER
);
CREATE INDEX IF NOT EXISTS calls_by_time ON calls (time);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, time TEXT, model TEXT, chunks BLOB
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vectors (id INTEGER PRIMARY KEY, key BLOB UNIQUE, vector BLOB);
CREATE TABLE IF NOT EXISTS turns (
    notebook TEXT, thread TEXT, at INTEGER, turn TEXT, marks TEXT,
    PRIMARY KEY (notebook, thread, at)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (turn TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shown (turn TEXT, digest TEXT, PRIMARY KEY (turn, digest)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS media (digest TEXT PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS runs (
    run TEXT PRIMARY KEY, time TEXT, model TEXT, is_local INTEGER, plan BLOB, data BLOB
);
CREATE TABLE IF NOT EXISTS jobs (
    run TEXT, part INTEGER, name TEXT, is_done INTEGER, PRIMARY KEY (run, part)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS votes (
    comparison TEXT PRIMARY KEY, time TEXT, prompt TEXT, winner TEXT, others TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (run TEXT, key TEXT, error TEXT, PRIMARY KEY (run, key))
    WITHOUT ROWID;
"""
KEEP = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)"
COLUMNS = (
    "time, key, model, notebook, cell, thread, model_version, response_id, usage, cost, ms, "
    "first_ms, finish, error, replayed"
)


class Ledger:
    """Life: made with a path, opened at the first use, `close` when done; usable from any thread.

    Raises `LedgerError` where the file cannot be read or written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def add(self, entry: Entry, answer: bytes | None = None) -> None:
        """Write down a call, and keep its answer where one is given: both or neither."""
        about, usage = entry.about, entry.usage
        values = (
            entry.time, entry.key, entry.model, about.notebook, about.cell, about.thread,
            entry.model_version, entry.response_id,
            usage.model_dump_json(by_alias=True, exclude_unset=True) if usage else None,
            entry.cost, entry.ms, entry.first_ms, entry.finish, entry.error, entry.replayed,
        )  # fmt: skip
        marks = ", ".join("?" * len(values))
        with self.changing() as connection:
            connection.execute(f"INSERT INTO calls ({COLUMNS}) VALUES ({marks})", values)
            if answer is not None:
                connection.execute(KEEP, (entry.key, entry.time, entry.model, answer))

    def entries(self, *, since: str = "") -> Iterator[Entry]:
        """The calls in the order in which they ended; `since` is a time like an entry's."""
        sql = f"SELECT {COLUMNS} FROM calls WHERE time >= ? ORDER BY id"
        yield from (_entry(row) for row in self.read(sql, (since,)))

    def usual_ms(self, model: str) -> float | None:
        """How long the newest answers of a model took in the mean; None where none is known."""
        newest = (
            "SELECT ms FROM calls WHERE model = ? AND NOT replayed AND finish != '' "
            "ORDER BY id DESC LIMIT 100"
        )
        [(ms,)] = self.read(f"SELECT avg(ms) FROM ({newest})", (model,))
        return None if ms is None else float(ms)

    def spent(self, notebook: str) -> float:
        """What a notebook's calls have cost, in US dollars, as far as prices are known."""
        sql = "SELECT total(cost) FROM calls WHERE notebook = ? AND NOT replayed"
        [(dollars,)] = self.read(sql, (notebook,))
        return float(dollars)

    def keep(self, key: str, time: str, model: str, chunks: bytes) -> None:
        """Keep an answer, so that it can be given once more; the newest of a key stays."""
        self.write(KEEP, (key, time, model, chunks))

    def answer(self, key: str) -> bytes | None:
        """What `keep` was given, if anything."""
        rows = self.read("SELECT chunks FROM answers WHERE key = ?", (key,))
        kept: bytes | None = rows[0][0] if rows else None
        return kept

    def answers(self) -> Iterator[tuple[str, str, str, bytes]]:
        """Key, time, model and chunks of all that is kept, by key."""
        for (key,) in self.read("SELECT key FROM answers ORDER BY key"):
            yield from self.read(
                "SELECT key, time, model, chunks FROM answers WHERE key = ?", (key,)
            )

    def kept_responses(self) -> set[str]:
        """The service's ids of the responses that are kept."""
        sql = "SELECT DISTINCT response_id FROM calls JOIN answers USING (key)"
        return {response for (response,) in self.read(sql) if response}

    def forget(self, key: str | None = None) -> int:
        """Drop one answer, or all, vectors too; returns how many. The rows of calls stay."""
        if key is None:
            return self.write("DELETE FROM answers") + self.write("DELETE FROM vectors")
        return self.write("DELETE FROM answers WHERE key = ?", (key,))

    def close(self) -> None:
        """Close the file. It is opened anew if the ledger is used again."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Several statements that are done as one, or not at all."""
        try:
            with self._lock, self._opened() as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def write(self, sql: str, values: tuple[object, ...] = ()) -> int:
        """One statement; returns how many rows it touched."""
        with self.changing() as connection:
            return connection.execute(sql, values).rowcount

    def read(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        try:
            with self._lock, closing(self._opened().execute(sql, values)) as found:
                return found.fetchall()
        except (sqlite3.Error, OSError) as error:
            raise self._failed(error) from error

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self.path, timeout=_SECONDS_TO_WAIT, check_same_thread=False
            )
            try:
                _prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _failed(self, error: Exception) -> LedgerError:
        return LedgerError(
            f"the ledger {self.path} cannot be used: {error}; move it away to begin a new one, "
            "or set GEMINI_MAGIC_LEDGER to another file or to off"
        )


def _prepare(connection: sqlite3.Connection) -> None:
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    # Pages of 4 KB. Then what was written moves into the file, and waits for the disk: with the
    # thousand that are usual, ten thousand answers wait for two seconds altogether.
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    (known,) = connection.execute("PRAGMA user_version").fetchone()
    if known > _FORMAT:
        raise sqlite3.DatabaseError(f"it was written by a newer version (format {known})")
    connection.executescript(f"{_TABLES} PRAGMA user_version = {_FORMAT};")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Let readers and one writer at a time not wait for each other, in any number of processes.

    For this one step SQLite itself does not wait, where another kernel begins the same ledger.
    """
    patience = time.monotonic() + _SECONDS_TO_WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # for any reason
            if not is_busy or time.monotonic() > patience:
                raise
            time.sleep(_PAUSE)


def _entry(row: tuple[Any, ...]) -> Entry:
    (time, key, model, notebook, cell, thread, version, response, usage, cost, ms, first_ms,
     finish, error, replayed) = row  # fmt: skip
    return Entry(
        time=time,
        key=key,
        model=model,
        about=About(notebook, cell, thread),
        model_version=version,
        response_id=response,
        usage=UsageMetadata.model_validate_json(usage) if usage else None,
        cost=cost,
        ms=ms,
        first_ms=first_ms,
        finish=finish,
        error=error,
        replayed=bool(replayed),
    )
