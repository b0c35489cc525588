"""Decisions: closed questions, answered with shares that add up."""

from __future__ import annotations

from typing import Any

import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine

PRAISE = "The food was delicious and the staff were friendly. I loved it!"
TOPIC = {
    "type": "choice",
    "instructions": "What is the message about?",
    "criteria": {
        "billing": "an invoice, a payment or a refund",
        "delivery": "a parcel, its shipping and tracking",
        "login": "a password or an account",
    },
}
RATING = {
    "type": "score",
    "instructions": "How content is the guest?",
    "criteria": ["terrible", "bad", "mediocre", "good", "excellent"],
}
HAPPY = {"type": "noul", "instructions": "The guest is happy"}


def decide(engine: Engine, input: Any, **questions: Any) -> dict[str, Any]:
    body = {"model": MODEL, "input": input, "questions": questions}
    response = engine.client.post("/v1beta/decisions", json=body)
    assert response.status_code == 200, response.text
    answers: dict[str, Any] = response.json()["answers"]
    return answers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is my parcel? The tracking says nothing.", "delivery"),
        ("I forgot my password.", "login"),
        ("Please send the invoice for my payment again.", "billing"),
    ],
)
def test_the_choice_is_what_the_words_speak_for(engine: Engine, text: str, expected: str) -> None:
    answer = decide(engine, text, topic=TOPIC)["topic"]

    assert answer["choice"] == expected
    assert answer["confidence"] == max(answer["probabilities"].values())
    assert sum(answer["probabilities"].values()) == pytest.approx(1, abs=1e-3)


def test_a_score_rises_with_the_tone(engine: Engine) -> None:
    texts = ["It was horrible and dirty, I hated it.", "It was a room.", PRAISE]
    answers = [decide(engine, text, rating=RATING)["rating"] for text in texts]
    scores = [answer["score"] for answer in answers]

    assert scores == sorted(scores)
    assert scores[0] < 2 < 4 < scores[2]
    assert answers[0]["legend"] == {
        "1": "terrible", "2": "bad", "3": "mediocre", "4": "good", "5": "excellent"
    }  # fmt: skip


def test_a_statement_is_as_true_as_the_tone(engine: Engine) -> None:
    happy = decide(engine, PRAISE, happy=HAPPY)["happy"]
    sad = decide(engine, "It was awful and rude.", happy=HAPPY)["happy"]

    assert happy["noul"] > 0.5 > sad["noul"]


def test_several_questions_are_answered_by_name_through_our_client(engine: Engine) -> None:
    with Client(api_key=KEY, base_url=engine.url) as client:
        decision = client.decisions.create(
            model=MODEL, input=PRAISE, questions={"rating": RATING, "happy": HAPPY}
        )

    assert {name: answer.type for name, answer in (decision.answers or {}).items()} == {
        "rating": "score", "happy": "noul"
    }  # fmt: skip
    assert decision.usage is not None
    assert (decision.usage.total_input_tokens or 0) > 0


def test_google_s_client_reads_the_answers(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    if not hasattr(client, "decisions"):
        pytest.skip("this version of google-genai has no decisions")
    decision = client.decisions.create(model=MODEL, input=PRAISE, questions={"topic": TOPIC})

    assert decision.answers["topic"].choice in TOPIC["criteria"]


@pytest.mark.parametrize(
    "body",
    [
        {"input": "x", "questions": {}},
        {"input": "", "questions": {"a": HAPPY}},
        {"input": "x", "questions": {"a": {"type": "guess"}}},
        {"input": "x", "questions": {"a": {"type": "noul"}}},
        {"input": "x", "questions": {"a": {**TOPIC, "criteria": {"one": "only"}}}},
        {"input": "x", "questions": {"a": {**TOPIC, "criteria": {"one": 1, "two": 2}}}},
        {"input": "x", "questions": ["a"]},
        {"input": 5, "questions": {"a": HAPPY}},
    ],
)
def test_malformed_questions_are_refused(engine: Engine, body: dict[str, Any]) -> None:
    response = engine.client.post("/v1beta/decisions", json={"model": MODEL, **body})

    assert response.status_code == 400, response.text
