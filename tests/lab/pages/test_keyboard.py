"""Outputs without a mouse, and without eyes: Tab reaches everything, in order, and it is named."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.lab.notebook import Notebook
from tests.lab.seen import LOAD, Cell, Desk

NEST = """from dataclasses import dataclass

@dataclass
class Nest:
    place: str
    owls: list[str]"""
CELLS = (
    LOAD,
    Cell(NEST),
    Cell("%%gemini --thoughts\nWhat is 6 * 7?"),
    Cell("%%gemini speak\nGood morning!"),
    Cell("%%gemini --schema Nest\nA nest of owls"),
    Cell("%%gemini compare\nWhat is 6 * 7?\n---\nWhat is 6 * 8?"),
    Cell("%%gemini --dry\nWhat is 6 * 7?"),
)
# What can be used stands in the page in this order; each is given a number to know it again.
_CONTROLS = """outputs => {
    const all = 'a[href], button, summary, audio, video, iframe, [tabindex="0"]';
    const seen = outputs.flatMap(output => [...output.querySelectorAll(all)])
        .filter(element => element.checkVisibility());
    seen.forEach((element, number) => { element.dataset.control = number; });
    return seen.map(element => element.localName);
}"""
_FOCUSED = """() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return [element.dataset.control ?? null, ring || style.boxShadow !== 'none'];
}"""


def tabbed(page: Page, presses: int) -> tuple[list[int], list[int]]:
    """The controls that Tab reached, in order, and those of them whose focus nobody sees."""
    reached: list[int] = []
    unseen: list[int] = []
    for _ in range(presses):
        control, is_visible = page.evaluate(_FOCUSED)
        if control is not None and int(control) not in reached:
            reached.append(int(control))
            if not is_visible:
                unseen.append(int(control))
        page.keyboard.press("Tab")
    return reached, unseen


@pytest.mark.parametrize("form", ["lab", "notebook7"])
def test_tab_reaches_every_control_in_order_and_shows_where_it_is(desk: Desk, form: str) -> None:
    with desk.open(form, *CELLS) as notebook:
        found = controls_of(notebook)
        for number, controls in found.items():
            first = notebook.cell(number).locator("[data-control='0']")
            first.focus()
            # A player has buttons of its own that Tab stops at.
            reached, unseen = tabbed(notebook.page, len(controls) + 5 * controls.count("audio"))

            assert reached == list(range(len(controls))), (number, controls)
            assert unseen == [], (number, controls)

        assert list(found) == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("form", ["lab", "notebook7"])
def test_enter_opens_what_is_folded(desk: Desk, form: str) -> None:
    with desk.open(form, LOAD, Cell("%%gemini --thoughts\nWhat is 6 * 7?")) as notebook:
        summary = notebook.output(1).locator("summary").first
        summary.focus()
        notebook.page.keyboard.press("Enter")

        assert notebook.output(1).locator("details").first.evaluate("details => details.open")


def test_a_screen_reader_hears_what_things_are(desk: Desk) -> None:
    with desk.open("lab", *CELLS) as notebook:
        outputs = [notebook.output(number) for number in range(len(CELLS))]
        heard = [output.first.aria_snapshot() for output in outputs[2:]]

    thoughts, spoken, nest, compared, dry = heard
    assert "Thoughts" in thoughts
    assert 'strong: "42"' in thoughts
    assert "table" in nest or "group" in nest
    assert 'heading "A · prompt 1" [level=4]' in compared
    assert 'heading "B · prompt 2" [level=4]' in compared
    assert 'columnheader "content"' in dry
    assert spoken


def controls_of(notebook: Notebook) -> dict[int, list[str]]:
    """Their kinds by cell, of cells that have any."""
    found: dict[int, list[str]] = {}
    for number in range(len(CELLS)):
        notebook.scroll_to(number)
        if controls := notebook.output(number).evaluate_all(_CONTROLS):
            found[number] = controls
    return found
