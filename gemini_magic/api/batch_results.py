"""The rows of a finished batch, from its answer or from the file that the service wrote."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from ..errors import InvalidRequest
from .call import json_of
from .download import downloading
from .flow import Flow
from .status import error_from_status
from .types import BatchJob, InlinedResponse

__all__ = ["rows_of"]

_IN_MEMORY = 16 * 2**20
"""Bytes of a result file; a longer one is read from the disk."""

_row = json_of(InlinedResponse)


def rows_of(job: BatchJob) -> Flow[Iterator[InlinedResponse]]:
    """The rows, each with our key; a batch that failed raises its reason as an `APIError`."""
    output = job.output
    if output is None and job.error is not None:
        raise error_from_status(job.error, f"{job.name} failed")
    if output is None:
        raise InvalidRequest(f"{job.name} has no results: its state is {str(job.state)!r}")
    if not output.responses_file:
        return _keyed(output.rows)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 – read later
    into: Any = file
    try:
        yield from downloading(f"{output.responses_file}:download", into)
    except BaseException:
        file.close()
        raise
    return _keyed(_lines(file))


def _lines(file: IO[bytes]) -> Iterator[InlinedResponse]:
    with file:
        file.seek(0)
        for line in file:
            if line.strip():
                yield _row(line)


def _keyed(rows: Iterable[InlinedResponse]) -> Iterator[InlinedResponse]:
    """Each row with the key it was sent with, or its number as text."""
    for number, row in enumerate(rows):
        key = row.key or (row.metadata or {}).get("key")
        yield row.model_copy(update={"key": str(number) if key is None else str(key)})
