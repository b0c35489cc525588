"""Files: what is sent, what comes back, and media in contents."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Client, errors, types
from gemini_magic.api.contents import part_from
from gemini_magic.api.media_type import media_type_of
from gemini_magic.api.uploaded_file import with_uploads
from tests.api.golden import captured, sent
from tests.api.script import AT_ONCE, Script, client_with, document, error, says

Do = Callable[[Any], Any]
"""What to call, given a client of either colour."""


def result(colour: str, client: Client, do: Do) -> Any:
    """What a method returns, with all that its iterator yields."""
    if colour == "sync":
        found = do(client)
        return list(found) if hasattr(found, "__next__") else found

    async def ask() -> Any:
        found = await do(client.aio)
        return [item async for item in found] if hasattr(found, "__anext__") else found

    return asyncio.run(ask())


both = pytest.mark.parametrize("colour", ["sync", "async"])

STARTED = httpx.Response(
    200,
    headers={
        "x-goog-upload-url": "https://h/upload-session?upload_id=XYZ&upload_protocol=resumable",
        "x-goog-upload-status": "active",
    },
)


def finished(answer: Any) -> httpx.Response:
    content = json.dumps(answer).encode()
    return httpx.Response(200, headers={"x-goog-upload-status": "final"}, content=content)


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    path = tmp_path / "_t.txt"
    path.write_bytes(b"hello world")
    return path


@both
def test_an_upload_sends_what_googles_sdk_sends(
    colour: str, golden: dict[str, Any], hello: Path
) -> None:
    script = Script(STARTED, finished({"file": {"name": "files/abc"}}))
    config = types.UploadFileConfig(name="my-file", display_name="d", mime_type="text/plain")
    result(
        colour,
        client_with(script, api_version="v1"),
        lambda client: client.files.upload(file=hello, config=config),
    )

    assert captured(golden, "files_upload") == sent(script.requests)


@both
def test_a_large_file_is_one_request_where_googles_sdk_sends_two(
    colour: str, golden: dict[str, Any]
) -> None:
    """Both are legal; one needs no answer in between, and resumes where it broke all the same."""
    script = Script(STARTED, finished({"file": {"name": "files/abc"}}))
    data = io.BytesIO(b"x" * (9 << 20))
    result(
        colour,
        client_with(script),
        lambda client: client.files.upload(file=data, config={"mime_type": "text/plain"}),
    )
    start, first, last = captured(golden, "files_upload_v1beta_iobase")
    ours = sent(script.requests)

    assert start == ours[0]
    assert first[:2] == ours[1][:2]
    assert last[3]["x-goog-upload-command"] == ours[1][3]["x-goog-upload-command"]
    assert sum(int(part[3]["content-length"]) for part in (first, last)) == 9 << 20
    assert str(9 << 20) == ours[1][3]["content-length"]


CALLS: dict[str, Do] = {
    "files_list": lambda client: client.files.list(config={"page_size": 10}),
    "files_get": lambda client: client.files.get(name="files/abc"),
    "files_delete": lambda client: client.files.delete(name="files/abc"),
    "files_download": lambda client: client.files.download(file="files/abc"),
    "files_download_uri": lambda client: client.files.download(
        file="https://generativelanguage.googleapis.com/v1beta/files/abc:download?alt=media"
    ),
}


@both
@pytest.mark.parametrize("scenario", CALLS)
def test_a_call_sends_what_googles_sdk_sends(
    scenario: str, colour: str, golden: dict[str, Any]
) -> None:
    script = Script(document({}))
    result(colour, client_with(script), CALLS[scenario])

    assert captured(golden, scenario) == sent(script.requests)


@pytest.mark.parametrize(
    "file",
    [
        "a-b",
        "files/a-b",
        "https://h/v1beta/files/a-b",
        "https://h/v1beta/files/a-b:download?alt=media",
        "https://h/download/v1beta/files/a-b:download?alt=media",
        types.File(name="files/a-b"),
        types.Video(uri="https://h/v1beta/files/a-b:download?alt=media"),
        types.GeneratedVideo(video=types.Video(uri="https://h/v1beta/files/a-b:download")),
    ],
    ids=str,
)
def test_a_file_may_be_named_in_any_way(file: Any) -> None:
    script = Script(httpx.Response(200, content=b"data"))

    assert client_with(script).files.download(file=file) == b"data"
    assert script.requests[0].url.path == "/v1beta/files/a-b:download"


def test_ids_of_results_may_be_long() -> None:
    script = Script(httpx.Response(200, content=b"data"))
    name = f"files/batch-{'x' * 60}"
    client_with(script).files.download(file=name)

    assert f"/v1beta/{name}:download" == script.requests[0].url.path


@pytest.mark.parametrize("file", ["", "files/", "a/b", "files/a/b", "../x", 7])
def test_what_names_no_file_is_refused(file: Any) -> None:
    client = client_with(Script(document({})))
    with pytest.raises(errors.InvalidRequest, match="names no file"):
        client.files.get(name=file)


@pytest.mark.parametrize("name", ["-a", "a-", "A", "a_b", "", "x" * 41, "files/-"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    client = client_with(Script(document({})))
    with pytest.raises(errors.InvalidRequest, match="1–40 characters"):
        client.files.upload(file=b"", config={"name": name})


@both
def test_a_download_follows_a_redirect_and_keeps_the_key_at_home(colour: str) -> None:
    script = Script(
        httpx.Response(302, headers={"location": "https://media.example/x?token=1"}),
        httpx.Response(200, content=b"video"),
    )
    video = types.Video(uri="https://h/v1beta/files/v:download?alt=media")
    data = result(colour, client_with(script), lambda client: client.files.download(file=video))

    assert data == b"video"
    assert video.video_bytes == b"video"
    assert str(script.requests[1].url) == "https://media.example/x?token=1"
    assert ["x-goog-api-key" in request.headers for request in script.requests] == [True, False]


@both
def test_a_redirect_from_https_to_http_carries_no_key(colour: str) -> None:
    script = Script(
        httpx.Response(302, headers={"location": "http://h/v1beta/files/v:download"}),
        httpx.Response(200, content=b"video"),
    )
    client = Client(api_key="k", base_url="https://h", transport=httpx.MockTransport(script))
    result(colour, client, lambda client: client.files.download(file="files/v"))

    assert ["x-goog-api-key" in request.headers for request in script.requests] == [True, False]


@both
def test_a_redirect_to_nowhere_is_an_error_at_once(colour: str) -> None:
    script = Script(httpx.Response(302))

    with pytest.raises(errors.APIError, match="302"):
        result(colour, client_with(script), lambda client: client.models.get(model="m"))

    assert len(script.requests) == 1


@both
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_request_with_a_body_is_not_sent_on_without_it(colour: str, status: int) -> None:
    script = Script(httpx.Response(status, headers={"location": "https://other.example/x?token=1"}))

    with pytest.raises(errors.SettingsError, match=r"on to https://other\.example; set base_url"):
        result(
            colour,
            client_with(script),
            lambda client: client.models.generate_content(model="m", contents="hi"),
        )

    assert len(script.requests) == 1


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __iter__(self) -> Any:
        yield b"first half, "
        raise httpx.ReadError("reset")

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece


def breaking_once() -> Client:
    answers = [httpx.Response(200, stream=Broken()), httpx.Response(200, content=b"whole")]
    transport = httpx.MockTransport(lambda request: answers.pop(0))
    return Client(api_key="k", transport=transport, retry=AT_ONCE)


@both
def test_a_download_that_breaks_begins_again(colour: str, tmp_path: Path) -> None:
    memory = result(colour, breaking_once(), lambda client: client.files.download(file="a"))
    path = tmp_path / "out.bin"
    gone = result(
        colour, breaking_once(), lambda client: client.files.download(file="a", destination=path)
    )
    with (tmp_path / "file.bin").open("w+b") as file:
        file.write(b"before ")
        result(
            colour,
            breaking_once(),
            lambda client: client.files.download(file="a", destination=file),
        )
        file.seek(0)
        written = file.read()

    assert (memory, gone) == (b"whole", None)
    assert path.read_bytes() == b"whole"
    assert written == b"before whole"


class Pipe(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        return len(piece)


@both
def test_a_broken_download_into_a_pipe_is_an_error(colour: str) -> None:
    client = breaking_once()
    with pytest.raises(errors.InvalidRequest, match="broke after 12 bytes"):
        result(colour, client, lambda c: c.files.download(file="a", destination=Pipe()))


@both
def test_a_failed_download_leaves_the_path_as_it_was(colour: str, tmp_path: Path) -> None:
    path = tmp_path / "out.bin"
    path.write_bytes(b"old")
    client = client_with(Script(document(error(400, "INVALID_ARGUMENT", "not generated"), 400)))
    with pytest.raises(errors.BadRequest, match="not generated"):
        result(colour, client, lambda c: c.files.download(file="a", destination=path))

    assert path.read_bytes() == b"old"
    assert [path] == list(tmp_path.iterdir())


@both
def test_waiting_ends_when_the_file_is_active(colour: str) -> None:
    script = Script(
        document({"name": "files/a", "state": "PROCESSING"}),
        document({"name": "files/a", "state": "PROCESSING"}),
        document({"name": "files/a", "state": "ACTIVE"}),
    )
    file = types.File(name="files/a")
    found = result(colour, client_with(script), lambda c: c.files.wait(file=file, pause=0))

    assert found.state == "ACTIVE"
    assert len(script.requests) == 3


@both
def test_waiting_for_a_file_that_failed_raises_its_reason(colour: str) -> None:
    status = {"code": 3, "message": "The video is broken"}
    script = Script(document({"name": "files/a", "state": "FAILED", "error": status}))
    client = client_with(script)
    with pytest.raises(errors.BadRequest, match="files/a cannot be used: The video is broken"):
        result(colour, client, lambda c: c.files.wait(file="files/a"))


@both
def test_waiting_has_an_end(colour: str) -> None:
    client = client_with(Script(document({"name": "files/a", "state": "PROCESSING"})))
    with pytest.raises(errors.TimedOut, match="'files/a' is not done after 0 s"):
        result(colour, client, lambda c: c.files.wait(file="a", timeout=0))


@both
def test_objects_in_cloud_storage_become_files(colour: str) -> None:
    script = Script(document({"files": [{"name": "files/a", "source": "REGISTERED"}]}))
    found = result(colour, client_with(script), lambda c: c.files.register(uris=["gs://b/o.mp4"]))

    assert found.files[0].source == "REGISTERED"
    assert sent(script.requests)[0][:3] == (
        "POST",
        "/v1beta/files:register",
        {"uris": ["gs://b/o.mp4"]},
    )


def test_only_cloud_storage_can_be_registered() -> None:
    client = client_with(Script(document({})))
    with pytest.raises(errors.InvalidRequest, match="gs://bucket/object"):
        client.files.register_files(uris=["https://x"])


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.pdf", b"", "application/pdf"),
        ("a.jsonl", b"{}", "application/jsonl"),
        ("A.MD", b"", "text/markdown"),
        ("", b"%PDF-1.4", "application/pdf"),
        ("", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("", b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        ("", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("", b"\0\0\0\x20ftypisom", "video/mp4"),
        ("noending", "Grüße".encode(), "text/plain"),
        ("", "Grüße".encode()[:-2], "text/plain"),
        ("", b"", "text/plain"),
    ],
)
def test_the_media_type_is_seen(name: str, head: bytes, expected: str) -> None:
    assert expected == media_type_of(name, head)


def test_a_media_type_that_is_not_seen_is_asked_for() -> None:
    client = client_with(Script(document({})))
    with pytest.raises(errors.InvalidRequest, match="mime_type"):
        client.files.upload(file=b"\0\1\2\xff")


def parts_sent(*contents: Any) -> list[dict[str, Any]]:
    script = Script(document(says("ok")))
    client_with(script).models.generate_content(model="m", contents=[*contents])
    found: list[dict[str, Any]] = script.bodies[0]["contents"][0]["parts"]
    return found


@pytest.mark.parametrize(
    "link",
    [
        "https://www.youtube.com/watch?v=XXXXX",
        "https://youtu.be/XXXXX?t=10",
        " http://m.youtube.com/shorts/XXXXX\n",
    ],
)
def test_a_youtube_link_that_stands_alone_is_a_video(link: str) -> None:
    assert [{"fileData": {"fileUri": link.strip()}}, {"text": "Summarize"}] == parts_sent(
        link, "Summarize"
    )


@pytest.mark.parametrize(
    "text",
    [
        "What is https://www.youtube.com/watch?v=XXXXX about?",
        "https://youtube.com",
        "https://example.org/a.pdf",
        "a.pdf",
        "/etc/passwd",
        "gs://bucket/object",
    ],
)
def test_other_strings_are_text(text: str) -> None:
    assert [{"text": text}] == parts_sent(text)


def test_a_path_travels_inside_the_request(hello: Path) -> None:
    data = {"mimeType": "text/plain", "data": "aGVsbG8gd29ybGQ="}

    assert [{"inlineData": data}, {"text": "?"}] == parts_sent(hello, "?")


def test_an_uploaded_file_travels_by_its_address() -> None:
    file = types.File(name="files/a", uri="https://h/v1beta/files/a", mime_type="audio/mp3")

    assert parts_sent(file) == [
        {"fileData": {"fileUri": "https://h/v1beta/files/a", "mimeType": "audio/mp3"}}
    ]


def test_a_path_to_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.InvalidRequest, match="is not a file"):
        parts_sent(tmp_path / "gone.mp4")


@both
def test_paths_that_do_not_fit_are_uploaded_largest_first(colour: str, tmp_path: Path) -> None:
    sizes = {"a.mp4": 8 << 20, "b.mp4": 10 << 20, "c.txt": 10}
    paths = [tmp_path / name for name in sizes]
    for path, size in zip(paths, sizes.values(), strict=True):
        path.write_bytes(bytes(size))
    script = Script(
        STARTED,
        finished({"file": {"name": "files/b", "state": "PROCESSING"}}),
        document({"name": "files/b", "state": "PROCESSING"}),
        document({"name": "files/b", "state": "ACTIVE"}),
    )
    client = client_with(script)
    contents = ["?", *paths]
    found = result(colour, client, lambda c: c.run(with_uploads(contents, pause=0)))
    ready = types.File.model_validate({"name": "files/b", "state": "ACTIVE"})

    assert ["?", paths[0], ready, paths[2]] == found
    assert len(script.requests) == 4


def test_contents_that_fit_are_left_alone(hello: Path) -> None:
    client = client_with(Script(document({})))
    contents = ["?", hello]

    assert contents is client.run(with_uploads(contents))


def test_a_path_alone_that_is_too_large_says_to_upload(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with path.open("wb") as file:
        file.truncate(16_000_000)
    with pytest.raises(errors.InvalidRequest, match=r"'a\.mp4' of 16,000,000 bytes does not fit"):
        part_from(path)


@pytest.mark.parametrize(
    ("mime_type", "size"), [("application/pdf", 50_000_001), ("video/mp4", 100_000_001)]
)
def test_too_large_a_part_says_to_upload(mime_type: str, size: int) -> None:
    part = types.Part.from_bytes(data=bytes(size), mime_type=mime_type)
    with pytest.raises(errors.InvalidRequest, match=r"client\.files\.upload"):
        parts_sent(part)
