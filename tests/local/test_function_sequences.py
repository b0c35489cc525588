"""Function calls that wait for one another, and loops of clients that come to an end."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine, user


def declared(function: str, description: str, **properties: Any) -> dict[str, Any]:
    typed = {k: {"type": v} if isinstance(v, str) else v for k, v in properties.items()}
    schema = {"type": "object", "properties": typed, "required": [*typed]}
    return {"name": function, "description": description, "parametersJsonSchema": schema}


LOCATION = declared("get_location", "Returns the user's current location")
WEATHER = declared("get_weather", "Get the weather for a city", city="string")
ADD = declared("add", "Add two numbers", a="number", b="number")
MULTIPLY = declared("multiply", "Multiply two numbers", a="number", b="number")
CUSTOMER = declared("find_customer", "Finds a customer by name and returns its id", name="string")
ORDERS = declared("list_orders", "Lists the orders of a customer", customer_id="string")
STATUS = declared("get_order_status", "The status of one order", order_id="string")
FORECAST = declared("get_weather_forecast", "Current temperature for a location", location="string")
THERMOSTAT = declared(
    "set_thermostat_temperature", "Set the thermostat to a temperature", temperature="integer"
)
RESULTS: dict[str, Callable[..., dict[str, Any]]] = {
    "get_location": lambda: {"city": "Oslo", "country": "Norway"},
    "get_weather": lambda city: {"city": city, "degrees": 7},
    "add": lambda a, b: {"result": a + b},
    "multiply": lambda a, b: {"result": a * b},
    "find_customer": lambda name: {"id": "C7", "name": name},
    "list_orders": lambda customer_id: {"orders": [{"order_id": "O1"}, {"order_id": "O2"}]},
    "get_order_status": lambda order_id: {"status": f"{order_id} is on its way"},
    "get_weather_forecast": lambda location: {"temperature": 25},
    "set_thermostat_temperature": lambda temperature: {"status": "success"},
}
Calls = list[tuple[str, dict[str, Any]]]


def calls_in(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [part["functionCall"] for part in content["parts"] if "functionCall" in part]


def loop(
    engine: Engine, prompt: str, declarations: list[dict[str, Any]], **body: Any
) -> tuple[list[Calls], str]:
    """Answers calls until the engine makes none: the calls of each round, and the last text."""
    contents = [user(prompt)]
    rounds: list[Calls] = []
    while len(rounds) < 8:
        tools = [{"functionDeclarations": declarations}]
        content = engine.ask(contents, tools=tools, **body)["candidates"][0]["content"]
        calls = calls_in(content)
        if not calls:
            return rounds, content["parts"][-1]["text"]
        rounds.append([(call["name"], call["args"]) for call in calls])
        results = [
            {
                "functionResponse": {
                    "id": call["id"],
                    "name": call["name"],
                    "response": RESULTS[call["name"]](**call["args"]),
                }
            }
            for call in calls
        ]
        contents += [content, {"role": "user", "parts": results}]
    raise AssertionError(f"no end after {rounds}")


@pytest.mark.parametrize(
    ("prompt", "declarations", "expected", "told"),
    [
        (
            "What is the weather where I am?",
            [LOCATION, WEATHER],
            [[("get_location", {})], [("get_weather", {"city": "Oslo"})]],
            "degrees 7",
        ),
        (
            "What's the weather at my current location?",
            [WEATHER, LOCATION],
            [[("get_location", {})], [("get_weather", {"city": "Oslo"})]],
            "degrees 7",
        ),
        (
            "Multiply 6 and 7, then add 5 to the result",
            [ADD, MULTIPLY],
            [[("multiply", {"a": 6, "b": 7})], [("add", {"a": 5, "b": 42})]],
            "47",
        ),
        (
            "What is the status of the orders of customer Alice Smith?",
            [CUSTOMER, ORDERS, STATUS],
            [
                [("find_customer", {"name": "Alice Smith"})],
                [("list_orders", {"customer_id": "C7"})],
                [("get_order_status", {"order_id": o}) for o in ("O1", "O2")],
            ],
            "O2 is on its way",
        ),
        (
            "If it's warmer than 20°C in London, set the thermostat to 20°C, otherwise to 18°C.",
            [FORECAST, THERMOSTAT],
            [
                [("get_weather_forecast", {"location": "London"})],
                [("set_thermostat_temperature", {"temperature": 20})],
            ],
            "success",
        ),
        (
            "What is the weather in Oslo and Rome?",
            [LOCATION, WEATHER],
            [[("get_weather", {"city": "Oslo"}), ("get_weather", {"city": "Rome"})]],
            "Rome: ",
        ),
    ],
)
def test_calls_follow_from_results_until_the_question_is_answered(
    engine: Engine,
    prompt: str,
    declarations: list[dict[str, Any]],
    expected: list[Calls],
    told: str,
) -> None:
    rounds, text = loop(engine, prompt, declarations)

    assert rounds == expected
    assert told in text


def test_the_other_branch_is_taken_when_the_condition_fails(engine: Engine) -> None:
    prompt = "If it's warmer than 30°C in London, set the thermostat to 20°C, otherwise to 18°C."
    rounds, _ = loop(engine, prompt, [FORECAST, THERMOSTAT])

    assert rounds[1] == [("set_thermostat_temperature", {"temperature": 18})]


def test_every_step_of_a_turn_has_its_own_signature_and_needs_it(engine: Engine) -> None:
    tools = [{"functionDeclarations": [LOCATION, WEATHER]}]
    contents = [user("What is the weather where I am?")]
    for _ in range(2):
        content = engine.ask(contents, tools=tools)["candidates"][0]["content"]
        (call,) = calls_in(content)
        response = {"name": call["name"], "response": RESULTS[call["name"]](**call["args"])}
        contents += [content, {"role": "user", "parts": [{"functionResponse": response}]}]
    signatures = [contents[i]["parts"][0].pop("thoughtSignature") for i in (1, 3)]
    refused = engine.client.post(
        f"/v1beta/models/{MODEL}:generateContent", json={"contents": contents, "tools": tools}
    )

    assert len(set(signatures)) == 2
    assert refused.status_code == 400
    assert "thought_signature" in refused.json()["error"]["message"]


def test_a_failed_function_ends_the_sequence_and_is_told(engine: Engine) -> None:
    tools = [{"functionDeclarations": [LOCATION, WEATHER]}]
    contents = [user("What is the weather where I am?")]
    content = engine.ask(contents, tools=tools)["candidates"][0]["content"]
    failed = {"name": "get_location", "response": {"error": "no permission"}}
    contents += [content, {"role": "user", "parts": [{"functionResponse": failed}]}]

    assert "failed: no permission" in engine.text(contents, tools=tools)


def test_the_same_functions_stay_quiet_when_calls_are_off(engine: Engine) -> None:
    off = {"functionCallingConfig": {"mode": "NONE"}}
    rounds, _ = loop(engine, "What is the weather in Oslo?", [WEATHER], toolConfig=off)

    assert rounds == []


def test_only_allowed_functions_are_called(engine: Engine) -> None:
    only = {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["get_location"]}}
    tools = [{"functionDeclarations": [LOCATION, WEATHER]}]
    response = engine.ask("Weather in Oslo?", tools=tools, toolConfig=only)

    names = [call["name"] for call in calls_in(response["candidates"][0]["content"])]
    assert names == ["get_location"]


def test_media_in_a_result_are_named_where_the_result_refers_to_them(engine: Engine) -> None:
    photo = declared("take_photo", "Takes a photo with a camera", camera="string")
    tools = [{"functionDeclarations": [photo]}]
    contents = [user('Take a photo with camera "roof"')]
    content = engine.ask(contents, tools=tools)["candidates"][0]["content"]
    data = base64.b64encode(b"x" * 1234).decode()
    blob = {"mimeType": "image/png", "displayName": "roof.png", "data": data}
    response = {
        "name": "take_photo",
        "response": {"image": {"$ref": "roof.png"}},
        "parts": [{"inlineData": blob}],
    }
    contents += [content, {"role": "user", "parts": [{"functionResponse": response}]}]

    assert "roof.png (image/png, 1,234 bytes; it is not a rea" in engine.text(contents, tools=tools)


def get_location() -> dict[str, str]:
    """Returns the user's current location."""
    return {"city": "Oslo"}


