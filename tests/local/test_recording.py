"""The recorder passes requests on and keeps them without keys; a replay answers by them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Client
from gemini_magic.errors import NotFound
from tests.local.conftest import KEY, MODEL, Engine, running, user

TABLE = "Table of the squares of 1 to 20"
GOOGLE = "https://generativelanguage.googleapis.com"


@contextmanager
def recording(file: Path, upstream: str) -> Iterator[str]:
    """The address of a recorder."""
    command = [sys.executable, "-m", "gemini_magic.local", "record", "--parent", "--to", str(file)]
    process = subprocess.Popen(
        [*command, "--upstream", upstream],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=5) == 0


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def tape(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a chat, a stream, an error, a file and a token, made by our own client."""
    folder = tmp_path_factory.mktemp("recording")
    file = folder / "tape.jsonl"
    (folder / "note.txt").write_text("The bakery is in Utrecht.", "utf-8")
    with (
        # At a pace: chunks that are made at once may arrive as one.
        running(cache, "--no-llm", "--tokens-per-second", "200") as engine,
        recording(file, engine.url) as url,
        Client(api_key=KEY, base_url=url) as client,
    ):
        client.models.generate_content(model=MODEL, contents="What is 6 * 7?")
        list(client.models.generate_content_stream(model=MODEL, contents=TABLE))
        with pytest.raises(NotFound):
            client.models.generate_content(model="gpt-7", contents="hi")
        note = client.files.upload(file=folder / "note.txt")
        client.models.generate_content(model=MODEL, contents=[note, "Where is the bakery?"])
        httpx.get(f"{url}/v1beta/models", params={"key": KEY})
        httpx.post(f"{url}/v1alpha/auth_tokens", json={"uses": 1}, headers={"x-goog-api-key": KEY})
    return file


def test_no_key_stands_in_the_file(tape: Path) -> None:
    text = tape.read_text("utf-8")

    assert KEY not in text
    assert "auth_tokens/REDACTED" in text
    assert "upload_id=redacted-1" in text
    assert tape.stat().st_mode & 0o077 == 0


def test_each_exchange_is_a_line_in_order(tape: Path) -> None:
    kept = [(line["method"], line["url"].partition("?")[0], line["status"]) for line in lines(tape)]

    assert kept == [
        ("POST", f"/v1beta/models/{MODEL}:generateContent", 200),
        ("POST", f"/v1beta/models/{MODEL}:streamGenerateContent", 200),
        ("POST", "/v1beta/models/gpt-7:generateContent", 404),
        ("POST", "/upload/v1beta/files", 200),
        ("POST", "/upload/v1beta/files", 200),
        ("POST", f"/v1beta/models/{MODEL}:generateContent", 200),
        ("GET", "/v1beta/models", 200),
        ("POST", "/v1alpha/auth_tokens", 200),
    ]


def test_a_stream_keeps_its_chunks_and_their_times(tape: Path) -> None:
    stream = lines(tape)[1]
    times = [at for at, _ in stream["chunks"]]

    assert len(times) > 3
    assert times == sorted(times)
    assert all(text.startswith("data: ") for _, text in stream["chunks"])


def test_a_stream_passes_unbuffered(tmp_path: Path, cache: Path) -> None:
    """The first chunk is here while the engine still makes the others."""
    with (
        running(cache, "--no-llm", "--tokens-per-second", "200") as slow,
        recording(tmp_path / "tape.jsonl", slow.url) as url,
        Client(api_key=KEY, base_url=url) as client,
    ):
        chunks = client.models.generate_content_stream(model=MODEL, contents=TABLE)
        next(chunks)
        unfinished = (tmp_path / "tape.jsonl").read_text("utf-8")
        list(chunks)

    [stream] = lines(tmp_path / "tape.jsonl")
    assert unfinished == ""
    assert stream["chunks"][-1][0] > stream["chunks"][0][0]


