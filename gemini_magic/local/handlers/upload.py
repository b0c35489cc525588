"""The resumable upload protocol, whatever is made of the bytes: memory stays constant."""

from typing import Any
from urllib.parse import quote

from tornado.web import stream_request_body

from gemini_magic.local.handlers.base import Endpoint
from gemini_magic.local.project.uploads import GRANULARITY, Upload
from gemini_magic.local.wire.errors import ApiError, InvalidArgument

_MOST_START_BYTES = 1024 * 1024
_MOST_UPLOAD_BYTES = 4 * 2**30


@stream_request_body
class ResumableUpload(Endpoint):
    """Subclasses answer a `start` with the id of an upload; every other command is common."""

    _upload: Upload | None = None
    _is_writing = False
    _refusal: ApiError | None = None

    def initialize(self) -> None:
        self._start_body = bytearray()

    def begin(self, *where: str) -> str:
        raise NotImplementedError

    def prepare(self) -> None:
        # A refusal waits for the end of the body: an answer before it would break the connection.
        try:
            self._prepare()
        except ApiError as error:
            self._refusal = error

    def _prepare(self) -> None:
        upload_id = self.get_query_argument("upload_id", "")
        if not upload_id:
            super().prepare()
            return
        # The id is a capability: no key is asked for.
        connection: Any = self.request.connection
        connection.set_max_body_size(_MOST_UPLOAD_BYTES)
        self._upload = self.engine.resources.project.uploads.find(upload_id)
        if self._upload.made is None and self._commands & {"upload", "finalize"}:
            offset = self.request.headers.get("x-goog-upload-offset")
            if "upload" not in self._commands:
                offset = offset or str(self._upload.received)
            self._upload.check(offset, self._length(), is_last="finalize" in self._commands)
            self._upload.writer = self
            self._is_writing = True

    def data_received(self, chunk: bytes) -> None:
        if self._refusal is not None:
            return
        if self._upload is None:
            self._start_body += chunk[: _MOST_START_BYTES + 1 - len(self._start_body)]
        elif self._is_writing and self._upload.writer is self:
            self._upload.write(chunk)

    def post(self, *where: str) -> None:
        if self._refusal is not None:
            raise self._refusal
        if self._is_writing and self._upload and self._upload.writer is not self:
            raise ApiError(409, "ABORTED", "Another request has gone on with this upload.")
        if self._upload is None:
            self._answer_start(*where)
        elif self._commands == {"cancel"}:
            self.engine.resources.project.uploads.cancel(self.get_query_argument("upload_id"))
            self._answer_status("cancelled")
        elif "finalize" in self._commands:
            made = self._upload.finish()
            self._answer_status("final", made)
        elif self._commands in ({"query"}, {"upload"}):
            if self._upload.made is not None:
                self._answer_status("final", self._upload.made)
                return
            self.set_header("x-goog-upload-size-received", str(self._upload.received))
            self.set_header("x-goog-upload-chunk-granularity", str(GRANULARITY))
            self._answer_status("active")
        else:
            self._refuse_command()

    def declared_size(self) -> int | None:
        said = self.request.headers.get("x-goog-upload-header-content-length", "")
        if said and not (said.isascii() and said.isdigit() and len(said) < 16):
            raise InvalidArgument(f"X-Goog-Upload-Header-Content-Length is {said!r}, not a number.")
        return int(said) if said else None

    @property
    def _commands(self) -> set[str]:
        said = self.request.headers.get("x-goog-upload-command", "")
        return {command.strip() for command in said.lower().split(",")}

    def _length(self) -> int:
        said = self.request.headers.get("content-length", "")
        if not said.isdigit():
            raise InvalidArgument("An upload request needs a Content-Length.")
        return int(said)

    def _answer_start(self, *where: str) -> None:
        protocol = self.request.headers.get("x-goog-upload-protocol", "")
        if protocol.lower() != "resumable":
            raise InvalidArgument(
                f"X-Goog-Upload-Protocol is {protocol!r}; the local engine knows resumable."
            )
        if self._commands != {"start"}:
            self._refuse_command()
        if len(self._start_body) > _MOST_START_BYTES:
            raise InvalidArgument(
                f"Request payload size exceeds the limit: {_MOST_START_BYTES} bytes."
            )
        self.request.body = bytes(self._start_body) or b"{}"
        upload_id = self.begin(*where)
        here = f"{self.request.protocol}://{self.request.host}{self.request.path}"
        url = f"{here}?upload_id={quote(upload_id)}&upload_protocol=resumable"
        self.set_header("x-goog-upload-url", url)
        self.set_header("x-goog-upload-chunk-granularity", str(GRANULARITY))
        self._answer_status("active")

    def _answer_status(self, status: str, made: dict[str, Any] | None = None) -> None:
        self.set_header("x-goog-upload-status", status)
        if made is None:
            self.finish()
        else:
            self.send(made)

    def _refuse_command(self) -> None:
        said = self.request.headers.get("x-goog-upload-command", "")
        raise InvalidArgument(
            f"X-Goog-Upload-Command is {said!r}; here it may be start, upload, "
            "'upload, finalize', finalize, query or cancel."
        )
