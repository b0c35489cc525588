"""Pages, places and documents in interactions: their steps, and citations by both clients."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import Client
from gemini_magic.api.types.interaction_events import InteractionCompleted
from tests.local.conftest import KEY, MODEL, Engine

OVEN = "The oven of the bakery was built in 1931."

Wire = dict[str, Any]
Ask = Callable[..., Wire]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *values: Any) -> None:
        """What is asked for is nothing to write about."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "oven.html").write_text(f"<title>Bakery</title><p>{OVEN}</p>", "utf-8")
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="pages")
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/oven.html"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def client(engine: Engine) -> Iterator[Client]:
    with Client(api_key=KEY, base_url=engine.url) as client:
        yield client


@pytest.fixture(scope="module")
def store(client: Client, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("documents") / "bakery.txt"
    path.write_text(f"{OVEN}\nIt saves a third of the energy.\n", "utf-8")
    store = client.file_search_stores.create(config={"display_name": "bakery"})
    operation = client.file_search_stores.upload_to_file_search_store(
        file=path, file_search_store_name=store.name or "", config={"display_name": "Bakery"}
    )
    client.operations.wait(operation)
    return store.name or ""


def ours(client: Client) -> Ask:
    def ask(input: str, tool: Wire, *, stream: bool = False) -> Wire:
        if stream:
            *_, last = client.interactions.create(
                model=MODEL, input=input, tools=[tool], stream=True
            )
            assert isinstance(last, InteractionCompleted)
            return client.interactions.get(last.interaction.id or "").to_wire()
        return client.interactions.create(model=MODEL, input=input, tools=[tool]).to_wire()

    return ask


def theirs(engine: Engine) -> Ask:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})

    def ask(input: str, tool: Wire, *, stream: bool = False) -> Wire:
        if stream:
            *_, last = client.interactions.create(
                model=MODEL, input=input, tools=[tool], stream=True
            )
            made = client.interactions.get(id=last.interaction.id)
        else:
            made = client.interactions.create(model=MODEL, input=input, tools=[tool])
        told: Wire = made.model_dump(mode="json", exclude_none=True)
        return told

    return ask


@pytest.fixture(params=["ours", "google's"])
def ask(request: pytest.FixtureRequest, client: Client, engine: Engine) -> Ask:
    return ours(client) if request.param == "ours" else theirs(engine)


def citations(interaction: Wire, kind: str) -> list[tuple[Wire, str]]:
    """Each citation of a kind, with the words that it stands behind."""
    (content,) = interaction["steps"][-1]["content"]
    text = content["text"].encode()
    found = [one for one in content["annotations"] if one["type"] == kind]
    return [(one, text[one.get("start_index", 0) : one["end_index"]].decode()) for one in found]


def kinds(interaction: Wire) -> list[str]:
    return [step["type"] for step in interaction["steps"] if step["type"] != "thought"]


@pytest.mark.parametrize("stream", [False, True])
def test_a_page_is_fetched_and_cited(ask: Ask, page: str, stream: bool) -> None:
    told = ask(f"When was the oven built? {page}", {"type": "url_context"}, stream=stream)
    result = next(step for step in told["steps"] if step["type"] == "url_context_result")
    (citation, words), *_ = citations(told, "url_citation")

    assert kinds(told) == ["url_context_call", "url_context_result", "model_output"]
    assert result["result"] == [{"url": page, "status": "success"}]
    assert citation["url"] == page
    assert "1931" in words


@pytest.mark.parametrize("stream", [False, True])
def test_a_document_is_found_and_cited(ask: Ask, store: str, stream: bool) -> None:
    tool = {"type": "file_search", "file_search_store_names": [store]}
    told = ask("When was the oven built?", tool, stream=stream)
    (citation, words), *_ = citations(told, "file_citation")

    assert kinds(told) == ["file_search_call", "file_search_result", "model_output"]
    assert (citation["file_name"], citation["source"]) == ("Bakery", store)
    assert words == OVEN


@pytest.mark.parametrize("stream", [False, True])
def test_places_are_found_and_cited(ask: Ask, stream: bool) -> None:
    tool = {"type": "google_maps", "latitude": 48.86, "longitude": 2.34}
    told = ask("Which museums are near here?", tool, stream=stream)
    cited = citations(told, "place_citation")

    assert kinds(told) == ["google_maps_call", "google_maps_result", "model_output"]
    assert "Louvre Museum" in {citation["name"] for citation, _ in cited}
    assert all(citation["url"].startswith("https://www.google.com/maps") for citation, _ in cited)
