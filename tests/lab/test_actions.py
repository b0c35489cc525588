"""Copying an answer and its code, and folds that stay as the reader left them, in real Lab."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from playwright.sync_api import Page

from tests.lab.conftest import OpenNotebook
from tests.lab.exported import exported_html
from tests.lab.server import Lab
from tests.scripted import ScriptedGemini, chunk, sse

CODE = "print('é')  # <b>\n"
SAID = f"# Title\n\nIt's *so* $x^2$:\n\n```python\n{CODE}```\n"
THOUGHT: dict[str, Any] = {"text": "I weigh it.", "thought": True}


@pytest.fixture(autouse=True)
def _may_read_the_clipboard(watch: Any) -> None:
    watch.page.context.grant_permissions(["clipboard-read", "clipboard-write"])


def copied(page: Page, button: Any) -> str:
    """What is on the clipboard once the button was reached and pressed by keyboard."""
    button.focus()
    page.keyboard.press("Enter")
    button.get_by_text("Copied").or_(button).first.wait_for()
    page.wait_for_function("b => b.textContent === 'Copied'", arg=button.element_handle())
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_answer_and_code_are_copied_live_reopened_and_exported(
    loaded: OpenNotebook, gemini: ScriptedGemini, lab: Lab
) -> None:
    gemini.will(sse([chunk(SAID, finish="STOP")]))
    open_ = loaded("%%gemini\nWrite")
    open_.run(1)
    page = open_.page
    for _ in ("live", "reopened"):
        block, answer = open_.output(1).last.locator("button.gm-copy").all()

        assert copied(page, answer) == SAID
        assert copied(page, block) == CODE
        assert block.get_attribute("title") == "Copy this block"
        open_.save()
        open_.close()
        open_.open_without_kernel()
        open_.output(1).last.locator("button.gm-copy").first.wait_for()

    browser = page.context.browser
    assert browser is not None
    exported = browser.new_page()
    exported.set_content(exported_html(nbformat.reads(lab.read(open_.name), as_version=4)))
    assert exported.locator("button.gm-copy").count() == 2
    exported.close()


def test_without_scripts_there_is_no_button(
    loaded: OpenNotebook, gemini: ScriptedGemini, lab: Lab
) -> None:
    gemini.will(sse([chunk(SAID, finish="STOP")]))
    open_ = loaded("%%gemini\nWrite")
    open_.run(1)
    saved = open_.save()
    open_.close()
    saved["metadata"]["title"] = "nobody trusts this"
    lab.write_json("untrusted.ipynb", saved)
    untrusted = type(open_)(open_.page, lab, "untrusted.ipynb")
    untrusted.open_without_kernel()

    text = untrusted.text(1)
    assert "Title" in text
    assert "Copy" not in text
    assert "gm-" not in text
    untrusted.close()


def test_a_fold_stays_as_its_reader_left_it_while_the_answer_grows(
    loaded: OpenNotebook, gemini: ScriptedGemini
) -> None:
    words = [chunk(f"word{n} ") for n in range(40)]
    gemini.will(sse([chunk(THOUGHT), *words, chunk("end.", finish="STOP")]).paced(10))
    open_ = loaded("%%gemini --thoughts\nGrow")
    open_.run(1, wait=False)
    fold = open_.output(1).locator("details").first
    fold.locator("summary").click()
    opened_at = open_.text(1)
    open_.wait(1)
    open_.output(1).get_by_text("end.").wait_for()

    assert "end." not in opened_at
    assert fold.evaluate("details => details.open") is True
    assert open_.output(1).get_by_text("I weigh it.").is_visible()
