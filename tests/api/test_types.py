"""The wire types: Google's names, and nothing that arrives is lost."""

from __future__ import annotations

import base64
import copy
import io
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic import types
from gemini_magic.api import types as api_types
from gemini_magic.errors import Blocked
from gemini_magic.types import Part

PARTS: dict[str, dict[str, Any]] = {
    "text": {"text": "a"},
    "thought": {"text": "hm", "thought": True},
    "inline_data": {"inlineData": {"mimeType": "image/png", "data": "AAEC"}},
    "file_data": {"fileData": {"fileUri": "https://youtu.be/x", "mimeType": "video/mp4"}},
    "function_call": {"functionCall": {"id": "1", "name": "f", "args": {"someKey": 1}}},
    "function_response": {"functionResponse": {"name": "f", "response": {"some_key": 1}}},
    "executable_code": {"executableCode": {"language": "PYTHON", "code": "1"}},
    "code_execution_result": {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
    "tool_call": {"toolCall": {"id": "1", "toolType": "GOOGLE_SEARCH_WEB", "args": {"q": 1}}},
    "tool_response": {"toolResponse": {"id": "1", "toolType": "URL_CONTEXT", "response": {}}},
    "signature": {"thoughtSignature": "AAEC"},
    "unknown": {"holograph": {"depth_mm": 3}, "thoughtSignature": "AAEC"},
}


def test_all_types_stand_where_googles_examples_look_for_them() -> None:
    """mypy, which checks this module too, has to find them as well."""
    assert Part is types.Part
    assert [name for name in api_types.__all__ if not hasattr(types, name)] == []
    assert all(getattr(api_types, name) is getattr(types, name) for name in types.__all__)


def response(*parts: dict[str, Any], **candidate: Any) -> types.GenerateContentResponse:
    content = {"parts": list(parts), "role": "model"}
    document = {"candidates": [{"content": content, **candidate}]}
    return types.GenerateContentResponse.model_validate(document)


def test_every_kind_of_part_is_listed_here() -> None:
    assert set(types.KINDS) == set(PARTS)


@pytest.mark.parametrize("kind", PARTS)
def test_a_part_knows_its_kind_and_comes_back_equal(kind: str) -> None:
    part = types.Part.model_validate(PARTS[kind])

    assert kind == part.kind
    assert PARTS[kind] == part.to_wire()


def test_a_part_without_anything_is_unknown() -> None:
    assert types.Part().kind == "unknown"


def test_an_empty_text_with_a_signature_is_still_text() -> None:
    part = types.Part.model_validate({"text": "", "thoughtSignature": "AAEC"})

    assert part.kind == "text"
    assert part.to_wire() == {"text": "", "thoughtSignature": "AAEC"}


def test_what_is_not_known_yet_survives() -> None:
    document = {
        "candidates": [
            {
                "content": {"parts": [{"text": "a", "partMetadata": {"snake_key": 1}}]},
                "finishReason": "BORED",
                "futureField": {"camelKey": None, "snake_key": [1.5]},
            }
        ],
        "usageMetadata": {"totalTokenCount": 3, "newCount": 4},
        "serverMood": "sunny",
    }
    answer = types.GenerateContentResponse.model_validate(document)

    assert document == answer.to_wire()
    assert answer.candidates
    assert answer.candidates[0].finish_reason == "BORED"
    assert answer.model_extra == {"serverMood": "sunny"}


def test_known_and_unknown_enum_values_are_strings() -> None:
    bored = types.FinishReason("BORED")

    assert types.FinishReason.STOP == "STOP"
    assert bored == "BORED"
    assert bored != types.FinishReason.STOP
    assert bored == types.FinishReason("BORED")
    assert len({bored, types.FinishReason("BORED"), "BORED"}) == 1
    assert bored == pickle.loads(pickle.dumps(bored)) == copy.deepcopy(bored)
    assert f"{bored}" == "BORED"
    assert bored not in list(types.FinishReason)


SPELLINGS = {
    "standard": "+/8=",
    "url-safe": "-_8=",
    "unpadded": "+/8",
    "url-safe and unpadded": "-_8",
    "not canonical": "+/9=",
    "not base64": "… cut …",
    "dummy": "context_engineering_is_the_way_to_go",
    "other dummy": "skip_thought_signature_validator",
    "empty": "",
}


@pytest.mark.parametrize("signature", SPELLINGS.values(), ids=list(SPELLINGS))
def test_a_signature_returns_letter_for_letter(signature: str) -> None:
    document = {"text": "a", "thoughtSignature": signature}
    part = types.Part.model_validate(document)
    copies = [
        part,
        types.Part.model_validate_json(part.model_dump_json(by_alias=True, exclude_unset=True)),
        pickle.loads(pickle.dumps(part)),
        copy.deepcopy(part),
        part.model_copy(update={"text": "a"}),
        types.Part(text="a", thought_signature=part.thought_signature),
    ]

    assert isinstance(part.thought_signature, bytes)
    assert [document] * len(copies) == [copied.to_wire() for copied in copies]


@settings(deadline=None)  # machines are shared
@given(st.binary())
def test_bytes_are_bytes_here_and_base64_there(data: bytes) -> None:
    sent = types.Blob(data=data, mime_type="a/b").to_wire()["data"]
    received = types.Blob.model_validate({"data": sent}).data

    assert base64.b64encode(data).decode() == sent
    assert data == received


def test_bytes_are_read_in_both_alphabets() -> None:
    spelled = ["+/8=", "-_8=", "+/8", "-_8"]

    assert {b"\xfb\xff"} == {types.Blob.model_validate({"data": text}).data for text in spelled}


def test_python_names_and_wire_names_are_both_taken() -> None:
    snake = {
        "inline_data": {"mime_type": "a/b", "data": "AAEC"},
        "media_resolution": {"level": "X"},
    }
    camel = {"inlineData": {"mimeType": "a/b", "data": "AAEC"}, "mediaResolution": {"level": "X"}}

    assert types.Part.model_validate(camel) == types.Part.model_validate(snake)
    assert camel == types.Part.model_validate(snake).to_wire()


def test_keys_that_belong_to_the_user_keep_their_case() -> None:
    mine = {"snake_key": {"camelKey": [{"other_key": 1}]}}
    parts = [
        {"functionCall": {"name": "f", "args": mine}},
        {"functionResponse": {"name": "f", "response": mine}},
        {"toolCall": {"args": mine}},
        {"toolResponse": {"response": mine}},
    ]
    declaration = {"name": "f", "parametersJsonSchema": mine, "parameters": mine, "response": mine}

    assert parts == [types.Part.model_validate(part).to_wire() for part in parts]
    assert declaration == types.FunctionDeclaration.model_validate(declaration).to_wire()


def test_parts_are_made_as_in_googles_sdk() -> None:
    made = [
        types.Part.from_text(text="a"),
        types.Part.from_bytes(data=b"\0\1\2", mime_type="image/png"),
        types.Part.from_bytes(
            data=b"", mime_type="a/b", media_resolution=types.MediaResolution.MEDIA_RESOLUTION_LOW
        ),
        types.Part.from_uri(file_uri="https://youtu.be/x"),
        types.Part.from_uri(file_uri="https://e.org/a.pdf?x=1"),
        types.Part.from_uri(file_uri="files/1", mime_type="video/mp4", media_resolution="L"),
        types.Part.from_function_call(name="f", args={"a": 1}),
        types.Part.from_function_response(name="f", response={"result": 1}, id="7"),
        types.Part.from_executable_code(code="1", language="PYTHON"),
        types.Part.from_code_execution_result(outcome="OUTCOME_OK", output="1"),
    ]

    assert [part.to_wire() for part in made] == [
        {"text": "a"},
        {"inlineData": {"mimeType": "image/png", "data": "AAEC"}},
        {
            "inlineData": {"mimeType": "a/b", "data": ""},
            "mediaResolution": {"level": "MEDIA_RESOLUTION_LOW"},
        },
        {"fileData": {"fileUri": "https://youtu.be/x"}},
        {"fileData": {"fileUri": "https://e.org/a.pdf?x=1", "mimeType": "application/pdf"}},
        {
            "fileData": {"fileUri": "files/1", "mimeType": "video/mp4"},
            "mediaResolution": {"level": "L"},
        },
        {"functionCall": {"name": "f", "args": {"a": 1}}},
        {"functionResponse": {"name": "f", "response": {"result": 1}, "id": "7"}},
        {"executableCode": {"code": "1", "language": "PYTHON"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
    ]


def test_an_image_part_gives_its_image(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (3, 2)).save(buffer, format="PNG")
    part = types.Part.from_bytes(data=buffer.getvalue(), mime_type="image/png")
    image = part.as_image()
    assert image is not None
    image.save(tmp_path / "image.png")

    assert buffer.getvalue() == image.image_bytes == (tmp_path / "image.png").read_bytes()
    with PIL.Image.open(tmp_path / "image.png") as saved:
        assert saved.size == (3, 2)


@pytest.mark.parametrize("kind", sorted(set(PARTS) - {"inline_data"}))
def test_other_parts_give_none(kind: str) -> None:
    sound = types.Part.from_bytes(data=b"1", mime_type="audio/wav")

    assert types.Part.model_validate(PARTS[kind]).as_image() is None
    assert sound.as_image() is None


def test_a_response_answers_by_the_names_of_googles_sdk() -> None:
    answer = response(
        {"text": "hm", "thought": True},
        {"text": "The answer "},
        {"functionCall": {"id": "1", "name": "f", "args": {"a": 1}}},
        {"executableCode": {"language": "PYTHON", "code": "print(1)"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n"}},
        {"text": "is 1."},
    )

    assert answer.text == "The answer is 1."
    assert answer.thoughts == "hm"
    assert [call.args for call in answer.function_calls or ()] == [{"a": 1}]
    assert (answer.executable_code, answer.code_execution_result) == ("print(1)", "1\n")
    assert answer.candidates
    assert answer.candidates[0].content
    assert answer.parts == answer.candidates[0].content.parts


@pytest.mark.parametrize(
    "document",
    [{}, {"candidates": []}, {"candidates": [{"finishReason": "MAX_TOKENS"}]},
     {"candidates": [{"content": {"role": "model"}}]}],
)  # fmt: skip
def test_a_response_without_parts_answers_none(document: dict[str, Any]) -> None:
    answer = types.GenerateContentResponse.model_validate(document)

    assert answer.parts == []
    assert [
        answer.text, answer.thoughts, answer.function_calls, answer.executable_code,
        answer.code_execution_result, answer.parsed,
    ] == [None] * 6  # fmt: skip


@pytest.mark.parametrize("reason", ["SAFETY", "JAILBREAK", "NEWLY_FORBIDDEN"])
def test_the_text_of_a_refused_prompt_says_so(reason: str) -> None:
    document = {"promptFeedback": {"blockReason": reason}}
    answer = types.GenerateContentResponse.model_validate(document)

    with pytest.raises(Blocked) as caught:
        _ = answer.text

    assert reason == caught.value.reason
    assert reason in str(caught.value)


def test_times_of_a_search_may_be_datetimes_or_text() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    interval = types.Interval(start_time=moment, end_time="2026-02-01T00:00:00Z")

    assert interval.to_wire() == {
        "startTime": "2026-01-01T00:00:00Z",
        "endTime": "2026-02-01T00:00:00Z",
    }


def test_a_model_has_its_id() -> None:
    model = types.Model.model_validate(
        {"name": "models/g", "supportedGenerationMethods": ["generateContent"]}
    )

    assert (model.id, model.supported_actions) == ("g", ["generateContent"])
    assert model.to_wire() == {
        "name": "models/g",
        "supportedGenerationMethods": ["generateContent"],
    }
