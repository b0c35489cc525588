"""Files: kept for two days, used by their URI; sound and film take a moment before they are."""

import base64
import re
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gemini_magic.local.project.clock import now, stamp
from gemini_magic.local.project.dials import Dials
from gemini_magic.local.project.uploads import Received
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, Violation

# Results of batches have longer ids, and are not listed: they can only be downloaded.
LONGEST_ID = 40

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_URI = re.compile(r"(?:https?://[^/]+/v1(?:alpha|beta)?/)?files/([\w-]+)(?::download)?(?:\?.*)?")


@dataclass(frozen=True)
class StoredFile:
    """What is known of a file; its bytes lie at `path`, and change no more."""

    id: str
    display_name: str | None
    mime_type: str
    path: Path
    size: int
    sha256: str
    created: datetime
    usable: datetime
    expires: datetime
    generated: bool = False

    @property
    def state(self) -> str:
        return "ACTIVE" if now() >= self.usable else "PROCESSING"

    def to_wire(self, base: str) -> dict[str, Any]:
        """As the API describes it, with addresses under `base`, "http://…/v1beta"."""
        name = f"files/{self.id}"
        digest = base64.b64encode(self.sha256.encode()).decode()
        return {
            "name": name,
            **({"displayName": self.display_name} if self.display_name is not None else {}),
            "mimeType": self.mime_type,
            "sizeBytes": str(self.size),
            "createTime": stamp(self.created),
            "updateTime": stamp(max(self.created, min(now(), self.usable))),
            "expirationTime": stamp(self.expires),
            "sha256Hash": digest,  # the service spells it in hexadecimal before base64
            "uri": f"{base}/{name}",
            **({"downloadUri": f"{base}/{name}:download?alt=media"} if self.generated else {}),
            "state": self.state,
            "source": "GENERATED" if self.generated else "UPLOADED",
        }


class Files:
    """The files of a project. Each look at them first forgets those whose time is over."""

    def __init__(self, folder: Path, dials: Dials) -> None:
        self._folder = folder
        self._dials = dials
        self._files: dict[str, StoredFile] = {}
        self._lock = threading.Lock()

    @property
    def most_bytes(self) -> int:
        """How large one file may be."""
        return self._dials.file_bytes

    def check_start(self, name: str | None, size: int | None) -> str:
        """The id of a new file, if it may be made."""
        if size is not None and size > self.most_bytes:
            raise InvalidArgument(
                f"The file has {size} bytes; a file may have at most {self.most_bytes}."
            )
        with self._lock:
            self._forget_expired()
            self._check_room(size or 0)
            if name is None:
                return secrets.token_hex(6)
            file_id = name.removeprefix("files/")
            if not _ID.fullmatch(file_id):
                wrong = (
                    f"* CreateFileRequest.file.name: {name!r} is no valid name; an id has 1–40 "
                    "characters, lowercase letters, digits and dashes, with no dash at either end."
                )
                raise InvalidArgument(wrong, [Violation("file.name", wrong)])
            if file_id in self._files:
                raise ApiError(409, "ALREADY_EXISTS", f"The file files/{file_id} already exists.")
        return file_id

    def add(
        self, file_id: str, display_name: str | None, received: Received, *, generated: bool = False
    ) -> StoredFile:
        """Keeps what was received, under an id that is free."""
        time = now()
        is_slow = received.mime_type.startswith(("audio/", "video/")) and not generated
        wait = timedelta(seconds=self._dials.file_processing if is_slow else 0)
        file = StoredFile(
            id=file_id,
            display_name=display_name,
            mime_type=received.mime_type,
            path=self._folder / f"file-{secrets.token_hex(8)}",
            size=received.size,
            sha256=received.sha256,
            created=time,
            usable=time + wait,
            expires=time + timedelta(seconds=self._dials.file_ttl),
            generated=generated,
        )
        with self._lock:
            if file_id in self._files:
                raise ApiError(409, "ALREADY_EXISTS", f"The file files/{file_id} already exists.")
            if not generated:
                self._check_room(file.size)
            received.path.replace(file.path)
            self._files[file_id] = file
        return file

    def all(self) -> list[StoredFile]:
        """Newest first: what was uploaded, and films."""
        with self._lock:
            self._forget_expired()
            return [file for file in reversed(self._files.values()) if len(file.id) <= LONGEST_ID]

    def find(self, file_id: str) -> StoredFile:
        """The file, or the API's one answer for what is unknown, expired or another's."""
        with self._lock:
            self._forget_expired()
            if (file := self._files.get(file_id)) is None:
                raise _forbidden(file_id)
            return file

    def usable(self, uri: str) -> StoredFile | None:
        """The file that a URI or a name means, if it can be used now; None for foreign URIs."""
        if (match := _URI.fullmatch(uri)) is None:
            return None
        file = self.find(match[1])
        if file.state != "ACTIVE":
            raise ApiError(
                400,
                "FAILED_PRECONDITION",
                f"The File {file.id} is not in an ACTIVE state and usage is not allowed.",
            )
        return file

    def delete(self, file_id: str) -> None:
        with self._lock:
            self._forget_expired()
            if (file := self._files.pop(file_id, None)) is None:
                raise _forbidden(file_id)
            file.path.unlink(missing_ok=True)

    def _check_room(self, size: int) -> None:
        """Room for an upload is what other uploads leave; the engine's own files do not count."""
        taken = sum(file.size for file in self._files.values() if not file.generated)
        if taken + size > self._dials.project_bytes:
            raise ApiError(
                429,
                "RESOURCE_EXHAUSTED",
                f"The files of this project may have {self._dials.project_bytes} bytes together: "
                f"{taken} are taken. Delete some, or wait until they expire.",
            )

    def _forget_expired(self) -> None:
        time = now()
        for file in [file for file in self._files.values() if file.expires <= time]:
            del self._files[file.id]
            file.path.unlink(missing_ok=True)


def _forbidden(file_id: str) -> ApiError:
    return ApiError(
        403,
        "PERMISSION_DENIED",
        f"You do not have permission to access the File {file_id} or it may not exist.",
    )
