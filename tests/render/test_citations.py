"""Citation marks stand behind what they support, and change nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.api.types import GroundingMetadata, Part
from gemini_magic.chat import Reply, fold
from gemini_magic.chat.events import Annotated, Finish, PartStart
from gemini_magic.render import LivePage, render
from tests.render.reading import threats_in

_MARK_HTML = re.compile(r'<sup><a href="[^"]*" title="[^"]*"[^>]*>(\[\d+\])</a></sup>')


def grounded(*texts: str, supports: list[dict[str, Any]], pages: int = 3) -> Reply:
    chunks = [{"web": {"uri": f"https://a.org/{n}", "title": f"Page {n}"}} for n in range(pages)]
    wire = {"groundingChunks": chunks, "groundingSupports": supports}
    grounding = GroundingMetadata.model_validate(wire)
    parts = [PartStart(Part(text=text)) for text in texts]
    return fold([*parts, Annotated({"grounding_metadata": grounding}), Finish("STOP")])


def support(text: str, segment: str, *sources: int) -> dict[str, Any]:
    start = text.encode().index(segment.encode())
    end = start + len(segment.encode())
    place = {"startIndex": start, "endIndex": end, "text": segment}
    return {"segment": place, "groundingChunkIndices": list(sources)}


def html_of(reply: Reply) -> str:
    html: str = render(reply).data["text/html"]
    return html.partition('<div style="opacity:.75;font-size:.9em;margin-top:.6em">Sources')[0]


_SIDE = ' style="text-align:start"'


def plainly(html: str) -> str:
    """The HTML with each mark as its number in brackets."""
    shown = _MARK_HTML.sub(r"\1", html).replace(' dir="auto"', "").replace(_SIDE, "")
    return shown.replace("&#10;", "\n")


@pytest.mark.parametrize(
    ("text", "segment", "shown"),
    [
        (
            "巴黎是法国的首都。它很大。",
            "巴黎是法国的首都。",
            "<p>巴黎是法国的首都。[1]它很大。</p>",
        ),
        ("🦉 flies. 🐟 swims.", "🦉 flies.", "<p>🦉 flies.[1] 🐟 swims.</p>"),
        ("It is **bold**的 text", "It is **bold", "<p>It is <strong>bold</strong>[1]的 text</p>"),
        ("Use `a b` here.", "Use `a", "<p>Use <code>a b</code>[1] here.</p>"),
        ("Then $a_1 + b$ holds.", "Then $a_1", "<p>Then $a_1 + b$[1] holds.</p>"),
        ("First.\n\n- one\n- two\n", "First.\n\n- one\n-", "<p>First.</p>\n<ul>\n<li>one[1]</li>"),
        ("A:\n\n```\nx\ny\n```\n\nB.", "A:\n\n```\nx\n", "<p>A:[1]</p>"),
        ("|a|b|\n|-|-|\n|c|d|\n", "|a|b|\n|-|", "<th>b[1]</th>"),
    ],
)
def test_a_mark_stands_behind_its_segment_and_outside_of_what_it_would_break(
    text: str, segment: str, shown: str
) -> None:
    assert shown in plainly(html_of(grounded(text, supports=[support(text, segment, 0)])))


def test_marks_link_to_their_sources_and_count_as_the_list_does() -> None:
    text = "One fact. Another fact."
    supports = [support(text, "One fact.", 2, 0), support(text, "Another fact.", 1)]
    bundle = render(grounded(text, supports=supports)).data

    assert "One fact.[1][3] Another fact.[2]" in plainly(bundle["text/html"])
    assert '<a href="https://a.org/2" title="Source 3: Page 2"' in bundle["text/html"]
    assert "One fact.<sup>[\\[1\\]](https://a.org/0)</sup>" in bundle["text/markdown"]
    assert bundle["text/plain"] == text


def test_what_a_segment_says_decides_where_offsets_are_wrong() -> None:
    wrong = {"segment": {"startIndex": 1, "endIndex": 3, "text": "Second."}}
    reply = grounded("First. Second. Third.", supports=[{**wrong, "groundingChunkIndices": [0]}])

    assert "Second.[1] Third." in plainly(html_of(reply))


@pytest.mark.parametrize(
    "segment",
    [
        {"startIndex": 2, "endIndex": 900, "text": "not said"},
        {"startIndex": 9, "endIndex": 2},
        {"partIndex": 7, "endIndex": 0},
        {"startIndex": -5, "endIndex": -2, "text": "no"},
    ],
)
def test_a_segment_that_is_nowhere_marks_nothing(segment: dict[str, Any]) -> None:
    reply = grounded("A text.", supports=[{"segment": segment, "groundingChunkIndices": [0]}])

    assert "<sup>" not in html_of(reply)


def test_sources_that_do_not_exist_are_not_cited() -> None:
    text = "A text."
    reply = grounded(text, supports=[support(text, text, 3, -1)])

    assert "<sup>" not in html_of(reply)


def test_the_page_of_a_stream_ends_with_the_marks_of_the_whole() -> None:
    text = "One fact.\n\nAnother."
    reply = grounded(text, supports=[support(text, "One fact.", 0)])
    live = LivePage()
    live.html(fold([PartStart(Part(text="One fact."))]))

    assert render(reply, live).data["text/html"] == render(reply).data["text/html"]


_SIGNS = (
    "a b. 的 。 ** * _ ` `` ``` ~~~ $ $$ [ ] ( ) ](https://b.org) https://c.org | |-|-| - # > "
    "1. \\ & &amp; < ! ⹕ ⹖ é 🦉"
)
_BLANKS = (" ", "    ", "\n", "\n\n")
_MARKDOWN = st.lists(st.sampled_from([*_SIGNS.split(), *_BLANKS]), max_size=30).map("".join)


@given(_MARKDOWN, st.data())
def test_marks_change_nothing_else_of_the_page(text: str, data: st.DataObject) -> None:
    ends = data.draw(st.lists(st.integers(1, max(1, len(text))), max_size=4))
    supports = [
        {"segment": {"endIndex": len(text[:end].encode())}, "groundingChunkIndices": [0]}
        for end in ends
    ]
    html = html_of(grounded(text, supports=supports))

    assert not threats_in(html)
    plain = html_of(grounded(text.replace("⹕", "［").replace("⹖", "］"), supports=[]))
    assert _MARK_HTML.sub("", html).translate({0x2E55: "［", 0x2E56: "］"}) == plain
