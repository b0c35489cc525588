"""Source: the bytes of an upload, from wherever they are, as often as they must be sent.

A sized source can be read again from any place. A stream cannot go back: it keeps what was read
and is not confirmed yet, and nothing else.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import httpx

from ..errors import InvalidRequest

__all__ = ["Body", "Sized", "Source", "Stream", "source_from"]

# Large enough that Python hardly counts, small enough for memory and for a progress bar.
PIECE = 1 << 20


class Source(Protocol):
    """Where the bytes come from. `name` is that of a file, else empty."""

    name: str

    @property
    def size(self) -> int | None:
        """How many bytes there are; None if nobody knows before the end."""

    def head(self, size: int) -> bytes:
        """The first bytes, before anything was sent."""

    def part(self, start: int, granularity: int) -> tuple[int, bool]:
        """What is to be sent next, from `start` on: where it ends, and whether it is the last."""

    def pieces(self, start: int, end: int) -> Generator[bytes, None, None]:
        """The bytes from `start` to `end`."""

    def confirm(self, offset: int) -> None:
        """All before `offset` has arrived and will not be asked for again."""

    def sha256(self) -> str:
        """The digest (hexadecimal) of all that was sent, once all is confirmed."""


class Sized:
    """Bytes, or a file that can seek: what remains is sent at once, read as it goes."""

    def __init__(self, open_file: Callable[[], Any], name: str, size: int, begin: int = 0) -> None:
        self._open = open_file
        self._begin = begin
        self._size = size
        self.name = name

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._size

    def head(self, size: int) -> bytes:
        """The first bytes."""
        return next(self.pieces(0, min(size, self.size)), b"")

    def part(self, start: int, granularity: int) -> tuple[int, bool]:
        """All of the rest."""
        return self._size, True

    def pieces(self, start: int, end: int) -> Generator[bytes, None, None]:
        """The bytes from `start` to `end`; a file that lost some meanwhile is an error."""
        with self._open() as file:
            file.seek(self._begin + start)
            while start < end:
                piece = file.read(min(PIECE, end - start))
                if not piece:
                    raise InvalidRequest(
                        f"{self.name or 'the file'!r} became shorter while it was sent: "
                        f"{start} of {end} bytes are left; upload it again"
                    )
                start += len(piece)
                yield piece

    def confirm(self, offset: int) -> None:
        """Nothing is kept."""

    def sha256(self) -> str:
        """Reads all again, once a digest came back: to hash in a thread beside the sending took as
        long on two cores, and twice as long where the service says no digest.
        """
        digest = hashlib.sha256()
        for piece in self.pieces(0, self._size):
            digest.update(piece)
        return digest.hexdigest()


class Stream:
    """A file that cannot seek, or an iterable of bytes: sent in parts, kept until confirmed."""

    size: int | None = None

    def __init__(self, pieces: Iterator[bytes], name: str = "", part: int = 8 << 20) -> None:
        self._pieces = pieces
        self._part = part
        self._kept = bytearray()
        self._begin = 0  # where in the stream the kept bytes begin
        self._digest = hashlib.sha256()
        self.name = name

    def head(self, size: int) -> bytes:
        """The first bytes."""
        self._read_until(size)
        return bytes(self._kept[:size])

    def part(self, start: int, granularity: int) -> tuple[int, bool]:
        """A multiple of the granularity, or less at the end; reads one byte more to know."""
        end = start + max(self._part // granularity, 1) * granularity
        self._read_until(end + 1)
        there = self._begin + len(self._kept)
        return min(end, there), there <= end

    def pieces(self, start: int, end: int) -> Generator[bytes, None, None]:
        """Kept bytes."""
        for at in range(start, end, PIECE):
            yield bytes(self._kept[at - self._begin : min(at + PIECE, end) - self._begin])

    def confirm(self, offset: int) -> None:
        """Forget what has arrived, all but its digest."""
        with memoryview(self._kept) as kept:
            self._digest.update(kept[: offset - self._begin])
        del self._kept[: offset - self._begin]
        self._begin = offset

    def sha256(self) -> str:
        """The digest of what was confirmed."""
        return self._digest.hexdigest()

    def _read_until(self, end: int) -> None:
        while self._begin + len(self._kept) < end:
            piece = next(self._pieces, None)
            if piece is None:
                return
            self._kept += piece


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A stretch of a source as the content of one request, for both clients.

    `tell` hears how many bytes of the source the connection has taken.
    """

    def __init__(self, source: Source, start: int, end: int, tell: Callable[[int], object]) -> None:
        self._source, self._tell = source, tell
        self._start, self._end = start, end

    def __iter__(self) -> Generator[bytes, None, None]:
        at = self._start
        with closing(self._source.pieces(at, self._end)) as pieces:
            for piece in pieces:
                yield piece
                at += len(piece)
                self._tell(at)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # A piece is small, and in memory or in a file: reading it is no wait for the loop.
        with closing(iter(self)) as pieces:
            for piece in pieces:
                yield piece


def source_from(file: Any, name: str = "") -> Source:
    """A source from a path, bytes, a file object, or an iterable of bytes."""
    if isinstance(file, (str, os.PathLike)):
        return _of_path(Path(file))
    if isinstance(file, (bytes, bytearray, memoryview)):
        data = bytes(file)
        return Sized(lambda: io.BytesIO(data), name, len(data))
    if callable(getattr(file, "read", None)):
        return _of_file(file)
    if isinstance(file, Iterable):
        return Stream(iter(file))
    raise InvalidRequest(
        f"a {type(file).__name__} cannot be uploaded; "
        "give a path, bytes, a file opened for reading bytes, or an iterable of bytes"
    )


def _of_path(path: Path) -> Source:
    if not path.is_file():
        raise InvalidRequest(f"{str(path)!r} is not a file; to upload text itself, encode it")
    return Sized(lambda: path.open("rb", buffering=0), path.name, path.stat().st_size)


def _of_file(file: Any) -> Source:
    if isinstance(file, io.TextIOBase):
        raise InvalidRequest('the file was opened for reading text; open it with mode "rb"')
    name = getattr(file, "name", "")
    name = os.path.basename(name) if isinstance(name, str) else ""
    if not (hasattr(file, "seekable") and file.seekable()):
        return Stream(iter(lambda: file.read(PIECE), b""), name)
    begin = file.tell()
    size = file.seek(0, os.SEEK_END) - begin
    file.seek(begin)
    return Sized(lambda: _Left(file), name, size, begin)


class _Left:
    """A file of the caller's, which the caller closes."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> Any:
        return self._file

    def __exit__(self, *_: object) -> None:
        """Left open."""
