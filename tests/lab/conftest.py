"""One JupyterLab, one Chromium and one page for all browser tests; a notebook for each test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lab.browser import Watch, chromium, watched_page
from tests.lab.notebook import Notebook
from tests.lab.seen import Cell, Desk, Seen
from tests.lab.server import TOKEN, Lab, running_lab
from tests.scripted import ScriptedGemini

OpenNotebook = Callable[..., Notebook]
HERE = Path(__file__).parent
KEY = "test-key-that-must-not-be-saved"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def scripted_service() -> Iterator[ScriptedGemini]:
    """The Gemini that every kernel of the session's JupyterLab talks to."""
    with ScriptedGemini() as server:
        yield server


@pytest.fixture
def gemini(scripted_service: ScriptedGemini) -> ScriptedGemini:
    """The same, with nothing asked yet."""
    scripted_service.reset()
    return scripted_service


@pytest.fixture(scope="session")
def lab(
    tmp_path_factory: pytest.TempPathFactory, scripted_service: ScriptedGemini
) -> Iterator[Lab]:
    environment = {
        "GOOGLE_API_KEY": KEY,
        "GOOGLE_GEMINI_BASE_URL": scripted_service.base_url,
    }
    with running_lab(tmp_path_factory.mktemp("lab"), environment) as lab:
        yield lab


@pytest.fixture(scope="session")
def session_watch(lab: Lab) -> Iterator[Watch]:
    if chromium() is None:
        pytest.skip("no Chromium here; `make test` installs it, or apt-get install chromium")
    with watched_page() as watch:
        watch.page.goto(f"{lab.url}/lab?token={TOKEN}&reset")
        watch.page.wait_for_selector(".jp-Launcher", timeout=60_000)
        yield watch


@pytest.fixture
def watch(session_watch: Watch) -> Watch:
    """What the page does during this test."""
    session_watch.reset()
    return session_watch


@pytest.fixture
def notebook(lab: Lab, watch: Watch, request: pytest.FixtureRequest) -> Iterator[OpenNotebook]:
    """`notebook(*cells)` opens a new notebook; the test fails on any error in the page."""
    opened: list[Notebook] = []

    def open_(*cells: str) -> Notebook:
        stem = re.sub(r"\W+", "_", request.node.name)[:60]
        name = f"{stem}_{len(opened)}.ipynb"
        lab.write(name, cells)
        opened.append(Notebook(watch.page, lab, name))
        opened[-1].open()
        return opened[-1]

    yield open_
    for one in opened:
        one.close()
    assert watch.errors == []


@pytest.fixture
def loaded(notebook: OpenNotebook) -> OpenNotebook:
    """The same, with the extension loaded by a cell 0."""

    def open_(*cells: str) -> Notebook:
        opened = notebook("%load_ext gemini_magic", *cells)
        opened.run(0)
        assert opened.text(0) == ""
        return opened

    return open_


@pytest.fixture(scope="session")
def desk(lab: Lab, session_watch: Watch) -> Iterator[Desk]:
    """Where notebooks are seen in every form: one for all tests."""
    desk = Desk(lab, session_watch)
    yield desk
    desk.close()


@pytest.fixture
def seen(desk: Desk) -> Seen:
    """`seen(name, *cells)` sees a notebook in every form; `tests/lab/seen.py` says what that is."""

    def see(name: str, *cells: Cell) -> None:
        desk.see(name, cells)

    return see
