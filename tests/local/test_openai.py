"""The OpenAI-compatible layer on the engine, driven by OpenAI's own client."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.local.conftest import KEY, MODEL, Engine

openai = pytest.importorskip("openai")

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the weather for a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


@pytest.fixture
def client(engine: Engine) -> Iterator[Any]:
    base_url = f"{engine.url}/v1beta/openai/"
    with openai.OpenAI(api_key=KEY, base_url=base_url, max_retries=0) as client:
        yield client


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def test_a_completion_is_answered_and_names_the_local_model(client: Any) -> None:
    answer = client.chat.completions.create(model=MODEL, messages=[user("What is 6 * 7?")])

    assert "42" in answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model == "local-rules"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_a_stream_adds_up_to_the_whole(client: Any) -> None:
    asked = {"model": MODEL, "messages": [user("What is 6 * 7?")]}
    whole = client.chat.completions.create(**asked)
    options = {"include_usage": True}
    chunks = list(client.chat.completions.create(**asked, stream=True, stream_options=options))
    texts = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]

    assert "".join(texts) == whole.choices[0].message.content
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage.total_tokens == whole.usage.total_tokens


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_is_called_and_its_result_told(client: Any, stream: bool) -> None:
    messages: list[Any] = [user("What is the weather in Oslo?")]
    if stream:
        pieces = client.chat.completions.create(
            model=MODEL, messages=messages, tools=[WEATHER], stream=True
        )
        (call,) = [c for p in pieces for c in p.choices[0].delta.tool_calls or ()]
        said = {"role": "assistant", "tool_calls": [call.model_dump()]}
    else:
        first = client.chat.completions.create(model=MODEL, messages=messages, tools=[WEATHER])
        (call,) = first.choices[0].message.tool_calls
        said = first.choices[0].message
        assert first.choices[0].finish_reason == "tool_calls"
    result = {"role": "tool", "tool_call_id": call.id, "content": '{"sky": "cloudy"}'}
    second = client.chat.completions.create(
        model=MODEL, messages=[*messages, said, result], tools=[WEATHER]
    )

    assert (call.function.name, call.function.arguments) == ("get_weather", '{"city": "Oslo"}')
    assert "cloudy" in second.choices[0].message.content


def test_a_call_without_its_signature_is_refused(client: Any) -> None:
    call = {"id": "c", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
    said = {"role": "assistant", "tool_calls": [call]}
    result = {"role": "tool", "tool_call_id": "c", "content": "cloudy"}
    with pytest.raises(openai.BadRequestError, match="thought_signature"):
        client.chat.completions.create(
            model=MODEL, messages=[user("Weather?"), said, result], tools=[WEATHER]
        )


def test_a_named_tool_is_called_whatever_is_said(client: Any) -> None:
    choice = {"type": "function", "function": {"name": "get_weather"}}
    answer = client.chat.completions.create(
        model=MODEL, messages=[user("Hello")], tools=[WEATHER], tool_choice=choice
    )

    assert answer.choices[0].message.tool_calls[0].function.name == "get_weather"


def test_a_schema_is_obeyed(client: Any) -> None:
    schema = {
        "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]
    }  # fmt: skip
    wanted = {"type": "json_schema", "json_schema": {"name": "place", "schema": schema}}
    answer = client.chat.completions.create(
        model=MODEL, messages=[user("I live in the city Oslo")], response_format=wanted
    )

    assert json.loads(answer.choices[0].message.content) == {"city": "Oslo"}


def test_thoughts_are_shown_where_google_s_extra_asks_for_them(client: Any) -> None:
    extra = {"extra_body": {"google": {"thinking_config": {"include_thoughts": True}}}}
    answer = client.chat.completions.create(
        model=MODEL, messages=[user("What is 6 * 7?")], extra_body=extra
    )
    effort = client.chat.completions.create(
        model=MODEL, messages=[user("What is 6 * 7?")], reasoning_effort="low"
    )

    assert answer.choices[0].message.content.startswith("<thought>")
    assert "42" in effort.choices[0].message.content


def test_embeddings_have_the_dimensions_that_are_asked_for(client: Any) -> None:
    answer = client.embeddings.create(
        model="gemini-embedding-001", input=["one", "two"], dimensions=64
    )
    plain = client.embeddings.create(
        model="gemini-embedding-001", input="one", dimensions=64, encoding_format="float"
    )

    assert [len(one.embedding) for one in answer.data] == [64, 64]
    assert answer.data[0].embedding == pytest.approx(plain.data[0].embedding, abs=1e-6)


def test_models_are_listed_and_found(client: Any) -> None:
    ids = [model.id for model in client.models.list()]

    assert "models/local-rules" in ids
    assert client.models.retrieve("local-rules").owned_by == "local"


def test_pictures_are_drawn(client: Any) -> None:
    pytest.importorskip("PIL")
    answer = client.images.generate(
        model="imagen-4.0-generate-001", prompt="a red circle", response_format="b64_json", n=2
    )

    assert len(answer.data) == 2
    assert base64.b64decode(answer.data[0].b64_json)[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")


def test_a_wrong_key_and_unknown_models_are_errors_of_openai_s_client(client: Any) -> None:
    stranger = client.with_options(api_key="wrong")
    with pytest.raises(openai.BadRequestError):
        stranger.chat.completions.create(model=MODEL, messages=[user("Hi")])
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt-9", messages=[user("Hi")])


@pytest.mark.parametrize(
    "body",
    [
        {"messages": "x"},
        {"messages": []},
        {"messages": [{"role": "wizard", "content": "x"}]},
        {"messages": [{"role": "user", "content": [{"type": "smell"}]}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": 5}]}]},
        {"messages": [{"role": "tool", "tool_call_id": "x", "content": "y"}]},
        {"messages": [{"role": "assistant", "tool_calls": ["x"]}]},
        {"messages": [user("x")], "tools": [5]},
        {"messages": [user("x")], "tool_choice": "perhaps"},
        {"messages": [user("x")], "reasoning_effort": "much"},
        {"messages": [user("x")], "response_format": "json"},
        {"messages": [user("x")], "colour": "red"},
    ],
)
def test_malformed_requests_are_refused_with_400(engine: Engine, body: dict[str, Any]) -> None:
    path = "/v1beta/openai/chat/completions"
    response = engine.client.post(path, json={"model": MODEL, **body})

    assert response.status_code == 400, response.text