def get_weather(city: str) -> dict[str, Any]:
    """Get the weather for a city.

    Args:
        city: The city.
    """
    return {"city": city, "sky": "cloudy"}


def test_our_client_s_loop_runs_through_the_sequence(engine: Engine) -> None:
    with Client(api_key=KEY, base_url=engine.url) as client:
        answer = client.models.generate_content(
            model=MODEL,
            contents="What is the weather where I am?",
            config={"tools": [get_location, get_weather]},
        )

    assert "sky cloudy" in (answer.text or "")


def test_google_s_loop_runs_through_the_sequence(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    answer = client.models.generate_content(
        model=MODEL,
        contents="What is the weather where I am?",
        config={"tools": [get_location, get_weather]},
    )

    assert "sky cloudy" in (answer.text or "")
    assert len(answer.automatic_function_calling_history) == 5


def test_google_s_loop_ends_though_calls_are_forced(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    answer = client.models.generate_content(
        model=MODEL,
        contents="What is the weather in Oslo?",
        config={
            "tools": [get_weather],
            "tool_config": {"function_calling_config": {"mode": "ANY"}},
            "automatic_function_calling": {"maximum_remote_calls": 3},
        },
    )

    assert answer.function_calls


BROWSER = [{"computerUse": {"environment": "ENVIRONMENT_BROWSER"}}]


def browse(engine: Engine, prompt: str, acknowledged: bool = True) -> tuple[list[str], str]:
    """The names of all calls for a prompt, and what is said at the end."""
    contents = [user(prompt)]
    names: list[str] = []
    while len(names) < 6:
        content = engine.ask(contents, tools=BROWSER)["candidates"][0]["content"]
        calls = calls_in(content)
        if not calls:
            return names, content["parts"][-1]["text"]
        names += [call["name"] for call in calls]
        known = {"safety_acknowledgement": "true"} if acknowledged else {}
        response = {"name": names[-1], "response": {"url": "about:blank", **known}}
        contents += [content, {"role": "user", "parts": [{"functionResponse": response}]}]
    raise AssertionError(names)


def test_computer_use_opens_the_page_and_says_that_it_sees_nothing(engine: Engine) -> None:
    names, text = browse(engine, "Go to example.com and read the headline")

    assert names == ["open_web_browser", "navigate"]
    assert "cannot see" in text


def test_a_risky_step_of_computer_use_wants_a_person_s_consent(engine: Engine) -> None:
    names, text = browse(engine, "Buy the first book on example.com", acknowledged=False)

    assert names == ["open_web_browser", "navigate"]
    assert "not acknowledged" in text


def test_excluded_functions_of_computer_use_are_not_called(engine: Engine) -> None:
    tools = [{"computerUse": {"excludedPredefinedFunctions": ["open_web_browser"]}}]
    content = engine.ask("Go to example.com", tools=tools)["candidates"][0]["content"]

    assert [call["name"] for call in calls_in(content)] == ["navigate"]


def test_mcp_servers_are_refused_in_words(engine: Engine) -> None:
    server = {"name": "x", "streamableHttpTransport": {"url": "http://127.0.0.1:1/mcp"}}
    body = {"contents": [user("Hi")], "tools": [{"mcpServers": [server]}]}
    refused = engine.client.post(f"/v1beta/models/{MODEL}:generateContent", json=body)

    assert refused.status_code == 400
    assert "MCP" in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    ("question", "city"),
    [
        ("What is the weather in the capital of France?", "Paris"),
        ("Is it raining in the northernmost city of the USA?", "Utqiaġvik"),
    ],
)
def test_a_described_place_is_searched_for_before_the_call(
    engine: Engine, question: str, city: str
) -> None:
    weather = declared("get_weather", "Whether it is raining: the weather in a city", city="string")
    tools = [{"functionDeclarations": [weather], "googleSearch": {}}]
    config = {"includeServerSideToolInvocations": True}
    candidate = engine.ask(question, tools=tools, toolConfig=config)["candidates"][0]
    kinds = [next(iter(part)) for part in candidate["content"]["parts"]]

    assert kinds == ["toolCall", "toolResponse", "functionCall"]
    assert calls_in(candidate["content"])[0]["args"] == {"city": city}
    assert candidate["groundingMetadata"]["webSearchQueries"]


def test_a_named_place_is_not_searched_for(engine: Engine) -> None:
    tools = [{"functionDeclarations": [WEATHER], "googleSearch": {}}]
    config = {"includeServerSideToolInvocations": True}
    content = engine.ask("What is the weather in Oslo?", tools=tools, toolConfig=config)
    parts = content["candidates"][0]["content"]["parts"]

    assert [next(iter(part)) for part in parts] == ["functionCall"]


@pytest.mark.parametrize(
    ("prompt", "item"),
    [("Find that blue coffee mug.", "blue coffee mug"), ("Show the chair I bought", "chair")],
)
def test_a_thing_without_a_name_is_an_argument(engine: Engine, prompt: str, item: str) -> None:
    find = declared("find_item", "Show where an item is", item_name="string")
    tools = [{"functionDeclarations": [find]}]

    parts = engine.ask(prompt, tools=tools)["candidates"][0]["content"]["parts"]

    assert parts[0]["functionCall"]["args"] == {"item_name": item}
