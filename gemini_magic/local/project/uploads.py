"""Resumable uploads: bytes arrive in order, may stop anywhere, and go on where they stopped."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gemini_magic.local.project.clock import now
from gemini_magic.local.wire.errors import InvalidArgument, not_found

GRANULARITY = 256 * 1024
_LIFETIME = timedelta(hours=24)
_MOST_OPEN = 1000


@dataclass(frozen=True)
class Received:
    """All bytes of an upload, at `path` until somebody moves them."""

    path: Path
    size: int
    sha256: str
    mime_type: str


Finish = Callable[[Received], dict[str, Any]]


class Upload:
    """One upload: `finish` makes the resource of its bytes, whose document is `made`."""

    def __init__(
        self, path: Path, mime_type: str, declared: int | None, most: int, finish: Finish
    ) -> None:
        self.mime_type = mime_type
        self.received = 0
        self.made: dict[str, Any] | None = None
        self.expires: datetime = now() + _LIFETIME
        # Who may write: a request that went on after a break takes it from the one before.
        self.writer: object = None
        self._path = path
        self._declared = declared
        self._most = most
        self._finish = finish
        self._digest = hashlib.sha256()
        path.touch()

    def check(self, offset: str | None, length: int, *, is_last: bool) -> None:
        """Whether so many bytes may follow at the offset."""
        if offset is None or not offset.isdecimal() or int(offset) != self.received:
            raise InvalidArgument(
                f"The upload offset is {offset!r}, and {self.received} bytes have been received; "
                "send the command query, and go on from x-goog-upload-size-received."
            )
        if not is_last and (length == 0 or length % GRANULARITY):
            raise InvalidArgument(
                "Invalid request. The number of bytes uploaded is required to be equal or greater "
                f"than {GRANULARITY} and a multiple of it, except for the final request. The "
                f"received request contained {length} bytes, which does not meet this requirement."
            )
        total = self.received + length
        if total > self._most:
            raise InvalidArgument(
                f"The upload has {total} bytes or more; it may have at most {self._most}."
            )
        if self._declared is not None and (
            total > self._declared or (is_last and total != self._declared)
        ):
            raise InvalidArgument(
                f"The upload ends at {total} bytes, but X-Goog-Upload-Header-Content-Length "
                f"announced {self._declared}."
            )

    def write(self, piece: bytes) -> None:
        # Opened each time: a thousand unfinished uploads hold no file descriptors.
        with self._path.open("ab", buffering=0) as file:
            file.write(piece)
        self._digest.update(piece)
        self.received += len(piece)

    def finish(self) -> dict[str, Any]:
        if self.made is None:
            received = Received(self._path, self.received, self._digest.hexdigest(), self.mime_type)
            self.made = self._finish(received)
        return self.made

    def discard(self) -> None:
        self.writer = None
        self._path.unlink(missing_ok=True)


class Uploads:
    """The uploads that have begun; their ids are capabilities."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._uploads: dict[str, Upload] = {}

    def start(self, mime_type: str, declared: int | None, most: int, finish: Finish) -> str:
        time = now()
        for upload_id, upload in list(self._uploads.items()):
            if upload.expires <= time or len(self._uploads) >= _MOST_OPEN:
                self.cancel(upload_id)
        upload_id = secrets.token_urlsafe(24)
        path = self._folder / f"upload-{secrets.token_hex(8)}"
        self._uploads[upload_id] = Upload(path, mime_type, declared, most, finish)
        return upload_id

    def find(self, upload_id: str) -> Upload:
        if (upload := self._uploads.get(upload_id)) is None:
            raise not_found("There is no such upload: it was cancelled, or never begun.")
        return upload

    def cancel(self, upload_id: str) -> None:
        self.find(upload_id).discard()
        del self._uploads[upload_id]
