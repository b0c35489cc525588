"""Decisions and agents of one's own, by Google's SDK."""

from __future__ import annotations

import pytest

from tests.local.conftest import MODEL
from tests.local.sdk.conftest import Sdk
from tests.local.sdk.feature import feature

pytestmark = pytest.mark.filterwarnings("ignore:.*experimental")  # Google says so


@feature("decisions", "decisions.create")
def test_decisions(sdk: Sdk) -> str:
    mood = {"type": "choice", "instructions": "How is the mood?", "criteria": {
        "happy": "delighted, loved it", "angry": "furious, hated it"}}  # fmt: skip
    decided = sdk("decisions.create", model=MODEL, input="I loved it!", questions={"mood": mood})

    assert "happy" in str(decided.answers["mood"])
    return str(decided.answers["mood"])


@feature("agents", "agents.create", "agents.get", "agents.list", "agents.delete")
def test_agents(sdk: Sdk) -> str:
    made = sdk("agents.create", id="my-agent", base_agent="antigravity-preview-05-2026")
    got = sdk("agents.get", id="my-agent")
    listed = sdk("agents.list").agents
    sdk("agents.delete", id="my-agent")

    assert made.id == got.id
    assert "my-agent" in [one.id for one in listed]
    return str(got.base_agent)
