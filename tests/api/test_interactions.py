"""interactions: what is sent, what comes back, and what the guides do with it."""

from __future__ import annotations

import asyncio
import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from gemini_magic import errors, types
from gemini_magic.api.resources import Interactions
from tests.api.interaction_service import Service, completed, created, delta, start, stop

MODEL = "gemini-3-flash-preview"


def interaction(*steps: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": "i1", "status": "completed", "model": MODEL, "steps": list(steps), **fields}


def said(*texts: str) -> dict[str, Any]:
    return {"type": "model_output", "content": [{"type": "text", "text": t} for t in texts]}


SAID = interaction({"type": "thought", "signature": "c2ln"}, said("Hello"))


def sent(**arguments: Any) -> Any:
    service = Service(SAID)
    service.client.interactions.create(**{"model": MODEL, "input": "hi", **arguments})
    return service.bodies[0]


# The second guide, "text generation": every Python example.


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"generation_config": {"thinking_level": "low"}},
        {"system_instruction": "You are a cat. Your name is Neko."},
        {"generation_config": {"temperature": 0.1}},
    ],
    ids=["basic", "thinking", "system", "temperature"],
)
def test_the_guides_plain_examples_run(more: dict[str, Any]) -> None:
    service = Service(SAID)
    client = service.client
    interaction = client.interactions.create(model=MODEL, input="How does AI work?", **more)

    assert interaction.steps is not None
    assert interaction.steps[-1].content[0].text == "Hello"
    assert service.bodies == [{"model": MODEL, "input": "How does AI work?", **more}]
    assert service.asked == ["POST /v1beta/interactions"]


def test_the_guides_image_example_runs() -> None:
    image = {"type": "image", "uri": "https://g/files/organ", "mime_type": "image/jpeg"}
    text = {"type": "text", "text": "Tell me about this instrument"}

    assert sent(input=[text, image])["input"] == [{"type": "user_input", "content": [text, image]}]


def test_the_guides_streaming_example_runs() -> None:
    service = Service([created(), start(0), delta(0, text="It "), delta(0, text="works"), stop(0),
                       completed()])  # fmt: skip
    client: Any = service.client
    stream = client.interactions.create(model=MODEL, input="Explain", stream=True)
    printed = ""
    for event in stream:
        if event.event_type == "step.delta" and event.delta.type == "text":
            printed += event.delta.text

    assert printed == "It works"


def test_the_guides_conversation_runs() -> None:
    service = Service(SAID, [created("i2"), completed("i2")])
    client = service.client
    first = client.interactions.create(model=MODEL, input="I have 2 dogs in my house.")
    stream = client.interactions.create(
        model=MODEL,
        input="How many paws are in my house?",
        previous_interaction_id=first.id,
        stream=True,
    )

    assert len(list(stream)) == 2
    assert service.bodies[1] == {
        "model": MODEL,
        "input": "How many paws are in my house?",
        "previous_interaction_id": "i1",
        "stream": True,
    }


# The first guide, "deep research".


def test_the_guides_background_agent_runs() -> None:
    agent = "deep-research-pro-preview-12-2025"
    begun = {"id": "i1", "status": "in_progress", "agent": agent}
    service = Service(begun, begun, interaction(said("A history.")))
    client = service.client
    interaction_ = client.interactions.create(
        input="Research the history of quantum computing", agent=agent, background=True
    )
    while interaction_.status != "completed":
        interaction_ = client.interactions.get(interaction_.id or "")

    assert interaction_.outputs[-1].text == "A history."
    assert service.asked[1:] == ["GET /v1beta/interactions/i1?stream=false"] * 2


def test_the_guides_agent_may_search_files() -> None:
    tool = {"type": "file_search", "file_search_store_names": ["fileSearchStores/my-store"]}

    assert sent(model=None, agent="a", background=True, tools=[tool]) == {
        "agent": "a",
        "background": True,
        "input": "hi",
        "tools": [tool],
    }


