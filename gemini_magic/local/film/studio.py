"""The studio: orders for films, a worker process for one at a time, and their operations."""

import hashlib
import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gemini_magic.local.film.plan import Plan
from gemini_magic.local.project.clock import now
from gemini_magic.local.project.events import Event, Events
from gemini_magic.local.project.files import Files, StoredFile
from gemini_magic.local.project.uploads import Received
from gemini_magic.local.wire.errors import ApiError, not_found

Wire = dict[str, Any]

_TYPE = "type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse"
_INTERNAL, _FAILED_PRECONDITION = 13, 9
_MOST_SECONDS = 180
_MOST_WAITING = 10
_KEPT = timedelta(hours=48)


@dataclass
class Filming:
    """One operation. Only the studio's thread changes how it goes."""

    id: str
    model: str
    plans: Sequence[Plan]
    base: str  # of addresses, "http://…/v1beta"
    webhook_config: Wire | None = None
    refusal: str | None = None
    sent: Path | None = None  # a film that came with the request, to go on with
    files: list[StoredFile] = field(default_factory=list)
    error: Wire | None = None
    done: bool = False
    begun: datetime = field(default_factory=now)

    @property
    def name(self) -> str:
        return f"models/{self.model}/operations/{self.id}"

    def to_wire(self) -> Wire:
        """As recorded: nothing but its name until it is done."""
        if not self.done:
            return {"name": self.name}
        if self.error is not None:
            return {"name": self.name, "done": True, "error": self.error}
        samples = [{"video": {"uri": self._address(file)}} for file in self.files]
        response: Wire = {"generatedSamples": samples} if samples else {}
        if self.refusal is not None:
            response["raiMediaFilteredCount"] = len(self.plans)
            response["raiMediaFilteredReasons"] = [self.refusal]
        return {
            "name": self.name,
            "done": True,
            "response": {"@type": _TYPE, "generateVideoResponse": response},
        }

    def event(self) -> Event:
        data: Wire = {"id": self.name}
        if self.files:
            data["output_file_uri"] = self._address(self.files[0])
            data["file_name"] = f"files/{self.files[0].id}"
        return Event("video.generated", data, self.webhook_config)

    def _address(self, file: StoredFile) -> str:
        return f"{self.base}/files/{file.id}:download?alt=media"


class Studio:
    """The films of a project and the one thread that waits for the worker, oldest first."""

    def __init__(self, folder: Path, files: Files, events: Events) -> None:
        self._folder = folder
        self._files = files
        self._events = events
        self._filmings: dict[str, Filming] = {}
        self._waiting: queue.SimpleQueue[Filming] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._worker: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def start(self, filming: Filming) -> Filming:
        self._forget_old()
        if sum(not other.done for other in self._filmings.values()) >= _MOST_WAITING:
            raise ApiError(
                429,
                "RESOURCE_EXHAUSTED",
                f"{_MOST_WAITING} films are under way; wait until one of them is done.",
            )
        self._filmings[filming.id] = filming
        if filming.refusal is not None:
            filming.done = True
            return filming
        self._waiting.put(filming)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        return filming

    def of_model(self, model: str) -> list[Filming]:
        """Newest first."""
        self._forget_old()
        return [f for f in reversed(self._filmings.values()) if f.model == model]

    def find(self, filming_id: str, model: str | None = None) -> Filming:
        self._forget_old()
        filming = self._filmings.get(filming_id)
        if filming is None or model not in (None, filming.model):
            raise not_found(f"Operation not found: operations/{filming_id}.")
        return filming

    def close(self) -> None:
        self._is_closed = True
        if (worker := self._worker) is not None:
            worker.kill()

    def _forget_old(self) -> None:
        oldest = now() - _KEPT
        for filming in [f for f in self._filmings.values() if f.done and f.begun < oldest]:
            del self._filmings[filming.id]

    def _work(self) -> None:
        while True:
            filming = self._waiting.get()
            try:
                for plan in filming.plans:
                    filming.files.append(self._kept(self._filmed(plan)))
            except _Failed as failed:
                filming.error = {"code": failed.code, "message": str(failed)}
            except (OSError, ApiError) as error:
                message = f"The local engine could not keep the film: {error}."
                filming.error = {"code": _INTERNAL, "message": message}
            if self._is_closed:
                return
            if filming.sent is not None:
                filming.sent.unlink(missing_ok=True)
            filming.done = True
            if filming.error is None:
                self._events.publish(filming.event())

    def _filmed(self, plan: Plan) -> bytes:
        command = [sys.executable, "-m", "gemini_magic.local.film"]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as worker:
            self._worker = worker
            if self._is_closed:
                worker.kill()
            try:
                film, said = worker.communicate(plan.to_json().encode(), _MOST_SECONDS)
            except subprocess.TimeoutExpired as error:
                worker.kill()
                raise _Failed(f"A film took longer than {_MOST_SECONDS} s.") from error
            finally:
                self._worker = None
        if worker.returncode == 0:
            return film
        why = said.decode(errors="replace").strip().splitlines()
        if worker.returncode == 1 and len(why) == 1:
            raise _Failed(f"The local engine made no film: {why[0]}.", _FAILED_PRECONDITION)
        last = why[-1] if why else "it said nothing"
        raise _Failed(f"The film's process ended with {worker.returncode}: {last}.")

    def _kept(self, film: bytes) -> StoredFile:
        path = self._folder / f"film-{secrets.token_hex(8)}"
        path.write_bytes(film)
        received = Received(path, len(film), hashlib.sha256(film).hexdigest(), "video/mp4")
        return self._files.add(secrets.token_hex(6), None, received, generated=True)


class _Failed(Exception):
    def __init__(self, message: str, code: int = _INTERNAL) -> None:
        super().__init__(message)
        self.code = code
