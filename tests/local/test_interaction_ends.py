"""Interactions that pause and go on, that are blocked, and that end early, as faults ask for it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine

TABLE = "Table of the squares of 1 to 20"

Wire = dict[str, Any]


def create(engine: Engine, fault: str = "", **body: Any) -> httpx.Response:
    headers = {"x-gemini-magic-fault": fault} if fault else {}
    return engine.client.post(
        "/v1beta/interactions", json={"model": MODEL, **body}, headers=headers
    )


def text_of(*interactions: Wire) -> str:
    steps = [step for one in interactions for step in one["steps"]]
    return "".join(item["text"] for step in steps for item in step.get("content", ()))


@pytest.mark.parametrize("store", [True, False])
def test_an_answer_pauses_and_goes_on_where_it_was(engine: Engine, store: bool) -> None:
    paused = create(engine, "continuation=60", input=TABLE, store=store).json()
    again: Wire = {"previous_interaction_id": paused["id"]} if store else {"input": TABLE}
    token = paused["continuation_token"]
    rest = create(engine, continuation_token=token, store=store, **again).json()

    assert paused["status"] == "requires_continuation"
    assert rest["status"] == "completed"
    assert "continuation_token" not in rest
    assert text_of(paused, rest) == text_of(create(engine, input=TABLE).json())


def test_a_continued_answer_is_what_was_said_before(engine: Engine) -> None:
    paused = create(engine, "continuation=60", input="My name is Ada. " + TABLE).json()
    hop = {"continuation_token": paused["continuation_token"]}
    rest = create(engine, previous_interaction_id=paused["id"], **hop).json()
    asked = create(engine, input="What is my name?", previous_interaction_id=rest["id"]).json()

    assert "Ada" in text_of(asked)


def test_a_token_of_another_answer_is_refused(engine: Engine) -> None:
    paused = create(engine, "continuation=60", input=TABLE).json()
    other = create(engine, continuation_token=paused["continuation_token"], input="Hi")
    alone = create(engine, continuation_token=paused["continuation_token"])

    assert (other.status_code, alone.status_code) == (400, 400)
    assert "continuation_token" in other.json()["error"]["message"]
    assert "input is missing" in alone.json()["error"]["message"]


class _Pausing(httpx.HTTPTransport):
    """Asks for a pause of the first answer."""

    pauses = 1

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.pauses:
            self.pauses -= 1
            request.headers["x-gemini-magic-fault"] = "continuation=60"
        return super().handle_request(request)


def test_our_client_goes_on_by_itself(engine: Engine) -> None:
    with Client(api_key=KEY, base_url=engine.url, transport=_Pausing()) as client:
        whole = client.interactions.create(model=MODEL, input=TABLE)

    assert str(whole.status) == "completed"
    assert "| 1 | 1 |" in (whole.output_text or "")
    assert "| 20 | 400 |" in (whole.output_text or "")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("block=SAFETY", "failed", "safety"),
        ("finish=RECITATION", "failed", "recitation"),
        ("finish=MAX_TOKENS", "incomplete", None),
    ],
)
def test_an_answer_ends_as_the_fault_says(
    engine: Engine, fault: str, status: str, code: str | None
) -> None:
    ended = create(engine, fault, input="hello").json()

    assert ended["status"] == status
    assert [error["code"] for error in ended.get("errors", ())] == ([code] if code else [])
