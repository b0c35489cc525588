"""The deep-research agent: documents of stores, plans that are shown first, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import Client
from gemini_magic.api.types.interactions import Interaction
from tests.local.conftest import KEY, Engine

AGENT = "deep-research-preview-04-2026"
QUESTION = "How do asyncio tasks and threading locks differ?"
PLANNING = {"type": "deep-research", "collaborative_planning": True}
APPROVED = {"type": "deep-research", "collaborative_planning": False}
HARBOUR = """\
The harbour of Oslo handled 6 million tonnes of goods in 2031.

Its threading locks were replaced in spring, and two ferries carry passengers to the islands.
"""


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[Client]:
    with Client(api_key=KEY, base_url=engine.url) as client:
        yield client


@pytest.fixture(scope="module")
def store(client: Client, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("documents") / "harbour.txt"
    path.write_text(HARBOUR, "utf-8")
    store = client.file_search_stores.create(config={"display_name": "harbour"})
    operation = client.file_search_stores.upload_to_file_search_store(
        file=path,
        file_search_store_name=store.name or "",
        config={"display_name": "Harbour report"},
    )
    client.operations.wait(operation)
    return store.name or ""


def research(client: Client, input: str, **body: Any) -> Interaction:
    begun = client.interactions.create(agent=AGENT, input=input, background=True, **body)
    return client.interactions.wait(begun, timeout=20)


def searching(store: str) -> list[dict[str, Any]]:
    return [{"type": "file_search", "file_search_store_names": [store]}]


def kinds(interaction: Interaction) -> list[str]:
    return [step["type"] for step in interaction.to_wire()["steps"]]


def test_documents_are_searched_quoted_and_cited(client: Client, store: str) -> None:
    done = research(client, "How many tonnes did the harbour handle?", tools=searching(store))
    content = done.to_wire()["steps"][-1]["content"][0]
    cited = next(one for one in content["annotations"] if one["type"] == "file_citation")
    said = content["text"].encode()[cited["start_index"] : cited["end_index"]].decode()

    assert kinds(done)[1:3] == ["file_search_call", "file_search_result"]
    assert (cited["file_name"], cited["source"]) == ("Harbour report", store)
    assert "6 million tonnes" in said
    assert "documents of your File Search stores" in content["text"]


def test_documents_and_documentation_are_cited_side_by_side(client: Client, store: str) -> None:
    done = research(client, QUESTION, tools=searching(store))
    annotations = done.to_wire()["steps"][-1]["content"][0]["annotations"]

    assert {one["type"] for one in annotations} == {"file_citation", "url_citation"}


def test_a_plan_is_shown_refined_and_carried_out(client: Client) -> None:
    planned = research(client, QUESTION, agent_config=PLANNING)
    refined = research(
        client,
        "Also the queue module, and less on locks.",
        agent_config=PLANNING,
        previous_interaction_id=planned.id,
    )
    done = research(
        client, "Plan looks good!", agent_config=APPROVED, previous_interaction_id=refined.id
    )
    queries = [
        step["arguments"]["queries"][0]
        for step in done.to_wire()["steps"]
        if step["type"] == "retrieval_call"
    ]

    assert str(planned.status) == "completed"  # as Google's guide waits for it
    assert kinds(planned) == kinds(refined) == ["thought", "model_output"]
    assert "“threading locks" in (planned.output_text or "")
    assert "“queue module”" in (refined.output_text or "")
    assert "“threading locks" not in (refined.output_text or "")
    assert queries[0] == "queue module"
    assert (done.output_text or "").startswith(f"# {QUESTION}")


def test_what_was_carried_out_is_no_plan_any_more(client: Client) -> None:
    planned = research(client, QUESTION, agent_config=PLANNING)
    done = research(client, "Go", previous_interaction_id=planned.id)
    other = research(client, "What is heapq?", previous_interaction_id=done.id)

    assert (other.output_text or "").startswith("# What is heapq?")


@pytest.mark.parametrize(
    ("tool", "status", "expected"),
    [
        ({"type": "function", "name": "f"}, 400, "'function' is not supported"),
        ({"type": "file_search"}, 400, "must not be empty"),
        (
            {"type": "file_search", "file_search_store_names": ["fileSearchStores/x"]},
            403,
            "may not exist",
        ),
    ],
)
def test_tools_that_the_agent_cannot_use_are_refused(
    engine: Engine, tool: dict[str, Any], status: int, expected: str
) -> None:
    body = {"agent": AGENT, "input": "x", "background": True, "tools": [tool]}
    refused = engine.client.post("/v1beta/interactions", json=body)

    assert refused.status_code == status
    assert expected in refused.json()["error"]["message"]
