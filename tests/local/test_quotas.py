"""Quotas as dials: sizes of files, requests a minute, and batches that take too long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Client, RetryPolicy, errors
from tests.local.conftest import KEY, MODEL, Engine, running, user


@pytest.fixture(scope="module")
def narrow(cache: Path) -> Iterator[Engine]:
    dials = ("--file-bytes", "1000", "--project-bytes", "2500", "--rpm", "3", "--batch-ttl", "0")
    with running(cache, "--no-llm", *dials) as engine:
        yield engine


def start(engine: Engine, headers: dict[str, str]) -> httpx.Response:
    protocol = {"x-goog-upload-protocol": "resumable", "x-goog-upload-command": "start"}
    return engine.client.post("/upload/v1beta/files", headers={**protocol, **headers}, json={})


def generate(engine: Engine, model_id: str) -> httpx.Response:
    body = {"contents": [user("2 + 3?")]}
    return engine.client.post(f"/v1beta/models/{model_id}:generateContent", json=body)


def error_of(response: httpx.Response) -> dict[str, Any]:
    error: dict[str, Any] = response.json()["error"]
    return error


def test_a_file_has_a_largest_size(narrow: Engine) -> None:
    refused = start(narrow, {"x-goog-upload-header-content-length": "1001"})
    url = start(narrow, {}).headers["x-goog-upload-url"]
    headers = {"x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "0"}
    undeclared = narrow.client.post(url, content=b"x" * 1001, headers=headers)

    assert (refused.status_code, error_of(refused)["status"]) == (400, "INVALID_ARGUMENT")
    assert "at most 1000" in error_of(refused)["message"]
    assert undeclared.status_code == 400


def test_files_have_a_size_together_and_deleting_makes_room(narrow: Engine) -> None:
    client = Client(api_key=KEY, base_url=narrow.url)

    def upload() -> str:
        file = client.files.upload(file=b"x" * 900, config={"mime_type": "text/plain"})
        assert file.name is not None
        return file.name

    first, _ = upload(), upload()
    refused = start(narrow, {"x-goog-upload-header-content-length": "900"})
    assert (refused.status_code, error_of(refused)["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert "1800 are taken" in error_of(refused)["message"]

    url = start(narrow, {}).headers["x-goog-upload-url"]
    headers = {"x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "0"}
    assert narrow.client.post(url, content=b"x" * 900, headers=headers).status_code == 429

    client.files.delete(name=first)
    assert upload()


def test_each_model_answers_so_many_requests_a_minute(narrow: Engine) -> None:
    answers = [generate(narrow, "gemini-2.5-flash") for _ in range(4)]
    other = generate(narrow, "gemini-2.5-pro")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert other.status_code == 200
    error = error_of(answers[-1])
    assert error["status"] == "RESOURCE_EXHAUSTED"
    details = {detail["@type"].rpartition(".")[2]: detail for detail in error["details"]}
    (violation,) = details["QuotaFailure"]["violations"]
    assert violation["quotaValue"] == "3"
    assert violation["quotaDimensions"]["model"] == "gemini-2.5-flash"
    assert "PerMinute" in violation["quotaId"]
    delay = details["RetryInfo"]["retryDelay"]
    assert 50 < float(delay.removesuffix("s")) <= 60
    assert f"limit: 3, model: gemini-2.5-flash\nPlease retry in {delay[:4]}" in error["message"]


def test_our_client_reads_the_wait_of_a_rate_limit(narrow: Engine) -> None:
    client = Client(api_key=KEY, base_url=narrow.url, retry=RetryPolicy(attempts=1))
    model_id = "gemini-2.5-flash-lite"
    for _ in range(3):
        generate(narrow, model_id)
    with pytest.raises(errors.RateLimited) as caught:
        client.models.generate_content(model=model_id, contents="2 + 3?")

    assert caught.value.retry_delay is not None
    assert 50 < caught.value.retry_delay <= 60


def test_a_batch_that_is_late_expires(narrow: Engine) -> None:
    rows = {"requests": {"requests": [{"request": {"contents": [user("1 + 1?")]}}]}}
    body = {"batch": {"inputConfig": rows, "displayName": "late"}}
    begun = narrow.client.post(f"/v1beta/models/{MODEL}:batchGenerateContent", json=body).json()
    batch = narrow.client.get(f"/v1beta/{begun['name']}").json()

    assert batch["metadata"]["state"] == "BATCH_STATE_EXPIRED"
    assert batch["done"] is True
    assert batch["error"]["code"] == 4
    assert batch["metadata"]["batchStats"] == {"requestCount": "1", "pendingRequestCount": "1"}
    assert "output" not in batch["metadata"]


def test_a_batch_can_be_renamed_and_nothing_else(engine: Engine) -> None:
    rows = {"requests": {"requests": [{"request": {"contents": [user("1 + 1?")]}}]}}
    batch = engine.post("batchGenerateContent", {"batch": {"inputConfig": rows}})
    path = f"/v1beta/{batch['name']}:updateGenerateContentBatch"

    def patch(path: str, body: Any, **query: str) -> httpx.Response:
        return engine.client.patch(path, json=body, params=query)

    named = patch(path, {"displayName": "sums", "priority": "3"}, updateMask="displayName")
    assert named.json()["displayName"] == "sums"
    assert "priority" not in named.json()
    assert patch(path, {"priority": "3"}).json()["priority"] == "3"
    read = engine.client.get(f"/v1beta/{batch['name']}").json()
    assert read["metadata"]["displayName"] == "sums"
    assert patch(path, {"model": "models/x"}).status_code == 400
    assert patch(path, {"displayName": "x"}, updateMask="state").status_code == 400
    wrong = path.replace("updateGenerateContentBatch", "updateEmbedContentBatch")
    assert patch(wrong, {"displayName": "x"}).status_code == 400
    unknown = "/v1beta/batches/none:updateGenerateContentBatch"
    assert patch(unknown, {"displayName": "x"}).status_code == 404


def test_dials_that_are_no_numbers_are_said_to_be_wrong(capfd: pytest.CaptureFixture[str]) -> None:
    from gemini_magic.local.__main__ import main

    with pytest.raises(SystemExit):
        main(["serve", "--rpm", "few"])

    assert "--rpm" in capfd.readouterr().err
