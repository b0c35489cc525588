"""Files on the engine: sent by our client, by Google's SDK and by hand, used in prompts."""

from __future__ import annotations

import base64
import hashlib
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Client
from gemini_magic.errors import APIError
from tests.local.conftest import KEY, MODEL, Engine, running

_GRANULARITY = 256 * 1024
_STORY = (
    "The lighthouse of Arn was built in 1871 by the engineer Mara Voss. It stands on a cliff "
    "above the bay. Its lamp was lit with whale oil until 1902. Today the lamp is electric. "
    "The keeper lives in a small house of grey stone. Tourists visit the tower in summer. "
    "In winter the road is often closed by snow. The light can be seen for twenty miles."
)


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[Client]:
    with Client(api_key=KEY, base_url=engine.url) as client:
        yield client


@pytest.fixture(scope="module")
def google(engine: Engine) -> Iterator[Any]:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    yield client
    client.close()


def test_a_file_is_uploaded_described_listed_and_deleted(client: Client) -> None:
    data = b"x" * (3 * _GRANULARITY + 5)
    file = client.files.upload(
        file=io.BytesIO(data),
        config={"mime_type": "text/plain", "display_name": "xs", "name": "many-xs"},
    )

    assert file.name == "files/many-xs"
    assert file.size_bytes == len(data)
    assert file.state == "ACTIVE"
    assert file.source == "UPLOADED"
    digest = hashlib.sha256(data).hexdigest().encode()
    assert file.sha256_hash == base64.b64encode(digest).decode()
    assert file.expiration_time is not None
    assert file.create_time is not None
    assert (file.expiration_time - file.create_time).total_seconds() == 48 * 3600
    assert client.files.get(name="many-xs").display_name == "xs"
    assert "files/many-xs" in [one.name for one in client.files.list(config={"page_size": 1})]
    client.files.delete(name="many-xs")
    with pytest.raises(APIError) as raised:
        client.files.get(name="many-xs")
    assert raised.value.code == 403


