"""Bad input of every kind: a 4xx in the API's shape, never a 500."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_magic.local.wire.messages import GENERATE
from tests.local.conftest import KEY, MODEL, USER_TURN, Engine

GENERATE_PATH = f"/v1beta/models/{MODEL}:generateContent"

HARASSMENT = {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}

Case = tuple[dict[str, Any], str]
BAD_BODIES: dict[str, Case] = {
    "no contents": ({}, "contents is not specified"),
    "empty contents": ({"contents": []}, "contents is not specified"),
    "no parts": ({"contents": [{"role": "user"}]}, "must not be empty"),
    "unknown role": ({"contents": [{"role": "boss", "parts": [{"text": "x"}]}]}, "valid role"),
    "unknown field": (
        {"contents": USER_TURN, "frobnicate": 1},
        'Unknown name "frobnicate": Cannot find field.',
    ),
    "unknown config field": (
        {"contents": USER_TURN, "generationConfig": {"heat": 1}},
        "Unknown name \"heat\" at 'generation_config': Cannot find field.",
    ),
    "wrong type": (
        {"contents": USER_TURN, "generationConfig": {"temperature": "hot"}},
        "Invalid value at 'generation_config.temperature' (TYPE_FLOAT), \"hot\"",
    ),
    "not a list": ({"contents": "hi"}, "Invalid value at 'contents[0]'"),
    "temperature out of range": (
        {"contents": USER_TURN, "generationConfig": {"temperature": 3}},
        "from 0 to 2",
    ),
    "level and budget": (
        {
            "contents": USER_TURN,
            "generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW", "thinkingBudget": 9}},
        },
        "not both",
    ),
    "two schemas": (
        {
            "contents": USER_TURN,
            "generationConfig": {"responseSchema": {}, "responseJsonSchema": {}},
        },
        "not both",
    ),
    "a category twice": (
        {"contents": USER_TURN, "safetySettings": [HARASSMENT, HARASSMENT]},
        "more than one entry",
    ),
    "unknown mode": (
        {"contents": USER_TURN, "toolConfig": {"functionCallingConfig": {"mode": "MAYBE"}}},
        "FunctionCallingConfig.Mode",
    ),
    "unknown function": (
        {
            "contents": USER_TURN,
            "toolConfig": {"functionCallingConfig": {"allowedFunctionNames": ["f"]}},
        },
        "'f'",
    ),
    "bad base64": (
        {"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": "a"}}]}]},
        "TYPE_BYTES",
    ),
    "bad schema": (
        {"contents": USER_TURN, "generationConfig": {"responseJsonSchema": {"type": "thing"}}},
        "schema is not valid",
    ),
    "impossible schema": (
        {
            "contents": USER_TURN,
            "generationConfig": {
                "responseMimeType": "application/json",
                "responseJsonSchema": {"type": "array", "minItems": 10**9},
            },
        },
        "cannot be satisfied",
    ),
    "enum without labels": (
        {"contents": USER_TURN, "generationConfig": {"responseMimeType": "text/x.enum"}},
        "enum",
    ),
}


def check_shape(response: httpx.Response) -> dict[str, Any]:
    error: dict[str, Any] = response.json()["error"]
    assert error["code"] == response.status_code
    assert error["status"].isupper()
    assert error["message"]
    return error


@pytest.mark.parametrize("case", BAD_BODIES.values(), ids=BAD_BODIES.keys())
@pytest.mark.parametrize("method", ["generateContent", "streamGenerateContent"])
def test_a_bad_body_is_an_invalid_argument(engine: Engine, method: str, case: Case) -> None:
    body, expected = case
    response = engine.client.post(f"/v1beta/models/{MODEL}:{method}?alt=sse", json=body)
    error = check_shape(response)

    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert expected in error["message"]


def test_every_wrong_field_is_named(engine: Engine) -> None:
    body = {"contents": USER_TURN, "x": 1, "generationConfig": {"y": 2, "topK": "many"}}
    error = check_shape(engine.client.post(GENERATE_PATH, json=body))
    (detail,) = error["details"]

    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert [violation.get("field") for violation in detail["fieldViolations"]] == [
        None,
        "generation_config",
        "generation_config.top_k",
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe\x00",
        b'{"contents": NaN}',
        b'{"contents":[{"parts":[{"text":"\\ud800"}]}]}',
        b'{"contents":' + b"[" * 500 + b"]" * 500 + b"}",
        b'{"labels":' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
    ],
    ids=str,
)
def test_a_body_that_is_no_request_is_refused(engine: Engine, raw: bytes) -> None:
    response = engine.client.post(GENERATE_PATH, content=raw)

    assert check_shape(response)["status"] == "INVALID_ARGUMENT"


def test_a_body_that_is_too_large_is_refused(engine: Engine) -> None:
    response = engine.client.post(GENERATE_PATH, content=b" " * (21 * 2**20))

    assert response.status_code == 400
    assert "exceeds the limit" in check_shape(response)["message"]


def test_a_wrong_key_has_the_reason_that_clients_look_for(engine: Engine) -> None:
    response = httpx.get(f"{engine.url}/v1beta/models", headers={"x-goog-api-key": "wrong"})
    error = check_shape(response)

    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["details"][0]["reason"] == "API_KEY_INVALID"


def test_a_missing_key_is_a_denied_permission(engine: Engine) -> None:
    error = check_shape(httpx.get(f"{engine.url}/v1beta/models"))

    assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize("model_id", ["gpt-7", "nonsense", "GEMINI", "local-nothing", "%00"])
def test_a_nonsense_model_is_not_found(engine: Engine, model_id: str) -> None:
    response = engine.client.post(
        f"/v1beta/models/{model_id}:generateContent", json={"contents": USER_TURN}
    )
    error = check_shape(response)

    assert (error["code"], error["status"]) == (404, "NOT_FOUND")
    assert "is not found for API version v1beta" in error["message"]


@pytest.mark.parametrize("path", ["/", "/v2/models", "/v1beta/models/x:frobnicate", "/v1beta/dogs"])
def test_an_unknown_path_is_not_found(engine: Engine, path: str) -> None:
    assert check_shape(engine.client.get(path))["status"] == "NOT_FOUND"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(
        exclude_categories=["Cs"]), max_size=6), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
schemas = st.dictionaries(
    st.sampled_from(
        "type properties items enum anyOf required minimum maximum minItems maxItems pattern $ref "
        "format nullable const additionalProperties minLength prefixItems allOf".split()
    ),
    json_values | st.sampled_from(["STRING", "object", "array", "#", "a+", 3, {}, [{}]]),
    max_size=4,
)
config_fields = st.sampled_from(sorted(GENERATE.fields))
bodies = st.one_of(
    json_values,
    st.dictionaries(config_fields, json_values, max_size=4),
    st.fixed_dictionaries({"contents": st.just(USER_TURN)}, optional={
        "generationConfig": st.fixed_dictionaries({
            "responseMimeType": st.just("application/json"), "responseJsonSchema": schemas}),
        "tools": st.lists(st.fixed_dictionaries({"functionDeclarations": st.lists(
            st.fixed_dictionaries({"name": st.sampled_from(["times", "is", "b"]),
                                   "parameters": schemas}), max_size=2)}), max_size=1),
        "systemInstruction": json_values,
        "toolConfig": st.just({"functionCallingConfig": {"mode": "ANY"}}),
    }),
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=bodies, method=st.sampled_from(["generateContent", "countTokens", "embedContent"]))
def test_no_body_makes_the_engine_fail(engine: Engine, body: Any, method: str) -> None:
    model_id = "gemini-embedding-001" if method == "embedContent" else MODEL
    response = engine.client.post(
        f"/v1beta/models/{model_id}:{method}", content=json.dumps(body).encode()
    )

    assert response.status_code in (200, 400), response.text
    if response.status_code == 400:
        check_shape(response)


def test_the_key_is_not_in_any_error(engine: Engine) -> None:
    response = engine.client.post(f"{GENERATE_PATH}?key={KEY}", json={"x": 1})

    assert KEY not in response.text


HOSTILE = ["a", "1 ", "(", "A. ", "Oslo and ", '"', "[", '{"a":', "x.", "a,b\n", "😀", "name is "]


@pytest.mark.parametrize("repeated", HOSTILE)
@pytest.mark.parametrize("wanted", ["text", "json", "call"])
def test_no_prompt_keeps_the_engine_busy(engine: Engine, repeated: str, wanted: str) -> None:
    """No pattern of ours may take longer than linear time on a text that was made against it."""
    schema = {"type": "object", "properties": {"name": {"type": "string"}, "ages": {
              "type": "array", "items": {"type": "integer"}}}}  # fmt: skip
    extras: dict[str, dict[str, Any]] = {
        "text": {},
        "json": {"generationConfig": {"responseJsonSchema": schema}},
        "call": {"tools": [{"functionDeclarations": [{"name": "weather", "parameters": schema}]}]},
    }
    started = time.monotonic()
    engine.ask(f"weather {repeated * 20_000}?", **extras[wanted])

    assert time.monotonic() - started < 3
