"""Uploads over real connections: every byte arrives once, or one error says what happened."""

from __future__ import annotations

import asyncio
import io
import logging
import random
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import Client, RetryPolicy, errors, types
from tests.api.script import AT_ONCE
from tests.api.upload_service import Cut, UploadService

SMALL = random.Random(1).randbytes((1 << 20) + 7)
LARGE = random.Random(2).randbytes((9 << 20) + 7)  # more than one part of a stream
TEXT = {"mime_type": "text/plain"}


class Unseekable(io.RawIOBase):
    """A pipe, say."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)


def pieces(data: bytes) -> Iterator[bytes]:
    return (data[at : at + 100_000] for at in range(0, len(data), 100_000))


SOURCES: dict[str, Callable[[bytes, Path], Any]] = {
    "bytes": lambda data, path: data,
    "path": lambda data, path: path,
    "name": lambda data, path: str(path),
    "file": lambda data, path: io.BytesIO(data),
    "pipe": lambda data, path: Unseekable(data),
    "iterable": lambda data, path: pieces(data),
}
CUTS = {
    "before the start": [Cut("start", 0)],
    "after the start": [Cut("start")],
    "before the first byte": [Cut("upload, finalize", 0)],
    "after one byte": [Cut("upload, finalize", 1)],
    "in the middle": [Cut("upload, finalize", 300_000)],
    "before the last byte": [Cut("upload, finalize", len(SMALL) - 1)],
    "before the answer": [Cut("upload, finalize")],
    "during the query": [Cut("upload, finalize", 300_000), Cut("query", 0)],
    "again and again": [
        Cut("upload, finalize", 100_000), Cut("query"), Cut("upload, finalize", 1),
        Cut("upload, finalize", 0), Cut("upload, finalize", 77_777), Cut("query", 0),
        Cut("upload, finalize", 500_000), Cut("upload, finalize"), Cut("query"),
    ],
}  # fmt: skip


def uploaded(colour: str, service: UploadService, file: Any, **config: Any) -> types.File:
    client = Client(api_key="the-key", base_url=service.base_url, retry=AT_ONCE)
    if colour == "sync":
        with client:
            return client.files.upload(file=file, config={**TEXT, **config})

    async def ask() -> types.File:
        async with client.aio as aio:
            return await aio.files.upload(file=file, config={**TEXT, **config})

    return asyncio.run(ask())


both = pytest.mark.parametrize("colour", ["sync", "async"])


@both
@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("data", [b"", b"a", LARGE], ids=["empty", "one byte", "large"])
def test_a_source_arrives_as_it_is(kind: str, data: bytes, colour: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with UploadService() as service:
        file = uploaded(colour, service, SOURCES[kind](data, path))
    is_sized = kind not in ("pipe", "iterable")
    in_parts = data is LARGE and not is_sized
    expected = (
        ["start", "upload", "upload, finalize"] if in_parts else ["start", "upload, finalize"]
    )

    assert data == service.received
    assert expected == service.commands
    assert len(data) == file.size_bytes
    assert (len(data) if is_sized else None) == service.started["file"].get("sizeBytes")
    assert ("a.txt" if kind in ("path", "name") else None) == service.headers[0].get(
        "x-goog-upload-file-name"
    )


@both
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("kind", ["path", "pipe"])
def test_a_break_sends_no_byte_twice(kind: str, cut: str, colour: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(SMALL)
    with UploadService(*CUTS[cut]) as service:
        file = uploaded(colour, service, SOURCES[kind](SMALL, path))

    assert service.received == SMALL
    assert file.name == "files/abc"
    assert not service.cuts


@both
@pytest.mark.parametrize("after", [0, 1, 300_000, (8 << 20) - 1, None])
def test_a_break_in_a_part_of_a_stream_is_mended(after: int | None, colour: str) -> None:
    with UploadService(Cut("upload", after), Cut("upload, finalize", 9)) as service:
        uploaded(colour, service, pieces(LARGE))

    assert service.received == LARGE
    assert not service.cuts


@both
@pytest.mark.parametrize("command", ["start", "upload, finalize", "query"])
def test_a_server_error_is_followed_by_a_query(command: str, colour: str) -> None:
    cuts = [Cut("upload, finalize", 5)] if command == "query" else []
    with UploadService(*cuts, failing=[(command, 503)]) as service:
        uploaded(colour, service, SMALL)

    assert service.received == SMALL
    assert not service.failing


@both
def test_tries_without_progress_are_bounded(colour: str) -> None:
    with (
        UploadService(*[Cut("upload, finalize", 0)] * 99) as service,
        pytest.raises(errors.ConnectionFailed, match=r"127\.0\.0\.1"),
    ):
        uploaded(colour, service, SMALL)

    assert ["start", *["upload, finalize", "query"] * 4, "upload, finalize"] == service.commands


@both
def test_progress_makes_tries_unbounded(colour: str) -> None:
    with UploadService(*[Cut("upload, finalize", 50_000)] * 20) as service:
        uploaded(colour, service, SMALL)

    assert service.received == SMALL
    assert not service.cuts


@both
def test_a_refused_upload_is_not_tried_again(colour: str) -> None:
    refused = ("upload, finalize", 400)
    with UploadService(failing=[refused]) as service, pytest.raises(errors.BadRequest):
        uploaded(colour, service, SMALL)

    assert service.commands == ["start", "upload, finalize"]


@both
def test_a_lost_answer_that_is_not_repeated_is_a_clear_error(colour: str) -> None:
    with (
        UploadService(Cut("upload, finalize"), remembers=False) as service,
        pytest.raises(errors.MalformedResponse, match="everything was uploaded, but"),
    ):
        uploaded(colour, service, SMALL)

    assert service.received == SMALL


@both
def test_an_upload_that_the_service_ends_too_early_is_an_error(colour: str) -> None:
    with (
        UploadService(ends_early=True) as service,
        pytest.raises(errors.MalformedResponse, match="ended the upload after 8,388,608 bytes"),
    ):
        uploaded(colour, service, pieces(LARGE))

    assert service.commands[-1] == "cancel"


@both
@pytest.mark.parametrize("kind", ["bytes", "pipe"])
def test_damage_is_noticed(kind: str, colour: str, tmp_path: Path) -> None:
    with (
        UploadService(sha256="0" * 64) as service,
        pytest.raises(errors.MalformedResponse, match="files/abc is not what was sent"),
    ):
        uploaded(colour, service, SOURCES[kind](SMALL, tmp_path))


@both
def test_a_file_that_shrinks_is_cancelled(colour: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(SMALL)

    def cut_short(sent: int, total: int | None) -> None:
        path.write_bytes(b"short")

    with (
        UploadService() as service,
        pytest.raises(errors.InvalidRequest, match=r"'a\.txt' became shorter"),
    ):
        uploaded(colour, service, path, on_progress=cut_short)

    assert service.commands[-1] == "cancel"


@both
def test_an_interrupt_cancels(colour: str) -> None:
    def interrupt(sent: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with UploadService() as service, pytest.raises(KeyboardInterrupt):
        uploaded(colour, service, SMALL, on_progress=interrupt)

    # Two connections: the service may read the one that was dropped after the one that cancels.
    assert "cancel" in service.commands


def test_a_cancelled_task_cancels_the_upload() -> None:
    def cancel(sent: int, total: int | None) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    with UploadService() as service, pytest.raises(asyncio.CancelledError):
        uploaded("async", service, SMALL, on_progress=cancel)

    assert service.commands[-1] == "cancel"


@both
def test_a_source_that_fails_is_cancelled_and_its_error_stays(colour: str) -> None:
    def failing() -> Iterator[bytes]:
        yield LARGE
        raise OSError("the disk is gone")

    with UploadService() as service, pytest.raises(OSError, match="the disk is gone"):
        uploaded(colour, service, failing())

    assert service.commands[-1] == "cancel"


@both
@pytest.mark.parametrize("kind", ["bytes", "iterable"])
def test_progress_is_told(kind: str, colour: str, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    with UploadService() as service:
        file = SOURCES[kind](LARGE, tmp_path)
        uploaded(colour, service, file, on_progress=lambda *now: told.append(now))
    sent = [now for now, _ in told]

    assert sorted(sent) == sent
    assert (len(LARGE), len(LARGE) if kind == "bytes" else None) == told[-1]
    assert len(told) > 3


def test_a_stream_keeps_only_what_is_not_confirmed() -> None:
    made = 0

    def counted() -> Iterator[bytes]:
        nonlocal made
        for piece in pieces(LARGE * 4):
            made += len(piece)
            assert made - len(service.received) < 9 << 20
            yield piece

    with UploadService() as service:
        uploaded("sync", service, counted())

    assert len(LARGE) * 4 == len(service.received)


def test_the_address_of_an_upload_is_in_no_error_and_no_repr(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "gemini_magic")
    with UploadService(*[Cut("upload, finalize", 0)] * 99) as service:
        try:
            uploaded("sync", service, SMALL)
        except errors.ConnectionFailed as error:
            found = traceback.TracebackException.from_exception(error, capture_locals=True)
    shown = "".join(found.format()) + caplog.text

    assert "SECRET" not in shown
    assert "the-key" not in shown


def test_an_address_stays_below_the_base_url(tmp_path: Path) -> None:
    with UploadService() as service:
        client = Client(
            api_key="k", base_url=f"{service.base_url}/proxy", retry=RetryPolicy(attempts=1)
        )
        with client:
            client.files.upload(file=SMALL, config=TEXT)

    assert service.received == SMALL


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("missing.mp4", "'missing.mp4' is not a file"),
        (io.StringIO("text"), 'open it with mode "rb"'),
        (17, "a int cannot be uploaded"),
    ],
)
def test_what_cannot_be_uploaded_says_why(file: Any, said: str) -> None:
    client = Client(api_key="k", base_url="http://127.0.0.1:9")
    with pytest.raises(errors.InvalidRequest, match=said):
        client.files.upload(file=file)


def test_too_large_a_file_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    with path.open("wb") as file:
        file.truncate((2 << 30) + 1)
    client = Client(api_key="k", base_url="http://127.0.0.1:9")
    with pytest.raises(errors.InvalidRequest, match="2,147,483,649 bytes"):
        client.files.upload(file=path)
