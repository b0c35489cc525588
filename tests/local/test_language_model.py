"""SmolLM2, where it is installed: prose as it is written, JSON under a grammar, and a quick end."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import httpx
import pytest

from tests.local.conftest import KEY, MODEL, Engine, user

pytestmark = pytest.mark.llm

STORY = {"contents": [user("Write a short story about a fox and a hen.")]}


def test_prose_is_streamed_and_names_its_writer(writer: Engine) -> None:
    chunks = writer.stream({**STORY, "generationConfig": {"maxOutputTokens": 120}})

    assert len(chunks) > 20
    assert {chunk["modelVersion"] for chunk in chunks} == {"local-smollm2-135m"}


def test_rules_still_come_first(writer: Engine) -> None:
    assert writer.ask("What is 6 * 7?")["modelVersion"] == "local-rules"


def test_equal_seeds_write_equal_texts(writer: Engine) -> None:
    config = {"maxOutputTokens": 100, "seed": 3, "temperature": 0.9}
    first = writer.text(STORY["contents"], generationConfig=config)
    second = writer.text(STORY["contents"], generationConfig=config)
    other = writer.text(STORY["contents"], generationConfig={**config, "seed": 4})

    assert first == second
    assert first != other


def test_candidates_differ(writer: Engine) -> None:
    config = {"candidateCount": 2, "maxOutputTokens": 80, "temperature": 1}
    one, two = writer.ask(STORY["contents"], generationConfig=config)["candidates"]

    assert one["content"] != two["content"]


def test_stop_sequences_end_the_writing(writer: Engine) -> None:
    text = writer.text(STORY["contents"], generationConfig={"stopSequences": [" the"]})

    assert " the" not in text
    assert text


def test_json_obeys_the_schema(writer: Engine) -> None:
    schema = {
        "type": "object",
        "properties": {"hero": {"type": "string"}, "powers": {"type": "array", "minItems": 1,
                       "maxItems": 3, "items": {"type": "string"}}},
        "required": ["hero", "powers"],
    }  # fmt: skip
    config = {"responseMimeType": "application/json", "responseJsonSchema": schema}
    value = json.loads(writer.text("Invent a superhero.", generationConfig=config))

    assert isinstance(value["hero"], str)
    assert 1 <= len(value["powers"]) <= 3


def test_a_client_that_leaves_frees_the_model(writer: Engine) -> None:
    path = f"/v1beta/models/{MODEL}:streamGenerateContent?alt=sse"
    with writer.client.stream("POST", path, json=STORY) as response:
        next(response.iter_lines())
    started = time.monotonic()
    writer.ask("Say hello to Ann.", generationConfig={"maxOutputTokens": 60})

    assert time.monotonic() - started < 3


def test_the_loop_answers_while_the_model_writes(writer: Engine) -> None:
    path = f"/v1beta/models/{MODEL}:streamGenerateContent?alt=sse"
    with (
        httpx.Client(base_url=writer.url, headers=writer.client.headers) as other,
        writer.client.stream("POST", path, json=STORY, timeout=30) as response,
    ):
        next(response.iter_lines())
        started = time.monotonic()
        answer = other.post(f"/v1beta/models/{MODEL}:generateContent", json={
            "contents": [user("What is 6 * 7?")]})  # fmt: skip
        took = time.monotonic() - started

    assert "42" in answer.text
    assert took < 0.5


def test_it_ends_quietly_while_it_writes() -> None:
    command = [sys.executable, "-m", "gemini_magic.local", "serve", "--api-key", KEY]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        path = f"{url}/v1beta/models/{MODEL}:streamGenerateContent?alt=sse"
        headers = {"x-goog-api-key": KEY}
        with httpx.stream("POST", path, json=STORY, headers=headers, timeout=30) as response:
            next(response.iter_lines())
            process.terminate()
            _, errors = process.communicate(timeout=5)

    assert process.returncode == 0
    assert "Traceback" not in errors
    assert "Cannot send" not in errors
