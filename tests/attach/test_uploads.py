"""What is too big for a request is uploaded once for each content, and found again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from gemini_magic import Client
from gemini_magic.attach import Terms, Uploads, attached
from gemini_magic.errors import InvalidRequest

BIG = b"%PDF-1.7\n" + bytes(9_000_000)


class Service:
    """Keeps files by name for `hours`; other people's names are taken."""

    def __init__(self, hours: float = 48.0, taken: bool = False) -> None:
        self.files: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self._hours = hours
        self._taken = taken
        self._begun: dict[str, str] = {}

    def client(self) -> Client:
        return Client(api_key="a-key", transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        command = request.headers.get("x-goog-upload-command", request.method)
        self.asked.append(command)
        if command == "GET":
            name = request.url.path.removeprefix("/v1beta/")
            found = self.files.get(name)
            error = {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "no"}}
            return httpx.Response(200 if found else 403, json=found or error)
        request.read()
        if command == "start":
            self._begun = json.loads(request.content)["file"]
            if self._taken and "name" in self._begun:
                error = {"error": {"code": 409, "status": "ALREADY_EXISTS", "message": "taken"}}
                return httpx.Response(409, json=error)
            headers = {
                "x-goog-upload-url": "https://example.com/upload/1",
                "x-goog-upload-status": "active",
                "x-goog-upload-chunk-granularity": "262144",
            }
            return httpx.Response(200, headers=headers)
        ends = datetime.now(UTC) + timedelta(hours=self._hours)
        name = self._begun.get("name", "files/by-the-service")
        file = {
            "name": name,
            "uri": f"https://example.com/{name}",
            "mimeType": self._begun["mimeType"],
            "expirationTime": ends.isoformat(),
            "state": "ACTIVE",
        }
        self.files[name] = file
        headers = {"x-goog-upload-status": "final"}
        return httpx.Response(200, headers=headers, json={"file": file})

    @property
    def uploads(self) -> int:
        return self.asked.count("start")


def terms_of(service: Service) -> Terms:
    client = service.client()
    return Terms(uploads=Uploads(lambda: client))


def uri_of(value: object, terms: Terms) -> str:
    found = attached(value, "it", terms)
    assert found is not None
    [part] = found.parts
    assert part.file_data is not None
    return part.file_data.file_uri or ""


def test_a_content_is_uploaded_once_whatever_it_is_called(tmp_path: Path) -> None:
    service = Service()
    terms = terms_of(service)
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(BIG)

    uris = {uri_of(value, terms) for value in (tmp_path / "a.pdf", tmp_path / "b.pdf", BIG)}

    assert service.uploads == 1
    assert len(uris) == 1


def test_the_next_kernel_finds_it_again_by_its_content() -> None:
    service = Service()
    first = uri_of(BIG, terms_of(service))

    second = uri_of(BIG, terms_of(service))

    assert second == first
    assert service.uploads == 1


def test_a_file_that_is_about_to_expire_is_uploaded_again() -> None:
    service = Service(hours=0.1)
    terms = terms_of(service)

    uri_of(BIG, terms)
    uri_of(BIG, terms)

    assert service.uploads == 2


def test_a_name_that_is_taken_is_left_to_the_service() -> None:
    service = Service(taken=True)

    assert uri_of(BIG, terms_of(service)) == "https://example.com/files/by-the-service"


def test_the_line_says_how_long_it_is_there() -> None:
    found = attached(BIG, "report", terms_of(Service()))

    assert found is not None
    [sent] = found.sent
    assert sent.note == "application/pdf, 9.0 MB, uploaded"
    assert sent.until.startswith("there until ")


def test_what_is_small_is_not_uploaded(tmp_path: Path) -> None:
    service = Service()
    (tmp_path / "a.pdf").write_bytes(BIG[:100])

    attached(tmp_path / "a.pdf", "a.pdf", terms_of(service))

    assert service.asked == []


def test_without_uploads_what_is_too_big_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="'it' of 16,000,009 bytes does not fit"):
        attached(BIG[:9] + bytes(16_000_000), "it")
