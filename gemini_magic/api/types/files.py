"""Files that lie at the service for 48 hours, to be named in prompts."""

from __future__ import annotations

from typing import Any

from .base import OpenEnum, WireModel
from .scalars import Int64, Timestamp

__all__ = [
    "DeleteFileResponse",
    "File",
    "FileSource",
    "FileState",
    "FileStatus",
    "ListFilesResponse",
    "RegisterFilesResponse",
    "UploadFileConfig",
]


class FileState(OpenEnum):
    """Whether a file can be used yet: audio and video are PROCESSING first."""

    STATE_UNSPECIFIED = "STATE_UNSPECIFIED"
    PROCESSING = "PROCESSING"
    ACTIVE = "ACTIVE"
    FAILED = "FAILED"


class FileSource(OpenEnum):
    """Where a file came from; only GENERATED ones can be downloaded."""

    SOURCE_UNSPECIFIED = "SOURCE_UNSPECIFIED"
    UPLOADED = "UPLOADED"
    GENERATED = "GENERATED"
    REGISTERED = "REGISTERED"


class FileStatus(WireModel):
    """Why a file, or an operation, failed; `code` is a `google.rpc.Code`."""

    code: int | None = None
    message: str | None = None
    details: list[dict[str, Any]] | None = None


class File(WireModel):
    """What the service knows of a file; in contents it stands for its media.

    `sha256_hash` is base64 of the hex text of the digest. After `expiration_time` the file is
    gone (48 hours, as a rule).
    """

    name: str | None = None
    display_name: str | None = None
    mime_type: str | None = None
    size_bytes: Int64 | None = None
    create_time: Timestamp | None = None
    update_time: Timestamp | None = None
    expiration_time: Timestamp | None = None
    sha256_hash: str | None = None
    uri: str | None = None
    download_uri: str | None = None
    state: FileState | None = None
    source: FileSource | None = None
    error: FileStatus | None = None
    video_metadata: dict[str, Any] | None = None


class UploadFileConfig(WireModel):
    """What to call an upload.

    `name` is an id of 1–40 characters of a–z, 0–9 and dashes, with or without "files/"; without
    one the service makes it up. `mime_type` is guessed where it is missing. `on_progress` is
    called with the bytes sent so far and the size, None for a stream; what it raises ends the
    upload.
    """

    name: str | None = None
    display_name: str | None = None
    mime_type: str | None = None
    on_progress: Any = None


class ListFilesResponse(WireModel):
    """One page of files."""

    files: list[File] | None = None
    next_page_token: str | None = None


class DeleteFileResponse(WireModel):
    """Nothing, as a rule."""


class RegisterFilesResponse(WireModel):
    """The files that now stand for objects in Google Cloud Storage."""

    files: list[File] | None = None
