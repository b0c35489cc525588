"""Nothing that a model says can run, load or lead out of the web, in no form of the bundle."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from gemini_magic.chat import Reply
from gemini_magic.render import LivePage, render
from tests.render.hostile import HOSTILE
from tests.render.reading import threats_in, unbalanced_in

_TEX = re.compile(
    r"\\(href|style|class|cssId|data|mmlToken|unicode|def|gdef|let|newcommand|bbox|require)\b"
)


def drawn(markdown: str) -> str:
    """The HTML of a reader that trusts all HTML in Markdown and follows all links."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return str(parser.render(markdown))


def outside_code(html: str) -> str:
    unread = (  # by MathJax
        r"<code[^>]*>.*?</code>|srcdoc=\"[^\"]*\"|(?:alt|aria-label)=\"[^\"]*\"|data-gm-text='[^']*'"
    )
    return re.sub(unread, "", html, flags=re.DOTALL)


@pytest.mark.parametrize("name", HOSTILE)
def test_html_holds_nothing_that_acts(name: str) -> None:
    reply = HOSTILE[name]
    for html in (render(reply).data["text/html"], LivePage().html(reply)):
        assert not threats_in(html)
        assert not unbalanced_in(html)
    assert render(reply) == render(reply, LivePage())


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_becomes_nothing_that_acts(name: str) -> None:
    markdown = render(HOSTILE[name]).data["text/markdown"]

    assert not threats_in(drawn(markdown))
    assert "<img" not in drawn(markdown)


@pytest.mark.parametrize("name", HOSTILE)
def test_html_stays_what_it_is_where_it_is_put_into_markdown(name: str) -> None:
    """That is what nbconvert does; what the HTML can do is looked at above."""
    html = render(HOSTILE[name]).data["text/html"]

    assert drawn(f"Before\n\n\n{html}\n\n\nBehind") == f"<p>Before</p>\n{html}\n<p>Behind</p>\n"


@pytest.mark.parametrize("name", HOSTILE)
def test_maths_cannot_reach_the_page(name: str) -> None:
    bundle = render(HOSTILE[name]).data

    assert not _TEX.findall(outside_code(bundle["text/html"]))
    assert not _TEX.findall(outside_code(drawn(bundle["text/markdown"])))


@pytest.mark.parametrize("name", HOSTILE)
def test_plain_text_gives_no_orders_to_a_terminal(name: str) -> None:
    plain = render(HOSTILE[name]).data["text/plain"]

    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", plain)


def test_a_reply_is_what_the_corpus_holds() -> None:
    assert all(isinstance(reply, Reply) for reply in HOSTILE.values())
    assert len(HOSTILE) > 80
