"""Dials for tests and lessons: delays, failures, faults in bodies, scripts, the log, the doctor."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Client, RetryPolicy
from gemini_magic.errors import GeminiError, RateLimited
from tests.local.conftest import KEY, MODEL, USER_TURN, Engine, running, user

GENERATE = f"/v1beta/models/{MODEL}:generateContent"
STREAM = f"/v1beta/models/{MODEL}:streamGenerateContent"
LONG = {"contents": [user("Table of the squares of 1 to 20")]}
SERVE = [sys.executable, "-m", "gemini_magic.local", "serve", "--no-llm"]


def fault(engine: Engine, path: str, asked: str, **query: str) -> httpx.Response:
    headers = {"x-gemini-magic-fault": asked}
    return engine.client.post(path, json=LONG, params=query, headers=headers)


def received(engine: Engine, path: str, asked: str, timeout: float = 5) -> tuple[bytes, str]:
    """What came of a body, and the name of the error that ended it."""
    body = b""
    headers = {"x-gemini-magic-fault": asked}
    try:
        with engine.client.stream(
            "POST", path, json=LONG, params={"alt": "sse"}, headers=headers, timeout=timeout
        ) as response:
            for piece in response.iter_raw():
                body += piece
    except httpx.TransportError as error:
        return body, type(error).__name__
    return body, ""


def test_a_status_may_be_asked_for(engine: Engine) -> None:
    limited = fault(engine, GENERATE, "status=429; retry-after=2")
    error = limited.json()["error"]

    assert (limited.status_code, error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["details"][0]["retryDelay"] == "2s"
    assert "retry-after" not in limited.headers
    assert fault(engine, STREAM, "status=503").json()["error"]["status"] == "UNAVAILABLE"


def test_the_newer_dialect_says_it_in_its_own_way(engine: Engine) -> None:
    response = engine.client.post(
        "/v1beta/interactions",
        json={"model": MODEL, "input": "hi"},
        headers={"x-gemini-magic-fault": "status=429; retry-after=2"},
    )

    assert response.json()["error"]["code"] == "rate_limit_exceeded"
    assert response.headers["retry-after"] == "2"


@pytest.mark.parametrize("asked", ["status=299", "status=x", "dance=1", "cut-after=", "cut-after"])
def test_an_unknown_fault_is_refused(engine: Engine, asked: str) -> None:
    response = fault(engine, GENERATE, asked)

    assert response.status_code == 400
    assert "x-gemini-magic-fault" in response.json()["error"]["message"]


@pytest.mark.parametrize("path", [GENERATE, STREAM])
@pytest.mark.parametrize("size", [0, 100, 700])
def test_a_body_is_cut_after_so_many_bytes(engine: Engine, path: str, size: int) -> None:
    body, error = received(engine, path, f"cut-after={size}")

    assert (len(body), error) == (size, "RemoteProtocolError")


@pytest.mark.parametrize("path", [GENERATE, STREAM])
def test_a_body_stalls_after_so_many_bytes(engine: Engine, path: str) -> None:
    body, error = received(engine, path, "stall-after=100", timeout=0.5)

    assert (len(body), error) == (100, "ReadTimeout")
    assert engine.client.get("/v1beta/models").status_code == 200


def test_a_fault_behind_the_end_does_nothing(engine: Engine) -> None:
    body, error = received(engine, STREAM, "cut-after=999999")

    assert error == ""
    assert body.endswith(b"\r\n\r\n")


def test_one_chunk_may_be_malformed(engine: Engine) -> None:
    text = fault(engine, STREAM, "malformed-chunk=2", alt="sse").text
    first, second, third, *_ = text.split("\r\n\r\n")

    assert json.loads(first.removeprefix("data: "))
    assert json.loads(third.removeprefix("data: "))
    with pytest.raises(json.JSONDecodeError):
        json.loads(second.removeprefix("data: "))


def test_an_error_may_come_in_a_stream(engine: Engine) -> None:
    sse = fault(engine, STREAM, "error-in-stream=2", alt="sse")
    array = fault(engine, STREAM, "error-in-stream=2")
    events = [json.loads(e.removeprefix("data: ")) for e in sse.text.split("\r\n\r\n") if e]

    assert sse.status_code == array.status_code == 200
    assert [list(event) for event in events][2:] == [["error"]]
    assert events[2]["error"]["status"] == "UNAVAILABLE"
    assert array.json()[2]["error"]["code"] == 503


def test_an_interaction_that_broke_is_taken_up_by_our_client(engine: Engine) -> None:
    """The fault is for the first request only: the client comes back for the rest."""
    faults = ["cut-after=900"]

    def break_first(request: httpx.Request) -> None:
        if faults:
            request.headers["x-gemini-magic-fault"] = faults.pop()

    with Client(api_key=KEY, base_url=engine.url, transport=_Marked(break_first)) as client:
        events = list(
            client.interactions.create(
                model=MODEL, input="Table of the squares of 1 to 20", stream=True
            )
        )
    deltas = [event.to_wire().get("delta", {}) for event in events]
    text = "".join(delta.get("text", "") for delta in deltas)

    assert faults == []
    assert text.count("| 7 | 49 |") == 1
    assert "| 20 | 400 |" in text


class _Marked(httpx.HTTPTransport):
    def __init__(self, mark: Any) -> None:
        super().__init__()
        self._mark = mark

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._mark(request)
        return super().handle_request(request)


@pytest.fixture(scope="module")
def dialled(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Path]]:
    """An engine that fails by chance, with a seed and a log."""
    log = tmp_path_factory.mktemp("log") / "events.jsonl"
    options = ["--fail", "429:0.3", "--fail", "503:0.2", "--seed", "5", "--log", str(log)]
    with running(cache, "--no-llm", *options) as engine:
        yield engine, log


def statuses(engine: Engine, count: int = 40) -> list[int]:
    return [engine.client.get("/v1beta/models").status_code for _ in range(count)]


def test_failures_by_chance_are_the_same_with_a_seed(
    dialled: tuple[Engine, Path], cache: Path
) -> None:
    seen = statuses(dialled[0])
    with running(cache, "--no-llm", "--fail", "429:0.3", "--fail", "503:0.2", "--seed", "5") as e:
        again = statuses(e)

    assert seen == again
    assert set(seen) == {200, 429, 503}


def test_the_log_holds_no_key(dialled: tuple[Engine, Path]) -> None:
    engine, log = dialled
    httpx.get(f"{engine.url}/v1beta/models?key={KEY}&pageSize=2")
    statuses(engine, 1)  # a line is written when its answer has been sent
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    (line,) = [line for line in lines if "query" in line]

    assert KEY not in log.read_text()
    assert line["path"] == "/v1beta/models"
    assert line["query"] == "key=REDACTED&pageSize=2"
    assert line["status"] in {200, 429, 503}
    assert log.stat().st_mode & 0o077 == 0


def test_a_seed_fixes_ids_and_signatures(cache: Path) -> None:
    answers = []
    for _ in range(2):
        with running(cache, "--no-llm", "--seed", "9") as engine:
            answers.append(engine.ask("What is 6 * 7?"))

    assert answers[0] == answers[1]


def test_latency_and_speed(cache: Path) -> None:
    options = ("--latency", "0.2", "--tokens-per-second", "900")
    with running(cache, "--no-llm", *options) as engine:
        started = time.monotonic()
        engine.client.get("/v1beta/models")
        waited = time.monotonic() - started
        started = time.monotonic()
        engine.stream(LONG)
        streamed = time.monotonic() - started

    assert waited >= 0.2
    assert streamed >= 0.35


def test_a_script_is_played_in_order_in_every_dialect(cache: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    lines = [
        {"thought": "Let me see.", "text": "First."},
        {"error": {"code": 429, "message": "too many"}},
        {"calls": [{"name": "f", "args": {"x": 1}}]},
        {"text": "Streamed in several chunks, as it were."},
        {"text": "Whole", "cut": True},
    ]
    script.write_text("\n\n".join(map(json.dumps, lines)))
    with (
        running(cache, "--no-llm", "--script", str(script)) as engine,
        Client(api_key=KEY, base_url=engine.url, retry=RetryPolicy(attempts=1)) as client,
    ):
        first = client.models.generate_content(model=MODEL, contents="?")
        with pytest.raises(RateLimited, match="too many"):
            client.models.generate_content(model=MODEL, contents="?")
        third = client.interactions.create(model=MODEL, input="?")
        fourth = list(client.models.generate_content_stream(model=MODEL, contents="?"))
        fifth = client.models.generate_content(model=MODEL, contents="?")
        with pytest.raises(GeminiError, match="no more replies"):
            client.models.generate_content(model=MODEL, contents="?")

    assert (first.text, first.model_version) == ("First.", "local-script")
    assert str(third.status) == "requires_action"
    assert len(fourth) > 2
    assert str((fifth.candidates or [])[0].finish_reason) == "MAX_TOKENS"


BAD_LINES = {
    "no JSON": ("{", "Expecting"),
    "no object": ("[]", "is an object"),
    "unknown": ('{"txt": "x"}', "'txt' is not known"),
    "no text": ('{"text": 3}', "is no text"),
    "no status": ('{"error": {"code": 299}}', "299"),
    "no name": ('{"calls": [{}]}', "name"),
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_script_is_refused_with_its_line(tmp_path: Path, line: tuple[str, str]) -> None:
    from gemini_magic.local.lessons.script import read_script

    script = tmp_path / "bad.jsonl"
    script.write_text(f'{{"text": "good"}}\n{line[0]}\n')
    with pytest.raises(ValueError, match=r"bad\.jsonl:2: ") as raised:
        read_script(script)

    assert line[1] in str(raised.value)


@pytest.mark.parametrize("options", [["--script", "/nowhere"], ["--fail", "teapot"]])
def test_bad_dials_are_refused_at_the_start(options: list[str]) -> None:
    ended = subprocess.run([*SERVE, *options], capture_output=True, text=True, timeout=10)

    assert ended.returncode == 2
    assert options[0] in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_doctor_says_what_is_there() -> None:
    command = [sys.executable, "-m", "gemini_magic.local", "doctor"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout

    assert "yes  tornado" in told
    assert "SmolLM2" in told


def test_googles_sdk_sees_faults_as_the_services_own(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    options = {"base_url": engine.url, "headers": {"x-gemini-magic-fault": "status=503"}}
    client = genai.Client(api_key=KEY, http_options=options)
    with pytest.raises(genai.errors.ServerError) as raised:
        client.models.generate_content(model=MODEL, contents=USER_TURN)
    client.close()

    assert (raised.value.code, raised.value.status) == (503, "UNAVAILABLE")
