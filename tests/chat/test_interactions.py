"""Chats by interactions: one Reply and one history, whichever surface is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from gemini_magic import Chat, Reply, Request, errors, types
from gemini_magic.chat import InteractionAssembler, fold
from gemini_magic.chat.interaction_parts import steps_from
from gemini_magic.tools import tools_from
from tests.api.interaction_service import Service, completed, created, delta, start, stop
from tests.api.script import says

EVENT: TypeAdapter[types.InteractionEvent] = TypeAdapter(types.InteractionEvent)


def folded(*events: Any) -> Reply:
    assembler = InteractionAssembler()
    parsed = [EVENT.validate_python(event) for event in events]
    return fold(said for event in parsed for said in assembler.events(event))


def kinds(reply: Reply) -> list[str]:
    return [part.kind for part in reply.parts]


def text_of(index: int, *pieces: str) -> list[Any]:
    return [start(index), *(delta(index, text=piece) for piece in pieces), stop(index)]


def thought_of(index: int, signature: str, *summary: str) -> list[Any]:
    contents = ({"type": "text", "text": text} for text in summary)
    return [
        start(index, type="thought"),
        *(delta(index, type="thought_summary", content=content) for content in contents),
        delta(index, type="thought_signature", signature=""),
        delta(index, type="thought_signature", signature=signature),
        stop(index),
    ]


def call_of(index: int, id: str, name: str, *fragments: str) -> list[Any]:
    return [
        start(index, type="function_call", id=id, name=name, arguments={}),
        *(delta(index, type="arguments_delta", arguments=piece) for piece in fragments),
        stop(index),
    ]


# Events into a reply.


def test_text_thoughts_and_signatures_become_parts() -> None:
    reply = folded(
        created(), *thought_of(0, "c2ln", "I ", "think."), *text_of(1, "He", "llo"), completed()
    )

    assert kinds(reply) == ["thought", "signature", "text"]
    assert (reply.thoughts, reply.text) == ("I think.", "Hello")
    assert reply.parts[1].to_wire() == {"thought": True, "thoughtSignature": "c2ln"}
    assert (reply.model_version, reply.response_id, reply.finish_reason) == ("m", "i1", "STOP")


def test_arguments_are_joined_before_they_are_parsed() -> None:
    reply = folded(created(), *call_of(0, "c1", "f", '{"ci', 'ty": "Pa', 'ris"}'), completed())

    assert [call.to_wire() for call in reply.function_calls] == [
        {"id": "c1", "name": "f", "args": {"city": "Paris"}}
    ]


@pytest.mark.parametrize("text", ['{"a": ', "[1]", "nonsense", "[" * 99_999])
def test_arguments_that_are_no_object_are_malformed(text: str) -> None:
    with pytest.raises(errors.MalformedResponse, match="the arguments of 'f' are not JSON"):
        folded(created(), *call_of(0, "c1", "f", text))


def test_arguments_may_come_with_the_step() -> None:
    step: dict[str, Any] = {
        "type": "function_call", "id": "c", "name": "f", "arguments": {"a": 1},
    }  # fmt: skip
    reply = folded(created(), start(0, **step), stop(0), completed(status="requires_action"))

    assert reply.function_calls[0].args == {"a": 1}
    assert reply.finish_reason == "STOP"


def interleaved() -> list[Any]:
    """Three steps that are open at once."""
    return [
        created(),
        start(0),
        delta(0, text="A"),
        start(1, type="function_call", id="c1", name="f"),
        delta(1, type="arguments_delta", arguments='{"a"'),
        start(2),
        delta(2, text="C"),
        delta(0, text="B"),
        delta(1, type="arguments_delta", arguments=": 1}"),
        stop(2),
        stop(1),
        stop(0),
        completed(),
    ]


def test_steps_that_are_open_at_once_keep_their_order() -> None:
    reply = folded(*interleaved())

    assert kinds(reply) == ["text", "function_call", "text"]
    assert [reply.parts[0].text, reply.parts[2].text] == ["AB", "C"]
    assert reply.function_calls[0].args == {"a": 1}


def test_the_first_open_step_speaks_at_once() -> None:
    assembler = InteractionAssembler()
    begun = [EVENT.validate_python(event) for event in interleaved()[:3]]
    said = [event for one in begun for event in assembler.events(one)]

    assert fold(said).text == "A"


def test_nothing_that_arrived_is_lost_when_the_stream_breaks() -> None:
    service = Service([created(event_id=None), *interleaved()[1:8], None])
    stream = chat_of(service).send(ask("?"))
    with pytest.raises(errors.ConnectionFailed):
        stream.finish()

    assert stream.reply.is_partial
    assert [p.text for p in stream.reply.parts if p.text] == ["AB", "C"]
    assert not stream.reply.function_calls  # half a call is no call


def test_code_that_ran_at_google_is_code_and_its_output() -> None:
    reply = folded(
        created(),
        start(0, type="code_execution_call", id="x"),
        delta(0, type="code_execution_call", arguments={"code": "1+1", "language": "python"}),
        stop(0),
        start(1, type="code_execution_result", call_id="x", signature="c2ln"),
        delta(1, type="code_execution_result", result="2\n", signature=""),
        stop(1),
        completed(),
    )

    assert [part.to_wire() for part in reply.parts] == [
        {"executableCode": {"id": "x", "language": "PYTHON", "code": "1+1"}},
        {
            "codeExecutionResult": {"id": "x", "outcome": "OUTCOME_OK", "output": "2\n"},
            "thoughtSignature": "c2ln",
        },
    ]


def test_tools_at_google_are_calls_and_notes() -> None:
    found = [{"search_suggestions": "<b>q</b>"}]
    pages = [{"url": "https://p", "status": "paywall"}]
    reply = folded(
        created(),
        start(0, type="google_search_call", id="s", search_type="image_search"),
        delta(0, type="google_search_call", arguments={"queries": ["q"]}),
        stop(0),
        start(1, type="google_search_result", call_id="s"),
        delta(1, type="google_search_result", result=found),
        stop(1),
        start(2, type="url_context_call", id="u", arguments={"urls": ["https://p"]}),
        stop(2),
        start(3, type="url_context_result", call_id="u", result=pages),
        stop(3),
        completed(),
    )
    grounding, context = reply.grounding, reply.answers[0].notes["url_context_metadata"]

    assert kinds(reply) == ["tool_call", "tool_response"] * 2
    assert grounding is not None
    assert grounding.web_search_queries == ["q"]
    assert grounding.search_entry_point == types.SearchEntryPoint(rendered_content="<b>q</b>")
    assert context.url_metadata[0].to_wire() == {
        "retrievedUrl": "https://p",
        "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_PAYWALL",
    }
    assert reply.parts[0].tool_call is not None
    assert reply.parts[0].tool_call.tool_type == "GOOGLE_SEARCH_IMAGE"


def test_citations_are_grounding_with_each_source_once() -> None:
    def cited(url: str, begin: int, end: int) -> dict[str, Any]:
        return {"type": "url_citation", "url": url, "title": url[-1], "start_index": begin,
                "end_index": end}  # fmt: skip

    place = {"type": "place_citation", "url": "https://maps/c", "name": "Café", "end_index": 2}
    said = [cited("https://a", 0, 1), cited("https://b", 1, 2), cited("https://a", 2, 3), place]
    reply = folded(
        created(),
        *thought_of(0, "c2ln"),
        start(1),
        delta(1, text="abc"),
        delta(1, type="text_annotation_delta", annotations=said),
        stop(1),
        completed(),
    )
    grounding = reply.grounding

    assert grounding is not None
    assert [chunk.source.title for chunk in grounding.grounding_chunks or () if chunk.source] == [
        "a", "b", "Café",
    ]  # fmt: skip
    supports = grounding.grounding_supports or []
    assert [support.grounding_chunk_indices for support in supports] == [[0], [1], [0], [2]]
    assert {s.segment.part_index for s in supports if s.segment} == {1}


def test_media_become_parts() -> None:
    reply = folded(
        created(),
        start(0),
        delta(0, type="image", data="YWI=", mime_type="image/png"),
        delta(0, type="audio", data="YQ==", mime_type="audio/l16", sample_rate=24000),
        delta(0, type="video", uri="https://v", mime_type="video/mp4"),
        stop(0),
        completed(),
    )

    assert [part.to_wire() for part in reply.parts] == [
        {"inlineData": {"mimeType": "image/png", "data": "YWI="}},
        {"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": "YQ=="}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "https://v"}},
    ]


def test_tokens_are_counted_as_generate_content_counts_them() -> None:
    usage = {
        "total_tokens": 9,
        "total_input_tokens": 2,
        "total_output_tokens": 3,
        "total_thought_tokens": 4,
        "total_cached_tokens": 0,
        "input_tokens_by_modality": [{"modality": "text", "tokens": 2}],
    }
    reply = folded(created(), *text_of(0, "a"), completed(usage=usage))

    assert reply.usage is not None
    assert reply.usage.to_wire() == {
        "promptTokenCount": 2,
        "candidatesTokenCount": 3,
        "thoughtsTokenCount": 4,
        "totalTokenCount": 9,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 2}],
    }


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("incomplete", "MAX_TOKENS"),
        ("budget_exceeded", "BUDGET_EXCEEDED"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_why_it_ended_is_said(status: str, reason: str) -> None:
    assert folded(created(), completed(status=status)).finish_reason == reason


def test_a_failed_interaction_is_an_error() -> None:
    with pytest.raises(errors.ServerError, match="too hard"):
        folded(created(), completed(status="failed", errors=[{"code": "x", "message": "too hard"}]))


# A history as steps.


def test_every_part_returns_as_the_step_it_came_from() -> None:
    steps: list[dict[str, Any]] = [
        {"type": "thought", "summary": [{"type": "text", "text": "hm"}], "signature": "c2ln"},
        {"type": "google_search_call", "id": "s", "arguments": {"queries": ["q"]}},
        {"type": "google_search_result", "call_id": "s", "result": [{"search_suggestions": "x"}]},
        {"type": "mcp_server_tool_call", "id": "p", "name": "n", "server_name": "v",
         "arguments": {"a": 1}},
        {"type": "mcp_server_tool_result", "call_id": "p", "name": "n", "result": {"b": 2}},
        {"type": "code_execution_call", "id": "x", "arguments": {"code": "1", "language": "bash"}},
        {"type": "code_execution_result", "call_id": "x", "result": "2", "is_error": True},
        {"type": "hologram", "someKey": [1]},
        {"type": "thought", "signature": "c2lnMg=="},
        {"type": "function_call", "id": "c", "name": "f", "arguments": {"a": 1},
         "signature": "c2lnMw=="},
        {"type": "model_output", "content": [{"type": "text", "text": "a"}]},
    ]  # fmt: skip
    events = [event for i, step in enumerate(steps) for event in (start(i, **step), stop(i))]
    reply = folded(created(), *events, completed())

    assert sorted_keys(steps) == sorted_keys(steps_from(reply.contents))


def sorted_keys(steps: Iterable[dict[str, Any]]) -> list[list[tuple[str, Any]]]:
    return [sorted(step.items()) for step in steps]


# Chats.


def ask(text: str, **fields: Any) -> Request:
    return Request(parts=(types.Part(text=text),), via=fields.pop("via", "interactions"), **fields)


def chat_of(service: Service) -> Chat:
    return Chat(service.client, model="m")


def user(text: str) -> dict[str, Any]:
    return {"type": "user_input", "content": [{"type": "text", "text": text}]}


def answer(text: str, id: str = "i1") -> list[Any]:
    return [created(id), *thought_of(0, "c2ln"), *text_of(1, text), completed(id)]


ANSWERED = [
    {"type": "thought", "signature": "c2ln"},
    {"type": "model_output", "content": [{"type": "text", "text": "one"}]},
]


def test_the_service_keeps_the_conversation() -> None:
    service = Service(answer("one"), answer("two", "i2"), answer("three", "i3"))
    chat = chat_of(service)
    replies = [chat.send(ask(text)).finish().text for text in ("a", "b", "c")]

    assert replies == ["one", "two", "three"]
    assert service.bodies == [
        {"model": "m", "input": [user("a")], "stream": True},
        {"model": "m", "input": [user("b")], "previous_interaction_id": "i1", "stream": True},
        {"model": "m", "input": [user("c")], "previous_interaction_id": "i2", "stream": True},
    ]


def test_what_is_not_kept_is_sent_again_with_its_signatures() -> None:
    service = Service(answer("one", ""), answer("two", ""))
    chat = chat_of(service)
    for text in ("a", "b"):
        chat.send(ask(text, config={"store": False})).finish()

    assert service.bodies[1] == {
        "model": "m",
        "store": False,
        "input": [user("a"), *ANSWERED, user("b")],
        "stream": True,
    }


def test_a_history_that_was_changed_is_sent_again() -> None:
    service = Service(answer("one"), answer("two", "i2"), answer("three", "i3"))
    chat = chat_of(service)
    for text in ("a", "b"):
        chat.send(ask(text)).finish()
    del chat.turns[1]
    chat.send(ask("c")).finish()

    assert service.bodies[2]["input"] == [user("a"), *ANSWERED, user("c")]
    assert "previous_interaction_id" not in service.bodies[2]


def test_what_the_service_has_forgotten_is_sent_again() -> None:
    gone = httpx.Response(404, json={"error": {"code": "not_found", "message": "gone"}})
    service = Service(answer("one"), gone, answer("two", "i2"))
    chat = chat_of(service)
    chat.send(ask("a")).finish()

    assert chat.send(ask("b")).finish().text == "two"
    assert service.bodies[2]["input"] == [user("a"), *ANSWERED, user("b")]


def test_another_client_is_told_everything() -> None:
    first, second = Service(answer("one")), Service(answer("two", "i2"))
    chat = chat_of(first)
    chat.send(ask("a")).finish()
    chat.use(second.client)
    chat.send(ask("b")).finish()

    assert second.bodies[0]["input"] == [user("a"), *ANSWERED, user("b")]


def test_both_surfaces_share_one_history() -> None:
    chunk = says("two", finishReason="STOP")
    service = Service(answer("one"), [chunk], answer("three", "i3"))
    chat = chat_of(service)
    for text, via in (("a", "interactions"), ("b", "generate"), ("c", "interactions")):
        chat.send(ask(text, via=via)).finish()

    assert service.bodies[1]["contents"] == [
        {"role": "user", "parts": [{"text": "a"}]},
        {"role": "model", "parts": [{"text": "one"}]},
        {"role": "user", "parts": [{"text": "b"}]},
    ]
    said = {"type": "model_output", "content": [{"type": "text", "text": "two"}]}
    assert service.bodies[2]["input"] == [user("a"), *ANSWERED, user("b"), said, user("c")]


def test_a_question_outside_the_history_is_told_nothing() -> None:
    service = Service(answer("one"), answer("two", "i2"))
    chat = chat_of(service)
    chat.send(ask("a")).finish()
    chat.send(ask("b"), remember=False).finish()

    assert service.bodies[1] == {"model": "m", "input": [user("b")], "stream": True}


def get_weather(city: str) -> str:
    """The weather of a city."""
    if city == "Atlantis":
        raise ValueError("no such city")
    return f"sunny in {city}"


DECLARED = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather of a city.",
}


@pytest.mark.parametrize("store", [None, False])
def test_functions_answer_the_model(store: bool | None) -> None:
    calls = [
        *call_of(0, "c1", "get_weather", '{"city": "Paris"}'),
        *call_of(1, "c2", "get_weather", '{"city": "Atlantis"}'),
    ]
    id_ = "i1" if store is None else ""
    service = Service(
        [created(id_), *calls, completed(id_, status="requires_action")], answer("Sunny.", "i2")
    )
    config = {} if store is None else {"store": store}
    request = ask("?", tools=tools_from([get_weather]), config=config)
    reply = chat_of(service).send(request).finish()
    results = [
        {"type": "function_result", "call_id": "c1", "name": "get_weather",
         "result": "sunny in Paris"},
        {"type": "function_result", "call_id": "c2", "name": "get_weather",
         "result": "ValueError: no such city", "is_error": True},
    ]  # fmt: skip
    called = [
        {"type": "function_call", "id": i, "name": "get_weather", "arguments": {"city": city}}
        for i, city in (("c1", "Paris"), ("c2", "Atlantis"))
    ]

    assert reply.text == "Sunny."
    assert reply.finish_reason == "STOP"
    assert service.bodies[0]["tools"] == service.bodies[1]["tools"]
    (declared,) = service.bodies[0]["tools"]
    assert declared.pop("parameters")["required"] == ["city"]
    assert declared == DECLARED
    if store is None:
        assert service.bodies[1]["previous_interaction_id"] == "i1"
        assert service.bodies[1]["input"] == results
    else:
        assert service.bodies[1]["input"] == [user("?"), *called, *results]


@pytest.mark.parametrize(
    ("response", "result"),
    [
        ({"result": "text"}, "text"),
        ({"result": {"a": 1}}, {"a": 1}),
        ({"result": 3}, {"result": 3}),
        ({"result": ["a"]}, {"result": ["a"]}),
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}),
    ],
)
def test_results_are_text_or_an_object(response: dict[str, Any], result: Any) -> None:
    part = types.Part.from_function_response(name="f", response=response, id="c")

    assert steps_from([types.Content(role="user", parts=[part])]) == [
        {"type": "function_result", "call_id": "c", "name": "f", "result": result}
    ]


def test_media_of_a_result_are_contents() -> None:
    blob = types.FunctionResponseBlob(mime_type="image/png", data=b"ab")
    media = types.FunctionResponsePart(inline_data=blob)
    part = types.Part.from_function_response(name="f", response={"result": "a"}, parts=[media])

    (step,) = steps_from([types.Content(role="user", parts=[part])])
    assert step["result"] == [
        {"type": "text", "text": "a"},
        {"type": "image", "data": "YWI=", "mime_type": "image/png"},
    ]


# A request in the other words.


def test_a_request_is_asked_in_the_words_of_interactions() -> None:
    service = Service(answer("one"))
    schema = {"type": "object"}
    config = {
        "top_p": 0.5,
        "seed": 1,
        "max_output_tokens": 7,
        "stop_sequences": ["x"],
        "service_tier": "flex",
        "labels": {"aB": "c"},
        "response_mime_type": "application/json",
        "response_json_schema": schema,
        "response_modalities": ["TEXT"],
        "tools": [
            {"google_search": {"search_types": {"web_search": {}, "image_search": {}}}},
            {"google_maps": {}},
            {"file_search": {"file_search_store_names": ["s"], "top_k": 2}},
            {"computer_use": {"environment": "ENVIRONMENT_BROWSER"}},
        ],
        "tool_config": {
            "function_calling_config": {"mode": "ANY", "allowed_function_names": ["f"]},
            "retrieval_config": {"lat_lng": {"latitude": 1, "longitude": 2}},
        },
        "safety_settings": [
            {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}
        ],
    }
    request = ask("?", system="Be brief.", temperature=0.1, think="low", thoughts=True,
                  config=config)  # fmt: skip
    chat_of(service).send(request).finish()

    assert service.bodies[0] == {
        "model": "m",
        "input": [user("?")],
        "stream": True,
        "system_instruction": "Be brief.",
        "service_tier": "flex",
        "labels": {"aB": "c"},
        "response_format": {"type": "text", "mime_type": "application/json", "schema": schema},
        "response_modalities": ["text"],
        "generation_config": {
            "temperature": 0.1,
            "top_p": 0.5,
            "seed": 1,
            "max_output_tokens": 7,
            "stop_sequences": ["x"],
            "thinking_level": "low",
            "thinking_summaries": "auto",
            "tool_choice": {"allowed_tools": {"mode": "any", "tools": ["f"]}},
        },
        "tools": [
            {"type": "google_search", "search_types": ["web_search", "image_search"]},
            {"type": "google_maps", "latitude": 1.0, "longitude": 2.0},
            {"type": "file_search", "file_search_store_names": ["s"], "top_k": 2},
            {"type": "computer_use", "environment": "browser"},
        ],
        "safety_settings": [{"type": "harassment", "threshold": "block_only_high"}],
    }


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"think": 100}, "a thinking budget"),
        ({"config": {"top_k": 3}}, "top_k does not exist for interactions"),
        ({"config": {"candidate_count": 2}}, "candidate_count does not exist"),
    ],
)
def test_what_interactions_do_not_have_is_refused(fields: dict[str, Any], message: str) -> None:
    service = Service()
    with pytest.raises(errors.InvalidRequest, match=message):
        chat_of(service).send(ask("?", **fields)).finish()

    assert not service.requests
