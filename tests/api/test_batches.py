"""Batches: how they are given, how they go, and what comes out."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Client, errors, types
from tests.api.script import AT_ONCE, Script, client_with, document, says

MODEL = "gemini-3-flash-preview"


A = {"role": "user", "parts": [{"text": "a"}]}


def job(state: str = "PENDING", **fields: Any) -> dict[str, Any]:
    metadata = {"state": f"BATCH_STATE_{state}", **fields.pop("metadata", {})}
    return {"name": "batches/b1", "metadata": metadata, **fields}


def done(*rows: dict[str, Any]) -> dict[str, Any]:
    output = {"inlinedResponses": {"inlinedResponses": list(rows)}}
    return job("SUCCEEDED", done=True, metadata={"output": output}, response=output)


def results(client: Client, given: Any) -> list[types.InlinedResponse]:
    """Read by both colours, which agree."""
    found = list(client.batches.results(given))
    again = list(asyncio.run(_later(client, given)))
    assert found == again
    return found


async def _later(client: Client, given: Any) -> Any:
    return await client.aio.batches.results(given)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"contents": "a"}, {"request": {"contents": [A]}}),
        ({"key": "k", "request": {"contents": []}},
         {"request": {"contents": []}, "metadata": {"key": "k"}}),
        ({"request": {"contents": []}, "metadata": {"id": "1"}},
         {"request": {"contents": []}, "metadata": {"id": "1"}}),
    ],
)  # fmt: skip
def test_requests_are_given_as_we_or_as_rest_write_them(request_: Any, expected: Any) -> None:
    script = Script(document(job()))
    for source in ([request_], {"inlined_requests": [request_]}):
        client_with(script).batches.create(model=MODEL, src=source)

    given = [body["batch"]["inputConfig"]["requests"]["requests"] for body in script.bodies]
    assert given == [[expected], [expected]]


def test_a_local_file_is_uploaded_first(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    path.write_text('{"key": "a", "request": {"contents": []}}\n')
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if not request.url.path.startswith("/upload"):
            return document(job())
        is_start = request.headers["x-goog-upload-command"] == "start"
        headers = {"x-goog-upload-status": "active" if is_start else "final"}
        headers |= {"x-goog-upload-url": "https://g/upload?id=1"} if is_start else {}
        return httpx.Response(200, headers=headers, json={"file": {"name": "files/up"}})

    client = Client(api_key="k", transport=httpx.MockTransport(answer), retry=AT_ONCE)
    client.batches.create(model=MODEL, src=str(path))

    assert asked[0].headers["x-goog-upload-header-content-type"] == "application/jsonl"
    assert json.loads(asked[-1].content) == {"batch": {"inputConfig": {"fileName": "files/up"}}}


@pytest.mark.parametrize(
    ("source", "config"),
    [("gs://bucket/requests.jsonl", None), ("bq://table", None),
     ("files/a", {"dest": "gs://bucket/responses/"})],
)  # fmt: skip
def test_places_of_vertex_are_refused_with_the_reason(source: str, config: Any) -> None:
    script = Script(document(job()))
    with pytest.raises(errors.InvalidRequest, match=r"place of Vertex AI.*give the requests"):
        client_with(script).batches.create(model=MODEL, src=source, config=config)

    assert script.requests == []


@pytest.mark.parametrize(
    ("source", "message"),
    [([{"contents": "x" * 21_000_000}], "do not fit into one"), ([{}], "has no contents"),
     (5, "no source of a batch")],
    ids=["too large", "empty", "a number"],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_before(source: Any, message: str) -> None:
    with pytest.raises(errors.InvalidRequest, match=message):
        client_with(Script(document(job()))).batches.create(model=MODEL, src=source)


@pytest.mark.parametrize(
    ("state", "is_over"),
    [("PENDING", False), ("RUNNING", False), ("SUCCEEDED", True), ("FAILED", True),
     ("CANCELLED", True), ("EXPIRED", True), ("OF_TOMORROW", False)],
)  # fmt: skip
def test_a_state_equals_both_spellings(state: str, is_over: bool) -> None:
    found = types.BatchJob.model_validate(job(state))

    assert found.state == f"JOB_STATE_{state}"
    assert found.state == f"BATCH_STATE_{state}"
    assert found.state in ["JOB_STATE_X", f"BATCH_STATE_{state}"]
    assert found.state in {f"JOB_STATE_{state}"}
    assert found.state != "JOB_STATE_X"
    assert found.state != 1
    assert found.is_over == is_over
    assert types.BatchJob(name="batches/b").state == "JOB_STATE_UNSPECIFIED"


def test_statistics_and_errors_are_kept() -> None:
    stats = {"requestCount": "3", "failedRequestCount": "1", "successfulRequestCount": "2"}
    said = {"batchStats": stats, "model": "models/m", "displayName": "d"}
    wire = job("FAILED", done=True, metadata=said, error={"code": 13, "message": "no"})
    found = client_with(Script(document(wire))).batches.get(name="b1")

    assert (found.model, found.display_name) == ("models/m", "d")
    assert found.batch_stats
    assert found.batch_stats.request_count == 3
    assert found.completion_stats == types.CompletionStats(
        successful_count=2, failed_count=1, incomplete_count=0
    )
    assert found.error
    assert found.error.message == "no"
    assert found.to_wire() == wire
    assert found.dest is None


def test_rows_have_our_keys_and_errors_of_their_own() -> None:
    wire = done(
        {"response": says("one"), "metadata": {"key": "k1"}},
        {"error": {"code": 3, "message": "bad"}, "metadata": {"key": "k2"}},
        {"response": says("three")},
        {"response": {"embedding": {"values": [1.0]}}},
    )
    client = client_with(Script(document(wire)))
    first, second, third, fourth = results(client, "batches/b1")

    assert [row.key for row in (first, second, third, fourth)] == ["k1", "k2", "2", "3"]
    assert (first.response.text, third.response.text) == ("one", "three")
    assert second.response is None
    assert second.error
    assert second.error.message == "bad"
    assert fourth.response.embedding.values == [1.0]
    assert results(client, client.batches.get(name="b1")) == [first, second, third, fourth]


def test_rows_of_a_file_are_read_line_by_line() -> None:
    rows = [
        {"key": "b", "response": says("two")},
        {"key": "a", "error": {"code": 400, "message": "no"}},
    ]
    file = "\n".join(map(json.dumps, rows)).encode() + b"\n\n"
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        return httpx.Response(200, content=file)

    output = {"responsesFile": "files/batch-of-a-very-long-name-that-no-upload-could-ever-have"}
    finished = types.BatchJob.model_validate(job("SUCCEEDED", metadata={"output": output}))
    client = Client(api_key="k", transport=httpx.MockTransport(answer), retry=AT_ONCE)
    found = results(client, finished)

    assert [(row.key, row.error and row.error.code) for row in found] == [("b", None), ("a", 400)]
    assert found[0].response.text == "two"
    assert asked == [f"/v1beta/{output['responsesFile']}:download?alt=media"] * 2
    assert finished.dest
    assert finished.dest.file_name == output["responsesFile"]


@pytest.mark.parametrize(
    ("wire", "error", "message"),
    [
        (job("RUNNING"), errors.InvalidRequest, "JOB_STATE_RUNNING"),
        (job("FAILED", error={"code": 8, "message": "quota"}), errors.RateLimited, "quota"),
    ],
)
def test_a_batch_without_rows_says_why(wire: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        client_with(Script(document(wire))).batches.results("batches/b1")


def test_google_names_tell_answers_from_vectors() -> None:
    answers = types.BatchJob.model_validate(done({"response": says("one")}))
    vectors = types.BatchJob.model_validate(done({"response": {"embedding": {"values": [1.0]}}}))

    assert answers.dest
    assert answers.dest.inlined_embed_content_responses is None
    assert answers.dest.inlined_responses
    assert vectors.dest
    assert vectors.dest.inlined_responses is None
    assert vectors.dest.inlined_embed_content_responses


def test_the_end_of_a_batch_can_be_awaited() -> None:
    script = Script(document(job("RUNNING")), document(done({"response": says("one")})))
    client = client_with(script)
    finished = client.operations.wait(types.BatchJob.model_validate(job()), pause=0)

    assert finished.state == "JOB_STATE_SUCCEEDED"
    assert [row.response.text for row in client.batches.results(finished)] == ["one"]


def test_a_time_to_live_may_be_a_number() -> None:
    script = Script(document({"name": "cachedContents/a"}))
    for ttl in (60, "60s"):
        client_with(script).caches.update(name="a", config={"ttl": ttl})

    assert script.bodies == [{"ttl": "60s"}] * 2
