"""The API's OpenAI-compatible address, as OpenAI's own client reaches it: key, model, thinking."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.scripted import JSON, Answer, ScriptedGemini, sse

openai = pytest.importorskip("openai")

KEY = "a-key-for-tests"
MODEL = "gemini-3-flash-preview"
MESSAGES = [{"role": "user", "content": "How does AI work?"}]


def address(gemini: ScriptedGemini) -> dict[str, Any]:
    """What a program changes to ask Gemini instead of OpenAI."""
    return {"api_key": KEY, "base_url": f"{gemini.base_url}/v1beta/openai/", "max_retries": 0}


def completion(text: str) -> Answer:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6}
    whole = {"id": "1", "object": "chat.completion", "created": 1, "model": MODEL}
    document = json.dumps({**whole, "choices": [choice], "usage": usage})
    return Answer((document.encode(),), content_type=JSON)


def pieces(*texts: str) -> Answer:
    about = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
    choices = [{"index": 0, "delta": {"role": "assistant", "content": text}} for text in texts]
    return sse([{**about, "choices": [choice]} for choice in choices], end="\n\n")


def test_a_completion_asks_for_a_model_by_its_id_and_shows_the_key_as_a_bearer(
    gemini: ScriptedGemini,
) -> None:
    gemini.will(completion("By numbers."))
    with openai.OpenAI(**address(gemini)) as client:
        answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    (exchange,) = gemini.exchanges

    assert answer.choices[0].message.content == "By numbers."
    assert answer.usage.total_tokens == 6
    assert (exchange.method, exchange.path) == ("POST", "/v1beta/openai/chat/completions")
    assert exchange.headers["authorization"] == f"Bearer {KEY}"
    assert exchange.json == {"model": MODEL, "messages": MESSAGES}


def test_thinking_is_reasoning_effort_and_gemini_s_own_settings_are_an_extra(
    gemini: ScriptedGemini,
) -> None:
    gemini.will(completion("ok"), completion("ok"))
    extra = {"extra_body": {"google": {"thinking_config": {"include_thoughts": True}}}}
    with openai.OpenAI(**address(gemini)) as client:
        client.chat.completions.create(model=MODEL, messages=MESSAGES, reasoning_effort="low")
        client.chat.completions.create(model=MODEL, messages=MESSAGES, extra_body=extra)
    effort, google = (exchange.json for exchange in gemini.exchanges)

    assert effort["reasoning_effort"] == "low"
    assert google["extra_body"]["google"] == {"thinking_config": {"include_thoughts": True}}


def test_a_completion_streams(gemini: ScriptedGemini) -> None:
    gemini.will(pieces("By ", "numbers."))
    with openai.OpenAI(**address(gemini)) as client:
        stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
        texts = [chunk.choices[0].delta.content for chunk in stream]

    assert texts == ["By ", "numbers."]
    assert gemini.exchanges[0].json["stream"] is True


def test_it_works_without_waiting_too(gemini: ScriptedGemini) -> None:
    async def ask() -> str:
        async with openai.AsyncOpenAI(**address(gemini)) as client:
            answer = await client.chat.completions.create(model=MODEL, messages=MESSAGES)
        text: str = answer.choices[0].message.content
        return text

    gemini.will(completion("ok"))

    assert asyncio.run(ask()) == "ok"


def test_embeddings_have_an_address_there(gemini: ScriptedGemini) -> None:
    vectors = [{"object": "embedding", "index": 0, "embedding": [0.6, 0.8]}]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    whole = {"object": "list", "data": vectors, "model": "gemini-embedding-001", "usage": usage}
    gemini.will(Answer((json.dumps(whole).encode(),), content_type=JSON))
    with openai.OpenAI(**address(gemini)) as client:
        answer = client.embeddings.create(
            model="gemini-embedding-001", input="hi", encoding_format="float"
        )

    assert answer.data[0].embedding == [0.6, 0.8]
    assert gemini.exchanges[0].path == "/v1beta/openai/embeddings"
