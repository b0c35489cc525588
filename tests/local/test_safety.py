"""What teachers show of blocked prompts and other ends: thresholds, faults, continuation."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine, running, user

_PATH = f"/v1beta/models/{MODEL}:generateContent"
_HEADER = "x-gemini-magic-fault"
_QUESTION = "What does json.dumps do in Python?"
_DANGEROUS = "How do I build a bomb?"
_JOKE = "Tell me a joke about a Brazilians, and jokes about Germans."


def _settings(threshold: str) -> list[dict[str, str]]:
    categories = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
    return [{"category": f"HARM_CATEGORY_{c}", "threshold": threshold} for c in categories]


def _faulty(engine: Engine, fault: str, prompt: str = _QUESTION, **body: Any) -> Any:
    response = engine.client.post(
        _PATH, json={"contents": [user(prompt)], **body}, headers={_HEADER: fault}
    )
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize(
    ("prompt", "threshold", "is_blocked"),
    [
        (_DANGEROUS, "BLOCK_LOW_AND_ABOVE", True),
        (_DANGEROUS, "BLOCK_MEDIUM_AND_ABOVE", True),
        (_DANGEROUS, "BLOCK_ONLY_HIGH", True),
        (_DANGEROUS, "BLOCK_NONE", False),
        (_DANGEROUS, "OFF", False),
        ("How do I pick a lock?", "BLOCK_MEDIUM_AND_ABOVE", True),
        ("How do I pick a lock?", "BLOCK_ONLY_HIGH", False),
        ("What is 6 * 7?", "BLOCK_LOW_AND_ABOVE", False),
        (_QUESTION, "BLOCK_LOW_AND_ABOVE", False),
    ],
)
def test_a_prompt_is_blocked_from_the_threshold_on(
    engine: Engine, prompt: str, threshold: str, is_blocked: bool
) -> None:
    response = engine.ask(prompt, safetySettings=_settings(threshold))

    assert ("candidates" not in response) == is_blocked
    assert ("promptFeedback" in response) == is_blocked
    assert response["modelVersion"].startswith("local-")
    assert response["usageMetadata"]["promptTokenCount"] > 0


def test_the_feedback_rates_every_category_and_says_which_one_blocked(engine: Engine) -> None:
    feedback = engine.ask(_DANGEROUS, safetySettings=_settings("BLOCK_ONLY_HIGH"))["promptFeedback"]

    assert feedback["blockReason"] == "SAFETY"
    rated = {rating["category"]: rating for rating in feedback["safetyRatings"]}
    assert len(rated) == 4
    assert rated["HARM_CATEGORY_DANGEROUS_CONTENT"] == {
        "category": "HARM_CATEGORY_DANGEROUS_CONTENT",
        "probability": "HIGH",
        "blocked": True,
    }
    assert rated["HARM_CATEGORY_HARASSMENT"]["probability"] == "NEGLIGIBLE"


def test_a_prompt_that_only_might_be_harmful_has_its_answer_withheld(engine: Engine) -> None:
    settings = _settings("BLOCK_LOW_AND_ABOVE")
    (candidate,) = engine.ask(_JOKE, safetySettings=settings)["candidates"]
    passed = engine.ask(_JOKE, safetySettings=_settings("BLOCK_MEDIUM_AND_ABOVE"))

    assert candidate["finishReason"] == "SAFETY"
    assert "parts" not in candidate["content"]
    assert {
        "category": "HARM_CATEGORY_HATE_SPEECH",
        "probability": "LOW",
        "blocked": True,
    } in candidate["safetyRatings"]
    assert passed["candidates"][0]["finishReason"] == "STOP"


def test_only_the_categories_that_are_set_block(engine: Engine) -> None:
    setting = {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_LOW_AND_ABOVE"}

    assert "candidates" in engine.ask(_DANGEROUS, safetySettings=[setting])
    assert "candidates" in engine.ask(_DANGEROUS)


def test_candidates_are_rated_for_those_who_set_thresholds(engine: Engine) -> None:
    settings = _settings("BLOCK_ONLY_HIGH")
    rated = engine.ask(_QUESTION, safetySettings=settings)["candidates"][0]
    plain = engine.ask(_QUESTION)["candidates"][0]

    assert {rating["probability"] for rating in rated["safetyRatings"]} == {"NEGLIGIBLE"}
    assert "safetyRatings" not in plain
    assert rated["content"]["parts"][0]["text"] == plain["content"]["parts"][0]["text"]


def test_an_answer_that_breaks_a_threshold_ends_before_it(engine: Engine) -> None:
    # The conversation so far is quoted, and it holds what the threshold blocks.
    contents = [user("My motto is guns and roses."), user("What is my motto?")]
    settings = _settings("BLOCK_LOW_AND_ABOVE")
    (candidate,) = engine.ask(contents, safetySettings=settings)["candidates"]
    passed = engine.text(contents, safetySettings=_settings("BLOCK_ONLY_HIGH"))

    assert "guns" in passed
    assert candidate["finishReason"] == "SAFETY"
    assert "parts" not in candidate["content"]
    assert [r["category"] for r in candidate["safetyRatings"] if r.get("blocked")] == [
        "HARM_CATEGORY_DANGEROUS_CONTENT"
    ]


@pytest.mark.parametrize("reason", ["SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "JAILBREAK"])
def test_a_fault_blocks_any_prompt(engine: Engine, reason: str) -> None:
    response = _faulty(engine, f"block={reason}")

    assert response["promptFeedback"] == {"blockReason": reason}
    assert "candidates" not in response


def test_a_stream_of_a_blocked_prompt_is_one_chunk(engine: Engine) -> None:
    response = engine.client.post(
        _PATH.replace("generate", "streamGenerate"),
        json={"contents": [user(_QUESTION)]},
        params={"alt": "sse"},
        headers={_HEADER: "block=SAFETY"},
    )

    assert response.text.count("data: ") == 1
    assert '"blockReason": "SAFETY"' in response.text


@pytest.mark.parametrize(
    "reason", ["RECITATION", "SAFETY", "MALFORMED_FUNCTION_CALL", "SPII", "LANGUAGE", "OTHER"]
)
def test_a_fault_ends_an_answer_for_any_reason(engine: Engine, reason: str) -> None:
    (candidate,) = _faulty(engine, f"finish={reason}")["candidates"]

    assert candidate["finishReason"] == reason
    assert "parts" not in candidate["content"]
    is_malformed = reason == "MALFORMED_FUNCTION_CALL"
    assert ("Malformed function call" in candidate.get("finishMessage", "")) == is_malformed


def test_a_cut_answer_shows_its_beginning(engine: Engine) -> None:
    (candidate,) = _faulty(engine, "finish=MAX_TOKENS")["candidates"]

    assert candidate["finishReason"] == "MAX_TOKENS"
    assert len(candidate["content"]["parts"][0]["text"].split()) == 5


@pytest.mark.parametrize("fault", ["block=NOTHING", "finish=STOP", "continuation=0", "finish="])
def test_a_fault_that_is_none_is_refused(engine: Engine, fault: str) -> None:
    response = engine.client.post(
        _PATH, json={"contents": [user(_QUESTION)]}, headers={_HEADER: fault}
    )

    assert response.status_code == 400
    assert "it knows" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    "prompt", [_QUESTION, "用谷歌搜索：Python 的 itertools.groupby 是做什么的？"]
)
def test_an_answer_is_continued_by_its_tokens_to_the_same_text(engine: Engine, prompt: str) -> None:
    tools: dict[str, Any] = {"tools": [{"googleSearch": {}}]}
    token: dict[str, str] = {}
    said, hops = "", 0
    while True:
        (candidate,) = _faulty(engine, "continuation=60", prompt, **tools, **token)["candidates"]
        said += "".join(part.get("text", "") for part in candidate["content"]["parts"])
        hops += 1
        if candidate["finishReason"] != "CONTINUATION":
            break
        token = {"continuationToken": candidate["continuationToken"]}

    assert said == engine.text(prompt, **tools)
    assert candidate["finishReason"] == "STOP"
    assert hops > 2


def test_without_the_fault_a_token_leads_to_the_rest(engine: Engine) -> None:
    (first,) = _faulty(engine, "continuation=20")["candidates"]
    token = {"continuationToken": first["continuationToken"]}
    rest = engine.text(_QUESTION, **token)

    assert first["content"]["parts"][0]["text"] + rest == engine.text(_QUESTION)


@pytest.mark.parametrize("forge", ["other request", "altered", "garbage", "no base64"])
def test_a_token_is_bound_to_its_request(engine: Engine, forge: str) -> None:
    (first,) = _faulty(engine, "continuation=20")["candidates"]
    token = first["continuationToken"]
    altered = base64.b64encode(base64.b64decode(token).replace(b"20:", b"21:", 1)).decode()
    token = {"altered": altered, "garbage": "AAAA", "no base64": "!"}.get(forge, token)
    prompt = "What is 2 + 2?" if forge == "other request" else _QUESTION
    response = engine.client.post(
        _PATH, json={"contents": [user(prompt)], "continuationToken": token}
    )

    assert response.status_code == 400
    assert "continuation_token" in response.json()["error"]["message"]


def test_our_client_and_googles_sdk_follow_continuation_tokens(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    options = {"headers": {_HEADER: "continuation=400"}}
    with Client(api_key=KEY, base_url=engine.url) as client:
        whole = client.models.generate_content(model=MODEL, contents=_QUESTION)
        joined = client.models.generate_content(
            model=MODEL, contents=_QUESTION, config={"http_options": options}
        )

    with genai.Client(api_key=KEY, http_options={"base_url": engine.url}) as google:
        theirs = google.models.generate_content(
            model=MODEL, contents=_QUESTION, config={"http_options": options}
        )

    assert joined.text == theirs.text == whole.text


def test_our_client_and_googles_sdk_see_a_blocked_prompt(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    config: dict[str, Any] = {
        "safety_settings": [
            {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_LOW_AND_ABOVE"}
        ]
    }
    with genai.Client(api_key=KEY, http_options={"base_url": engine.url}) as google:
        theirs = google.models.generate_content(model=MODEL, contents=_DANGEROUS, config=config)
    with Client(api_key=KEY, base_url=engine.url) as client:
        ours = client.models.generate_content(model=MODEL, contents=_DANGEROUS, config=config)

    assert theirs.prompt_feedback.block_reason.name == "SAFETY"
    assert not theirs.candidates
    assert ours.prompt_feedback is not None
    assert ours.prompt_feedback.block_reason == "SAFETY"


def test_a_script_ends_a_reply_for_a_reason(cache: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    script.write_text('{"text": "Once upon a time", "finish": "RECITATION"}\n', "utf-8")
    with running(cache, "--no-llm", "--script", str(script)) as engine:
        (candidate,) = engine.ask("Tell me a story")["candidates"]

    assert candidate["finishReason"] == "RECITATION"
    assert candidate["content"]["parts"][0]["text"] == "Once upon a time"


def test_a_blocked_prompt_fails_its_interaction(engine: Engine) -> None:
    body = {
        "model": MODEL,
        "input": _DANGEROUS,
        "safety_settings": [{"type": "dangerous_content", "threshold": "block_low_and_above"}],
    }
    response = engine.client.post("/v1beta/interactions", json=body)

    assert response.status_code == 200, response.text
    assert response.json()["status"] == "failed"
