"""Several ledgers become one: what the parts of a table wrote down enters the ledger of all."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from .book import COLUMNS, KEEP, Ledger

__all__ = ["Part", "merge"]


class Part(Ledger):
    """The ledger of one part, which also knows the answers that the whole one holds."""

    def __init__(self, path: str | Path, whole: str | Path) -> None:
        super().__init__(path)
        self._whole = Ledger(whole)

    def answer(self, key: str) -> bytes | None:
        """From the part, else from the whole."""
        found = super().answer(key)
        return self._whole.answer(key) if found is None else found

    def close(self) -> None:
        """Close both files."""
        super().close()
        self._whole.close()


def merge(ledger: Ledger, path: Path) -> None:
    """Take in the calls and answers of the ledger at `path`, which is gone then.

    To be cut off halfway and done once more is no harm: no call enters twice.
    """
    marks = ", ".join("?" * len(COLUMNS.split(",")))
    call = (
        f"INSERT INTO calls ({COLUMNS}) SELECT {marks} "
        "WHERE NOT EXISTS (SELECT 1 FROM calls WHERE time = ? AND key = ?)"
    )
    with closing(Ledger(path)) as part:
        calls = part.read(f"SELECT {COLUMNS}, time, key FROM calls ORDER BY id")
        answers = part.answers()
        with ledger.changing() as connection:
            connection.executemany(call, calls)
            connection.executemany(KEEP, answers)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
