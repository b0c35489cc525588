r"""A notebook as its readers see it: in two frontends, there again without a kernel, exported.

A test describes cells, and what must be seen below each::

    def test_ask(seen: Seen) -> None:
        seen(
            "ask",
            LOAD,
            Cell("%%gemini\nWhat is 6 * 7?", says=["42", "not Gemini"], has={".gm-reply": 1}),
        )

and `seen` holds it against all of `FORMS`: run in JupyterLab (light) and in Notebook 7 (dark) by
a kernel of its own that has no key, so that the local engine answers; saved and reopened there
without a kernel; exported by nbconvert to HTML, with scripts; exported to Markdown, and shown as
GitHub shows it, where no style, class, script or player is left.

Besides what a cell asks for, nothing may be broken, nameless, out of the keyboard's reach, too
faint or too wide (`page_checks.js`), no script of the page may fail, no dialog open, nothing
be asked of the network, and no page scroll to the side. With `SCREENSHOTS=folder` in the
environment pictures of every form are left there, in light and dark.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Literal

import nbformat
from playwright.sync_api import Locator, Page

from tests.lab.browser import Watch, change_theme
from tests.lab.exported import exported_html, github_page, markdown_of_cells
from tests.lab.notebook import Notebook
from tests.lab.notebook7 import Notebook7, load
from tests.lab.server import WITHOUT_A_KEY, Lab, notebook_of

__all__ = ["FORMS", "LOAD", "NOTE", "Cell", "Desk", "Seen"]

FORMS = ("lab", "lab-saved", "notebook7", "notebook7-saved", "html", "markdown")
_FRONTENDS = {"lab": Notebook, "notebook7": Notebook7}
_PATIENCE = 30  # seconds that a form has for what comes late: a player's length, a cell with --bg
_CHECK = (Path(__file__).parent / "page_checks.js").read_text("utf-8")
_SCROLLS = """() => [...document.querySelectorAll('html, .jp-WindowedPanel-outer')]
    .some(page => page.scrollWidth > page.clientWidth)"""


@dataclass(frozen=True)
class Cell:
    """One cell, and what stands below it, with everything that is folded unfolded.

    Texts are compared without regard to white space. `pictures` are drawn and `players` have a
    length; None where it does not matter. `has` counts CSS selectors, and like media it is not
    looked for in Markdown; `markdown` names more texts that must stand there. `types` answers the
    questions that the cell asks while it runs; `inserts` is the cell that it puts below itself.
    """

    source: str
    says: Sequence[str] = ()
    hides: Sequence[str] = ()
    has: Mapping[str, int] = field(default_factory=dict)
    pictures: int | None = None
    players: int | None = None
    fails: bool = False
    markdown: Sequence[str] = ()
    types: Sequence[str] = ()
    inserts: str | None = None

    @property
    def wanted(self) -> dict[str, Any]:
        """For `page_checks.js`."""
        return {**asdict(self), "ours": True}

    @property
    def wanted_of_markdown(self) -> dict[str, Any]:
        """The same for GitHub, which shows texts and tables."""
        says = [*self.says, *self.markdown]
        left: dict[str, Any] = {"has": {}, "pictures": None, "players": None, "ours": False}
        return {**self.wanted, "says": says, **left}


LOAD = Cell("%load_ext gemini_magic")
NOTE = "local engine · not Gemini"

Seen = Callable[..., None]
"""`seen(name, *cells)`: see the notebook in every form, or fail with all that is wrong."""


class Desk:
    """Where notebooks are read: a tab of JupyterLab, one of Notebook 7, and one for files."""

    def __init__(self, lab: Lab, watch: Watch) -> None:
        browser = watch.page.context.browser
        assert browser is not None
        context = browser.new_context(viewport=watch.page.viewport_size)
        self._lab = lab
        self._tabs = {
            "lab": watch,
            "notebook7": Watch(context.new_page()),
            "file": Watch(context.new_page()),
        }
        # What nbconvert's pages load from there: require.js and MathJax.
        self._tabs["file"].page.route("**://cdnjs.cloudflare.com/**", lambda route: route.abort())
        self._patience: float = _PATIENCE
        lab.write("blank.ipynb", [""])
        page = self._tab("notebook7").page
        load(page, lab, "blank.ipynb")
        change_theme(page, "JupyterLab Dark", is_light=False)
        self._numbers = count()
        self._starter = ThreadPoolExecutor(1)
        self._places = {form: self._place_for_next(form) for form in _FRONTENDS}

    def close(self) -> None:
        """Leave the server's settings as they were, and JupyterLab in front."""
        change_theme(self._tab("notebook7").page, "JupyterLab Light", is_light=True)
        self._tab("lab")
        self._starter.shutdown()

    def see(self, name: str, cells: Sequence[Cell]) -> None:
        """Look at the notebook in every form; raises `AssertionError` with all that is wrong."""
        opened = {form: self._with_kernel(form, cells) for form in _FRONTENDS}
        problems: list[str] = []
        self._patience = _PATIENCE
        for form, notebook in opened.items():
            watch = self._tab(form)
            _run(notebook, cells)
            outputs_of = partial(_outputs_in_view, notebook)
            problems += self._look(name, form, watch, outputs_of, cells)
            notebook.save()
            notebook.close()
            notebook.open_without_kernel()
            problems += self._look(name, f"{form}-saved", watch, outputs_of, cells)
            notebook.close()
        problems += self._look_at_exports(name, opened["lab"].name, cells)
        assert not problems, "\n".join(["", *problems])

    @contextmanager
    def open(self, form: str, *cells: Cell) -> Iterator[Notebook]:
        """A notebook that was run in one of the frontends, to do more with."""
        notebook = self._with_kernel(form, cells)
        self._tab(form)
        _run(notebook, cells)
        yield notebook
        notebook.close()

    def _tab(self, name: str) -> Watch:
        """The tab, in front: Chromium draws no other."""
        watch = self._tabs[name]
        watch.page.bring_to_front()
        watch.reset()
        return watch

    def _with_kernel(self, form: str, cells: Sequence[Cell]) -> Notebook:
        """The notebook on disk, and its kernel ready, or nearly so."""
        path = self._places[form].result()
        self._places[form] = self._place_for_next(form)
        sources = [cell.source for cell in cells]
        self._lab.write_json(path, notebook_of(sources, kernel=WITHOUT_A_KEY))
        return _FRONTENDS[form](self._tabs[form].page, self._lab, path)

    def _place_for_next(self, form: str) -> Future[str]:
        """A folder for the next notebook: its kernel starts there while this one is looked at."""
        path = f"{form}/{next(self._numbers)}/notebook.ipynb"
        (self._lab.notebooks / path).parent.mkdir(parents=True)
        return self._starter.submit(self._start_kernel, path)

    def _start_kernel(self, path: str) -> str:
        self._lab.start_kernel(path, WITHOUT_A_KEY)
        return path

    def _look_at_exports(self, name: str, path: str, cells: Sequence[Cell]) -> Iterator[str]:
        watch = self._tab("file")
        notebook = nbformat.reads(self._lab.read(path), as_version=4)
        file = self._lab.notebooks / path
        pages = {
            "html": (exported_html(notebook), ".jp-Cell", ".jp-OutputArea-output"),
            "markdown": (github_page(markdown_of_cells(notebook)), "article", ".outputs"),
        }
        for form, (html, cell, outputs) in pages.items():
            page = file.with_suffix(f".{form}.html")
            page.write_text(html, "utf-8")
            watch.page.goto(page.as_uri())
            watch.reset()
            found = partial(_outputs, watch.page, cell, outputs)
            yield from self._look(name, form, watch, found, cells)

    def _look(
        self,
        name: str,
        form: str,
        watch: Watch,
        outputs_of: Callable[[int], Locator],
        cells: Sequence[Cell],
    ) -> list[str]:
        """What is wrong with one form."""
        _keep_pictures(watch.page, name, form)
        problems = []
        deadline = time.monotonic() + self._patience
        for number, cell in enumerate(cells):
            wanted = cell.wanted_of_markdown if form == "markdown" else cell.wanted
            found = _problems_of(outputs_of(number), wanted, deadline)
            problems += [f"{form}, cell {number}: {problem}" for problem in found]
        if watch.page.evaluate(_SCROLLS):
            problems.append(f"{form}: the page scrolls to the side")
        if problems:
            self._patience = 0.5  # what is missing in one form will not come in the next
        happened = [*watch.errors, *watch.dialogs, *watch.outside, *watch.beacons]
        if watch.fired is not None:
            happened.append(f"a script ran: {watch.fired}")
        watch.reset()
        return [*problems, *(f"{form}: {what}" for what in happened)]