def test_googles_sdk_does_the_same(google: Any, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(_STORY, "utf-8")
    file = google.files.upload(file=path, config={"display_name": "Story"})

    answer = google.models.generate_content(
        model=MODEL, contents=[file, "Who built the lighthouse?"]
    )

    assert "Mara Voss" in answer.text
    assert google.files.get(name=file.name).mime_type == "text/plain"
    assert file.name in [one.name for one in google.files.list()]
    google.files.delete(name=file.name)
    with pytest.raises(Exception, match="403 PERMISSION_DENIED"):
        google.models.generate_content(model=MODEL, contents=[file, "Who built it?"])


def test_a_text_file_is_summarised_and_a_short_one_shown(client: Client) -> None:
    story = client.files.upload(file=_STORY.encode(), config={"mime_type": "text/plain"})
    note = client.files.upload(file=b"The key is under the mat.", config={"mime_type": "text/csv"})

    answer = client.models.generate_content(
        model=MODEL, contents=[story, "Summarize this in two sentences"]
    )
    shown = client.models.generate_content(model=MODEL, contents=["What does it say?", note])

    assert answer.text
    assert all(part in _STORY for part in answer.text.split(". "))
    assert "> The key is under the mat." in (shown.text or "")
    assert answer.usage_metadata is not None
    assert (answer.usage_metadata.prompt_token_count or 0) > 60


def test_a_pdf_is_read_and_quoted(client: Client) -> None:
    pytest.importorskip("pypdf")
    file = client.files.upload(file=_pdf(_STORY), config={"mime_type": "application/pdf"})

    answer = client.models.generate_content(
        model=MODEL, contents=[file, "How was the lamp lit until 1902?"]
    )

    assert "whale oil" in (answer.text or "")


def test_an_image_is_measured_like_an_inline_one(client: Client) -> None:
    image = pytest.importorskip("PIL.Image")
    buffer = io.BytesIO()
    image.new("RGB", (40, 30), (220, 30, 30)).save(buffer, "PNG")
    file = client.files.upload(file=buffer.getvalue(), config={"mime_type": "image/png"})

    answer = client.models.generate_content(model=MODEL, contents=[file, "What is this?"])

    assert "40 × 30 pixels (PNG, RGB), mostly red" in (answer.text or "")


def test_sound_is_processed_before_it_can_be_used(cache: Path) -> None:
    with (
        running(cache, "--no-llm", "--file-processing", "0.8") as engine,
        Client(api_key=KEY, base_url=engine.url) as client,
    ):
        file = client.files.upload(file=b"RIFF", config={"mime_type": "audio/wav"})
        assert file.state == "PROCESSING"
        with pytest.raises(APIError, match="not in an ACTIVE state") as raised:
            client.models.generate_content(model=MODEL, contents=[file, "What is said?"])
        assert raised.value.status == "FAILED_PRECONDITION"
        assert client.files.wait(file=file, pause=0.05).state == "ACTIVE"


def test_a_file_expires_and_its_bytes_go(cache: Path) -> None:
    with (
        running(cache, "--no-llm", "--file-ttl", "0.2") as engine,
        Client(api_key=KEY, base_url=engine.url) as client,
    ):
        file = client.files.upload(file=b"soon gone", config={"mime_type": "text/plain"})
        time.sleep(0.25)
        with pytest.raises(APIError, match="may not exist") as raised:
            client.models.generate_content(model=MODEL, contents=[file, "What is it?"])
        assert raised.value.status == "PERMISSION_DENIED"
        assert list(client.files.list()) == []


def test_nothing_is_left_when_the_engine_ends(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with running(cache, "--no-llm") as engine:
        with Client(api_key=KEY, base_url=engine.url) as client:
            client.files.upload(file=b"kept for a while", config={"mime_type": "text/plain"})
        assert len([*tmp_path.glob("*/*")]) == 1

    assert [*tmp_path.iterdir()] == []


def test_a_foreign_address_is_no_file_of_ours(client: Client) -> None:
    part = {"file_data": {"file_uri": "https://example.com/files/abc", "mime_type": "image/png"}}
    answer = client.models.generate_content(model=MODEL, contents=[{"parts": [part]}])

    assert "does not open" in (answer.text or "")


def test_an_upload_stops_is_asked_for_and_goes_on(engine: Engine) -> None:
    data = bytes(range(256)) * 1024 * 2 + b"end"
    url = _start(engine, size=len(data)).headers["x-goog-upload-url"]

    first = _send(url, "upload", data[:_GRANULARITY], 0)
    wrong = _send(url, "upload", data[:_GRANULARITY], 0)
    odd = _send(url, "upload", data[_GRANULARITY : _GRANULARITY + 9], _GRANULARITY)
    asked = _send(url, "query")
    early = _send(url, "upload, finalize", b"end", _GRANULARITY)
    last = _send(url, "upload, finalize", data[_GRANULARITY:], _GRANULARITY)
    again = _send(url, "query")

    assert [answer.is_error for answer in (first, asked, last, again)] == [False] * 4
    assert first.headers["x-goog-upload-status"] == "active"
    assert [wrong.status_code, odd.status_code, early.status_code] == [400, 400, 400]
    assert wrong.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert "262144" in odd.json()["error"]["message"]
    assert asked.headers["x-goog-upload-size-received"] == str(_GRANULARITY)
    assert last.headers["x-goog-upload-status"] == "final"
    digest = base64.b64encode(hashlib.sha256(data).hexdigest().encode()).decode()
    assert last.json()["file"]["sha256Hash"] == digest
    assert again.json() == last.json()


def test_a_cancelled_upload_is_gone(engine: Engine) -> None:
    url = _start(engine).headers["x-goog-upload-url"]

    assert _send(url, "cancel").headers["x-goog-upload-status"] == "cancelled"
    assert _send(url, "query").status_code == 404


def test_a_refused_upload_leaves_the_connection_alive(engine: Engine) -> None:
    url = _start(engine).headers["x-goog-upload-url"]
    headers = {"x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "7"}

    refused = [engine.client.post(url, content=b"x" * 2**20, headers=headers) for _ in range(5)]

    assert {answer.status_code for answer in refused} == {400}
    assert _send(url, "query").headers["x-goog-upload-size-received"] == "0"


def test_what_is_wrong_at_the_start_is_said_there(engine: Engine) -> None:
    taken = _start(engine, body={"file": {"name": "files/taken"}})
    _send(taken.headers["x-goog-upload-url"], "upload, finalize", b"", 0)
    cases: list[tuple[dict[str, Any], int]] = [
        ({"body": {"file": {"name": "files/taken"}}}, 409),
        ({"body": {"file": {"name": "files/-dash"}}}, 400),
        ({"body": {"file": {"colour": "red"}}}, 400),
        ({"size": 3 * 2**30}, 400),
        ({"protocol": "raw"}, 400),
        ({"key": "wrong"}, 400),
    ]

    answers = [_start(engine, **case) for case, _ in cases]

    assert [answer.status_code for answer in answers] == [status for _, status in cases]
    assert all("error" in answer.json() for answer in answers)


def test_an_uploaded_file_is_not_downloaded(client: Client) -> None:
    file = client.files.upload(file=b"mine", config={"mime_type": "text/plain"})

    with pytest.raises(APIError) as raised:
        client.files.download(file=file)

    assert raised.value.code == 400


def _start(
    engine: Engine,
    *,
    body: Any = None,
    size: int | None = None,
    protocol: str = "resumable",
    key: str = KEY,
) -> httpx.Response:
    headers = {
        "x-goog-api-key": key,
        "x-goog-upload-protocol": protocol,
        "x-goog-upload-command": "start",
        "x-goog-upload-header-content-type": "text/plain",
    }
    if size is not None:
        headers["x-goog-upload-header-content-length"] = str(size)
    return engine.client.post("/upload/v1beta/files", json=body or {"file": {}}, headers=headers)


def _send(url: str, command: str, data: bytes = b"", offset: int | None = None) -> httpx.Response:
    headers = {"x-goog-upload-command": command}
    if offset is not None:
        headers["x-goog-upload-offset"] = str(offset)
    return httpx.post(url, content=data, headers=headers)


def _pdf(text: str) -> bytes:
    """A one-page PDF by hand: pypdf reads, and does not draw."""
    words = text.split()
    lines = [" ".join(words[i : i + 10]) for i in range(0, len(words), 10)]
    shown = "\n".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 750 Td\n{shown}\nET".encode()
    font = b"/Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R %s >>" % font,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table
    return made + head + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(made)
