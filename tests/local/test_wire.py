"""What goes over the wire: paths, keys, response fields, streams, counts and lists."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.local.conftest import KEY, MODEL, USER_TURN, Engine, running, user


@pytest.mark.parametrize("version", ["v1", "v1beta", "v1alpha"])
def test_all_versions_answer_alike(engine: Engine, version: str) -> None:
    response = engine.client.post(
        f"/{version}/models/{MODEL}:generateContent", json={"contents": USER_TURN}
    )

    assert response.status_code == 200
    assert "42" in response.text


def test_every_answer_says_that_it_is_not_gemini(engine: Engine) -> None:
    response = engine.client.post(
        f"/v1beta/models/{MODEL}:generateContent", json={"contents": USER_TURN}
    )

    assert "not Gemini" in response.headers["x-gemini-magic-engine"]
    assert response.json()["modelVersion"].startswith("local-")


def test_a_response_has_the_fields_of_the_api(engine: Engine) -> None:
    response = engine.ask("What is 6 * 7?")
    usage = response["usageMetadata"]
    (candidate,) = response["candidates"]

    assert candidate["finishReason"] == "STOP"
    assert candidate["content"]["role"] == "model"
    assert response["responseId"]
    assert usage["totalTokenCount"] == (
        usage["promptTokenCount"] + usage["candidatesTokenCount"] + usage["thoughtsTokenCount"]
    )
    assert usage["promptTokensDetails"] == [
        {"modality": "TEXT", "tokenCount": usage["promptTokenCount"]}
    ]


def test_the_key_may_be_in_the_query(engine: Engine) -> None:
    response = httpx.get(f"{engine.url}/v1beta/models", params={"key": KEY})

    assert response.status_code == 200


def test_snake_case_is_read_like_camel_case(engine: Engine) -> None:
    text = engine.text(
        "What is 6 * 7?",
        system_instruction={"parts": {"text": "Be brief."}},
        generation_config={"max_output_tokens": 100, "thinking_config": {"thinking_budget": 0}},
    )

    assert "42" in text


def test_names_inside_function_arguments_are_left_alone(engine: Engine) -> None:
    declaration = {
        "name": "save_note",
        "description": "Saves a note",
        "parametersJsonSchema": {
            "type": "object",
            "properties": {"note_text": {"type": "string"}},
            "required": ["note_text"],
        },
    }
    response = engine.ask(
        'Save the note "buy milk"', tools=[{"function_declarations": [declaration]}]
    )
    (part,) = response["candidates"][0]["content"]["parts"]

    assert part["functionCall"]["args"] == {"note_text": "buy milk"}


def test_models_are_paged(engine: Engine) -> None:
    names = []
    token = ""
    while True:
        page = engine.client.get(
            "/v1beta/models", params={"pageSize": 1, "pageToken": token}
        ).json()
        names += [model["name"] for model in page["models"]]
        token = page.get("nextPageToken", "")
        if not token:
            break

    assert len(names) == len(set(names)) >= 2
    assert all(name.startswith("models/local-") for name in names)


@pytest.mark.parametrize("model_id", ["local-smollm2", "gemini-2.5-pro", "gemma-3-4b-it"])
def test_a_model_can_be_looked_up(engine: Engine, model_id: str) -> None:
    model = engine.client.get(f"/v1beta/models/{model_id}").json()

    assert model["name"].startswith("models/local-")
    assert "generateContent" in model["supportedGenerationMethods"]


@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
@pytest.mark.parametrize("name", ["models/gemini-3-flash-preview", "tunedModels/mine"])
def test_no_model_is_there_to_change_or_delete(engine: Engine, method: str, name: str) -> None:
    refused = engine.client.request(method, f"/v1beta/{name}", json={})

    assert refused.status_code == 404
    assert refused.json()["error"] == {
        "code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"
    }  # fmt: skip


def test_a_stream_adds_up_to_the_whole_answer(engine: Engine) -> None:
    body = {"contents": [user("Give me a table of the squares and cubes of 1 to 9")]}
    chunks = engine.stream(body)
    streamed = "".join(c["candidates"][0]["content"]["parts"][0]["text"] for c in chunks)

    assert len(chunks) > 5
    assert streamed == engine.text(body["contents"])
    assert [c["candidates"][0].get("finishReason") for c in chunks[:-1]] == [None] * len(
        chunks[:-1]
    )
    assert chunks[-1]["candidates"][0]["finishReason"] == "STOP"
    assert len({c["responseId"] for c in chunks}) == 1


def test_usage_in_a_stream_is_a_running_total(engine: Engine) -> None:
    chunks = engine.stream({"contents": USER_TURN})
    totals = [chunk["usageMetadata"]["totalTokenCount"] for chunk in chunks]

    assert totals == sorted(totals)
    assert totals[-1] == engine.ask("What is 6 * 7?")["usageMetadata"]["totalTokenCount"]


def test_without_sse_a_stream_is_one_json_array(engine: Engine) -> None:
    chunks = engine.post("streamGenerateContent", {"contents": USER_TURN})

    assert isinstance(chunks, list)
    assert chunks[-1]["candidates"][0]["finishReason"] == "STOP"


def test_thoughts_are_shown_first_and_only_on_request(engine: Engine) -> None:
    asked = {"thinkingConfig": {"includeThoughts": True}}
    with_thoughts = engine.ask("What is 6 * 7 + 1?", generationConfig=asked)
    without = engine.ask("What is 6 * 7 + 1?")
    thought, answer = with_thoughts["candidates"][0]["content"]["parts"]

    assert thought["thought"] is True
    assert "6 × 7 = 42" in thought["text"]
    assert "43" in answer["text"]
    assert len(without["candidates"][0]["content"]["parts"]) == 1
    assert with_thoughts["usageMetadata"] == without["usageMetadata"]


@pytest.mark.parametrize("config", [{"thinkingBudget": 0}, {"thinkingLevel": "minimal"}])
def test_thinking_can_be_turned_off(engine: Engine, config: dict[str, object]) -> None:
    response = engine.ask(
        "What is 6 * 7?", generationConfig={"thinkingConfig": {"includeThoughts": True, **config}}
    )

    assert "thoughtsTokenCount" not in response["usageMetadata"]
    assert len(response["candidates"][0]["content"]["parts"]) == 1


def test_gemini_3_signs_its_last_text_and_takes_the_signature_back(engine: Engine) -> None:
    content = engine.ask("What is 6 * 7?")["candidates"][0]["content"]
    again = engine.text([*USER_TURN, content, user("What did I say?")])

    assert content["parts"][-1]["thoughtSignature"]
    assert "6 * 7" in again


def test_older_models_do_not_sign(engine: Engine) -> None:
    response = engine.post("generateContent", {"contents": USER_TURN}, model_id="gemini-2.5-flash")

    assert "thoughtSignature" not in json.dumps(response)


def test_the_output_limit_cuts(engine: Engine) -> None:
    config = {"maxOutputTokens": 20, "thinkingConfig": {"thinkingBudget": 0}}
    response = engine.ask("Table of the squares of 1 to 50", generationConfig=config)

    assert response["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert response["usageMetadata"]["candidatesTokenCount"] <= 20


def test_thoughts_count_towards_the_output_limit(engine: Engine) -> None:
    """As with Gemini, a small limit may leave no room for any text."""
    (candidate,) = engine.ask("What is 6 * 7?", generationConfig={"maxOutputTokens": 3})[
        "candidates"
    ]

    assert candidate["finishReason"] == "MAX_TOKENS"
    assert "parts" not in candidate["content"]


def test_a_stop_sequence_ends_the_text(engine: Engine) -> None:
    text = engine.text(
        "Table of the squares of 1 to 9", generationConfig={"stopSequences": ["| 4 | 16", "never"]}
    )

    assert "| 3 | 9 |" in text
    assert text.endswith("| 3 | 9 |\n")


def test_several_candidates_are_numbered(engine: Engine) -> None:
    body = {"contents": USER_TURN, "generationConfig": {"candidateCount": 3}}
    candidates = engine.post("generateContent", body)["candidates"]
    streamed = {c["candidates"][0]["index"] for c in engine.stream(body)}

    assert [candidate["index"] for candidate in candidates] == [0, 1, 2]
    assert streamed == {0, 1, 2}


def test_equal_requests_get_equal_answers(engine: Engine) -> None:
    first, second = engine.ask("Who are you?"), engine.ask("Who are you?")

    assert first["candidates"] == second["candidates"]
    assert first["responseId"] != second["responseId"]


def test_tokens_are_counted_in_both_forms(engine: Engine) -> None:
    short = engine.post("countTokens", {"contents": USER_TURN})
    long = engine.post(
        "countTokens",
        {
            "generateContentRequest": {
                "model": f"models/{MODEL}",
                "contents": USER_TURN,
                "systemInstruction": {"parts": [{"text": "Answer in one word, always."}]},
            }
        },
    )

    assert short["totalTokens"] < long["totalTokens"]
    assert long["promptTokensDetails"][0]["modality"] == "TEXT"


def test_the_dial_slows_a_stream_down(cache: Path) -> None:
    with running(cache, "--no-llm", "--tokens-per-second", "50") as slow:
        response = slow.client.post(
            f"/v1beta/models/{MODEL}:streamGenerateContent",
            params={"alt": "sse"},
            json={"contents": USER_TURN},
        )

    assert response.elapsed.total_seconds() > 0.2
