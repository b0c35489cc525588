"""Text, functions, JSON, chats, tokens, embeddings and models, by Google's SDK."""

from __future__ import annotations

import math

import pytest
from pydantic import BaseModel

from tests.local.conftest import MODEL
from tests.local.sdk.conftest import Sdk, genai
from tests.local.sdk.feature import feature


@feature("generation", "models.generate_content")
def test_generate(sdk: Sdk) -> str:
    response = sdk("models.generate_content", model=MODEL, contents="What is 6 * 7?")

    assert "42" in response.text
    assert response.model_version == "local-rules"
    assert response.sdk_http_response.headers["x-gemini-magic-engine"]
    return str(response.text)


@feature("streaming, with thoughts", "models.generate_content_stream")
def test_stream_with_thoughts(sdk: Sdk) -> str:
    stream = sdk(
        "models.generate_content_stream",
        model=MODEL,
        contents="Table of the squares of 1 to 5",
        config={"thinking_config": {"include_thoughts": True}},
    )
    chunks = sdk.all(stream)

    assert "| 5 | 25 |" in "".join(chunk.text or "" for chunk in chunks)
    assert chunks[0].candidates[0].content.parts[0].thought
    return f"{len(chunks)} chunks, the first a thought"


@feature("several candidates", "models.generate_content")
def test_candidates(sdk: Sdk) -> str:
    config = {"candidate_count": 2, "max_output_tokens": 3, "system_instruction": "Be brief."}
    response = sdk("models.generate_content", model=MODEL, contents="How are you?", config=config)

    assert [one.finish_reason.name for one in response.candidates] == ["MAX_TOKENS"] * 2
    return "2, each of 3 tokens"


@feature("safety settings", "models.generate_content")
def test_safety_settings(sdk: Sdk) -> str:
    setting = {"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "BLOCK_LOW_AND_ABOVE"}
    config = {"safety_settings": [setting]}
    response = sdk("models.generate_content", model=MODEL, contents="What is 6 * 7?", config=config)

    assert "42" in response.text
    return "taken"


@feature("automatic function calling", "models.generate_content")
def test_automatic_function_calling(sdk: Sdk) -> str:
    def get_population(city: str) -> int:
        """The number of people who live in a city."""
        return {"Oslo": 717_710}[city]

    response = sdk(
        "models.generate_content",
        model=MODEL,
        contents="What is the population of Oslo?",
        config={"tools": [get_population]},
    )

    assert "717710" in response.text
    assert len(response.automatic_function_calling_history) == 3
    return str(response.text)


@feature("function calling by hand", "models.generate_content")
def test_function_calling_by_hand(sdk: Sdk) -> str:
    declaration = {
        "name": "get_population",
        "description": "The number of people who live in a city.",
        "parameters_json_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
    }
    config = {
        "tools": [{"function_declarations": [declaration]}],
        "tool_config": {"function_calling_config": {"mode": "ANY"}},
    }
    question = {"role": "user", "parts": [{"text": "What is the population of Oslo?"}]}
    asked = sdk("models.generate_content", model=MODEL, contents=[question], config=config)
    [call] = asked.function_calls
    result = {"name": call.name, "id": call.id, "response": {"result": 717_710}}
    history = [
        question,
        asked.candidates[0].content,
        {"role": "user", "parts": [{"function_response": result}]},
    ]
    answered = sdk(
        "models.generate_content", model=MODEL, contents=history, config={"tools": config["tools"]}
    )

    assert call.args == {"city": "Oslo"}
    assert asked.candidates[0].content.parts[0].thought_signature
    assert "717710" in answered.text
    return f"{call.name}({call.args}), signed"


class Person(BaseModel):
    name: str
    age: int | None = None


@feature("JSON by a pydantic schema", "models.generate_content")
def test_structured_output(sdk: Sdk) -> str:
    response = sdk(
        "models.generate_content",
        model=MODEL,
        contents="Ada is 36 years old",
        config={"response_mime_type": "application/json", "response_schema": Person},
    )

    assert response.parsed == Person(name="Ada", age=36)
    return repr(response.parsed)


@feature("JSON by a JSON schema", "models.generate_content")
def test_json_schema(sdk: Sdk) -> str:
    config = {
        "response_mime_type": "application/json",
        "response_json_schema": Person.model_json_schema(),
    }
    response = sdk(
        "models.generate_content", model=MODEL, contents="Ada is 36 years old", config=config
    )

    assert response.parsed == {"name": "Ada", "age": 36}
    return str(response.parsed)


@feature("one of an enum", "models.generate_content")
def test_enum(sdk: Sdk) -> str:
    config = {
        "response_mime_type": "text/x.enum",
        "response_schema": {"type": "STRING", "enum": ["positive", "negative"]},
    }
    response = sdk(
        "models.generate_content", model=MODEL, contents="I love this film!", config=config
    )

    assert response.text == "positive"
    return str(response.text)


@feature(
    "chats", "chats.create", "Chat.send_message", "Chat.send_message_stream", "Chat.get_history"
)
def test_chat(sdk: Sdk) -> str:
    chat = sdk("chats.create", model=MODEL)
    sdk.of(chat, "Chat", "send_message", "My name is Ada.")
    chunks = sdk.all(sdk.of(chat, "Chat", "send_message_stream", "What is my name?"))
    said = "".join(chunk.text or "" for chunk in chunks)

    assert "Ada" in said
    roles = [content.role for content in sdk.of(chat, "Chat", "get_history", True)]
    assert roles[:3] == ["user", "model", "user"]
    return said


@feature("images in", "models.generate_content")
def test_an_image_is_measured(sdk: Sdk) -> str:
    from PIL import Image

    response = sdk(
        "models.generate_content",
        model=MODEL,
        contents=[Image.new("RGB", (320, 200), "teal"), "What is this?"],
    )

    assert "320 × 200" in response.text
    return str(response.text.partition("\n")[0])


@feature("tokens", "models.count_tokens")
def test_count_tokens(sdk: Sdk) -> str:
    counted = sdk("models.count_tokens", model=MODEL, contents="hello there")

    assert counted.total_tokens == 2
    return "2 for 'hello there'"


@feature("embeddings", "models.embed_content")
def test_embed(sdk: Sdk) -> str:
    config = {"output_dimensionality": 8, "task_type": "RETRIEVAL_QUERY"}
    embedded = sdk(
        "models.embed_content", model="gemini-embedding-001", contents=["a", "b"], config=config
    )
    vectors = [one.values for one in embedded.embeddings]

    assert [len(vector) for vector in vectors] == [8, 8]
    assert all(math.isclose(math.hypot(*vector), 1, abs_tol=1e-5) for vector in vectors)
    return "2 unit vectors of 8 numbers"


@feature("models", "models.list", "models.get")
def test_models(sdk: Sdk) -> str:
    listed = sdk.all(sdk("models.list"))
    one = sdk("models.get", model=MODEL)

    assert listed
    assert all(model.name.startswith("models/local-") for model in listed)
    assert one.name in {model.name for model in listed}
    return f"{len(listed)}, all local"


@feature("errors", "models.generate_content")
def test_errors_are_the_ones_it_knows(sdk: Sdk) -> str:
    with pytest.raises(genai.errors.ClientError) as raised:
        sdk("models.generate_content", model="gpt-7", contents="hi")

    assert raised.value.code == 404
    assert raised.value.status == "NOT_FOUND"
    return "404 NOT_FOUND for gpt-7"
