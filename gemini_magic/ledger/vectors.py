"""Embeddings in the ledger: 32-bit floats, by the hash of what was embedded and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .book import Ledger

__all__ = ["MOST_KEYS", "keep_vectors", "kept_vectors"]

MOST_KEYS = 500  # SQLite takes so many parameters everywhere


def keep_vectors(ledger: Ledger, vectors: Iterable[tuple[bytes, bytes]]) -> None:
    """Keep vectors by their keys; the newest of a key stays."""
    with ledger.changing() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)", vectors
        )


def kept_vectors(ledger: Ledger, keys: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Those that are kept of at most `MOST_KEYS` keys, in any order."""
    marks = ", ".join("?" * len(keys))
    return ledger.read(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", tuple(keys))
