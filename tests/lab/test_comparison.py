"""Answers side by side: their pictures and what tells them apart, by day and night."""

from __future__ import annotations

from tests.lab.browser import change_theme
from tests.lab.conftest import OpenNotebook
from tests.lab.server import Lab
from tests.lab.test_media import _CONTRAST, PHOTO, inline
from tests.scripted import ScriptedGemini, chunk, sse, texts


def test_the_difference_is_readable_by_day_and_night(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("the sky is blue"), texts("the sky is very red"))
    open_ = loaded("%%gemini compare -m gemini-x,gemini-y\nWhy?")
    open_.run(1)
    page, output = open_.page, open_.output(1)
    output.locator("summary", has_text="Difference").click()
    words = {tag: output.locator(tag).first for tag in ("del", "ins")}
    found = {tag: [word.evaluate(_CONTRAST)] for tag, word in words.items()}
    change_theme(page, "JupyterLab Dark", is_light=False)
    try:
        for tag, word in words.items():
            found[tag].append(word.evaluate(_CONTRAST))
    finally:
        change_theme(page, "JupyterLab Light", is_light=True)

    assert min(found["del"] + found["ins"]) > 4.5, found
    assert output.locator("section h4").all_inner_texts() == ["A · gemini-x", "B · gemini-y"]


def test_compared_pictures_are_seen_and_keep_the_notebook_small(
    loaded: OpenNotebook, gemini: ScriptedGemini, lab: Lab
) -> None:
    drawn = sse([chunk(inline("image/png", PHOTO), finish="STOP")])
    gemini.will(drawn, drawn)
    open_ = loaded("%%gemini compare -m gemini-x,gemini-y\nDraw")
    open_.run(1)
    pictures = open_.output(1).locator("img")
    pictures.nth(1).wait_for()
    widths = pictures.evaluate_all("all => all.map(one => one.complete && one.naturalWidth)")
    open_.save()

    assert all(100 < width <= 512 for width in widths)
    assert len(lab.read(open_.name)) < 200_000
