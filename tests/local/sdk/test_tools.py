"""Tools that run at the service, by Google's SDK."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.local.conftest import MODEL
from tests.local.sdk.conftest import Sdk
from tests.local.sdk.feature import feature


def asked(sdk: Sdk, prompt: str, *tools: Any, **config: Any) -> Any:
    return sdk(
        "models.generate_content",
        model=MODEL,
        contents=prompt,
        config={"tools": list(tools), **config},
    )


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *values: Any) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page on loopback."""
    folder = tmp_path_factory.mktemp("pages")
    text = "<html><title>Bakery</title><p>The oven of the bakery was built in 1931.</p></html>"
    (folder / "oven.html").write_text(text, "utf-8")
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/oven.html"
        server.shutdown()
        thread.join()


@feature("code execution", "models.generate_content")
def test_code_execution(sdk: Sdk) -> str:
    prompt = "Run this code:\n```python\nprint(sum(range(11)))\n```"
    response = asked(sdk, prompt, {"code_execution": {}})

    assert "range" in response.executable_code
    assert "55" in response.code_execution_result
    return repr(response.code_execution_result)


@feature("Google Search", "models.generate_content")
def test_google_search(sdk: Sdk) -> str:
    response = asked(sdk, "How does asyncio.gather work in Python?", {"google_search": {}})
    grounding = response.candidates[0].grounding_metadata
    [support, *_] = grounding.grounding_supports
    start, end = support.segment.start_index or 0, support.segment.end_index

    assert grounding.web_search_queries
    assert grounding.grounding_chunks[0].web.uri
    assert response.text.encode()[start:end].decode() == support.segment.text
    assert grounding.search_entry_point.rendered_content
    return f"{len(grounding.grounding_chunks)} pages, {len(grounding.grounding_supports)} supports"


@feature("URL context", "models.generate_content")
def test_url_context(sdk: Sdk, page: str) -> str:
    response = asked(sdk, f"When was the oven built? {page}", {"url_context": {}})
    [read] = response.candidates[0].url_context_metadata.url_metadata

    assert "1931" in response.text
    assert read.url_retrieval_status.name == "URL_RETRIEVAL_STATUS_SUCCESS"
    return str(response.text.partition("\n")[0])


@feature("Google Maps", "models.generate_content")
def test_google_maps(sdk: Sdk) -> str:
    place = {"retrieval_config": {"lat_lng": {"latitude": 48.8584, "longitude": 2.2945}}}
    response = asked(
        sdk, "Which museums are near the Eiffel Tower?", {"google_maps": {}}, tool_config=place
    )
    chunks = response.candidates[0].grounding_metadata.grounding_chunks

    assert chunks[0].maps.title
    return ", ".join(str(chunk.maps.title) for chunk in chunks[:3])