def _run(notebook: Notebook, cells: Sequence[Cell]) -> None:
    notebook.open()
    for number, cell in enumerate(cells):
        notebook.run(number, wait=False)
        for text in cell.types:
            notebook.answer(number, text)
        notebook.wait(number)
        if cell.inserts is not None:
            assert notebook.source(number + 1) == cell.inserts
        outputs = notebook.outputs(number)
        errors = [one["evalue"] for one in outputs if one["output_type"] == "error"]
        assert bool(errors) == cell.fails, f"{cell.source!r}: {errors or 'no error'}"


def _outputs_in_view(notebook: Notebook, number: int) -> Locator:
    notebook.scroll_to(number)  # what is far away is not drawn
    return notebook.output(number)


def _outputs(page: Page, cell: str, outputs: str, number: int) -> Locator:
    return page.locator(cell).nth(number).locator(outputs)


def _problems_of(outputs: Locator, wanted: dict[str, Any], deadline: float) -> list[str]:
    """What is still wrong when everything that comes late had time to come."""
    while True:
        problems: list[str] = outputs.evaluate_all(_CHECK, wanted)
        if not problems or time.monotonic() > deadline:
            return problems
        time.sleep(0.1)


def _keep_pictures(page: Page, name: str, form: str) -> None:
    """Pictures of the page in both themes, where somebody wants to see them."""
    if not (folder := os.environ.get("SCREENSHOTS")):
        return
    page.wait_for_timeout(200)
    is_frontend = form.startswith(("lab", "notebook7"))
    themes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    was_dark = is_frontend and page.evaluate("document.body.dataset.jpThemeLight") == "false"
    for theme in reversed(themes) if was_dark else themes:
        path = f"{folder}/{name}.{form}.{theme}.png"
        if is_frontend:
            change_theme(page, f"JupyterLab {theme.title()}", is_light=theme == "light")
            _tall_picture(page, path)
        else:
            page.emulate_media(color_scheme=theme)
            page.screenshot(path=path, full_page=True)
    if is_frontend:
        change_theme(page, f"JupyterLab {'Dark' if was_dark else 'Light'}", is_light=not was_dark)
    page.emulate_media(color_scheme="light")


def _tall_picture(page: Page, path: str) -> None:
    """All of the notebook: the window is made as tall as it is, and scrolled to its beginning."""
    panel = ".jp-NotebookPanel:not(.lm-mod-hidden)"
    size = page.viewport_size or {"width": 1280, "height": 900}
    tall = f"document.querySelector('{panel} .jp-WindowedPanel-inner').scrollHeight + 200"
    for _ in range(3):  # what comes into view may be taller than it was thought to be
        height = max(300, int(page.evaluate(tall)))
        page.set_viewport_size({**size, "height": height})
        page.evaluate("window.jupyterapp.shell.currentWidget.content.scrollToItem(0)")
        page.wait_for_timeout(300)
    page.locator(panel).screenshot(path=path)
    page.set_viewport_size(size)
