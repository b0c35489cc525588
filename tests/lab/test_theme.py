"""Answers follow Lab's theme."""

from __future__ import annotations

from tests.conftest import REPOSITORY
from tests.lab.browser import change_theme
from tests.lab.conftest import OpenNotebook
from tests.scripted import ScriptedGemini, texts


def test_answers_are_readable_in_the_dark(loaded: OpenNotebook, gemini: ScriptedGemini) -> None:
    """A picture is left in build/ for whoever changes colours."""
    gemini.will(texts("# Heading\n\nText, `code` and a [link](https://example.org).\n\n> Quote\n"))
    open_ = loaded("%%gemini\nShow everything")
    open_.run(1)
    change_theme(open_.page, "JupyterLab Dark", is_light=False)
    try:
        color = "element => getComputedStyle(element).color"
        text = open_.output(1).get_by_text("Quote").first.evaluate(color)
        open_.page.screenshot(path=REPOSITORY / "build" / "lab" / "dark.png")
    finally:
        change_theme(open_.page, "JupyterLab Light", is_light=True)

    red, green, blue = (int(value) for value in text[4:-1].split(",")[:3])
    assert red + green + blue > 3 * 128, f"dark text on a dark page: {text}"
