"""Nothing that a model says runs, or asks another machine for anything, however it is shown.

All hostile replies lie in one notebook, one a cell, and are looked at in every way that there is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from markdown_it import MarkdownIt

from gemini_magic.api.types import Candidate, Content, FinishReason, GenerateContentResponse
from gemini_magic.chat import Reply
from gemini_magic.render import render
from tests.lab.browser import Watch
from tests.lab.conftest import OpenNotebook
from tests.lab.exported import exported_html, markdown_of_cells
from tests.lab.notebook import Notebook
from tests.lab.server import Lab, notebook_of
from tests.render.hostile import HOSTILE
from tests.scripted import Answer, ScriptedGemini, sse

LOAD = "%load_ext gemini_magic"
OURS = "application/vnd.gemini.reply+json"
# What each reader shows: Lab with our extension, Lab without it, readers that know no HTML.
READERS: dict[str, set[str]] = {
    "html": {OURS},
    "markdown": {OURS, "text/html"},
    "plain": {OURS, "text/html", "text/markdown"},
}


def as_said(reply: Reply) -> Answer:
    """The reply as the service would have sent it."""
    candidates = [
        Candidate(
            index=index,
            content=Content(role="model", parts=list(answer.parts)),
            finish_reason=FinishReason(answer.finish_reason or "STOP"),
            **answer.notes,
        )
        for index, answer in enumerate(reply.answers)
    ]
    response = GenerateContentResponse(candidates=candidates, model_version=reply.model_version)
    return sse([response.model_dump(mode="json", by_alias=True, exclude_unset=True)])


def nothing_happened(watch: Watch) -> None:
    # What fires, fires late: images fail, frames load, iframes are parsed.
    watch.page.wait_for_timeout(1000)
    assert watch.fired is None
    assert watch.beacons == []


def look_at_all(open_: Notebook) -> None:
    """Bring every cell into view: Lab draws what is far away only when it is scrolled to."""
    for number in range(len(HOSTILE)):
        open_.scroll_to(number)
        open_.output(number).first.wait_for(state="attached")


def saved_with(hidden: set[str]) -> list[dict[str, Any]]:
    """The corpus as saved outputs, without the types that a reader does not know."""
    return [
        {
            "output_type": "display_data",
            "data": {kind: value for kind, value in bundle.data.items() if kind not in hidden},
            "metadata": bundle.metadata,
        }
        for bundle in map(render, HOSTILE.values())
    ]


def test_nothing_fires_while_it_is_shown_by_a_cell(
    notebook: OpenNotebook, gemini: ScriptedGemini, watch: Watch
) -> None:
    gemini.will(*map(as_said, HOSTILE.values()))
    open_ = notebook(*(f"%%gemini --new --thoughts\n{name}" for name in HOSTILE), LOAD)
    open_.run(len(HOSTILE))
    for number in range(len(HOSTILE)):
        open_.run(number)
        open_.output(number).first.wait_for(state="attached")

    nothing_happened(watch)
    assert len(gemini.exchanges) == len(HOSTILE)
    assert open_.trusted

    open_.save()
    open_.close()
    open_.open_without_kernel()
    look_at_all(open_)

    assert open_.trusted
    nothing_happened(watch)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "untrusted"])
def test_nothing_fires_in_a_saved_notebook(
    reader: str, trusted: bool, lab: Lab, watch: Watch
) -> None:
    name = f"hostile_{reader}_{trusted}.ipynb"
    lab.write(name, list(HOSTILE))
    saved = lab.read_json(name)
    for cell, output in zip(saved["cells"], saved_with(READERS[reader]), strict=True):
        cell["outputs"] = [output]
        cell["execution_count"] = 1
    saved["metadata"]["title"] = name  # trust goes by content: this one is like no other
    lab.write_json(name, saved)
    if trusted:
        lab.trust(name)
    open_ = Notebook(watch.page, lab, name)
    open_.open_without_kernel()
    look_at_all(open_)

    assert open_.trusted is trusted
    nothing_happened(watch)
    open_.close()
    assert watch.errors == []


def exported(form: str, hidden: set[str]) -> str:
    """The corpus as a page that nbconvert has made, or Markdown's most trusting reader."""
    notebook = notebook_of(list(HOSTILE))
    for cell, output in zip(notebook["cells"], saved_with(hidden), strict=True):
        cell["outputs"] = [output]
    read = nbformat.from_dict(notebook)
    if form == "html":
        return exported_html(read)
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return "".join(parser.render(source + outputs) for source, outputs in markdown_of_cells(read))


@pytest.mark.parametrize("reader", ["html", "markdown"])
@pytest.mark.parametrize("form", ["html", "markdown"])
def test_nothing_fires_in_an_export(form: str, reader: str, watch: Watch, tmp_path: Path) -> None:
    """In a page by itself, with no sanitiser but ours between the model and the browser."""
    file = tmp_path / "exported.html"
    file.write_text(exported(form, READERS[reader]), "utf-8")
    browser = watch.page.context.browser
    assert browser is not None
    page = browser.new_page()
    try:
        seen = Watch(page)
        # What nbconvert's pages load from there: require.js and MathJax.
        page.route("**://cdnjs.cloudflare.com/**", lambda route: route.abort())
        page.goto(file.as_uri())

        nothing_happened(seen)
        assert seen.dialogs == []
        assert page.url == file.as_uri()
    finally:
        page.close()


def test_nothing_fires_when_a_bundle_is_displayed_raw(notebook: OpenNotebook, watch: Watch) -> None:
    readers = [READERS["html"], READERS["markdown"]]
    bundles = [output["data"] for hidden in readers for output in saved_with(hidden)]
    show = "import json\nfor data in json.loads({}):\n    display(data, raw=True)"
    open_ = notebook(show.format(repr(json.dumps(bundles))))
    open_.run(0)

    nothing_happened(watch)
    assert len(open_.outputs(0)) == len(bundles)