# What is sent.


def test_inputs_take_many_forms(tmp_path: Path) -> None:
    import PIL.Image

    picture = PIL.Image.new("RGB", (1, 1))
    answer = {"type": "function_result", "call_id": "c", "name": "f", "result": "r"}
    audio = types.AudioContent.model_validate({"data": b"ab", "mime_type": "audio/wav"})
    part = types.Part.from_uri(file_uri="https://youtu.be/x")
    given = sent(input=["look", picture, part, audio, answer, types.UserInputStep(content=[])])
    contents = given["input"][0]["content"]

    assert [step["type"] for step in given["input"]] == [
        "user_input", "function_result", "user_input",
    ]  # fmt: skip
    assert [content["type"] for content in contents] == ["text", "image", "video", "audio"]
    assert contents[1]["mime_type"] == "image/png"
    assert contents[2:] == [
        {"type": "video", "uri": "https://youtu.be/x"},
        {"type": "audio", "data": "YWI=", "mime_type": "audio/wav"},
    ]
    assert given["input"][1] == answer


def test_one_content_needs_no_list_and_one_step_gets_one() -> None:
    text = {"type": "text", "text": "a"}
    answer = {"type": "function_result", "call_id": "c", "result": "r"}

    assert sent(input=text)["input"] == text
    assert sent(input=answer)["input"] == [answer]


def test_bytes_are_sent_as_base64() -> None:
    image = {"type": "image", "data": b"ab", "mime_type": "image/png"}

    assert sent(input=[image])["input"][0]["content"][0]["data"] == "YWI="


class Recipe(BaseModel):
    title: str


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Recipe, Recipe.model_json_schema()),
        ({"type": "object"}, {"type": "object"}),
        ({"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}),
    ],
)
def test_a_class_or_a_schema_is_a_format_of_text(given: Any, expected: Any) -> None:
    assert sent(response_format=given)["response_format"] == {
        "type": "text",
        "mime_type": "application/json",
        "schema": expected,
    }


def test_formats_are_sent_as_they_are() -> None:
    formats = [{"type": "image", "aspect_ratio": "16:9"}, {"type": "audio"}]

    assert sent(response_format=formats)["response_format"] == formats


def add(a: int, b: int) -> int:
    return a + b


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"model": None}, "name one"),
        ({"agent": "a"}, "name one"),
        ({"input": None}, "input is missing"),
        ({"input": []}, "input is empty"),
        ({"input": [object()]}, "cannot be sent"),
        ({"generation_confg": {}}, "did you mean 'generation_config'"),
        ({"tools": [add]}, r"add\(\) is a Python function"),
        ({"tools": [{"googleSearch": {}}]}, "a dict with a type"),
        ({"generation_config": object()}, "generation_config: a object cannot be sent"),
    ],
)
def test_mistakes_are_noticed_before_anything_is_sent(
    arguments: dict[str, Any], message: str
) -> None:
    service = Service()
    with pytest.raises(errors.InvalidRequest, match=message):
        service.client.interactions.create(**{"model": MODEL, "input": "hi", **arguments})

    assert not service.requests


def test_a_wrong_tool_is_named_without_its_secrets() -> None:
    server = {"url": "https://m", "headers": {"authorization": "Bearer very-secret"}}
    with pytest.raises(errors.InvalidRequest) as caught:
        Service().client.interactions.create(model=MODEL, input="hi", tools=[server])

    assert "['headers', 'url']" in str(caught.value)
    assert "very-secret" not in str(caught.value)


def test_help_shows_the_names_of_the_arguments() -> None:
    create = Service().client.interactions.create

    assert {"stream", "model", "agent", "input", "tools"} <= set(
        inspect.signature(create).parameters
    )


# The other calls.


