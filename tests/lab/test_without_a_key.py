"""The second notebook in JupyterLab: pictures, sound, film, sources, plots and calls are there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from tests.lab.browser import Watch
from tests.lab.notebook import Notebook
from tests.lab.server import Lab

_NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "02_without_a_key.ipynb"
# What plays is asked of the element itself: its own length, and that its time goes on.
_PLAYS = """async element => {
    if (element.readyState < 1) {
        await new Promise(done => element.addEventListener('loadedmetadata', done));
    }
    element.muted = true;
    await element.play();
    for (let n = 0; n < 100 && element.currentTime === 0; n++) {
        await new Promise(done => setTimeout(done, 50));
    }
    element.pause();
    return {seconds: element.duration, at: element.currentTime, width: element.videoWidth ?? 0};
}"""
_WIDTH = "async element => { await element.decode(); return element.naturalWidth; }"


class Lesson:
    """The notebook as it is shipped, its cells found by their ids."""

    def __init__(self, opened: Notebook) -> None:
        self.opened = opened
        cells = nbformat.read(_NOTEBOOK, as_version=4).cells
        self._numbers = {cell.id: number for number, cell in enumerate(cells)}
        self.code = [cell.id for cell in cells if cell.cell_type == "code"]

    def run(self) -> None:
        for name in self.code:
            self.opened.run(self._numbers[name])

    def scroll_to(self, name: str) -> int:
        number = self._numbers[name]
        self.opened.scroll_to(number)
        self.opened.cell(number).wait_for()
        return number

    def text(self, name: str) -> str:
        return self.opened.text(self.scroll_to(name))

    def width_of_picture(self, name: str) -> int:
        picture = self.opened.output(self.scroll_to(name)).locator("img").first
        picture.wait_for()
        width: int = picture.evaluate(_WIDTH)
        return width

    def played(self, name: str, tag: str) -> dict[str, float]:
        element = self.opened.output(self.scroll_to(name)).locator(tag)
        element.wait_for()
        played: dict[str, float] = element.evaluate(_PLAYS)
        return played

    def look(self, name: str) -> None:
        """A picture of the cell, where somebody wants to see it."""
        if folder := os.environ.get("SCREENSHOTS"):
            number = self.scroll_to(name)
            self.opened.page.wait_for_timeout(500)
            self.opened.cell(number).screenshot(path=f"{folder}/{name}.png")


@pytest.fixture(scope="module")
def lesson(lab: Lab, session_watch: Watch) -> Iterator[Lesson]:
    lab.write_json(_NOTEBOOK.name, nbformat.read(_NOTEBOOK, as_version=4))
    opened = Notebook(session_watch.page, lab, _NOTEBOOK.name)
    opened.open()
    lesson = Lesson(opened)
    lesson.run()
    for name in lesson.code:
        lesson.look(name)
    yield lesson
    opened.close()


def test_every_cell_runs_and_says_that_it_is_not_gemini(lesson: Lesson) -> None:
    for name in ("draw", "edit", "speak", "search-ask", "code-plot", "tools-ask", "places-ask"):
        assert "not gemini" in lesson.text(name).lower(), name


@pytest.mark.parametrize("name", ["draw", "edit", "code-plot"])
def test_pictures_are_drawn(lesson: Lesson, name: str) -> None:
    assert lesson.width_of_picture(name) >= 400


def test_speech_plays(lesson: Lesson) -> None:
    played = lesson.played("speak", "audio")

    assert played["seconds"] > 1
    assert played["at"] > 0


def test_a_film_plays(lesson: Lesson) -> None:
    played = lesson.played("film-make", "video")

    assert played["seconds"] == pytest.approx(4, abs=0.2)
    assert played["at"] > 0
    assert played["width"] >= 640


def test_citations_stand_behind_what_they_support_in_a_chinese_answer(lesson: Lesson) -> None:
    output = lesson.opened.output(lesson.scroll_to("search-ask"))
    first = output.locator("p", has=lesson.opened.page.locator("sup")).first
    marks = output.locator("sup a").all_inner_texts()
    sources = output.locator("ol li").all_inner_texts()

    assert first.inner_text().startswith("Python")
    assert first.inner_text().endswith("”[1]")
    assert marks == [f"[{n}]" for n in range(1, len(sources) + 1)]
    assert "itertools.groupby" in sources[0]
    assert output.locator("iframe[sandbox]").count() == 1


def test_code_stands_with_its_plot_and_its_result(lesson: Lesson) -> None:
    assert "import matplotlib" in lesson.text("code-plot")
    assert "5117" in lesson.text("code-sum")


def test_calls_of_functions_are_shown_with_their_results(lesson: Lesson) -> None:
    text = lesson.text("tools-ask")

    for said in ("get_population", "Oslo", "717710", "Rome", "2748109"):
        assert said in text.replace(",", "").replace("\u202f", "")


def test_nothing_in_the_page_failed(lesson: Lesson, session_watch: Watch) -> None:
    assert session_watch.errors == []
