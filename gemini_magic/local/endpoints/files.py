"""`files`: upload, list, get, delete, and the download of generated ones."""

from contextlib import suppress
from typing import Any

from tornado.iostream import StreamClosedError

from gemini_magic.local.errors import InvalidArgument
from gemini_magic.local.handlers.base import VERSION, Endpoint
from gemini_magic.local.handlers.pages import page
from gemini_magic.local.handlers.upload import ResumableUpload
from gemini_magic.local.project.files import MOST_FILE_BYTES, Files
from gemini_magic.local.project.uploads import Received
from gemini_magic.local.proto import Message, anything, int64, read, string

_FILE = Message(
    "File",
    {
        "name": string,
        "displayName": string,
        "mimeType": string,
        "sizeBytes": int64,
        # Output only: read, and of no effect.
        **dict.fromkeys(
            ("createTime", "updateTime", "expirationTime", "sha256Hash", "uri", "downloadUri",
             "state", "source", "error", "videoMetadata"),
            anything,
        ),
    },
)  # fmt: skip
_CREATE = Message("CreateFileRequest", {"file": _FILE})
_LONGEST_ID = 40
_DOWNLOAD_PIECE = 256 * 1024


class _FileEndpoint(Endpoint):
    @property
    def files(self) -> Files:
        return self.engine.resources.project.files

    def base(self, version: str) -> str:
        return f"{self.request.protocol}://{self.request.host}/{version}"


class Upload(ResumableUpload):
    def begin(self, *where: str) -> str:
        (version,) = where
        project = self.engine.resources.project
        about: dict[str, Any] = read(self.body_json(), _CREATE).get("file", {})
        size = self.declared_size()
        size = about.get("sizeBytes") if size is None else size
        file_id = project.files.check_start(about.get("name") or None, size)
        base = f"{self.request.protocol}://{self.request.host}/{version}"
        named = self.request.headers.get("x-goog-upload-header-content-type")
        mime_type = about.get("mimeType") or named or "application/octet-stream"

        def finish(received: Received) -> dict[str, Any]:
            stored = project.files.add(file_id, about.get("displayName"), received)
            return {"file": stored.to_wire(base)}

        return project.uploads.start(mime_type, size, MOST_FILE_BYTES, finish)


class List(_FileEndpoint):
    def get(self, version: str) -> None:
        files, more = page(self, self.files.all(), default=10)
        wires = [file.to_wire(self.base(version)) for file in files]
        self.send({**({"files": wires} if wires else {}), **more})


class One(_FileEndpoint):
    def get(self, version: str, file_id: str) -> None:
        self._check(file_id)
        self.send(self.files.find(file_id).to_wire(self.base(version)))

    def delete(self, version: str, file_id: str) -> None:
        self.files.delete(file_id)
        self.send({})

    def _check(self, file_id: str) -> None:
        # Batches' result files have longer ids: they can be downloaded, but not looked at.
        if len(file_id) > _LONGEST_ID:
            raise InvalidArgument(
                f"* GetFileRequest.name: the id in files/{file_id} has more than {_LONGEST_ID} "
                "characters.\n"
            )


class Download(_FileEndpoint):
    async def get(self, version: str, file_id: str) -> None:
        file = self.files.find(file_id)
        if not file.generated:
            raise InvalidArgument(
                f"files/{file_id} was uploaded, and only generated files can be downloaded."
            )
        if (alt := self.get_query_argument("alt", "json")) != "media":
            raise InvalidArgument(f"A download needs the query alt=media; alt is {alt!r}.")
        self.set_header("content-type", file.mime_type)
        self.set_header("content-length", str(file.size))
        with file.path.open("rb") as source, suppress(StreamClosedError):
            while piece := source.read(_DOWNLOAD_PIECE):
                self.write(piece)
                await self.flush()
            await self.finish()


_ID = r"([^/:]+)"
ROUTES = [
    (rf"/upload{VERSION}/files", Upload),
    (rf"{VERSION}/files", List),
    (rf"{VERSION}/files/{_ID}", One),
    (rf"(?:/download)?{VERSION}/files/{_ID}:download", Download),
]
