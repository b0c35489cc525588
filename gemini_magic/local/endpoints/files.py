"""`files`: upload, list, get, delete, register, and the download of generated ones."""

from contextlib import suppress
from typing import Any

from tornado.iostream import StreamClosedError

from gemini_magic.local.handlers.base import VERSION, Endpoint
from gemini_magic.local.handlers.byte_range import asked_range
from gemini_magic.local.handlers.pages import page
from gemini_magic.local.handlers.upload import ResumableUpload
from gemini_magic.local.project.files import LONGEST_ID, Files, StoredFile
from gemini_magic.local.project.uploads import Received
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, oauth_needed
from gemini_magic.local.wire.proto import Message, Repeated, anything, int64, read, string

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
_REGISTER = Message("RegisterFilesRequest", {"uris": Repeated(string)})
_DOWNLOAD_PIECE = 256 * 1024


class _FileEndpoint(Endpoint):
    @property
    def files(self) -> Files:
        return self.engine.resources.project.files

    def base(self, version: str) -> str:
        return f"{self.request.protocol}://{self.request.host}/{version}"

    def downloadable(self, file_id: str) -> StoredFile:
        """The file, if its bytes may be had, or the API's error."""
        file = self.files.find(file_id)
        if not file.generated:
            raise InvalidArgument(
                f"files/{file_id} was uploaded, and only generated files can be downloaded."
            )
        if (alt := self.get_query_argument("alt", "json")) != "media":
            raise InvalidArgument(f"A download needs the query alt=media; alt is {alt!r}.")
        return file


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

        return project.uploads.start(mime_type, size, project.files.most_bytes, finish)


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
        if len(file_id) > LONGEST_ID:
            raise InvalidArgument(
                f"* GetFileRequest.name: the id in files/{file_id} has more than {LONGEST_ID} "
                "characters.\n"
            )


class Register(_FileEndpoint):
    """Needs credentials that may read a bucket, and there is no bucket on loopback."""

    def check_key(self) -> None:
        if not self.request.headers.get("authorization", "").startswith("Bearer "):
            super().check_key()
            raise oauth_needed()

    def post(self, version: str) -> None:
        uris = read(self.body_json(), _REGISTER).get("uris", [])
        for uri in uris:
            if not uri.startswith("gs://"):
                raise InvalidArgument(f"* RegisterFilesRequest.uris: {uri!r} is no gs:// address.")
        raise ApiError(
            403,
            "PERMISSION_DENIED",
            f"The local engine reads no bucket of Cloud Storage: {', '.join(uris) or 'no uris'}.",
        )


class Generated(_FileEndpoint):
    """What the engine has made: films."""

    def get(self, version: str) -> None:
        made, more = page(self, [file for file in self.files.all() if file.generated], default=10)
        wires = [
            {"name": f"generatedFiles/{f.id}", "mimeType": f.mime_type, "state": "GENERATED"}
            for f in made
        ]
        self.send({**({"generatedFiles": wires} if wires else {}), **more})


class Redirect(_FileEndpoint):
    """As recorded: the bytes lie at another address of the same service."""

    def get(self, version: str, file_id: str) -> None:
        self.downloadable(file_id)
        self.set_status(302)
        self.set_header("location", f"/download{self.request.uri}")
        self.send({"error": {"code": 302, "message": "Unknown Error.", "status": "UNKNOWN"}})


class Download(_FileEndpoint):
    async def get(self, version: str, file_id: str) -> None:
        file = self.downloadable(file_id)
        wanted = asked_range(self.request.headers.get("range"), file.size)
        self.set_header("accept-ranges", "bytes")
        if wanted is None:
            self.set_status(416)
            self.set_header("content-range", f"bytes */{file.size}")
            self.finish()
            return
        if len(wanted) < file.size:
            self.set_status(206)
            self.set_header("content-range", f"bytes {wanted[0]}-{wanted[-1]}/{file.size}")
        self.set_header("content-type", file.mime_type)
        self.set_header("content-length", str(len(wanted)))
        left = len(wanted)
        with file.path.open("rb") as source, suppress(StreamClosedError):
            source.seek(wanted.start)
            while piece := source.read(min(left, _DOWNLOAD_PIECE)):
                left -= len(piece)
                self.write(piece)
                await self.flush()
            await self.finish()


_ID = r"([^/:]+)"
ROUTES = [
    (rf"/upload{VERSION}/files", Upload),
    (rf"{VERSION}/files", List),
    (rf"{VERSION}/files:register", Register),
    (rf"{VERSION}/files/{_ID}", One),
    (rf"{VERSION}/files/{_ID}:download", Redirect),
    (rf"/download{VERSION}/files/{_ID}:download", Download),
    (rf"{VERSION}/generatedFiles", Generated),
]
