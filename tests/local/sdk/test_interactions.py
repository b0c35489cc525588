"""Interactions: state, streams and agents behind the scenes, by Google's SDK."""

from __future__ import annotations

from typing import Any

from tests.local.conftest import MODEL
from tests.local.sdk.conftest import Sdk
from tests.local.sdk.feature import feature

AGENT = "deep-research-pro-preview-12-2025"


@feature("interactions", "interactions.create", "interactions.get", "interactions.delete")
def test_interactions(sdk: Sdk) -> str:
    first = sdk("interactions.create", model=MODEL, input="My name is Ada.")
    second = sdk(
        "interactions.create",
        model=MODEL,
        input="What is my name?",
        previous_interaction_id=first.id,
    )
    again = sdk("interactions.get", id=second.id)
    sdk("interactions.delete", id=second.id)

    assert second.status == "completed"
    assert again.previous_interaction_id == first.id
    assert "Ada" in text_of(again)
    return text_of(again)


def text_of(interaction: Any) -> str:
    return "".join(
        content.text
        for step in interaction.steps
        if step.type == "model_output"
        for content in step.content
    )


@feature("interactions, streamed", "interactions.create")
def test_a_streamed_interaction(sdk: Sdk) -> str:
    events = sdk.all(sdk("interactions.create", model=MODEL, input="What is 6 * 7?", stream=True))
    kinds = [event.event_type for event in events]
    deltas = [event.delta for event in events if event.event_type == "step.delta"]

    assert (kinds[0], kinds[-1]) == ("interaction.created", "interaction.completed")
    assert "42" in "".join(delta.text for delta in deltas if delta.type == "text")
    return f"{len(events)} events"


@feature("an agent behind the scenes", "interactions.create", "interactions.get")
def test_an_agent(sdk: Sdk) -> str:
    begun = sdk(
        "interactions.create",
        agent=AGENT,
        input="How does asyncio schedule tasks?",
        background=True,
    )
    over = sdk.until(lambda one: one.status != "in_progress", "interactions.get", id=begun.id)

    assert over.status == "completed"
    assert "asyncio" in text_of(over)
    return text_of(over).partition("\n")[0]


@feature("an agent is cancelled", "interactions.cancel")
def test_an_agent_is_cancelled(sdk: Sdk) -> str:
    begun = sdk("interactions.create", agent=AGENT, input="Compare all modules", background=True)
    cancelled = sdk("interactions.cancel", id=begun.id)

    assert cancelled.status == "cancelled"
    return "cancelled"