def test_an_interaction_is_stopped_and_forgotten() -> None:
    service = Service({"id": "i1", "status": "cancelled"}, {})
    interactions = service.client.interactions

    assert interactions.cancel("i1").status == "cancelled"
    interactions.delete("interactions/i1")
    assert service.asked == [
        "POST /v1beta/interactions/i1/cancel",
        "DELETE /v1beta/interactions/i1",
    ]
    assert service.bodies == [None, None]


@pytest.mark.parametrize("id", ["", "interactions/", "../models", "a?b"])
def test_what_is_no_id_is_never_asked_for(id: str) -> None:
    with pytest.raises(errors.InvalidRequest, match="not the id of an interaction"):
        Service().client.interactions.get(id)


def test_an_interaction_that_is_not_stored_has_no_id_to_ask_for() -> None:
    with pytest.raises(errors.InvalidRequest, match="store=False"):
        Service().client.interactions.wait(types.Interaction(status=types.InteractionStatus.QUEUED))


@pytest.mark.parametrize(
    "status", ["completed", "failed", "cancelled", "requires_action", "incomplete", "paused"]
)
def test_waiting_ends_when_the_service_no_longer_works(status: str) -> None:
    service = Service({"id": "i1", "status": status})

    assert service.client.interactions.wait("i1").status == status


def test_waiting_takes_an_interaction_and_knows_its_limit() -> None:
    under_way = {"id": "i1", "status": "queued"}
    service = Service(under_way)
    with pytest.raises(errors.TimedOut, match=r"still 'queued' after 0\.5 s"):
        service.client.interactions.wait(types.Interaction(**under_way), timeout=0.5)  # type: ignore[arg-type]


class StepByStep:
    """A client that hands out a flow instead of running it."""

    def run(self, flow: Any) -> Any:
        return flow


def test_pauses_grow_while_the_service_works() -> None:
    under_way = types.Interaction.model_validate({"id": "i1", "status": "in_progress"})
    done = types.Interaction.model_validate({"id": "i1", "status": "completed"})
    flow: Any = Interactions(StepByStep()).wait("i1")
    pauses = []
    next(flow)
    for _ in range(12):
        pauses.append(flow.send(under_way).seconds)
        next(flow)
    with pytest.raises(StopIteration) as ended:
        flow.send(done)

    assert pauses[:3] == [1.0, 1.5, 2.25]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 10.0
    assert ended.value.value is done


def test_the_asynchronous_client_has_the_same_methods() -> None:
    service = Service(SAID, SAID, {})

    async def ask() -> list[Any]:
        interactions = service.client.aio.interactions
        made = await interactions.create(model=MODEL, input="hi")
        got = await interactions.get("i1")
        await interactions.delete("i1")
        return [made.output_text, got.output_text]

    assert asyncio.run(ask()) == ["Hello", "Hello"]


# Long answers.


def test_a_long_answer_is_one_interaction() -> None:
    usage = {"total_tokens": 3, "total_input_tokens": 1}
    first = interaction(said("Hel"), status="requires_continuation", continuation_token="t",
                        usage=usage)  # fmt: skip
    service = Service(first, interaction(said("lo"), id="i2", usage=usage))
    whole = service.client.interactions.create(model=MODEL, input="hi")

    assert whole.output_text == "Hello"
    assert whole.id == "i2"
    assert whole.continuation_ids == ["i1", "i2"]
    assert whole.usage is not None
    assert whole.usage.total_tokens == 6
    assert service.bodies[1] == {
        "model": MODEL,
        "continuation_token": "t",
        "previous_interaction_id": "i1",
    }


@pytest.mark.parametrize("more", [{"automatic_continuation": False}, {"background": True}])
def test_a_long_answer_may_be_left_as_it_is(more: dict[str, Any]) -> None:
    service = Service(interaction(status="requires_continuation", continuation_token="t"))
    half = service.client.interactions.create(model=MODEL, input="hi", **more)

    assert half.continuation_token == "t"


# What comes back.