def test_a_replay_answers_alike(tape: Path, engine: Engine, cache: Path) -> None:
    with (
        running(cache, "--no-llm", "--replay", str(tape), "--replay-only") as replay,
        Client(api_key=KEY, base_url=replay.url) as client,
    ):
        answer = client.models.generate_content(model=MODEL, contents="What is 6 * 7?")
        chunks = list(client.models.generate_content_stream(model=MODEL, contents=TABLE))
        note = client.files.upload(file=tape.with_name("note.txt"))
        about = client.models.generate_content(model=MODEL, contents=[note, "Where is the bakery?"])
        with pytest.raises(NotFound, match="gpt-7"):
            client.models.generate_content(model="gpt-7", contents="hi")
        with pytest.raises(NotFound, match="stands in no line of the recording"):
            client.models.generate_content(model=MODEL, contents="What is 7 * 7?")
        with pytest.raises(NotFound, match="stands in no line of the recording"):
            client.models.generate_content(model="gemini-2.5-pro", contents="What is 6 * 7?")

    recorded = lines(tape)
    assert answer.response_id == recorded[0]["response"]["responseId"]
    streamed = "".join(text for _, text in recorded[1]["chunks"])  # a chunk may hold two events
    assert len(chunks) == streamed.count("data: ")
    assert "Utrecht" in (about.text or "")


def test_what_is_not_recorded_is_the_engine_s_to_answer(tape: Path, cache: Path) -> None:
    with running(cache, "--no-llm", "--replay", str(tape)) as replay:
        with Client(api_key=KEY, base_url=replay.url) as client:
            answer = client.models.generate_content(model=MODEL, contents="What is 7 * 7?")
            other = client.files.upload(file=__file__, config={"mime_type": "text/plain"})
        refused = httpx.post(f"{replay.url}/v1beta/models/{MODEL}:generateContent", json={})

    assert "49" in (answer.text or "")
    assert other.state == "ACTIVE"
    assert refused.status_code == 403


def test_equal_requests_get_their_answers_in_order(tmp_path: Path, cache: Path) -> None:
    url = f"/v1beta/models/{MODEL}:countTokens"
    request = {"contents": [user("hi")]}
    answers = [{"totalTokens": n} for n in (1, 2)]
    tape = tmp_path / "tape.jsonl"
    tape.write_text(
        "".join(
            json.dumps({"method": "POST", "url": url, "status": 200, "request": request,
                        "response": answer}) + "\n"
            for answer in answers
        ),
        "utf-8",
    )  # fmt: skip
    with running(cache, "--no-llm", "--replay", str(tape)) as replay:
        got = [replay.client.post(url, json=request).json() for _ in range(3)]

    assert got == [answers[0], answers[1], answers[1]]


def test_large_and_binary_answers_lie_beside_the_file(tmp_path: Path, cache: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    body = {
        "contents": [user("A red square on a blue ground")],
        "generationConfig": {"responseModalities": ["IMAGE"], "imageConfig": {"imageSize": "4K"}},
    }
    path = "/v1beta/models/gemini-3-pro-image-preview:generateContent"
    headers = {"x-goog-api-key": KEY}
    with running(cache, "--no-llm") as engine, recording(tape, engine.url) as url:
        first = httpx.post(f"{url}{path}", json=body, headers=headers, timeout=60)
    with running(cache, "--no-llm", "--replay", str(tape), "--replay-only") as replay:
        again = replay.client.post(path, json=body)

    [beside] = tape.with_name("tape.jsonl.bodies").iterdir()
    assert first.status_code == 200
    assert beside.stat().st_size > 256 * 1024
    assert again.json() == first.json()


def test_the_shared_recordings_can_be_replayed(recordings: Path, cache: Path) -> None:
    file = recordings / "exchanges.jsonl"
    asked = [line for line in lines(file) if line["method"] == "POST" and line["events"]][:20]
    with running(cache, "--no-llm", "--replay", str(file), "--replay-only") as replay:
        answers = [replay.client.post(line["url"], json=line["request"]) for line in asked]

    first = [json.loads(a.text.partition("data: ")[2].partition("\r\n")[0]) for a in answers]
    assert [a.status_code for a in answers] == [line["status"] for line in asked]
    assert first == [line["events"][0] for line in asked]


def test_an_api_that_is_not_there_is_said(tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    with recording(tape, "http://127.0.0.1:9") as url:
        response = httpx.get(f"{url}/v1beta/models", headers={"x-goog-api-key": KEY})

    assert response.status_code == 502
    assert response.json()["error"]["status"] == "UNAVAILABLE"
    assert tape.read_text("utf-8") == ""


def test_a_file_that_is_no_recording_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tape.jsonl"
    file.write_text("{}\nnonsense\n", "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "gemini_magic.local", "serve", "--replay", str(file)],
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )

    assert ran.returncode == 2
    assert f"{file}:2: no exchange" in ran.stderr
