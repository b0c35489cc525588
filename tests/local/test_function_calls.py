"""Function calling: which function, with which arguments, and what is made of the results."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.conftest import MODEL, Engine, user

WEATHER = {
    "name": "get_weather",
    "description": "Current weather in a city",
    "parameters": {
        "type": "OBJECT",
        "properties": {
            "city": {"type": "STRING", "description": "The city"},
            "unit": {"type": "STRING", "enum": ["celsius", "fahrenheit"]},
        },
        "required": ["city"],
    },
}
MULTIPLY = {
    "name": "multiply",
    "description": "Multiply two numbers.",
    "parametersJsonSchema": {
        "type": "object",
        "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
        "required": ["x", "y"],
    },
}
MEETING = {
    "name": "schedule_meeting",
    "description": "Puts a meeting into the calendar",
    "parametersJsonSchema": {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "date": {"type": "string", "format": "date"},
            "attendees": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["title", "date"],
    },
}
TOOLS = [{"functionDeclarations": [WEATHER, MULTIPLY, MEETING]}]


def calls(response: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    parts = response["candidates"][0]["content"]["parts"]
    found = [part["functionCall"] for part in parts if "functionCall" in part]
    return [(call["name"], call["args"]) for call in found]


WRITTEN_BY_HAND = {"thoughtSignature": "skip_thought_signature_validator"}


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("What's the weather in Oslo?", [("get_weather", {"city": "Oslo"})]),
        ("weather in paris please", [("get_weather", {"city": "paris"})]),
        (
            "Is it hot in San Francisco, in fahrenheit?",
            [("get_weather", {"city": "San Francisco", "unit": "fahrenheit"})],
        ),
        (
            "What is the weather in Oslo and in Rome?",
            [("get_weather", {"city": "Oslo"}), ("get_weather", {"city": "Rome"})],
        ),
        (
            "Weather in Oslo, Rome and Lima",
            [("get_weather", {"city": city}) for city in ("Oslo", "Rome", "Lima")],
        ),
        ("What is 5 times 3?", [("multiply", {"x": 5, "y": 3})]),
        (
            "Multiply 6 and 7, then tell me the weather in Lima",
            [("multiply", {"x": 6, "y": 7}), ("get_weather", {"city": "Lima"})],
        ),
        (
            'Schedule a meeting "Budget" on 2026-12-01',
            [("schedule_meeting", {"title": "Budget", "date": "2026-12-01"})],
        ),
    ],
)
def test_the_prompt_decides_what_is_called(
    engine: Engine, prompt: str, expected: list[tuple[str, dict[str, Any]]]
) -> None:
    response = engine.ask(prompt, tools=TOOLS)

    assert calls(response) == expected
    assert response["candidates"][0]["finishReason"] == "STOP"
    assert response["candidates"][0]["finishMessage"] == "Model generated function call(s)."


def test_calls_have_ids_and_the_first_is_signed(engine: Engine) -> None:
    parts = engine.ask("weather in Oslo and Rome", tools=TOOLS)["candidates"][0]["content"]["parts"]

    assert len({part["functionCall"]["id"] for part in parts}) == 2
    assert ["thoughtSignature" in part for part in parts] == [True, False]


def test_a_prompt_that_fits_no_function_is_answered(engine: Engine) -> None:
    response = engine.ask("Who are you?", tools=TOOLS)

    assert calls(response) == []
    assert "not Gemini" in response["candidates"][0]["content"]["parts"][0]["text"]


def test_what_is_missing_is_asked_for(engine: Engine) -> None:
    assert "`city`" in engine.text("How is the weather?", tools=TOOLS)


def test_mode_none_calls_nothing(engine: Engine) -> None:
    config = {"functionCallingConfig": {"mode": "NONE"}}
    response = engine.ask("What is 5 times 3?", tools=TOOLS, toolConfig=config)

    assert calls(response) == []
    assert "15" in response["candidates"][0]["content"]["parts"][0]["text"]


def test_mode_any_calls_an_allowed_function_whatever_is_asked(engine: Engine) -> None:
    config = {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["multiply"]}}
    ((name, args),) = calls(engine.ask("Hello there", tools=TOOLS, toolConfig=config))

    assert name == "multiply"
    assert args.keys() == {"x", "y"}


def test_results_become_an_answer(engine: Engine) -> None:
    """The round trip: what was called is sent back with its signature, and results with ids."""
    question = user("What is the weather in Oslo and Rome?")
    called = engine.ask([question], tools=TOOLS)["candidates"][0]["content"]
    results = [
        {
            "functionResponse": {
                "id": part["functionCall"]["id"],
                "name": "get_weather",
                "response": {"temperature": degrees, "sky": "clear"},
            }
        }
        for part, degrees in zip(called["parts"], (3, 21), strict=True)
    ]
    text = engine.text([question, called, {"role": "user", "parts": results[::-1]}], tools=TOOLS)

    assert "Oslo: temperature 3, sky clear." in text
    assert "Rome: temperature 21, sky clear." in text


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({"result": 15}, "returned 15"),
        ({"error": "no such city"}, "failed: no such city"),
        ({"result": [{"a": 1, "b": 2}, {"a": 3}]}, "| 1 | 2 |"),
        ({"days": [{"high": 3}], "ok": True}, "high: 3"),
        ({}, "returned nothing"),
    ],
)
def test_results_of_every_shape_are_told(
    engine: Engine, response: dict[str, Any], expected: str
) -> None:
    contents = [
        user("x"),
        {
            "role": "model",
            "parts": [{"functionCall": {"name": "f", "args": {}}, **WRITTEN_BY_HAND}],
        },
        {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": response}}]},
    ]

    assert expected in engine.text(contents)


def test_calls_stream_like_the_real_ones(engine: Engine) -> None:
    chunks = engine.stream({"contents": [user("weather in Oslo")], "tools": TOOLS})
    first, last = (chunk["candidates"][0] for chunk in chunks)

    assert "functionCall" in first["content"]["parts"][0]
    assert "finishReason" not in first
    assert last["finishReason"] == "STOP"


def test_older_models_call_without_a_signature(engine: Engine) -> None:
    body = {"contents": [user("weather in Oslo")], "tools": TOOLS}
    new = engine.post("generateContent", body, model_id=MODEL)
    old = engine.post("generateContent", body, model_id="gemini-2.5-flash")

    assert "thoughtSignature" in new["candidates"][0]["content"]["parts"][0]
    assert "thoughtSignature" not in old["candidates"][0]["content"]["parts"][0]
