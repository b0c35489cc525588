"""Uploads: what is too big for a request lies at the service, once for each content.

The name of an upload is made of its content. So it is found again after the kernel was restarted,
and two requests with the same file are the same request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from ..api.client import Client
from ..api.types import File, FileState, UploadFileConfig
from ..errors import Conflict, NotFound, NotKept, PermissionDenied
from ..settings import CacheMode

__all__ = ["Memory", "Uploads"]

_DIGITS = 36  # an id has at most 40 characters
# A file must outlive the question, and the answers to it that are still streaming.
_MARGIN = timedelta(minutes=30)


class Memory(Protocol):
    """What outlives a kernel: files by the SHA-256 of their content; the local engine's apart."""

    def upload(self, digest: str, *, is_local: bool) -> File | None:
        """The file as it was remembered, which may be gone."""

    def keep_upload(self, digest: str, file: File, *, is_local: bool) -> None:
        """Remember it."""


class Uploads:
    """Files by content. `client` says whose project they are put into, each time anew.

    `cache` is how `memory` is used, as the ledger is for answers.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        memory: Callable[[], Memory | None] = lambda: None,
        cache: Callable[[], CacheMode] = lambda: "refresh",
    ) -> None:
        self._client = client
        self._memory = memory
        self._cache = cache
        self._files: dict[tuple[Client, str], File] = {}

    def file(
        self, source: Path | bytes, mime_type: str, name: str = "", cache: CacheMode | None = None
    ) -> File:
        """The file with this content: the one that is there, else uploaded and awaited now.

        Raises `NotKept` where `cache` is "only" and the file was never uploaded.
        """
        client, digest = self._client(), _digest(source)
        cache = cache or self._cache()
        memory, is_local = self._memory(), client.is_local
        found = self._files.get((client, digest))
        if found is None and memory is not None and cache in ("use", "only"):
            found = memory.upload(digest, is_local=is_local)
        if cache == "only":
            if found is None:
                raise NotKept(
                    f"{name or 'this'!r} was never uploaded, and cache is 'only'; run it once "
                    "with cache='use'"
                )
            return found
        if found is None or not _is_usable(found):
            config = UploadFileConfig(name=f"gm-{digest[:_DIGITS]}", mime_type=mime_type)
            if name:
                config.display_name = name
            found = _found(client, config) or _uploaded(client, source, config)
            if found.state == FileState.PROCESSING:
                found = client.files.wait(file=found)
            if memory is not None and cache != "off":
                memory.keep_upload(digest, found, is_local=is_local)
        self._files[client, digest] = found
        return found


def _found(client: Client, config: UploadFileConfig) -> File | None:
    """What an earlier kernel has uploaded."""
    try:
        file = client.files.get(name=config.name or "")
    except (NotFound, PermissionDenied):
        return None  # the service says the one or the other of a file that is not there
    return file if _is_usable(file) else None


def _uploaded(client: Client, source: Path | bytes, config: UploadFileConfig) -> File:
    try:
        return client.files.upload(file=source, config=config)
    except Conflict:
        # It is about to expire, or somebody else's: then one under a name of the service's.
        config.name = None
        return client.files.upload(file=source, config=config)


def _is_usable(file: File) -> bool:
    ends = file.expiration_time
    lasts = ends is None or ends - datetime.now(UTC) > _MARGIN
    return lasts and file.state != FileState.FAILED


def _digest(source: Path | bytes) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
