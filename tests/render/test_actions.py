"""Buttons and folds: one constant script, and the answer as an attribute that it reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.api.types import Part
from gemini_magic.chat import Reply, fold
from gemini_magic.chat.events import Finish, Opened, PartDelta, PartStart
from gemini_magic.render import LivePage, render
from gemini_magic.render.actions import SCRIPT
from gemini_magic.render.deceptive import unmasked
from gemini_magic.render.long_text import LONGEST
from tests.render.hostile import HOSTILE
from tests.render.reading import elements_of


def whole(text: str) -> Reply:
    return fold([Opened("gemini-test", "r"), PartStart(Part(text=text)), Finish("STOP")])


def html_of(reply: Reply) -> str:
    html: str = render(reply).data["text/html"]
    return html


@given(st.text(min_size=1))
def test_what_is_copied_is_what_the_model_said(text: str) -> None:
    reply, *_ = elements_of(html_of(whole(text)))

    assert reply.attributes["data-gm-text"] == unmasked(text.replace("\0", "\ufffd"))


def test_the_script_is_small_and_the_same_whatever_was_said() -> None:
    assert len(SCRIPT) < 2500
    assert SCRIPT.lower().count("</script") == 1
    for reply in HOSTILE.values():
        html = html_of(reply)
        assert html.endswith(SCRIPT) or not reply.is_finished
        assert html.lower().count("<script") <= 1


def test_an_answer_that_grows_has_the_script_only_for_its_folds() -> None:
    text = fold([Opened("gemini-test", "r"), PartStart(Part(text="so")), PartDelta(" far")])
    thought = text.apply(PartStart(Part(text="Hm.", thought=True)))

    assert "<script" not in LivePage().html(text)
    assert LivePage().html(thought).endswith(SCRIPT)
    assert "data-gm-text" not in LivePage().html(thought)


def test_more_than_a_page_holds_is_not_offered_in_part() -> None:
    assert "data-gm-text" not in html_of(whole("a " * LONGEST)).removesuffix(SCRIPT)
