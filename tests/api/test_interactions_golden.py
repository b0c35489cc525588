"""The newer surface against Google: requests of its SDK, and recorded traffic.

Where we differ from the SDK on purpose: we ask v1beta unless told otherwise, and name the
revision of the schema that our types speak.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from gemini_magic import Client, errors, types
from gemini_magic.chat import InteractionAssembler, fold
from tests.api.golden import meaningful, normal
from tests.api.interaction_service import Service
from tests.api.script import AT_ONCE

MODEL = "gemini-3-flash-preview"
DONE = {"id": "int_1", "status": "completed", "steps": []}
BUSY = httpx.Response(429, json={"error": {"code": "rate_limit_exceeded", "message": "no"}})
BAD = httpx.Response(400, json={"error": {"code": "invalid_request", "message": "bad"}})
LONG = {**DONE, "status": "requires_continuation", "continuation_token": "tok"}
EVENTS = [{"event_type": "interaction.completed", "interaction": DONE}]

EVERYTHING: dict[str, Any] = {
    "model": MODEL,
    "input": [
        {"type": "text", "text": "a"},
        {"type": "image", "uri": "u", "mime_type": "image/jpeg"},
    ],
    "background": False,
    "generation_config": {"temperature": 0.1, "thinking_level": "low", "tool_choice": "auto"},
    "labels": {"a": "b"},
    "previous_interaction_id": "int_0",
    "response_format": {
        "type": "text", "mime_type": "application/json", "schema": {"type": "object"},
    },
    "response_modalities": ["text"],
    "service_tier": "flex",
    "store": False,
    "system_instruction": "s",
    "tools": [
        {"type": "google_search"},
        {"type": "function", "name": "f", "parameters": {"type": "object"}},
        {"type": "mcp_server", "name": "n", "url": "https://m", "headers": {"a": "b"}},
        {"type": "file_search", "file_search_store_names": ["fileSearchStores/x"]},
        {"type": "code_execution"},
        {"type": "url_context"},
        {"type": "google_maps", "latitude": 1, "longitude": 2},
        {"type": "computer_use", "environment": "browser"},
    ],
    "webhook_config": {"uris": ["https://h"]},
}  # fmt: skip
RESULT = {"type": "function_result", "name": "f", "call_id": "c", "result": "r"}
RESEARCH: dict[str, Any] = {
    "agent": "deep-research-pro-preview-12-2025",
    "input": "r",
    "background": True,
    "agent_config": {"type": "deep-research", "thinking_summaries": "auto"},
}


def hi(client: Client) -> Any:
    return client.interactions.create(model=MODEL, input="Hi")


def refused(client: Client) -> None:
    with pytest.raises(errors.BadRequest, match="bad"):
        hi(client)


SCENARIOS: dict[str, tuple[list[Any], Callable[[Client], Any]]] = {
    "int_create": ([DONE], hi),
    "int_create_multi": ([DONE], lambda c: c.interactions.create(**EVERYTHING)),
    "int_fn_result": (
        [DONE],
        lambda c: c.interactions.create(
            model=MODEL, previous_interaction_id="int_1", input=[RESULT]
        ),
    ),
    "int_agent": ([DONE], lambda c: c.interactions.create(**RESEARCH)),
    "int_stream": (
        [EVENTS],
        lambda c: list(c.interactions.create(model=MODEL, input="Hi", stream=True)),
    ),
    "int_get": ([DONE], lambda c: c.interactions.get("int_1")),
    "int_get_stream": (
        [EVENTS],
        lambda c: list(
            c.interactions.get("int_1", stream=True, last_event_id="e2", include_input=True)
        ),
    ),
    "int_cancel": ([DONE], lambda c: c.interactions.cancel("int_1")),
    "int_delete": ([{}], lambda c: c.interactions.delete("int_1")),
    "int_429_retry": ([BUSY, DONE], hi),
    "int_400": ([BAD], refused),
    "int_continuation": ([LONG, DONE], hi),
    "agents_create": (
        [{"id": "a1"}],
        lambda c: c.agents.create(
            id="a1", base_agent="antigravity-preview-05-2026", system_instruction="s"
        ),
    ),
    "webhooks_create": (
        [{"id": "w1"}],
        lambda c: c.webhooks.create(
            uri="https://h", subscribed_events=["batch.succeeded"], name="n"
        ),
    ),
    "webhooks_list": ([{"webhooks": []}], lambda c: list(c.webhooks.list(page_size=3))),
}  # fmt: skip


def theirs(golden: dict[str, Any], scenario: str) -> list[Any]:
    return [
        said(r["method"], r["path"], r["headers"], r["json"]) for r in golden[scenario]["requests"]
    ]


def said(method: str, path: str, headers: Mapping[str, str], body: Any) -> Any:
    is_stream = "event-stream" in headers["accept"]
    return method, path, normal(body), is_stream, meaningful(headers, body is not None)


def ours(scenario: str) -> list[Any]:
    answers, call = SCENARIOS[scenario]
    service = Service(*answers)
    transport = httpx.MockTransport(service)
    call(Client(api_key="KEY", api_version="v1", transport=transport, retry=AT_ONCE))
    found = []
    for request, body in zip(service.requests, service.bodies, strict=True):
        assert request.headers["x-goog-api-key"] == "KEY"
        address = request.url.raw_path.decode()
        found.append(said(request.method, address, request.headers, body))
    return found


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_we_send_what_googles_sdk_sends(scenario: str, golden: dict[str, Any]) -> None:
    assert theirs(golden, scenario) == ours(scenario)


def test_no_scenario_is_forgotten(
    golden: dict[str, Any], record_property: Callable[[str, object], None]
) -> None:
    all_of_them = {name for name in golden if name.startswith(("int_", "agents_", "webhooks_"))}
    record_property("scenarios", f"{len(SCENARIOS)} of {len(all_of_them)} equal")
    print(f"{len(SCENARIOS)} of {len(all_of_them)} equal")

    assert all_of_them == set(SCENARIOS)


EVENT: TypeAdapter[types.InteractionEvent] = TypeAdapter(types.InteractionEvent)


@pytest.fixture(scope="module")
def exchanges(recordings: Path) -> list[dict[str, Any]]:
    with (recordings / "exchanges.jsonl").open(encoding="utf-8") as lines:
        return [found for line in lines if "nteractions" in (found := json.loads(line))["source"]]


def streams(exchanges: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    return (e["events"] for e in exchanges if e["events"])


def test_recorded_interactions_come_back_equal(exchanges: list[dict[str, Any]]) -> None:
    answers = [e["response"] for e in exchanges if e["response"]]
    parsed = [types.Interaction.model_validate_json(json.dumps(a)) for a in answers]

    assert len(answers) >= 13
    assert answers == [interaction.to_wire() for interaction in parsed]
    kinds = {type(step) for interaction in parsed for step in interaction.steps or ()}
    assert types.UnknownKind not in kinds


def test_recorded_events_come_back_equal(exchanges: list[dict[str, Any]]) -> None:
    events = [event for stream in streams(exchanges) for event in stream]
    parsed = [EVENT.validate_json(json.dumps(event)) for event in events]

    assert len(events) > 120
    assert events == [event.to_wire() for event in parsed]
    assert not [event for event in parsed if isinstance(event, types.UnknownEvent)]


def test_recorded_requests_are_rebuilt_equal(exchanges: list[dict[str, Any]]) -> None:
    """One difference is meant: contents travel inside a step, as Google's newer SDK sends them."""
    asked = [e["request"] for e in exchanges if e["request"]]
    for body in asked:
        stream = bool(body.get("stream"))
        service = Service(EVENTS if stream else DONE)
        arguments = {name: value for name, value in body.items() if name != "stream"}
        client: Any = service.client
        answer = client.interactions.create(**arguments, stream=stream)
        if stream:
            list(answer)
        expected = dict(body)
        if isinstance(body["input"], list):
            expected["input"] = [{"type": "user_input", "content": body["input"]}]
        if not stream:
            expected.pop("stream", None)

        assert expected == service.bodies[0]

    assert len(asked) >= 9


def test_recorded_streams_fold_into_replies(exchanges: list[dict[str, Any]]) -> None:
    for events in streams(exchanges):
        assembler = InteractionAssembler()
        reply = fold(e for event in events for e in assembler.events(EVENT.validate_python(event)))
        deltas = [event["delta"] for event in events if event["event_type"] == "step.delta"]
        text = "".join(d["text"] for d in deltas if d["type"] == "text")
        thoughts = "".join(d["content"]["text"] for d in deltas if d["type"] == "thought_summary")
        usage = events[-1]["interaction"]["usage"]

        assert (text, thoughts) == (reply.text, reply.thoughts)
        assert reply.is_finished
        assert reply.usage is not None
        assert usage["total_tokens"] == reply.usage.total_token_count
