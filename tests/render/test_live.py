"""The page of a growing reply is the page of that reply, and is not paid for again and again."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gemini_magic.api.types import Part
from gemini_magic.chat import Reply, fold
from gemini_magic.chat.events import Event, Finish, Opened, PartDelta, PartStart, Stopped
from gemini_magic.render import LivePage, render
from tests.render.reading import unbalanced_in

PIECES = [
    *("word ", "word\n", "\n", "\n\n", "# h\n", "## h", "===\n", "---\n", "- a\n", "- "),
    *("  b\n", "*"),
    *("1. a\n", "2.", "> q\n", "```\n", "```py\n", "~~~\n", "    code\n", "  ```\n", "`", "``"),
    *("**", "_", "~~", "| a | b |\n", "|---|:--|\n", "| 1 |", "$x$", "$$\n", "$$", "\\(", "\\)\n"),
    *("[a](http://x.y)", "[a]", "<b>", "&lt;", '"', "\u00a0", "\\", "\t", "\r\n", "\r", "    "),
    *("\\begin{a}\n", "\\end{a}\n", "\\[\n", "\\]\n", "+ x\n", "***\n", "a\n-|-\n", "é"),
]
CHUNKS = st.lists(st.sampled_from(PIECES), max_size=40)

LINES = {
    "paragraphs": "Some *text* with `code`, **more** and $x_1$ of it, up to a hundred letters.\n\n",
    "code": "    value = compute(a < b and c > d, 'text')  # a comment that says why\n",
    "list": "- an item with *some* text in it and a [link](https://example.org/path)\n",
    "table": "| cell one | cell *two* | cell `three` | 4 |\n",
    "line": "words that never end and never break ",
}
BEFORE = {"code": "```python\n", "table": "| a | b | c | d |\n|---|---|---|---|\n"}


@given(CHUNKS)
@settings(max_examples=200, deadline=None)
@example(["a\n", "\n", "-", "-", "-"])
@example(["```\n", "``", "`", "\n", "x"])
@example(["- a\n", "\n", "\n", "  b\n", "\n", "c\n"])
def test_a_growing_text_looks_like_the_text_at_once(chunks: list[str]) -> None:
    page, reply = LivePage(), fold([Opened("m", "r"), PartStart(Part(text=""))])
    for chunk in chunks:
        reply = reply.apply(PartDelta(chunk))

        assert render(reply).data["text/html"] == page.html(reply)
        assert not unbalanced_in(page.html(reply))


def test_definitions_that_grow_are_taken_as_they_end() -> None:
    page, reply = LivePage(), fold([Opened("m", "r"), PartStart(Part(text=""))])
    for chunk in "[a]: http://x.org/long\n\none\n\ntwo [a]\n\nthree\n\nfour [a]\n":
        reply = reply.apply(PartDelta(chunk))
        page.html(reply)

    assert render(reply).data["text/html"] == page.html(reply)
    assert page.html(reply).count('href="http://x.org/long"') == 2


def streamed(kind: str, size: int, updates: int) -> tuple[float, Reply, LivePage]:
    """CPU seconds for this many drawings of a text of this size."""
    line = LINES[kind]
    text = BEFORE.get(kind, "") + line * (size // len(line))
    step = len(text) // updates + 1
    page, reply = LivePage(), fold([Opened("m", "r"), PartStart(Part(text=""))])
    spent = 0.0
    for at in range(0, len(text), step):
        reply = reply.apply(PartDelta(text[at : at + step]))
        began = time.process_time()
        page.html(reply)
        spent += time.process_time() - began
    return spent, reply, page


@pytest.mark.parametrize("kind", LINES)
def test_drawing_costs_in_proportion_to_what_is_new(kind: str) -> None:
    spent, reply, page = streamed(kind, 256_000, 200)
    for end in (Finish("STOP"), Stopped("truncated")):
        ended: Reply = reply.apply(end)

        assert render(ended).data["text/html"] == LivePage().html(ended) == page.html(ended)
    assert spent < 5.0


def test_the_finished_page_of_every_kind_is_that_of_the_bundle() -> None:
    events: list[Event] = [
        Opened("m", "r"),
        PartStart(Part(text="thinking ", thought=True)),
        PartDelta("more"),
        PartStart(Part(text="# one\n")),
        PartDelta("two", 0),
        PartStart(Part(text="three", thought_signature=b"s")),
        PartStart(Part(text="other"), 1),
        PartDelta(" answer", 1),
        Finish("STOP"),
        Finish("MAX_TOKENS", "", 1),
    ]
    page, reply = LivePage(), Reply()
    for event in events:
        reply = reply.apply(event)

        assert render(reply).data["text/html"] == page.html(reply)


def test_the_last_drawing_is_exact_even_where_an_address_comes_after_its_link() -> None:
    page, reply = LivePage(), fold([Opened("m", "r"), PartStart(Part(text=""))])
    for chunk in ["see [a]\n\n", "one\n\n", "two\n\n", "three\n\n", "[a]: http://x.org\n"]:
        reply = reply.apply(PartDelta(chunk))
        page.html(reply)
    reply = reply.apply(Finish("STOP"))

    assert render(reply) == render(reply, page)
    assert 'href="http://x.org"' in render(reply, page).data["text/html"]
