"""Interactions, asked for over HTTP, by our own client, by a chat and by Google's SDK."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from gemini_magic import Client
from gemini_magic.api.types import Part
from gemini_magic.chat import Chat, Request
from gemini_magic.tools import FunctionTool
from tests.local.conftest import KEY, MODEL, Engine

AGENT = "deep-research-preview-04-2026"
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}
QUESTION = "How do asyncio tasks and threading locks differ in Python?"


def create(engine: Engine, input: Any = "What is 6 * 7?", **body: Any) -> dict[str, Any]:
    named = {} if "agent" in body else {"model": MODEL}
    response = engine.client.post("/v1beta/interactions", json={**named, "input": input, **body})
    assert response.status_code == 200, response.text
    interaction: dict[str, Any] = response.json()
    return interaction


def refused(engine: Engine, body: Any) -> tuple[int, str, str]:
    """Status, word and message of a request that is refused."""
    response = engine.client.post("/v1beta/interactions", json=body)
    error = response.json()["error"]
    assert error.keys() == {"code", "message"}
    return response.status_code, error["code"], error["message"]


def events(text: str) -> list[dict[str, Any]]:
    blocks = text.removesuffix("\n\n").split("\n\n")
    assert blocks.pop() == "data: [DONE]"
    found = []
    for block in blocks:
        name, data = block.split("\n")
        event = json.loads(data.removeprefix("data: "))
        assert name == f"event: {event['event_type']}"
        found.append(event)
    return found


def streamed(engine: Engine, input: Any, **body: Any) -> list[dict[str, Any]]:
    asked = {"model": MODEL, "input": input, "stream": True, **body}
    response = engine.client.post("/v1beta/interactions", json=asked)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    return events(response.text)


def text_of(interaction: dict[str, Any]) -> str:
    outputs = [s for s in interaction["steps"] if s["type"] == "model_output"]
    return "".join(content["text"] for step in outputs for content in step["content"])


def kinds(interaction: dict[str, Any]) -> list[str]:
    return [step["type"] for step in interaction["steps"]]


@pytest.mark.parametrize("version", ["v1", "v1beta", "v1alpha"])
def test_a_text_is_answered_by_a_thought_and_an_output(engine: Engine, version: str) -> None:
    body = {"model": MODEL, "input": "What is 6 * 7?"}
    response = engine.client.post(f"/{version}/interactions", json=body)
    interaction = response.json()

    assert response.headers["x-gemini-magic-engine"].startswith("local")
    assert (interaction["object"], interaction["status"]) == ("interaction", "completed")
    assert interaction["model_version"] == "local-rules"
    assert kinds(interaction) == ["thought", "model_output"]
    assert interaction["steps"][0]["signature"]
    assert "42" in text_of(interaction)
    usage = interaction["usage"]
    assert usage["total_tokens"] == sum(
        usage[f"total_{kind}_tokens"] for kind in ("input", "output", "thought", "tool_use")
    )
    assert usage["total_thought_tokens"] > 0


@pytest.mark.parametrize(
    "input",
    [
        {"type": "text", "text": "What is 6 * 7?"},
        [{"type": "text", "text": "What is"}, {"type": "text", "text": "6 * 7?"}],
        [{"type": "user_input", "content": [{"type": "text", "text": "What is 6 * 7?"}]}],
        [{"type": "user_input", "content": "What is 6 * 7?"}],
    ],
    ids=["content", "contents", "steps", "a step with a text"],
)
def test_every_form_of_input_is_read(engine: Engine, input: Any) -> None:
    assert "42" in text_of(create(engine, input))


def test_summaries_are_shown_when_asked_for(engine: Engine) -> None:
    told = create(engine, generation_config={"thinking_summaries": "auto"})

    assert told["steps"][0]["summary"][0]["type"] == "text"
    assert "summary" not in create(engine)["steps"][0]


def test_a_schema_shapes_the_answer(engine: Engine) -> None:
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
    wanted = {"type": "text", "mime_type": "application/json", "schema": schema}
    one = create(engine, "Ada is 36 years old", response_format=wanted)
    many = create(engine, "Ada is 36 years old", response_format=[wanted])

    assert json.loads(text_of(one)) == {"age": 36}
    assert text_of(many) == text_of(one)


def test_the_limit_leaves_it_incomplete(engine: Engine) -> None:
    limited = {"max_output_tokens": 30, "thinking_level": "minimal"}
    cut = create(engine, "Table of the squares of 1 to 50", generation_config=limited)

    assert cut["status"] == "incomplete"


def test_what_was_said_before_is_kept_by_the_service(engine: Engine) -> None:
    first = create(engine, "My name is Ada.")
    second = create(engine, "What is my name?", previous_interaction_id=first["id"])
    third = create(engine, "What did I say?", previous_interaction_id=second["id"])

    assert "Ada" in text_of(second)
    assert second["previous_interaction_id"] == first["id"]
    assert "What is my name?" in text_of(third)


def test_the_input_can_be_asked_for(engine: Engine) -> None:
    made = create(engine)
    path = f"/v1beta/interactions/{made['id']}"
    plain = engine.client.get(path, params={"stream": "false"}).json()
    whole = engine.client.get(path, params={"include_input": "true"}).json()

    assert plain == made
    assert kinds(whole) == ["user_input", "thought", "model_output"]


def test_a_deleted_or_unstored_one_is_gone(engine: Engine) -> None:
    made, unstored = create(engine), create(engine, store=False)
    engine.client.delete(f"/v1beta/interactions/{made['id']}").raise_for_status()

    for id in (made["id"], unstored["id"]):
        assert engine.client.get(f"/v1beta/interactions/{id}").status_code == 404
        gone = refused(engine, {"model": MODEL, "input": "hi", "previous_interaction_id": id})
        assert gone[:2] == (404, "not_found")


def test_a_function_is_called_and_its_result_told(engine: Engine) -> None:
    called = create(engine, "What is the weather in Oslo?", tools=[WEATHER])
    call = called["steps"][-1]
    result = {"type": "function_result", "call_id": call["id"], "result": {"sky": "clear"}}
    answered = create(engine, [result], tools=[WEATHER], previous_interaction_id=called["id"])

    assert called["status"] == "requires_action"
    assert kinds(called) == ["thought", "function_call"]
    assert (call["name"], call["arguments"]) == ("get_weather", {"city": "Oslo"})
    assert answered["status"] == "completed"
    assert "clear" in text_of(answered)


def test_without_a_store_the_steps_go_back_signed(engine: Engine) -> None:
    asked = {"type": "user_input", "content": "What is the weather in Oslo?"}
    called = create(engine, [asked], tools=[WEATHER], store=False)
    result = {"type": "function_result", "call_id": called["steps"][-1]["id"], "result": "snow"}
    answered = create(engine, [asked, *called["steps"], result], tools=[WEATHER], store=False)
    unsigned = [asked, called["steps"][-1], result]

    assert "snow" in text_of(answered)
    status, word, message = refused(
        engine, {"model": MODEL, "input": unsigned, "tools": [WEATHER], "store": False}
    )
    assert (status, word) == (400, "invalid_request")
    assert "missing a thought_signature" in message
    again = [asked, *called["steps"], result, *answered["steps"]]
    said = {"type": "user_input", "content": "What did I say?"}
    assert "Oslo" in text_of(create(engine, [*again, said]))


def test_tools_may_be_forced_and_limited(engine: Engine) -> None:
    time = {"type": "function", "name": "get_time", "parameters": {"type": "object"}}
    choice = {"allowed_tools": {"mode": "any", "tools": ["get_time"]}}
    forced = create(
        engine, "hello", tools=[WEATHER, time], generation_config={"tool_choice": choice}
    )

    assert forced["steps"][-1]["name"] == "get_time"


def test_a_stream_opens_and_closes_its_steps(engine: Engine) -> None:
    summaries = {"thinking_summaries": "auto"}
    told = streamed(engine, "Table of the squares of 1 to 5", generation_config=summaries)
    names = [event["event_type"] for event in told]
    deltas = [e["delta"]["type"] for e in told if e["event_type"] == "step.delta"]

    assert names[:3] == ["interaction.created", "interaction.status_update", "step.start"]
    assert names[-2:] == ["step.stop", "interaction.completed"]
    assert [e["event_id"] for e in told] == [f"evt_{i}" for i in range(len(told))]
    assert deltas.index("thought_signature") < deltas.index("text")
    assert deltas[0] == "thought_summary"
    assert names.count("step.start") == names.count("step.stop") == 2
    assert told[-1]["interaction"]["status"] == "completed"
    assert told[-1]["interaction"]["usage"]["total_output_tokens"] > 10


def test_no_event_is_missed_however_fast_they_come(engine: Engine) -> None:
    for _ in range(60):
        told = streamed(engine, "hi")
        assert told[-1]["event_type"] == "interaction.completed"


def test_arguments_stream_in_fragments(engine: Engine) -> None:
    told = streamed(engine, "What is the weather in San Francisco?", tools=[WEATHER])
    deltas = [e["delta"] for e in told if e["event_type"] == "step.delta"]
    fragments = [d["arguments"] for d in deltas if d["type"] == "arguments_delta"]

    assert len(fragments) > 1
    assert json.loads("".join(fragments)) == {"city": "San Francisco"}
    assert told[-1]["interaction"]["status"] == "requires_action"


def test_a_stream_is_taken_up_behind_an_event(engine: Engine) -> None:
    told = streamed(engine, "Table of the squares of 1 to 5")
    path = f"/v1beta/interactions/{told[0]['interaction']['id']}"
    query = {"stream": "true", "last_event_id": told[4]["event_id"]}
    rest = engine.client.get(path, params=query)
    unknown = engine.client.get(path, params={**query, "last_event_id": "evt_999"})

    assert events(rest.text) == told[5:]
    assert unknown.status_code == 400


BAD: dict[str, tuple[dict[str, Any], int, str]] = {
    "no model": ({"input": "x"}, 400, "exactly one of model and agent"),
    "both": ({"input": "x", "model": MODEL, "agent": AGENT}, 400, "exactly one"),
    "no input": ({"model": MODEL}, 400, "input is missing"),
    "unknown field": ({"model": MODEL, "input": "x", "inptu": 1}, 400, 'Unknown name "inptu"'),
    "camel case": ({"model": MODEL, "input": "x", "generationConfig": {}}, 400, "Unknown name"),
    "wrong type": ({"model": MODEL, "input": "x", "store": "yes"}, 400, "TYPE_BOOL"),
    "upper case": (
        {"model": MODEL, "input": "x", "generation_config": {"thinking_level": "LOW"}},
        400,
        "ThinkingLevel",
    ),
    "unknown step": ({"model": MODEL, "input": [{"type": "dance"}]}, 400, "'dance'"),
    "unknown tool": (
        {"model": MODEL, "input": "x", "tools": [{"type": "crystal_ball"}]},
        400,
        "crystal_ball",
    ),
    "unknown model": ({"model": "gpt-7", "input": "x"}, 404, "is not found"),
    "unknown agent": ({"agent": "james-bond", "input": "x", "background": True}, 404, "james"),
    "agent in front": ({"agent": AGENT, "input": "x"}, 400, "background"),
    "background unstored": (
        {"model": MODEL, "input": "x", "background": True, "store": False},
        400,
        "store",
    ),
    "no text": (
        {"model": MODEL, "input": [{"type": "user_input", "content": "x"},
                                   {"type": "function_call", "id": "c", "name": "f"},
                                   {"type": "function_result", "call_id": "c",
                                    "result": [{"type": "text", "text": {}}]}]},
        400,
        "missing a thought_signature",
    ),
    "unknown call": (
        {"model": MODEL, "input": [{"type": "function_result", "call_id": "c", "result": 1}]},
        400,
        "no function call",
    ),
    "foreign signature": (
        {"model": MODEL, "input": [{"type": "user_input", "content": "x"},
                                   {"type": "thought", "signature": "AAAA"}]},
        400,
        "Corrupted",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_a_bad_request_is_refused_in_this_dialect(
    engine: Engine, case: tuple[dict[str, Any], int, str]
) -> None:
    body, status, expected = case
    found = refused(engine, body)

    assert found[:2] == (status, "not_found" if status == 404 else "invalid_request")
    assert expected in found[2]


def test_only_what_runs_in_the_background_can_be_cancelled(engine: Engine) -> None:
    made = create(engine)
    response = engine.client.post(f"/v1beta/interactions/{made['id']}/cancel")

    assert response.status_code == 400
    assert response.json()["error"]["code"] == "failed_precondition"


def test_an_agent_researches_and_cites(engine: Engine) -> None:
    started = create(engine, QUESTION, agent=AGENT, background=True)
    path = f"/v1beta/interactions/{started['id']}"
    told = events(engine.client.get(path, params={"stream": "true"}).text)
    done = engine.client.get(path).json()
    (output,) = done["steps"][-1]["content"]
    report = output["text"].encode()

    assert started["status"] == "in_progress"
    assert "steps" not in started
    assert done["status"] == "completed"
    assert kinds(done).count("retrieval_call") == kinds(done).count("retrieval_result") >= 2
    assert told[-1]["event_type"] == "interaction.completed"
    assert len(output["annotations"]) >= 2
    for citation in output["annotations"]:
        quoted = report[citation["start_index"] : citation["end_index"]].decode()
        assert quoted.startswith("> ")
        assert citation["url"].startswith("https://docs.python.org/3")
        assert citation["type"] == "url_citation"
    assert done["usage"]["total_tool_use_tokens"] > 100


def test_an_agent_can_be_cancelled_and_asked_on(engine: Engine) -> None:
    started = create(engine, QUESTION, agent=AGENT, background=True)
    path = f"/v1beta/interactions/{started['id']}"
    early = refused(
        engine, {"model": MODEL, "input": "x", "previous_interaction_id": started["id"]}
    )
    cancelled = engine.client.post(f"{path}/cancel").json()
    told = events(engine.client.get(path, params={"stream": "true"}).text)

    assert early[1] == "failed_precondition"
    assert cancelled["status"] == "cancelled"
    assert told[-1]["interaction"]["status"] == "cancelled"


@pytest.fixture(scope="module")
def ours(engine: Engine) -> Iterator[Client]:
    with Client(api_key=KEY, base_url=engine.url) as client:
        yield client


def test_our_client_creates_gets_and_deletes(ours: Client) -> None:
    made = ours.interactions.create(model=MODEL, input="What is 6 * 7?")
    seen = ours.interactions.get(made, include_input=True)
    ours.interactions.delete(made)

    assert "42" in str(made.output_text)
    assert [step.type for step in seen.steps or ()] == ["user_input", "thought", "model_output"]


def test_our_client_streams_in_both_colours(engine: Engine, ours: Client) -> None:
    async def told() -> list[Any]:
        async with Client(api_key=KEY, base_url=engine.url).aio as client:
            stream = await client.interactions.create(
                model=MODEL, input="What is 6 * 7?", stream=True
            )
            return [event.event_type async for event in stream]

    plain = [
        event.event_type
        for event in ours.interactions.create(model=MODEL, input="What is 6 * 7?", stream=True)
    ]

    assert plain[-1] == "interaction.completed"
    assert asyncio.run(told()) == plain


def test_our_client_waits_for_an_agent(ours: Client) -> None:
    started = ours.interactions.create(agent=AGENT, input=QUESTION, background=True)
    done = ours.interactions.wait(started, timeout=20)

    assert str(done.status) == "completed"
    assert "docs.python.org" in json.dumps(done.to_wire())


def test_a_chat_by_interactions(ours: Client) -> None:
    def get_weather(city: str) -> str:
        """The weather in a city."""
        return "snow"

    chat = Chat(ours, model=MODEL)
    replies = [
        chat.send(
            Request(
                parts=(Part(text=text),), via="interactions", tools=(FunctionTool(get_weather),)
            )
        ).finish()
        for text in ("My name is Ada.", "What is the weather in Oslo?", "What is my name?")
    ]

    assert "snow" in replies[1].text
    assert "Ada" in replies[2].text


@pytest.fixture(scope="module")
def google(engine: Engine) -> Iterator[Any]:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    yield client
    client.close()


def test_googles_sdk_creates_and_goes_on(google: Any) -> None:
    first = google.interactions.create(model=MODEL, input="My name is Ada.")
    second = google.interactions.create(
        model=MODEL, input="What is my name?", previous_interaction_id=first.id
    )

    assert first.status == "completed"
    assert "Ada" in second.output_text
    assert google.interactions.get(id=second.id).output_text == second.output_text
    google.interactions.delete(id=second.id)


def test_googles_sdk_streams(google: Any) -> None:
    told = list(google.interactions.create(model=MODEL, input="What is 6 * 7?", stream=True))
    text = [e.delta.text for e in told if e.event_type == "step.delta" and e.delta.type == "text"]

    assert told[-1].event_type == "interaction.completed"
    assert "42" in "".join(text)


def test_googles_sdk_answers_a_call(google: Any) -> None:
    called = google.interactions.create(
        model=MODEL, input="What is the weather in Oslo?", tools=[WEATHER]
    )
    call = called.steps[-1]
    result = {"type": "function_result", "call_id": call.id, "name": call.name, "result": "snow"}
    answered = google.interactions.create(
        model=MODEL, input=[result], tools=[WEATHER], previous_interaction_id=called.id
    )

    assert (called.status, call.arguments) == ("requires_action", {"city": "Oslo"})
    assert "snow" in answered.output_text


def test_googles_sdk_runs_and_cancels_an_agent(google: Any) -> None:
    started = google.interactions.create(agent=AGENT, input=QUESTION, background=True)
    cancelled = google.interactions.cancel(id=started.id)

    assert started.status == "in_progress"
    assert cancelled.status == "cancelled"


def test_googles_sdk_knows_the_errors(google: Any) -> None:
    with pytest.raises(Exception, match="gpt-7") as raised:
        google.interactions.create(model="gpt-7", input="x")

    assert getattr(raised.value, "status_code", None) == 404
