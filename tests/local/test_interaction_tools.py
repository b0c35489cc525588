"""Tools and media in interactions: steps with signatures, deltas, citations and their way back."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine

CODE = [{"type": "code_execution"}]
SEARCH = [{"type": "google_search"}]
HEAPQ = "How does the heapq module work in Python?"

Wire = dict[str, Any]


def ask(engine: Engine, input: Any, **body: Any) -> Wire:
    asked = {"model": MODEL, "input": input, **body}
    asked = {name: value for name, value in asked.items() if value is not None}
    response = engine.client.post("/v1beta/interactions", json=asked)
    assert response.status_code == 200, response.text
    interaction: Wire = response.json()
    return interaction


def refused(engine: Engine, **body: Any) -> str:
    asked = {"model": MODEL, "input": "Hi", **body}
    response = engine.client.post("/v1beta/interactions", json=asked)
    assert response.status_code == 400, response.text
    message: str = response.json()["error"]["message"]
    return message


def kinds(interaction: Wire) -> list[str]:
    return [step["type"] for step in interaction["steps"]]


def said(text: str) -> Wire:
    return {"type": "user_input", "content": [{"type": "text", "text": text}]}


def test_code_and_what_it_printed_are_steps_that_belong_together(engine: Engine) -> None:
    interaction = ask(engine, "sum of the first 50 primes", tools=CODE)
    _, call, result, output = interaction["steps"]

    expected = ["thought", "code_execution_call", "code_execution_result", "model_output"]
    assert kinds(interaction) == expected
    assert call["arguments"]["language"] == "python"
    assert result["call_id"] == call["id"]
    assert "5117" in result["result"]
    assert "5117" in output["content"][0]["text"]
    assert all("signature" in step for step in (call, result))


def test_code_that_fails_is_a_result_with_an_error(engine: Engine) -> None:
    steps = ask(engine, "```python\n1 / 0\n```", tools=CODE)["steps"]
    result = next(step for step in steps if step["type"] == "code_execution_result")

    assert result["is_error"] is True
    assert "ZeroDivisionError" in result["result"]


def test_a_plot_is_an_image_before_its_sentence(engine: Engine) -> None:
    pytest.importorskip("PIL")
    content = ask(engine, "plot sin(x) from 0 to 5", tools=CODE)["steps"][-1]["content"]

    assert [item["type"] for item in content] == ["image", "text"]
    assert base64.b64decode(content[0]["data"]).startswith(b"\x89PNG")


def test_a_search_is_a_call_and_a_result_and_the_text_cites_in_bytes(engine: Engine) -> None:
    interaction = ask(engine, HEAPQ, tools=SEARCH)
    _, call, result, output = interaction["steps"]
    text = output["content"][0]["text"].encode()
    citations = output["content"][0]["annotations"]

    assert (call["type"], result["type"]) == ("google_search_call", "google_search_result")
    assert call["arguments"]["queries"]
    assert result["result"][0]["search_suggestions"].startswith("<style>")
    assert {citation["type"] for citation in citations} == {"url_citation"}
    for citation in citations:
        assert text[citation["start_index"] : citation["end_index"]].decode().strip()


def test_steps_of_tools_come_back_as_they_were_signed(engine: Engine) -> None:
    first = ask(engine, "sum of the first 5 primes", tools=CODE, store=False)
    again = [said("sum of the first 5 primes"), *first["steps"], said("and the first 6?")]
    second = ask(engine, again, tools=CODE, store=False)

    assert "41" in second["steps"][-1]["content"][0]["text"]


def test_a_changed_step_of_a_tool_is_refused(engine: Engine) -> None:
    first = ask(engine, "sum of the first 5 primes", tools=CODE, store=False)
    first["steps"][1]["arguments"]["code"] = "print(2)"
    message = refused(engine, input=[said("x"), *first["steps"], said("y")], store=False)

    assert "signature" in message


def test_a_stored_conversation_goes_on_behind_code(engine: Engine) -> None:
    first = ask(engine, "How many primes are below 100?", tools=CODE)
    second = ask(engine, "and below 1000?", tools=CODE, previous_interaction_id=first["id"])

    assert "168" in second["steps"][-1]["content"][0]["text"]


def test_a_stream_tells_the_same_steps_as_the_whole(engine: Engine) -> None:
    asked = {"model": MODEL, "input": HEAPQ, "tools": SEARCH, "stream": True}
    lines = engine.client.post("/v1beta/interactions", json=asked).text.splitlines()
    data = [line.removeprefix("data: ") for line in lines if line.startswith("data: {")]
    events = [json.loads(line) for line in data]
    started = [event["step"]["type"] for event in events if event["event_type"] == "step.start"]
    deltas = {event["delta"]["type"] for event in events if event["event_type"] == "step.delta"}

    assert started == kinds(ask(engine, HEAPQ, tools=SEARCH))
    assert {"google_search_call", "google_search_result", "text_annotation_delta"} <= deltas


def test_a_picture_has_the_shape_that_is_asked_for(engine: Engine) -> None:
    image = pytest.importorskip("PIL.Image")
    wanted = {"type": "image", "aspect_ratio": "16:9"}
    drawn = ask(engine, "Draw a red circle", model="gemini-3.1-flash-image", response_format=wanted)
    media = next(c for c in drawn["steps"][-1]["content"] if c["type"] == "image")

    width, height = image.open(io.BytesIO(base64.b64decode(media["data"]))).size
    assert width / height == pytest.approx(16 / 9, rel=0.02)


def test_speech_is_one_sound_of_raw_samples(engine: Engine) -> None:
    voice = {"speech_config": {"voice": "Kore"}}
    spoken = ask(
        engine,
        "Say hello to everybody in this room",
        model="gemini-3.1-flash-tts-preview",
        response_format={"type": "audio"},
        generation_config=voice,
    )
    (sound,) = spoken["steps"][-1]["content"]

    assert (sound["type"], sound["mime_type"]) == ("audio", "audio/l16")
    assert (sound["sample_rate"], sound["channels"]) == (24000, 1)
    assert len(base64.b64decode(sound["data"])) > 24000


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"tools": [{"type": "mcp_server", "url": "http://127.0.0.1:1"}]}, "MCP"),
        ({"tools": [{"type": "retrieval"}]}, "Vertex"),
        ({"response_format": {"type": "video"}}, "veo"),
        ({"response_modalities": ["audio"]}, "modalities"),
        ({"tools": [{"type": "google_search", "search_types": ["gossip"]}]}, "search_types"),
    ],
)
def test_what_the_engine_does_not_have_is_refused_in_words(
    engine: Engine, body: Wire, expected: str
) -> None:
    assert expected in refused(engine, **body)


def test_functions_and_tools_of_the_service_go_together(engine: Engine) -> None:
    function = {
        "type": "function",
        "name": "get_weather",
        "description": "Get the weather for a city",
        "parameters": {
            "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]
        },
    }  # fmt: skip
    called = ask(engine, "What is the weather in Oslo?", tools=[function, *SEARCH])
    search = ask(engine, HEAPQ, tools=[function, {"type": "tool_search"}, *SEARCH])

    assert called["status"] == "requires_action"
    assert "google_search_call" in kinds(search)


def test_computer_use_asks_for_an_action(engine: Engine) -> None:
    tool = {"type": "computer_use", "environment": "browser"}
    interaction = ask(engine, "Go to example.com", tools=[tool])

    assert interaction["status"] == "requires_action"
    assert interaction["steps"][-1]["name"] == "open_web_browser"


def test_our_client_and_google_s_read_the_steps(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    with Client(api_key=KEY, base_url=engine.url) as client:
        ours = client.interactions.create(model=MODEL, input=HEAPQ, tools=SEARCH)
    theirs = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    plotted = theirs.interactions.create(model=MODEL, input="plot sin(x) from 0 to 5", tools=CODE)

    assert [step.type for step in ours.steps or ()][1] == "google_search_call"
    assert [type(step).__name__ for step in plotted.steps] == [
        "ThoughtStep", "CodeExecutionCallStep", "CodeExecutionResultStep", "ModelOutputStep"
    ]  # fmt: skip


def test_an_agent_is_created_asked_listed_and_deleted(engine: Engine) -> None:
    with Client(api_key=KEY, base_url=engine.url) as client:
        agent = client.agents.create(
            id="reckoner", base_agent="deep-research-preview-04-2026", tools=CODE
        )
        listed = [one.id for one in client.agents.list()]
        answer = ask(engine, "sum of the first 5 primes", model=None, agent=agent.id)
        client.agents.delete("reckoner")
        gone = engine.client.get("/v1beta/agents/reckoner")

    assert listed == ["reckoner"]
    assert "28" in answer["steps"][-1]["content"][0]["text"]
    assert gone.status_code == 404
