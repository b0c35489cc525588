"""A download as a flow: into memory, or piece by piece to where it is wanted."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import InvalidRequest
from .call import RawCall, Received
from .flow import Flow

__all__ = ["Destination", "downloading"]

Destination = str | os.PathLike[str] | BinaryIO

_MEDIA = {"alt": "media"}


def downloading(path: str, destination: Destination | None) -> Flow[bytes | None]:
    """The bytes at a path of the API, or None after they went to the destination."""
    if destination is None:
        received: Received = yield RawCall("GET", path, query=_MEDIA)
        return received.body
    if isinstance(destination, (str, os.PathLike)):
        yield from _to_path(path, Path(destination))
    else:
        yield RawCall("GET", path, query=_MEDIA, into=_rewinding(destination))
    return None


def _to_path(path: str, target: Path) -> Flow[None]:
    """A file beside the target first: there is never half a file under its name."""
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            yield RawCall("GET", path, query=_MEDIA, into=_rewinding(file))
        part.replace(target)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _rewinding(file: Any) -> Callable[[], Callable[[bytes], object]]:
    """Each attempt begins where the first one did."""
    written = 0
    begin = file.tell() if file.seekable() else None

    def write(piece: bytes) -> None:
        nonlocal written
        file.write(piece)
        written += len(piece)

    def attempt() -> Callable[[bytes], object]:
        nonlocal written
        if written and begin is None:
            raise InvalidRequest(
                f"the download broke after {written} bytes, and its destination cannot go back; "
                "give a path or a file that can seek"
            )
        if written:
            file.seek(begin)
            file.truncate()
            written = 0
        return write

    return attempt
