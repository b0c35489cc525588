"""Batches on the engine, which run behind the scenes, by our client and by Google's SDK."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from gemini_magic import Client
from gemini_magic.errors import APIError
from tests.local.conftest import KEY, MODEL, Engine, user

T = TypeVar("T")


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[Client]:
    with Client(api_key=KEY, base_url=engine.url) as client:
        yield client


def _over(get: Callable[[], T], is_over: Callable[[T], bool]) -> T:
    for _ in range(400):
        if is_over(job := get()):
            return job
        time.sleep(0.02)
    raise AssertionError(f"not over: {job}")


def _succeeded(job: Any) -> bool:
    return bool(job.state.name == "JOB_STATE_SUCCEEDED")


def _wait(client: Client, name: str | None) -> Any:
    return _over(lambda: client.batches.get(name=name or ""), lambda job: job.is_over)


def test_rows_given_inline_are_answered_inline_each_with_its_metadata(client: Client) -> None:
    job = client.batches.create(
        model=MODEL,
        src=[
            {"contents": "What is 6 * 7?", "metadata": {"key": "a"}},
            {
                "contents": "What is 1?",
                "config": {"temperature": 1, "candidate_count": 99},
                "metadata": {"key": "b"},
            },
        ],
        config={"display_name": "two"},
    )
    done = _wait(client, job.name)

    assert done.state == "JOB_STATE_SUCCEEDED"
    assert done.display_name == "two"
    rows: dict[Any, Any] = {row.key: row for row in client.batches.results(done)}
    assert "42" in rows["a"].response.text
    assert rows["b"].error.code == 3
    assert "candidate_count" in rows["b"].error.message
    assert done.batch_stats.successful_request_count == 1
    assert done.batch_stats.failed_request_count == 1


def test_counts_are_strings_and_states_are_the_wires(engine: Engine) -> None:
    rows = [{"request": {"contents": [user("What is 2 + 2?")]}, "metadata": {"n": "1"}}]
    started = engine.post(
        "batchGenerateContent", {"batch": {"inputConfig": {"requests": {"requests": rows}}}}
    )
    path = f"/v1/{started['name']}"
    done = _over(lambda: engine.client.get(path).json(), lambda wire: bool(wire.get("done")))

    assert started["metadata"]["batchStats"]["requestCount"] == "1"
    assert done["metadata"]["batchStats"] == {"requestCount": "1", "successfulRequestCount": "1"}
    assert done["metadata"]["state"] == "BATCH_STATE_SUCCEEDED"
    assert done["metadata"]["output"].items() <= done["response"].items()
    (row,) = done["response"]["inlinedResponses"]["inlinedResponses"]
    assert row["metadata"] == {"n": "1"}
    assert row["response"]["modelVersion"] == "local-rules"


def test_a_file_of_lines_becomes_a_file_of_results(client: Client) -> None:
    lines = [
        {"key": str(n), "request": {"contents": [user(f"What is {n} + 1?")]}} for n in range(200)
    ]
    text = "\n".join([*map(json.dumps, lines), "{broken", '{"key": "empty", "request": {}}'])
    file = client.files.upload(file=text.encode(), config={"mime_type": "application/jsonl"})
    done = _wait(client, client.batches.create(model=MODEL, src=file).name)

    assert done.output.responses_file.startswith("files/batch-")
    rows: dict[Any, Any] = {row.key: row for row in client.batches.results(done)}
    assert len(rows) == 202
    assert "200" in rows["199"].response.text
    assert rows["empty"].error.code == 3
    assert done.batch_stats.failed_request_count == 2
    with pytest.raises(APIError) as raised:
        client.files.get(name=done.output.responses_file)
    assert raised.value.code == 400


def test_googles_sdk_does_the_same(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    with genai.Client(api_key=KEY, http_options={"base_url": engine.url}) as google:
        job = google.batches.create(
            model=MODEL, src=[{"contents": [user("What is 6 * 7?")]}], config={"display_name": "g"}
        )
        done = _over(partial(google.batches.get, name=job.name), _succeeded)
        assert "42" in done.dest.inlined_responses[0].response.text
        assert job.name in [one.name for one in google.batches.list()]
        google.batches.delete(name=job.name)
        with pytest.raises(genai.errors.ClientError, match="404"):
            google.batches.get(name=job.name)


@pytest.mark.filterwarnings("ignore:batches.create_embeddings")
def test_googles_sdk_embeds_and_downloads_a_result_file(engine: Engine, tmp_path: Path) -> None:
    genai = pytest.importorskip("google.genai")
    with genai.Client(api_key=KEY, http_options={"base_url": engine.url}) as google:
        embedding = google.batches.create_embeddings(
            model="gemini-embedding-001",
            src={"inlined_requests": {"contents": ["one", "two"]}},
        )
        line = json.dumps({"key": "k", "request": {"contents": [user("What is 6 * 7?")]}})
        path = tmp_path / "rows.jsonl"
        path.write_text(line, "utf-8")
        file = google.files.upload(file=path, config={"mime_type": "application/jsonl"})
        answers = google.batches.create(model=MODEL, src=file.name)
        vectors, written = (
            _over(partial(google.batches.get, name=job.name), _succeeded)
            for job in (embedding, answers)
        )
        rows = vectors.dest.inlined_embed_content_responses
        downloaded = google.files.download(file=written.dest.file_name)

    assert [len(row.response.embedding.values) for row in rows] == [3072, 3072]
    assert json.loads(downloaded)["key"] == "k"


def test_embeddings_come_in_order(client: Client) -> None:
    job = client.batches.create_embeddings(
        model="gemini-embedding-001",
        src={"inlined_requests": {"contents": ["a", "b"], "config": {"output_dimensionality": 8}}},
    )
    done = _wait(client, job.name)

    rows = list(client.batches.results(done))
    assert [len(row.response.embedding.values) for row in rows] == [8, 8]


def test_a_batch_is_cancelled_while_it_runs(client: Client) -> None:
    src = [{"contents": f"Table of the squares of 1 to 50, {n}"} for n in range(4000)]
    job = client.batches.create(model=MODEL, src=src)
    client.batches.cancel(name=job.name or "")
    done = _wait(client, job.name)

    assert done.state == "JOB_STATE_CANCELLED"
    assert done.error.code == 1
    assert (done.batch_stats.successful_request_count or 0) < 4000
    assert done.batch_stats.pending_request_count


@pytest.mark.parametrize(
    ("batch", "status"),
    [
        ({}, 400),
        ({"inputConfig": {"requests": {"requests": []}}}, 400),
        ({"inputConfig": {"fileName": "files/nowhere"}}, 403),
        ({"inputConfig": {"fileName": "gs://bucket/rows"}}, 400),
        ({"inputConfig": {"requests": {"requests": [{"request": {"contentz": []}}]}}}, 400),
    ],
)
def test_what_is_no_batch_is_refused(engine: Engine, batch: Any, status: int) -> None:
    path = f"/v1beta/models/{MODEL}:batchGenerateContent"
    response = engine.client.post(path, json={"batch": batch})

    assert response.status_code == status
