"""The chunks of one store in SQLite, found by BM25 over their stems."""

import contextlib
import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from gemini_magic.local.project.chunks import Chunk
from gemini_magic.local.words.ranking import terms


@dataclass(frozen=True)
class Hit:
    """A chunk that fits a query, and its place in the index; a higher score fits better."""

    document_id: str
    chunk: Chunk
    score: float
    row: int


class ChunkIndex:
    """Each use has a connection of its own, so any thread may use it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute(
                "CREATE TABLE chunks (id INTEGER PRIMARY KEY, document TEXT, page INT, text TEXT)"
            )
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(stems)")

    def add(self, document_id: str, chunks: Iterable[Chunk]) -> int:
        """How many there were."""
        count = 0
        with contextlib.closing(sqlite3.connect(self._path)) as connection, connection:
            for chunk in chunks:
                row = connection.execute(
                    "INSERT INTO chunks (document, page, text) VALUES (?, ?, ?)",
                    (document_id, chunk.page, chunk.text),
                ).lastrowid
                stems = " ".join(terms(chunk.text))
                connection.execute("INSERT INTO words (rowid, stems) VALUES (?, ?)", (row, stems))
                count += 1
        return count

    def remove(self, document_id: str) -> None:
        with contextlib.closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute(
                "DELETE FROM words WHERE rowid IN (SELECT id FROM chunks WHERE document = ?)",
                (document_id,),
            )
            connection.execute("DELETE FROM chunks WHERE document = ?", (document_id,))

    def search(self, query: str, documents: Collection[str], count: int) -> list[Hit]:
        """The best chunks of some documents, best first."""
        wanted = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms(query)))
        if not wanted:
            return []
        with contextlib.closing(sqlite3.connect(self._path)) as connection:
            rows = connection.execute(
                "SELECT document, text, page, -bm25(words) AS score, chunks.id FROM words "
                "JOIN chunks ON chunks.id = words.rowid WHERE words MATCH ? "
                "AND document IN (SELECT value FROM json_each(?)) ORDER BY score DESC LIMIT ?",
                (wanted, json.dumps([*documents]), count),
            )
            return [
                Hit(document, Chunk(text, page), score, row)
                for document, text, page, score, row in rows
            ]

    def text(self, document_id: str, row: int) -> str | None:
        """The chunk at a place, if it is of this document."""
        with contextlib.closing(sqlite3.connect(self._path)) as connection:
            found = connection.execute(
                "SELECT text FROM chunks WHERE id = ? AND document = ?", (row, document_id)
            ).fetchone()
        return found[0] if found else None

    def close(self) -> None:
        self._path.unlink(missing_ok=True)