def test_the_last_run_of_text_is_the_output() -> None:
    search = {"type": "google_search_call", "id": "1", "arguments": {"queries": ["q"]}}
    thought = {"type": "thought"}
    asked = {"type": "user_input", "content": [{"type": "text", "text": "Q"}]}
    steps = [asked, said("Let me look. "), search, said("A", "ns"), thought, said("wer"), search]

    assert types.Interaction.model_validate(interaction(*steps)).output_text == "Answer"
    assert types.Interaction.model_validate(interaction(asked)).output_text is None


def test_media_of_an_output_have_names() -> None:
    steps = [
        {"type": "model_output", "content": [
            {"type": "image", "data": "YQ==", "mime_type": "image/png"},
            {"type": "image", "data": "Yg==", "mime_type": "image/png"},
            {"type": "audio", "uri": "u"},
        ]},
    ]  # fmt: skip
    found = types.Interaction.model_validate(interaction(*steps))

    assert found.output_image is not None
    assert found.output_image.data_bytes == b"b"
    assert found.output_image.as_image() == types.Image(image_bytes=b"b", mime_type="image/png")
    assert found.output_audio is not None
    assert found.output_audio.data_bytes is None
    assert found.output_video is None


def test_outputs_are_understood_in_both_forms() -> None:
    call = {"type": "function_call", "id": "c", "name": "f", "arguments": {"a": 1}}
    old = {"id": "i", "status": "completed", "outputs": [
        {"type": "thought", "signature": "s"}, call, {"type": "text", "text": "x"},
    ]}  # fmt: skip
    new = interaction({"type": "thought", "signature": "s"}, call, said("x"))

    old_one, new_one = map(types.Interaction.model_validate, (old, new))
    assert old_one.outputs[-1].text == new_one.outputs[-1].text == "x"
    assert old_one.outputs[-2].arguments == new_one.outputs[-2].arguments == {"a": 1}
    assert old == old_one.to_wire()


def test_an_interaction_has_an_id_by_either_name() -> None:
    by_name = types.Interaction.model_validate({"name": "interactions/i7"})
    by_id = types.Interaction.model_validate({"id": "i7"})

    assert (by_name.id, by_name.name) == ("i7", "interactions/i7")
    assert (by_id.id, by_id.name) == ("i7", "i7")
    assert by_name.to_wire() == {"name": "interactions/i7"}


def test_types_made_by_hand_say_what_they_are() -> None:
    step = types.UserInputStep(content=[types.TextContent(text="a")])

    assert step.to_wire() == {"type": "user_input", "content": [{"type": "text", "text": "a"}]}


def test_what_is_not_known_is_kept_whole() -> None:
    odd = interaction(
        {"type": "hologram", "camelCase": {"someKey": 1}},
        {"type": "model_output", "content": [{"type": "smell", "molecules": [1]}]},
        {"type": "function_call", "name": 3},
        status="dreaming",
        brandNew={"aB": 1},
    )
    parsed = types.Interaction.model_validate_json(json.dumps(odd))

    assert parsed.to_wire() == odd
    assert parsed.status == "dreaming"


# Errors.


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "invalid_request", errors.BadRequest),
        (404, "not_found", errors.NotFound),
        (403, "permission_denied", errors.PermissionDenied),
    ],
)
def test_codes_are_words(status: int, code: str, kind: type[errors.APIError]) -> None:
    import httpx

    refused = httpx.Response(status, json={"error": {"code": code, "message": "bad"}})
    with pytest.raises(kind, match="bad") as caught:
        Service(refused).client.interactions.create(model=MODEL, input="hi")

    assert (caught.value.code, caught.value.status) == (status, code.upper())


def test_creating_is_tried_again_as_other_calls_are() -> None:
    import httpx

    busy = httpx.Response(429, json={"error": {"code": "rate_limit_exceeded", "message": "no"}})
    service = Service(busy, SAID)

    assert service.client.interactions.create(model=MODEL, input="hi").output_text == "Hello"
    assert len(service.requests) == 2
