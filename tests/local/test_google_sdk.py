"""Google's own SDK works against the engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.local.conftest import KEY, MODEL, Engine

genai = pytest.importorskip("google.genai")


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[Any]:
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    yield client
    client.close()


def test_generate(client: Any) -> None:
    response = client.models.generate_content(model=MODEL, contents="What is 6 * 7?")

    assert "42" in response.text
    assert response.model_version == "local-rules"


def test_stream_with_thoughts(client: Any) -> None:
    config = {"thinking_config": {"include_thoughts": True}}
    chunks = list(
        client.models.generate_content_stream(
            model=MODEL, contents="Table of the squares of 1 to 5", config=config
        )
    )

    assert "| 5 | 25 |" in "".join(chunk.text or "" for chunk in chunks)
    assert chunks[0].candidates[0].content.parts[0].thought


def test_automatic_function_calling(client: Any) -> None:
    def get_population(city: str) -> int:
        """The number of people who live in a city."""
        return {"Oslo": 717_710}[city]

    response = client.models.generate_content(
        model=MODEL,
        contents="What is the population of Oslo?",
        config={"tools": [get_population]},
    )

    assert "717710" in response.text


def test_structured_output(client: Any) -> None:
    pydantic = pytest.importorskip("pydantic")
    person = pydantic.create_model("Person", name=(str, ...), age=(int | None, None))
    response = client.models.generate_content(
        model=MODEL,
        contents="Ada is 36 years old",
        config={"response_mime_type": "application/json", "response_schema": person},
    )

    assert response.parsed == person(name="Ada", age=36)


def test_chat(client: Any) -> None:
    chat = client.chats.create(model=MODEL)
    chat.send_message("My name is Ada.")

    assert "Ada" in chat.send_message("What is my name?").text


def test_count_embed_and_list(client: Any) -> None:
    counted = client.models.count_tokens(model=MODEL, contents="hello there")
    embedded = client.models.embed_content(
        model="gemini-embedding-001", contents=["a", "b"], config={"output_dimensionality": 8}
    )

    assert counted.total_tokens == 2
    assert [len(e.values) for e in embedded.embeddings] == [8, 8]
    assert all(model.name.startswith("models/local-") for model in client.models.list())


def test_errors_are_the_ones_it_knows(client: Any) -> None:
    with pytest.raises(genai.errors.ClientError) as raised:
        client.models.generate_content(model="gpt-7", contents="hi")

    assert raised.value.code == 404
    assert raised.value.status == "NOT_FOUND"
