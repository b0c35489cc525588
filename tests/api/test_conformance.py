"""Every captured request of Google's SDK: which test compares ours with it, or why none can.

A scenario counts as equal where it stands in the table that a module's own test runs over.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import RetryPolicy, errors
from tests.api import test_golden as generation
from tests.api import test_golden_answers as answers
from tests.api import test_interactions_golden as interactions
from tests.api import test_live_golden as live
from tests.api import test_operations as files
from tests.api.conftest import Colour
from tests.api.golden import captured, sent
from tests.api.script import Script, client_with, document, error, retry_info, says, stream

MODEL = "gemini-3-flash-preview"
QUOTA = error(429, "RESOURCE_EXHAUSTED", "quota", [retry_info("34s")])
ODD = {
    "content": {"role": "model", "parts": [{"text": "x"}]},
    "finishReason": "BRAND_NEW",
    "finishMessage": "why",
    "citationMetadata": {"citationSources": [{"startIndex": 1, "endIndex": 2, "uri": "u"}]},
}

# What is compared below.
HERE = {"error_429", "stream_error_midway", "unknown_finish_and_finishMessage"}
REFUSED = {
    "count_tokens_sys": "the SDK refuses what we count: a prompt with its system instruction",
    "seed_include_server_side": "the SDK refuses what we send under toolConfig",
}
GONE = "the SDK refuses it since 3.0; compared with 1.75.0"

EQUAL: dict[str, set[str]] = {
    "golden_requests.json": {
        *HERE,
        *generation.EQUAL,
        *(answers.SCENARIOS.keys() - answers.OLDER.keys()),
        *files.EQUAL,
        *interactions.SCENARIOS,
        *live.TOKENS,
    },
    "golden_175.json": {*answers.OLDER, "interactions"},
    "golden_live.json": live.EQUAL,
}
EXCEPTIONS: dict[str, dict[str, str]] = {
    "golden_requests.json": {
        **generation.DIFFERENT,
        **files.DIFFERENT,
        **REFUSED,
        "imagen": GONE,
        "veo": GONE,
    },
    "golden_175.json": {"count_tokens_sys": REFUSED["count_tokens_sys"]},
    "golden_live.json": live.DIFFERENT,
}


def test_every_scenario_is_compared_or_excused(
    recordings: Path, record_property: Callable[[str, object], None]
) -> None:
    equal = total = 0
    for name in EQUAL:
        found = json.loads((recordings.parent / "golden" / name).read_text("utf-8"))
        # Of sessions each connection and frame counts; its kind says who compares it.
        scenarios = list(found) if isinstance(found, dict) else [entry[0] for entry in found]
        equal += sum(scenario in EQUAL[name] for scenario in scenarios)
        total += len(scenarios)
        for scenario, reason in EXCEPTIONS[name].items():
            record_property(f"{name} {scenario} ({scenarios.count(scenario)})", reason)

        assert set(scenarios) == EQUAL[name] | EXCEPTIONS[name].keys()
        assert not EQUAL[name] & EXCEPTIONS[name].keys()
    record_property("golden", f"{equal} of {total} equal")


def ask(models: Any) -> Any:
    return models.generate_content(model=MODEL, contents="Hi")


def test_a_refusal_says_when_to_come_again(golden: dict[str, Any], colour: Colour) -> None:
    script = Script(document(QUOTA, 429))
    with pytest.raises(errors.RateLimited, match="quota") as caught:
        # The SDK asks once; we would wait.
        colour.answer(client_with(script, retry=RetryPolicy(attempts=1)), ask)

    assert golden["error_429"]["error"].startswith("ClientError: 429 RESOURCE_EXHAUSTED")
    assert isinstance(caught.value, errors.ClientError)
    assert (caught.value.status, caught.value.retry_delay) == ("RESOURCE_EXHAUSTED", 34.0)
    assert captured(golden, "error_429") == sent(script.requests)


def test_an_error_midway_ends_a_stream(golden: dict[str, Any], colour: Colour) -> None:
    script = Script(stream(says("a"), error(503, "UNAVAILABLE", "overloaded")))
    with pytest.raises(errors.ServerError, match="overloaded") as caught:
        colour.items(
            client_with(script),
            lambda models: models.generate_content_stream(model=MODEL, contents="Hi"),
        )

    assert golden["stream_error_midway"]["error"].startswith("ServerError: 503 UNAVAILABLE")
    assert (caught.value.code, caught.value.status) == (503, "UNAVAILABLE")
    assert captured(golden, "stream_error_midway") == sent(script.requests)


def test_a_reason_of_tomorrow_is_kept_with_its_message(
    golden: dict[str, Any], colour: Colour
) -> None:
    """The SDK loses the message."""
    script = Script(document({"candidates": [ODD]}))
    candidate = colour.answer(client_with(script), ask).candidates[0]

    assert captured(golden, "unknown_finish_and_finishMessage") == sent(script.requests)
    assert (candidate.finish_reason, candidate.finish_message) == ("BRAND_NEW", "why")
    assert candidate.to_wire() == ODD


def test_we_send_what_googles_sdk_refuses(golden: dict[str, Any], colour: Colour) -> None:
    for scenario in REFUSED:
        assert golden[scenario]["requests"] == []
    script = Script(document({}))
    client = client_with(script)
    colour.answer(
        client,
        lambda models: models.count_tokens(
            model=MODEL, contents="Hi", config={"system_instruction": "s"}
        ),
    )
    colour.answer(
        client,
        lambda models: models.generate_content(
            model=MODEL, contents="Hi", config={"include_server_side_tool_invocations": True}
        ),
    )
    counted, asked = script.bodies

    assert counted["generateContentRequest"]["systemInstruction"]["parts"] == [{"text": "s"}]
    assert asked["toolConfig"] == {"includeServerSideToolInvocations": True}


def test_interactions_of_an_older_sdk_are_asked_for_alike(recordings: Path) -> None:
    path = recordings.parent / "golden" / "golden_175.json"
    (theirs,) = json.loads(path.read_text("utf-8"))["interactions"]["requests"]
    script = Script(httpx.Response(200, json={"id": "i", "status": "completed"}))
    client_with(script).interactions.create(model=MODEL, input="hi")

    assert (theirs["method"], theirs["path"]) == ("POST", script.requests[0].url.path)
    assert theirs["json"] == script.bodies[0]
