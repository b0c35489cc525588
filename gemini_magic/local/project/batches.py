"""Batches: rows answered one after another behind the scenes, each well or with its own error."""

import hashlib
import json
import queue
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gemini_magic.local.project.clock import now, stamp
from gemini_magic.local.project.dials import Dials
from gemini_magic.local.project.events import Event, Events
from gemini_magic.local.project.files import Files, StoredFile
from gemini_magic.local.project.uploads import Received
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, not_found

Wire = dict[str, Any]
_TYPE = "type.googleapis.com/google.ai.generativelanguage.v1main."
_MOST_KEPT = 1000
# Ends that webhooks hear of.
_TOLD = frozenset({"SUCCEEDED", "FAILED", "EXPIRED"})
_RPC_CODES = {
    "CANCELLED": 1, "INVALID_ARGUMENT": 3, "DEADLINE_EXCEEDED": 4, "NOT_FOUND": 5,
    "ALREADY_EXISTS": 6,
    "PERMISSION_DENIED": 7, "RESOURCE_EXHAUSTED": 8, "FAILED_PRECONDITION": 9, "INTERNAL": 13,
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """What a batch has to do: the rows of a request or the lines of a file, and who answers."""

    kind: str  # "GenerateContent" or "EmbedContent"
    model: str
    display_name: str | None
    source: list[Wire] | StoredFile
    answer: Callable[[Any], Wire]  # a row's request to its response, or ApiError
    priority: int | None = None
    webhook_config: Wire | None = None

    def rows(self) -> Iterator[Wire | ApiError]:
        if isinstance(self.source, list):
            yield from self.source
            return
        with self.source.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _row(line, number)


class Batch:
    """One batch. Only the worker changes how it goes; `stop` asks it to end."""

    def __init__(
        self, job: Job, count: int, most: timedelta, tell: Callable[[Event], None]
    ) -> None:
        self.id = secrets.token_hex(18)
        self.job = job
        self.state = "PENDING"
        self._count = count
        self._succeeded = 0
        self._failed = 0
        self._created = self._updated = now()
        self._most = most
        self._tell = tell
        self._ended: datetime | None = None
        self._output: Wire | None = None
        self._error: Wire | None = None
        self._stopping = threading.Event()

    @property
    def is_over(self) -> bool:
        return self._ended is not None

    def stop(self) -> None:
        self._stopping.set()
        if self.state == "PENDING":
            self._end("CANCELLED", _error("CANCELLED", "The batch was cancelled."))

    def expire_if_late(self) -> None:
        """Ends one that waits still; a running one ends behind its row."""
        if self.state == "PENDING" and self._is_late:
            self._stopping.set()
            self._expire()

    def change(self, changes: Wire) -> None:
        """`display_name` and `priority`; nothing else of a batch can change."""
        self.job = replace(self.job, **changes)
        self._updated = now()

    @property
    def _is_late(self) -> bool:
        return now() >= self._created + self._most

    def run(self, folder: Path, files: Files) -> None:
        self.expire_if_late()
        if self.is_over:
            return
        self.state, self._updated = "RUNNING", now()
        results = self._results()
        try:
            if isinstance(self.job.source, list):
                output: Wire = {"inlinedResponses": {"inlinedResponses": [*results]}}
            else:
                output = {"responsesFile": self._written(results, folder, files)}
        except OSError as error:
            self._end("FAILED", _error("INTERNAL", f"The batch's file: {error.strerror}."))
            return
        if self._stopping.is_set():
            self._end("CANCELLED", _error("CANCELLED", "The batch was cancelled."))
            return
        if self._succeeded + self._failed < self._count:
            self._expire()
            return
        self._output = output
        self._end("SUCCEEDED")

    def to_wire(self) -> Wire:
        """The operation that the API makes of it."""
        wire: Wire = {"name": f"batches/{self.id}", "metadata": self.about()}
        if self._ended is not None:
            wire["done"] = True
        if self._output is not None:
            wire["response"] = {"@type": f"{_TYPE}{self.job.kind}BatchOutput", **self._output}
        if self._error is not None:
            wire["error"] = self._error
        return wire

    def about(self) -> Wire:
        """The batch itself, which is its operation's metadata."""
        pending = self._count - self._succeeded - self._failed
        stats = {
            "requestCount": self._count,
            "successfulRequestCount": self._succeeded,
            "failedRequestCount": self._failed,
            "pendingRequestCount": pending,
        }
        about: Wire = {
            "@type": f"{_TYPE}{self.job.kind}Batch",
            "model": f"models/{self.job.model}",
            **({"displayName": self.job.display_name} if self.job.display_name else {}),
            "createTime": stamp(self._created),
            "updateTime": stamp(self._updated),
            "batchStats": {key: str(count) for key, count in stats.items() if count},
            "state": f"BATCH_STATE_{self.state}",
            **({"priority": str(self.job.priority)} if self.job.priority is not None else {}),
            "name": f"batches/{self.id}",
        }
        if isinstance(self.job.source, StoredFile):
            about["inputConfig"] = {"fileName": f"files/{self.job.source.id}"}
        if self._ended is not None:
            about["endTime"] = stamp(self._ended)
        if self._output is not None:
            about["output"] = self._output
        return about

    def _results(self) -> Iterator[Wire]:
        for row in self.job.rows():
            if self._stopping.is_set() or self._is_late:
                return
            yield self._result(row)
            self._updated = now()

    def _result(self, row: Wire | ApiError) -> Wire:
        known: Wire = (
            {k: row[k] for k in ("key", "metadata") if k in row} if isinstance(row, dict) else {}
        )
        try:
            if isinstance(row, ApiError):
                raise row
            response = self.job.answer(row.get("request"))
        except ApiError as error:
            self._failed += 1
            return {**known, "error": _error(error.status, error.message)}
        self._succeeded += 1
        return {**known, "response": response}

    def _written(self, results: Iterator[Wire], folder: Path, files: Files) -> str:
        """The name of the result file, which is written line by line."""
        path = folder / f"result-{secrets.token_hex(8)}"
        digest = hashlib.sha256()
        size = 0
        with path.open("wb") as file:
            for result in results:
                line = json.dumps(result, ensure_ascii=False).encode() + b"\n"
                file.write(line)
                digest.update(line)
                size += len(line)
        if self._stopping.is_set() or self._succeeded + self._failed < self._count:
            path.unlink()
            return ""
        received = Received(path, size, digest.hexdigest(), "application/jsonl")
        return f"files/{files.add(f'batch-{self.id}', None, received, generated=True).id}"

    def _expire(self) -> None:
        seconds = self._most.total_seconds()
        message = f"The batch was not done within {seconds:g} s."
        self._end("EXPIRED", _error("DEADLINE_EXCEEDED", message))

    def _end(self, state: str, error: Wire | None = None) -> None:
        self._error = error
        self._ended = self._updated = now()
        self.state = state
        if state in _TOLD:
            data: Wire = {"id": self.id}
            if self._output is not None and "responsesFile" in self._output:
                data["output_file_uri"] = self._output["responsesFile"]
            if state == "FAILED" and error is not None:
                data |= {"error_code": error["code"], "error_message": error["message"]}
            self._tell(Event(f"batch.{state.lower()}", data, self.job.webhook_config))


class Batches:
    """The batches of a project and the one thread that works on them, oldest first."""

    def __init__(self, folder: Path, files: Files, dials: Dials, events: Events) -> None:
        self._folder = folder
        self._files = files
        self._most = timedelta(seconds=dials.batch_ttl)
        self._events = events
        self._batches: dict[str, Batch] = {}
        self._waiting: queue.SimpleQueue[Batch] = queue.SimpleQueue()
        self._worker: threading.Thread | None = None

    def start(self, job: Job) -> Wire:
        """The new batch as it waits, however soon the worker takes it up."""
        count = sum(1 for _ in job.rows())
        if count == 0:
            raise InvalidArgument("* BatchGenerateContentRequest: the batch has no requests.\n")
        self._forget_oldest()
        batch = Batch(job, count, self._most, self._events.publish)
        self._batches[batch.id] = batch
        pending = batch.to_wire()
        self._waiting.put(batch)
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, daemon=True)
            self._worker.start()
        return pending

    def _forget_oldest(self) -> None:
        """Of many, those that ended first; who waits or runs is kept."""
        over = [batch.id for batch in self._batches.values() if batch.is_over]
        for batch_id in over[: max(0, len(self._batches) - _MOST_KEPT)]:
            del self._batches[batch_id]

    def all(self) -> list[Batch]:
        """Newest first."""
        for batch in self._batches.values():
            batch.expire_if_late()
        return [*reversed(self._batches.values())]

    def find(self, batch_id: str) -> Batch:
        if (batch := self._batches.get(batch_id)) is None:
            raise not_found(f"There is no batch batches/{batch_id}.")
        batch.expire_if_late()
        return batch

    def delete(self, batch_id: str) -> None:
        self.find(batch_id).stop()
        del self._batches[batch_id]

    def close(self) -> None:
        for batch in self.all():
            batch.stop()

    def _work(self) -> None:
        while True:
            self._waiting.get().run(self._folder, self._files)


def _row(line: bytes, number: int) -> Wire | ApiError:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return InvalidArgument(f"Line {number} is no JSON: {error}")
    if not isinstance(row, dict):
        return InvalidArgument(f"Line {number} is no JSON object.")
    return row


def _error(status: str, message: str) -> Wire:
    return {"code": _RPC_CODES.get(status, 2), "message": message}
