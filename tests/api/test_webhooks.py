"""webhooks, agents and decisions: the small resources of the newer surface."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gemini_magic import errors, types
from tests.api.interaction_service import Service

HOOK = {
    "id": "w1",
    "uri": "https://h",
    "subscribed_events": ["batch.succeeded", "moon.full"],
    "state": "enabled",
    "signing_secrets": [{"truncated_secret": "whs…", "expire_time": "2026-12-01T00:00:00Z"}],
}


def test_the_secret_of_a_new_webhook_is_shown_once_and_in_no_repr() -> None:
    service = Service({**HOOK, "new_signing_secret": "very-secret"}, {"secret": "more-secret"})
    webhooks = service.client.webhooks
    made = webhooks.create(uri="https://h", subscribed_events=["batch.succeeded"])
    rotated = webhooks.rotate_signing_secret(
        "w1", revocation_behavior="revoke_previous_secrets_immediately"
    )

    assert made.new_signing_secret == "very-secret"
    assert rotated.secret == "more-secret"
    assert "secret'" not in repr((made, rotated))
    assert "very-secret" not in f"{made} {made!r} {[made]}"
    assert "more-secret" not in f"{rotated} {rotated!r}"
    assert service.asked[1] == "POST /v1beta/webhooks/w1:rotateSigningSecret"
    assert service.bodies[1] == {"revocation_behavior": "revoke_previous_secrets_immediately"}


def test_webhooks_are_read_changed_called_and_removed() -> None:
    service = Service(HOOK, HOOK, {}, {})
    webhooks = service.client.webhooks

    assert webhooks.get("webhooks/w1").to_wire() == HOOK
    assert webhooks.update("w1", state="disabled", update_mask="state").id == "w1"
    webhooks.ping("w1")
    webhooks.delete("w1")
    assert service.asked == [
        "GET /v1beta/webhooks/w1",
        "PATCH /v1beta/webhooks/w1?update_mask=state",
        "POST /v1beta/webhooks/w1:ping",
        "DELETE /v1beta/webhooks/w1",
    ]
    assert service.bodies == [None, {"state": "disabled"}, {}, None]


def test_pages_are_asked_for_in_snake_case() -> None:
    service = Service({"webhooks": [HOOK], "next_page_token": "p2"}, {"webhooks": [HOOK]})
    found = list(service.client.webhooks.list(page_size=1))

    assert [hook.id for hook in found] == ["w1", "w1"]
    assert service.asked == [
        "GET /v1beta/webhooks?page_size=1",
        "GET /v1beta/webhooks?page_size=1&page_token=p2",
    ]


def test_agents_are_made_listed_read_and_removed() -> None:
    agent = {"id": "a1", "base_agent": "antigravity-preview-05-2026", "tools": [{"type": "x"}]}
    service = Service(agent, {"agents": [agent]}, agent, {})
    tools = [{"type": "google_search"}]

    async def ask() -> list[Any]:
        agents = service.client.aio.agents
        made = await agents.create(id="a1", description="d", tools=tools)
        listed = [one async for one in await agents.list()]
        got = await agents.get("a1")
        await agents.delete("a1")
        return [made, *listed, got]

    assert [one.to_wire() for one in asyncio.run(ask())] == [agent] * 3
    assert service.bodies[0] == {"id": "a1", "description": "d", "tools": tools}
    assert service.asked[1:] == [
        "GET /v1beta/agents",
        "GET /v1beta/agents/a1",
        "DELETE /v1beta/agents/a1",
    ]


@pytest.mark.parametrize("id", ["", "webhooks/", "a/b", "..", "a b"])
def test_what_is_no_id_is_never_asked_for(id: str) -> None:
    service = Service()
    with pytest.raises(errors.InvalidRequest, match="is not an id"):
        service.client.webhooks.get(id)

    assert not service.requests


def test_decisions_answer_by_the_names_of_the_questions() -> None:
    answers = {
        "mood": {"type": "choice", "choice": "glad", "confidence": 0.9,
                 "probabilities": {"glad": 0.9, "sad": 0.1}},
        "true": {"type": "noul", "noul": 0.75, "confidence": 0.5},
        "new": {"type": "rank", "order": [2, 1]},
    }  # fmt: skip
    service = Service({"answers": answers, "usage": {"total_tokens": 3}})
    questions = {
        "mood": {"type": "choice", "instructions": "mood?", "criteria": {"glad": "g", "sad": "s"}}
    }
    decision = service.client.decisions.create(model="m", input="What a day!", questions=questions)

    assert decision.answers is not None
    assert isinstance(mood := decision.answers["mood"], types.ChoiceAnswer)
    assert mood.probabilities == {"glad": 0.9, "sad": 0.1}
    assert decision.to_wire() == {"answers": answers, "usage": {"total_tokens": 3}}
    assert service.asked == ["POST /v1beta/decisions"]
    assert service.bodies == [{"model": "models/m", "input": "What a day!", "questions": questions}]
