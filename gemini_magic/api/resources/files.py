"""files: upload, list, get, wait, download, delete, register."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...errors import InvalidRequest
from ..call import Call, Listing, json_of
from ..contents import wire_from
from ..download import Destination, downloading
from ..flow import Flow
from ..names import page_query
from ..types import (
    DeleteFileResponse,
    File,
    GeneratedVideo,
    ListFilesConfig,
    ListFilesResponse,
    RegisterFilesResponse,
    UploadFileConfig,
    Video,
)
from ..uploaded_file import active_file, uploaded_file
from .base import Colour, Resource, answers, lists, runs

__all__ = ["Files"]


class Files(Resource[Colour]):
    """Media at the service, to be named in prompts. A file lasts for 48 hours."""

    @runs
    def upload(
        self, *, file: Any, config: UploadFileConfig | Mapping[str, Any] | None = None
    ) -> Flow[File]:
        """Upload a path, bytes, a file opened for reading bytes, or an iterable of bytes.

        Memory stays constant; a broken connection is mended without sending again what arrived;
        the service's hash is compared with ours. Audio and video must be ACTIVE before use: see
        `wait`. Source: POST upload/files.
        """
        options = wire_from(UploadFileConfig, config or {}, "config")
        if options.name is not None:
            _check_name(options.name)
        return uploaded_file(file, options)

    @lists
    def list(self, *, config: ListFilesConfig | Mapping[str, Any] | None = None) -> Listing[File]:
        """All files of the project. Source: GET files."""
        query = page_query(config)
        return Listing(Call("GET", "files", json_of(ListFilesResponse), query=query), "files")

    @answers
    def get(self, *, name: str, config: Mapping[str, Any] | None = None) -> Call[File]:
        """What the service knows of one file. Source: GET files/{id}."""
        return Call("GET", file_name(name), json_of(File))

    @runs
    def wait(
        self, *, file: File | str, timeout: float | None = None, pause: float = 1.0
    ) -> Flow[File]:
        """The file as soon as it is ACTIVE; FAILED raises the service's reason as an `APIError`.

        `timeout` and `pause`, the first of the growing pauses between questions, are in seconds.
        """
        return active_file(file_name(file), timeout, pause)

    @answers
    def delete(
        self, *, name: str, config: Mapping[str, Any] | None = None
    ) -> Call[DeleteFileResponse]:
        """Delete a file now. Source: DELETE files/{id}."""
        return Call("DELETE", file_name(name), json_of(DeleteFileResponse))

    @runs
    def download(
        self,
        *,
        file: File | Video | GeneratedVideo | str,
        destination: Destination | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> Flow[bytes | None]:
        """The bytes of a generated file; None if they go to `destination`.

        A destination is a path, which holds the whole file or is not touched, or a file opened
        for writing bytes; memory stays constant. A video that is given keeps its bytes, so that
        it can be saved. Uploaded files cannot be downloaded. Source: GET files/{id}:download.
        """
        return _downloaded(file, destination)

    @answers
    def register_files(
        self, *, uris: Iterable[str], config: Mapping[str, Any] | None = None
    ) -> Call[RegisterFilesResponse]:
        """Make files of objects in Google Cloud Storage ("gs://…"), without copying them.

        Needs a client with OAuth credentials: an API key may not read the bucket. Source: POST
        files:register.
        """
        body = {"uris": [*uris]}
        for uri in body["uris"]:
            if not uri.startswith("gs://"):
                raise InvalidRequest(f"{uri!r} is no address in Cloud Storage (gs://bucket/object)")
        return Call("POST", "files:register", json_of(RegisterFilesResponse), body=body)

    register = register_files


def file_name(file: Any) -> str:
    """The name, "files/{id}", of a file, a video, a name, a bare id, or an address.

    Ids may have dashes, and those of results are longer than those of uploads may be.
    """
    if isinstance(file, GeneratedVideo):
        file = file.video
    named = getattr(file, "name", None) or getattr(file, "uri", None) or file
    match = _NAME.fullmatch(named) if isinstance(named, str) else None
    if match is None:
        raise InvalidRequest(f"{named!r} names no file; give a file, its name (files/…) or its uri")
    return f"files/{match['id']}"


_NAME = re.compile(r"(?:https?://\S*?/)?(?:files/)?(?P<id>[\w-]+)(?::download)?(?:\?\S*)?")


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", name.removeprefix("files/")):
        raise InvalidRequest(
            f"{name!r} cannot be a file's name: 1–40 characters of a–z, 0–9 and dashes, "
            "no dash at either end"
        )


def _downloaded(file: Any, destination: Destination | None) -> Flow[bytes | None]:
    path = f"{file_name(file)}:download"
    received = yield from downloading(path, destination)
    video = file.video if isinstance(file, GeneratedVideo) else file
    if isinstance(video, Video) and received is not None:
        video.video_bytes = received
    return received
