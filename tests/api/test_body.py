"""What a caller gives → the JSON that is sent."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import Enum
from typing import Any

import PIL.Image
import pytest

from gemini_magic import errors, types
from tests.api.script import Script, client_with, document

HI = {"role": "user", "parts": [{"text": "hi"}]}


def body(contents: Any = "hi", config: Any = None, model: str = "m") -> dict[str, Any]:
    """What `generate_content` sends."""
    script = Script(document({}))
    client_with(script).models.generate_content(model=model, contents=contents, config=config)
    sent: dict[str, Any] = script.bodies[0]
    return sent


def refusal(contents: Any = "hi", config: Any = None, model: str = "m") -> str:
    """Why nothing was sent."""
    script = Script(document({}))
    with pytest.raises(errors.InvalidRequest) as caught:
        client_with(script).models.generate_content(model=model, contents=contents, config=config)

    assert not script.requests
    return str(caught.value)


@dataclass
class Uploaded:
    uri: str
    mime_type: str | None = None


CALL = types.Part.from_function_call(name="f", args={})
ANSWER = types.Part.from_function_response(name="f", response={"result": 1})


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        ("hi", [HI]),
        (["hi"], [HI]),
        (("hi",), [HI]),
        (types.Part(text="hi"), [HI]),
        ({"text": "hi"}, [HI]),
        ({"parts": [{"text": "hi"}]}, [HI]),
        ({"role": "user", "parts": ["hi"]}, [HI]),
        ({"parts": "hi"}, [HI]),
        (types.Content(parts=[types.Part(text="hi")]), [HI]),
        (["a", "b"], [{"role": "user", "parts": [{"text": "a"}, {"text": "b"}]}]),
        (
            ["a", types.Content(role="model", parts=[types.Part(text="b")]), "c", "d"],
            [
                {"role": "user", "parts": [{"text": "a"}]},
                {"role": "model", "parts": [{"text": "b"}]},
                {"role": "user", "parts": [{"text": "c"}, {"text": "d"}]},
            ],
        ),
        (
            ["a", CALL, ANSWER],
            [
                {"role": "user", "parts": [{"text": "a"}]},
                {"role": "model", "parts": [CALL.to_wire()]},
                {"role": "user", "parts": [ANSWER.to_wire()]},
            ],
        ),
        (
            Uploaded("https://g/files/1", "a/b"),
            [
                {
                    "role": "user",
                    "parts": [{"fileData": {"fileUri": "https://g/files/1", "mimeType": "a/b"}}],
                }
            ],
        ),
        (
            Uploaded("https://g/files/1"),
            [{"role": "user", "parts": [{"fileData": {"fileUri": "https://g/files/1"}}]}],
        ),
    ],
    ids=str,
)
def test_contents_become_messages(contents: Any, expected: list[Any]) -> None:
    assert expected == body(contents)["contents"]


@pytest.mark.parametrize(("format_", "sent"), [("JPEG", "jpeg"), ("BMP", "png"), (None, "png")])
def test_an_image_is_sent_in_a_format_the_service_knows(format_: str | None, sent: str) -> None:
    image = PIL.Image.new("RGB", (4, 3))
    if format_:
        buffer = io.BytesIO()
        image.save(buffer, format=format_)
        image = PIL.Image.open(buffer)
    data = body(["what?", image])["contents"][0]["parts"][1]["inlineData"]
    arrived = types.Blob.model_validate(data)

    assert f"image/{sent}" == arrived.mime_type
    assert PIL.Image.open(io.BytesIO(arrived.data or b"")).size == (4, 3)


@pytest.mark.parametrize(
    "contents",
    [[], (), None, 5, object(), b"bytes", ["a", 1.5]],
    ids=lambda contents: type(contents).__name__,
)
def test_what_cannot_be_sent_is_refused(contents: Any) -> None:
    assert refusal(contents)


def test_a_part_that_does_not_fit_names_its_field() -> None:
    assert "part.inlineData.data" in refusal({"inlineData": {"data": 5}})


@pytest.mark.parametrize(
    "system",
    ["sys", ["sys"], types.Part(text="sys"), {"text": "sys"}, {"parts": [{"text": "sys"}]},
     types.Content(parts=[types.Part(text="sys")])],
    ids=["text", "list", "part", "part dict", "content dict", "content"],
)  # fmt: skip
def test_a_system_instruction_may_be_spelled_in_many_ways(system: Any) -> None:
    expected = {"role": "user", "parts": [{"text": "sys"}]}

    assert expected == body(config={"system_instruction": system})["systemInstruction"]
    assert expected == body(config={"systemInstruction": system})["systemInstruction"]


@pytest.mark.parametrize("config", [None, {}, types.GenerateContentConfig(), {"temperature": None}])
def test_nothing_is_sent_that_was_not_asked_for(config: Any) -> None:
    assert body(config=config) == {"contents": [HI]}


def test_zero_and_false_are_sent() -> None:
    sent = body(config={"temperature": 0, "seed": 0, "store": False})

    assert sent["generationConfig"] == {"temperature": 0, "seed": 0}
    assert sent["store"] is False


@pytest.mark.parametrize("name", ["futureField", "another_field_of_tomorrow"])
def test_unknown_fields_pass_through(name: str) -> None:
    assert {name: {"aB": 1}} == body(config={name: {"aB": 1}})["generationConfig"]


def test_types_inside_unknown_fields_are_sent_too() -> None:
    sent = body(config={"futureField": [types.Part(text="a")]})

    assert sent["generationConfig"] == {"futureField": [{"text": "a"}]}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("temprature", "temperature"), ("maxOutputToken", "maxOutputTokens"),
     ("max_tokens", "max_output_tokens"), ("saftey_settings", "safety_settings")],
)  # fmt: skip
def test_a_misspelled_field_is_refused_and_the_right_one_named(wrong: str, right: str) -> None:
    for config in ({wrong: 1}, types.GenerateContentConfig.model_validate({wrong: 1})):
        assert f"{wrong!r}; did you mean {right!r}?" in refusal(config=config)


def test_a_wrong_value_names_its_field_and_itself() -> None:
    message = refusal(config={"thinking_config": {"thinking_budget": "much"}})

    assert "config.thinking_config.thinking_budget" in message
    assert "'much'" in message


@pytest.mark.parametrize(
    ("config", "named"),
    [
        ({"thinking_config": {"thinking_level": "LOW", "thinking_budget": 0}}, "thinking_budget"),
        ({"response_schema": int, "response_json_schema": {}}, "response_json_schema"),
        ({"safety_settings": [{"category": "C"}, {"category": "C"}]}, "'C'"),
    ],
)
def test_contradictions_are_refused(config: dict[str, Any], named: str) -> None:
    assert named in refusal(config=config)


@pytest.mark.parametrize(
    "thinking", [{"thinking_level": "low"}, {"thinking_budget": -1}, {"include_thoughts": True}]
)
def test_thinking_is_sent_as_it_was_asked_for(thinking: dict[str, Any]) -> None:
    sent = body(config={"thinking_config": thinking})["generationConfig"]["thinkingConfig"]

    assert list(thinking.values()) == list(sent.values())


@pytest.mark.parametrize(
    "tool",
    [
        types.Tool(google_search=types.GoogleSearch()),
        types.Tool(google_search=types.GoogleSearch),  # type: ignore[arg-type]
        types.Tool(google_search={}),  # type: ignore[arg-type]
        types.GoogleSearch(),
        types.GoogleSearch,
        types.ToolGoogleSearch,
        {"google_search": {}},
        {"googleSearch": {}},
        {"google_search": types.GoogleSearch()},
        {"google_search": types.GoogleSearch},
    ],
    ids=str,
)
def test_a_tool_may_be_spelled_in_many_ways(tool: Any) -> None:
    assert body(config={"tools": [tool]})["tools"] == [{"googleSearch": {}}]


@pytest.mark.parametrize(
    ("tool", "name"),
    [(types.UrlContext, "urlContext"), (types.CodeExecution, "codeExecution"),
     (types.GoogleMaps, "googleMaps"), (types.ComputerUse, "computerUse"),
     (types.FileSearch, "fileSearch")],
)  # fmt: skip
def test_each_class_of_tool_stands_for_its_field(tool: Any, name: str) -> None:
    assert [{name: {}}, {name: {}}] == body(config={"tools": [tool, tool()]})["tools"]


def test_an_unknown_tool_passes_through() -> None:
    tool = {"timeTravel": {"to": 1}}

    assert [tool] == body(config={"tools": [tool]})["tools"]


def test_functions_are_declared_by_one_tool_behind_the_others() -> None:
    def weather() -> None: ...
    def tides(place: str) -> None: ...

    sent = body(config={"tools": [weather, {"google_search": {}}, tides]})
    place = {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}

    assert sent["tools"] == [
        {"googleSearch": {}},
        {
            "functionDeclarations": [
                {"name": "weather"},
                {"name": "tides", "parametersJsonSchema": place},
            ]
        },
    ]


def test_a_token_to_continue_from_stands_beside_the_contents() -> None:
    assert body(config={"continuation_token": "AAEC-w"}) == {
        "contents": [HI],
        "continuationToken": "AAEC-w",
    }


def test_nonsense_is_no_tool() -> None:
    assert "is not a tool" in refusal(config={"tools": ["google_search"]})
    assert "tool.google_search" in refusal(config={"tools": [{"google_search": 5}]})


@pytest.mark.parametrize(
    "config",
    [{"include_server_side_tool_invocations": True},
     {"tool_config": {"include_server_side_tool_invocations": True}}],
)  # fmt: skip
def test_server_side_invocations_may_stand_where_the_guide_puts_them(config: Any) -> None:
    assert body(config=config)["toolConfig"] == {"includeServerSideToolInvocations": True}


def test_the_name_of_a_voice_is_enough() -> None:
    sent = body(config={"speech_config": "Kore"})["generationConfig"]["speechConfig"]

    assert sent == {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}}


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@pytest.mark.parametrize(
    ("schema", "sent"),
    [
        (int, {"type": "integer"}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (Colour, {"enum": ["red", "blue"], "title": "Colour", "type": "string"}),
        ({"type": "object", "$defs": {}}, {"type": "object", "$defs": {}}),
    ],
    ids=["int", "list", "enum", "dict"],
)
def test_any_type_is_a_schema(schema: Any, sent: dict[str, Any]) -> None:
    generation = body(config={"response_schema": schema})["generationConfig"]

    assert {"responseMimeType": "application/json", "responseJsonSchema": sent} == generation


def test_the_mime_type_of_a_schema_may_be_chosen() -> None:
    config = {"response_schema": Colour, "response_mime_type": "text/x.enum"}

    assert body(config=config)["generationConfig"]["responseMimeType"] == "text/x.enum"


@pytest.mark.parametrize(
    ("model", "path"),
    [("g", "models/g"), ("models/g", "models/g"), ("tunedModels/g", "tunedModels/g"),
     (" g ", "models/g")],
)  # fmt: skip
def test_a_bare_id_belongs_to_models(model: str, path: str) -> None:
    script = Script(document({}))
    client_with(script).models.generate_content(model=model, contents="hi")

    assert f"/v1beta/{path}:generateContent" == script.requests[0].url.path


@pytest.mark.parametrize("model", ["", " ", "../x", "a?b", "a&b", "a#b", "a b"])
def test_what_is_no_id_is_refused(model: str) -> None:
    assert repr(model.strip()) in refusal(model=model)
