"""The requests of a batch as lines of JSON on the disk, in parts that the service takes."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from ..api.limits import UPLOAD

__all__ = ["MOST_REQUESTS", "Lines"]

MOST_REQUESTS = 50_000
"""In one job: more only makes its results unwieldy."""

_INLINE = 1_000_000  # bytes and …
_FEW = 100  # … requests that need no file


class Lines:
    """Life: a context; `add` requests by their keys; then `parts`, and the `source` of each.

    Bodies are held by the disk, not in memory.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="gemini-batch-"))
        self._file = (self._folder / "lines.jsonl").open("w+b")
        self._places: dict[str, tuple[int, int]] = {}  # key: where its line begins, and its length

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()
        shutil.rmtree(self._folder)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def add(self, key: str, body: Mapping[str, Any]) -> None:
        """One request, as generateContent takes it."""
        line = json.dumps({"key": key, "request": body}, ensure_ascii=False).encode() + b"\n"
        self._places[key] = self._file.tell(), len(line)
        self._file.write(line)

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The keys of each job: as few jobs as the service's limits allow."""
        parts: list[list[str]] = []
        size = 0
        for key, (_, length) in self._places.items():
            if not parts or len(parts[-1]) == MOST_REQUESTS or size + length > UPLOAD:
                parts.append([])
                size = 0
            parts[-1].append(key)
            size += length
        return tuple(map(tuple, parts))

    def source(self, keys: Sequence[str]) -> Any:
        """What `batches.create` takes for these: the requests themselves, or a file of them."""
        if len(keys) <= _FEW and sum(self._places[key][1] for key in keys) <= _INLINE:
            return [json.loads(self._line(key)) for key in keys]
        path = self._folder / "part.jsonl"
        with path.open("wb") as part:
            for key in keys:
                part.write(self._line(key))
        return str(path)

    def _line(self, key: str) -> bytes:
        begins, length = self._places[key]
        self._file.seek(begins)
        return self._file.read(length)
