"""The requests that Google's SDK sends for the same calls: ours say the same.

Where they differ on purpose:
- a schema travels as `responseJsonSchema`: `responseSchema` is deprecated and knows less;
- calls of functions are answered with the id of the call;
- `countTokens` takes a config too, which the SDK refuses.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from pydantic import BaseModel

from gemini_magic import Chat, Request, types
from gemini_magic.tools import FunctionTool
from tests.api import golden as golden_requests
from tests.api.conftest import Colour
from tests.api.golden import captured
from tests.api.script import Script, client_with, document, says, stream

MODEL = "gemini-3-flash-preview"


class Ing(BaseModel):
    name: str
    qty: float | None = None


class Recipe(BaseModel):
    title: str
    kind: Literal["a", "b"]
    ingredients: list[Ing]


def sent(script: Script) -> list[golden_requests.Sent]:
    return golden_requests.sent(script.requests)


def part_of_everything() -> list[Any]:
    data = base64.urlsafe_b64decode("__79Pz4=")
    high = types.MediaResolution.MEDIA_RESOLUTION_HIGH
    return [
        types.Part.from_bytes(data=data, mime_type="image/png", media_resolution=high),
        "a",
        types.Part.from_uri(file_uri="https://youtu.be/x", mime_type="video/mp4"),
    ]


EVERYTHING = types.GenerateContentConfig(
    system_instruction="sys",
    temperature=1,
    top_p=0.9,
    top_k=40,
    candidate_count=1,
    max_output_tokens=5,
    stop_sequences=["x"],
    response_logprobs=True,
    logprobs=2,
    presence_penalty=0.1,
    frequency_penalty=0.1,
    seed=3,
    media_resolution=types.MediaResolution.MEDIA_RESOLUTION_LOW,
    thinking_config=types.ThinkingConfig(
        include_thoughts=True, thinking_level=types.ThinkingLevel.LOW
    ),
    safety_settings=[
        types.SafetySetting(
            category=types.HarmCategory.HARM_CATEGORY_HATE_SPEECH,
            threshold=types.HarmBlockThreshold.BLOCK_LOW_AND_ABOVE,
        )
    ],
    labels={"a": "b"},
    cached_content="cachedContents/abc",
    service_tier="flex",
    store=False,
)

SEARCH = types.GoogleSearch(
    search_types=types.SearchTypes(web_search={}, image_search={}),
    time_range_filter=types.Interval(
        start_time="2026-01-01T00:00:00+00:00", end_time="2026-02-01T00:00:00+00:00"
    ),
)
STREAMABLE = types.StreamableHttpTransport(url="https://e/mcp", headers={"a": "b"}, timeout="5s")
DECLARED = [
    types.FunctionDeclaration(
        name="f",
        description="d",
        parameters={"type": "OBJECT", "properties": {"a": {"type": "STRING"}}, "required": ["a"]},
    ),
    types.FunctionDeclaration(
        name="g",
        parameters_json_schema={"type": "object", "properties": {"a": {"type": "string"}}},
    ),
]
ALL_TOOLS = types.GenerateContentConfig(
    tools=[
        types.Tool(google_search=SEARCH),
        types.Tool(url_context=types.UrlContext()),
        types.Tool(google_maps=types.GoogleMaps(enable_widget=True)),
        types.Tool(code_execution=types.ToolCodeExecution()),
        types.Tool(
            file_search=types.FileSearch(
                file_search_store_names=["fileSearchStores/s"], top_k=3, metadata_filter="a=1"
            )
        ),
        types.Tool(
            computer_use=types.ComputerUse(
                environment=types.Environment.ENVIRONMENT_BROWSER,
                excluded_predefined_functions=["drag_and_drop"],
                enable_prompt_injection_detection=True,
            )
        ),
        types.Tool(mcp_servers=[types.McpServer(name="m", streamable_http_transport=STREAMABLE)]),
        types.Tool(function_declarations=DECLARED),
    ],
    tool_config=types.ToolConfig(
        retrieval_config=types.RetrievalConfig(
            lat_lng=types.LatLng(latitude=34.05, longitude=-118.25), language_code="en_US"
        ),
        function_calling_config=types.FunctionCallingConfig(
            mode=types.FunctionCallingConfigMode.VALIDATED, allowed_function_names=["f"]
        ),
        include_server_side_tool_invocations=True,
    ),
)
KORE = types.VoiceConfig(prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name="Kore"))
SINGLE = types.SpeechConfig(voice_config=KORE, language_code="en-US")
DIALOGUE = types.SpeechConfig(
    multi_speaker_voice_config=types.MultiSpeakerVoiceConfig(
        speaker_voice_configs=[types.SpeakerVoiceConfig(speaker="Joe", voice_config=KORE)]
    )
)
WITH_IMAGE = types.Part.from_function_response(
    name="g",
    response={"image_ref": {"$ref": "a.jpg"}},
    parts=[
        types.FunctionResponsePart(
            inline_data=types.FunctionResponseBlob(
                mime_type="image/jpeg", data=b"abc", display_name="a.jpg"
            )
        )
    ],
)


def generate(contents: Any, config: Any = None, model: str = MODEL) -> Callable[[Any], Any]:
    return lambda models: models.generate_content(model=model, contents=contents, config=config)


CALLS: dict[str, Callable[[Any], Any]] = {
    "generate_min": generate("Hi"),
    "generate_v1beta_timeout": generate("Hi", {"http_options": {"timeout": 2000}}),
    "generate_full": generate(part_of_everything(), EVERYTHING),
    "tools_all": generate("x", ALL_TOOLS),
    "response_json_schema": generate(
        "r",
        {
            "response_mime_type": "application/json",
            "response_json_schema": Recipe.model_json_schema(),
        },
    ),
    "tts_single": generate(
        "Say",
        {"response_modalities": ["AUDIO"], "speech_config": SINGLE},
        "gemini-2.5-flash-preview-tts",
    ),
    "tts_multi": generate(
        "Say",
        {"response_modalities": ["AUDIO"], "speech_config": DIALOGUE},
        "gemini-2.5-flash-preview-tts",
    ),
    "image_gen": generate(
        "img",
        types.GenerateContentConfig(
            image_config=types.ImageConfig(aspect_ratio="16:9", image_size="4K"),
            tools=[{"google_search": {}}],
        ),
        "gemini-3-pro-image-preview",
    ),
    "function_response_multimodal": generate([types.Content(role="user", parts=[WITH_IMAGE])]),
    "count_tokens": lambda models: models.count_tokens(model=MODEL, contents="Hi"),
    "models_get": lambda models: models.get(model=MODEL),
}
EQUAL = {*CALLS, "stream", "models_list"}
NEWER = "a class travels as responseJsonSchema: the older dialect is deprecated"
DIFFERENT = {
    "afc": "we send the id of the call back, and no schema of what a function returns",
    "response_schema": NEWER,
    "response_schema_list": NEWER,
}


@pytest.mark.parametrize("scenario", CALLS)
def test_a_call_sends_what_googles_sdk_sends(
    scenario: str, golden: dict[str, Any], colour: Colour
) -> None:
    # The SDK's own default became v1; ours stays the widest.
    version = "v1" if scenario == "generate_min" else None
    script = Script(document({}))
    colour.answer(client_with(script, api_version=version), CALLS[scenario])

    assert captured(golden, scenario) == sent(script)


def test_a_stream_sends_what_googles_sdk_sends(golden: dict[str, Any], colour: Colour) -> None:
    script = Script(stream(says("hi")))
    colour.items(
        client_with(script),
        lambda models: models.generate_content_stream(model=MODEL, contents="Hi"),
    )

    assert captured(golden, "stream") == sent(script)


def test_a_listing_sends_what_googles_sdk_sends(golden: dict[str, Any], colour: Colour) -> None:
    script = Script(
        document({"models": [{"name": "models/a"}], "nextPageToken": "T1"}),
        document({"models": [{"name": "models/b"}]}),
    )
    found = colour.items(client_with(script), lambda models: models.list(config={"page_size": 2}))

    assert [model.name for model in found] == ["models/a", "models/b"]
    assert captured(golden, "models_list") == sent(script)


@pytest.mark.parametrize("field", ["response_schema", "response_json_schema"])
def test_a_class_travels_as_json_schema(field: str, golden: dict[str, Any], colour: Colour) -> None:
    """The SDK sends `response_schema` in the older dialect; JSON Schema says the same and more."""
    script = Script(document({}))
    colour.answer(client_with(script), generate("r", {field: Recipe}))

    assert captured(golden, "response_json_schema") == sent(script)


def test_a_list_of_a_class_travels_as_json_schema(golden: dict[str, Any]) -> None:
    script = Script(document({}))
    generate("r", {"response_schema": list[Recipe]})(client_with(script).models)
    theirs = captured(golden, "response_schema_list")[0][2]["generationConfig"]
    ours = sent(script)[0][2]["generationConfig"]

    assert "application/json" == theirs["responseMimeType"] == ours["responseMimeType"]
    assert (
        theirs["responseSchema"]["type"],
        ours["responseJsonSchema"]["type"],
    ) == ("ARRAY", "array")
    assert ours["responseJsonSchema"]["items"] == {"$ref": "#/$defs/Recipe"}
    assert "responseSchema" not in ours


def test_a_schema_of_the_older_dialect_travels_as_it_is(golden: dict[str, Any]) -> None:
    theirs = golden["response_schema"]["requests"][0]["json"]["generationConfig"]
    script = Script(document({}))
    generate("r", {"response_schema": theirs["responseSchema"]})(client_with(script).models)

    assert theirs == script.bodies[0]["generationConfig"]


def test_a_chat_repeats_its_history_as_googles_sdk_does(golden: dict[str, Any]) -> None:
    said = [{"text": "t", "thought": True}, {"text": "one", "thoughtSignature": "AAEC"}]
    candidate = {"content": {"role": "model", "parts": said}, "finishReason": "STOP"}
    script = Script(stream({"candidates": [candidate]}))
    chat = Chat(client_with(script), model=MODEL)
    for prompt in ("a", "b"):
        chat.send(Request(parts=(types.Part(text=prompt),))).finish()

    assert [body for _, _, body, _ in captured(golden, "chat_hist")] == [
        body for _, _, body, _ in sent(script)
    ]


def get_weather(location: str, days: int = 3) -> dict[str, Any]:
    """Weather.

    Args:
      location: where
    """
    return {"temp": 72}


def test_a_functions_answer_goes_back_with_the_id_of_its_call(golden: dict[str, Any]) -> None:
    """The SDK drops the id, and calls again without being asked to."""
    call = {
        "functionCall": {"id": "c1", "name": "get_weather", "args": {"location": "NYC"}},
        "thoughtSignature": "AAECAwT_-w==",
    }
    asks = {"content": {"role": "model", "parts": [call]}, "finishReason": "STOP"}
    script = Script(stream({"candidates": [asks]}), stream(says("72", finishReason="STOP")))
    request = Request(parts=(types.Part(text="w?"),), tools=(FunctionTool(get_weather),))
    Chat(client_with(script), model=MODEL).send(request).finish()
    theirs = [body for _, _, body, _ in captured(golden, "afc")]
    ours = [body for _, _, body, _ in sent(script)]
    declared = [body["tools"][0]["functionDeclarations"][0] for body in (theirs[0], ours[0])]
    answer = ours[1]["contents"][2]["parts"][0]["functionResponse"]

    assert theirs[0]["contents"] == ours[0]["contents"]
    assert theirs[1]["contents"][:2] == ours[1]["contents"][:2]
    assert script.bodies[1]["contents"][1]["parts"][0]["thoughtSignature"] == "AAECAwT_-w=="
    assert answer.pop("id") == "c1"
    assert theirs[1]["contents"] == ours[1]["contents"]
    assert declared[0]["name"] == declared[1]["name"]
    assert declared[0]["description"] == declared[1]["description"]
    assert declared[1]["parametersJsonSchema"]["required"] == ["location"]


def test_tokens_are_counted_with_a_config_too() -> None:
    script = Script(document({"totalTokens": 5, "promptTokensDetails": [{"modality": "TEXT"}]}))
    count = client_with(script).models.count_tokens(
        model=MODEL, contents="Hi", config={"system_instruction": "sys", "temperature": 1}
    )

    assert count.total_tokens == 5
    assert count.to_wire()["promptTokensDetails"] == [{"modality": "TEXT"}]
    assert {
        "generateContentRequest": {
            "model": f"models/{MODEL}",
            "contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
            "systemInstruction": {"role": "user", "parts": [{"text": "sys"}]},
            "generationConfig": {"temperature": 1},
        }
    } == script.bodies[0]


def test_times_may_be_given_as_googles_sdk_takes_them() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    tool = types.Tool(
        google_search=types.GoogleSearch(time_range_filter=types.Interval(start_time=start))
    )
    script = Script(document({}))
    generate("x", {"tools": [tool]})(client_with(script).models)

    assert (script.bodies[0]["tools"]) == [
        {"googleSearch": {"timeRangeFilter": {"startTime": "2026-01-01T00:00:00Z"}}}
    ]
