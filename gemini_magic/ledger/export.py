"""Answers as lines of JSON: a file that version control can compare and people can read.

A line holds `key`, `time`, `model` and `chunks`, the wire form of what was received.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from pydantic_core import from_json

from ..errors import LedgerError
from .book import Ledger
from .recorder import chunks_from

__all__ = ["export", "take_in"]


def export(ledger: Ledger, path: str | Path) -> int:
    """Write all answers that are kept, sorted by key; returns how many."""
    count = 0
    with Path(path).open("w", encoding="utf-8", newline="\n") as lines:
        for key, time, model, kept in ledger.answers():
            chunks = [chunk.to_wire() for chunk in chunks_from(kept)]
            line = {"key": key, "time": time, "model": model, "chunks": chunks}
            lines.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
            count += 1
    return count


def take_in(ledger: Ledger, path: str | Path) -> int:
    """Keep the answers of a file that `export` wrote; returns how many."""
    count = 0
    with Path(path).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                found = from_json(line)
                rows = [json.dumps(chunk, ensure_ascii=False) for chunk in found["chunks"]]
                packed = zlib.compress("\n".join(rows).encode())
                ledger.keep(str(found["key"]), str(found["time"]), str(found["model"]), packed)
            except (ValueError, KeyError, TypeError) as error:
                raise LedgerError(
                    f"{path}, line {number}, is no answer of a ledger: {error}"
                ) from error
            count += 1
    return count
