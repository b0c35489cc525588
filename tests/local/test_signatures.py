"""Thought signatures come back as they were given, or the request is refused."""

from __future__ import annotations

import base64
import copy
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine, running, user

WEATHER = {
    "name": "get_weather",
    "description": "The weather in a city",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}},
                   "required": ["city"]},
}  # fmt: skip
TOOLS = [{"functionDeclarations": [WEATHER]}]
DUMMIES = ["context_engineering_is_the_way_to_go", "skip_thought_signature_validator"]

Content = dict[str, Any]


@pytest.fixture(scope="module")
def called(engine: Engine) -> Content:
    """The turn of a model that has called a function."""
    answer = engine.ask("What is the weather in Oslo?", tools=TOOLS)
    content: Content = answer["candidates"][0]["content"]
    return content


def returned(content: Content, **call: Any) -> list[Content]:
    content = copy.deepcopy(content)
    content["parts"][0]["functionCall"].update(call)
    response = {"name": "get_weather", "response": {"weather": "snow"}}
    results = [{"functionResponse": response}]
    return [user("What is the weather in Oslo?"), content, {"role": "user", "parts": results}]


def refused(engine: Engine, contents: list[Content], *, model_id: str = MODEL) -> str:
    """The message of a 400; empty where the history is accepted."""
    response = engine.client.post(
        f"/v1beta/models/{model_id}:generateContent", json={"contents": contents, "tools": TOOLS}
    )
    if response.status_code == 200:
        return ""
    error = response.json()["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    return str(error["message"])


def test_a_call_that_comes_back_as_it_was_is_accepted(engine: Engine, called: Content) -> None:
    assert refused(engine, returned(called)) == ""


def test_a_call_of_the_current_turn_needs_its_signature(engine: Engine, called: Content) -> None:
    contents = returned(called)
    del contents[1]["parts"][0]["thoughtSignature"]
    message = refused(engine, contents)

    assert "missing a thought_signature in functionCall parts" in message
    assert "`default_api:get_weather`, position 1" in message


def test_an_older_turn_may_lack_it(engine: Engine, called: Content) -> None:
    contents = returned(called)
    del contents[1]["parts"][0]["thoughtSignature"]
    said = {"role": "model", "parts": [{"text": "Snow."}]}

    assert refused(engine, [*contents, said, user("What is 6 * 7?")]) == ""


def test_older_models_need_none(engine: Engine, called: Content) -> None:
    contents = returned(called)
    del contents[1]["parts"][0]["thoughtSignature"]

    assert refused(engine, contents, model_id="gemini-2.5-flash") == ""


@pytest.mark.parametrize("signature", ["AAAA", base64.b64encode(b"\x12\x40" + b"x" * 32).decode()])
def test_a_foreign_signature_is_refused(engine: Engine, called: Content, signature: str) -> None:
    contents = returned(called)
    contents[1]["parts"][0]["thoughtSignature"] = signature

    assert "Corrupted thought signature: contents[1].parts[0]" in refused(engine, contents)


def test_a_signature_holds_for_its_own_call_only(engine: Engine, called: Content) -> None:
    assert "Corrupted" in refused(engine, returned(called, args={"city": "Bergen"}))
    assert "Corrupted" in refused(engine, returned(called, name="get_time"))


@pytest.mark.parametrize("dummy", DUMMIES)
@pytest.mark.parametrize("encoded", [False, True], ids=["as text", "as bytes"])
def test_the_documented_dummies_are_accepted(
    engine: Engine, called: Content, dummy: str, encoded: bool
) -> None:
    contents = returned(called, args={"city": "Bergen"})
    signature = base64.b64encode(dummy.encode()).decode() if encoded else dummy
    contents[1]["parts"][0]["thoughtSignature"] = signature

    assert refused(engine, contents) == ""


def test_the_other_alphabet_and_another_id_do_no_harm(engine: Engine, called: Content) -> None:
    contents = returned(called, id="mine")
    part = contents[1]["parts"][0]
    part["thoughtSignature"] = part["thoughtSignature"].translate(str.maketrans("+/", "-_"))

    assert refused(engine, contents) == ""


@pytest.mark.parametrize("split", ["as it came", "joined", "one content each"])
def test_a_streamed_text_keeps_its_signature_however_it_is_kept(engine: Engine, split: str) -> None:
    chunks = engine.stream({"contents": [user("Table of the squares of 1 to 9")]})
    parts = [p for c in chunks for p in c["candidates"][0]["content"]["parts"]]
    signed = parts[-1]
    assert signed["text"] == ""
    kept = {
        "as it came": [parts],
        "joined": [[{**signed, "text": "".join(part["text"] for part in parts)}]],
        "one content each": [[part] for part in parts],
    }[split]
    contents = [{"role": "model", "parts": part} for part in kept]

    assert len(parts) > 3
    assert refused(engine, [user("Squares?"), *contents, user("hi")]) == ""
    contents[-1]["parts"][-1]["text"] += " Changed."
    assert "Corrupted" in refused(engine, [user("Squares?"), *contents, user("hi")])


def test_signatures_outlive_a_restart(engine: Engine, called: Content, cache: Path) -> None:
    with running(cache, "--no-llm") as another:
        assert refused(another, returned(called)) == ""


def test_an_engine_with_another_folder_does_not_know_them(called: Content, tmp_path: Path) -> None:
    with running(tmp_path, "--no-llm") as another:
        assert "Corrupted" in refused(another, returned(called))


@pytest.mark.parametrize("mode", ["AUTO", "NONE", None])
def test_allowed_names_need_a_mode_that_reads_them(engine: Engine, mode: str | None) -> None:
    config = {"allowedFunctionNames": ["get_weather"], **({"mode": mode} if mode else {})}
    body = {"contents": [user("hi")], "tools": TOOLS,
            "toolConfig": {"functionCallingConfig": config}}  # fmt: skip
    response = engine.client.post(f"/v1beta/models/{MODEL}:generateContent", json=body)

    assert response.status_code == 400
    assert "ANY and VALIDATED" in response.json()["error"]["message"]


def get_weather(city: str) -> str:
    """The weather in a city."""
    return "snow"


def test_our_client_carries_them_through_a_chat(engine: Engine) -> None:
    with Client(api_key=KEY, base_url=engine.url) as client:
        chat = client.chats.create(model=MODEL, config={"tools": [get_weather]})
        first = chat.send_message("What is the weather in Oslo?").text
        streamed = "".join(c.text or "" for c in chat.send_message_stream("What is 6 * 7?"))

        assert "snow" in str(first)
        assert "42" in streamed
        assert "Oslo" in str(chat.send_message("What did I say?").text)


def test_googles_sdk_carries_them_through_a_chat(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    chat = client.chats.create(model=MODEL, config={"tools": [get_weather]})
    first = chat.send_message("What is the weather in Oslo?").text
    streamed = "".join(c.text or "" for c in chat.send_message_stream("What is 6 * 7?"))

    assert "snow" in first
    assert "42" in streamed
    assert "Oslo" in chat.send_message("What did I say?").text
    client.close()
