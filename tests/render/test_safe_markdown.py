"""Markdown that stays Markdown and can become nothing else, whoever reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mistune
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gemini_magic.render import safe_markdown
from tests.render.hostile import PAYLOADS
from tests.render.reading import threats_in

DANGEROUS = [
    *"`~<>[]()!\"'\\$|&#*_-+=:;/.@ \n\t\r\0\u2028",
    *("``", "```", "````", "~~~", "\n\n", "\n```\n", "\n~~~\n", "\n    ", "\n  ", "\n- "),
    *("\n1. ", "[a]"),
    *("\n> ", "\n| a | b |\n|---|---|\n| ", " | ", "](", "][", "]: ", "![", "](<", "\n[a]: "),
    *("javascript:", "JaVaScRiPt:", "data:text/html,", "http://x.y/", "www.x.y", "mailto:a@b"),
    *("<img src=x onerror=window.__fired=1>", "<script>", "</script>", "<!--", "-->", "<![CDATA["),
    *("]]>", "<a href=", "<b", "</", "onmouseover=1", "&lt;", "&#60;", "&colon;", "&#92;"),
    "&bsol;",
    *("$$", "\\(", "\\)", "\\[", "\\]", "\\begin{a}", "\\end{a}", "\\href{", "\\\\(", "@@0@@"),
    *("<http://", "<javascript:", "===", "---", "a", "é", "字", "\x0b", "\x85", "html", "mermaid"),
]
TEXTS = st.lists(st.sampled_from(DANGEROUS), max_size=40).map("".join)
TAGS = frozenset(
    "p br hr h1 h2 h3 h4 h5 h6 strong em s del code pre blockquote ul ol li table thead tbody tr "
    "th td a span".split()
)


def trusting_reader() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


READERS: dict[str, Callable[[str], Any]] = {
    "markdown-it": trusting_reader().render,
    "markdown-it without tables": MarkdownIt("commonmark", {"html": True}).render,
    "mistune": mistune.create_markdown(
        escape=False, plugins=["table", "strikethrough", "url", "footnotes", "math", "def_list"]
    ),
}


def threats(text: str, reader: str) -> list[str]:
    html = str(READERS[reader](safe_markdown(text)))
    tags = TAGS | {"section", "sup", "div", "span", "dl", "dt", "dd"} if "mis" in reader else TAGS
    return [threat for threat in threats_in(html, tags) if " id='fn" not in threat]


@pytest.mark.parametrize("reader", READERS)
@given(TEXTS)
@settings(max_examples=400, deadline=None)
@example("[a]: http://x 'b\n\n```\n'\n<b>\n```")
@example("~~~\n```\n~~~\n<b>\n```")
def test_nothing_that_acts_comes_out_of_any_text(reader: str, text: str) -> None:
    assert not threats(text, reader)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_that_acts_comes_out_of_the_corpus(reader: str, name: str) -> None:
    assert not threats(PAYLOADS[name], reader)


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\nSome *text*, **bold**, ~~gone~~, `code` and a [link](https://x.y/z?a=b#c).",
        "- a\n- b\n  - c\n\n1. d\n2. e\n\n> quoted\n\n---",
        "| a | b |\n|:--|--:|\n| 1 | 2 |",
        "```python\nif a < b:\n    print('<b>')\n```",
        "Maths $a_1 + b^2$ and $$\\sum_i x_i$$ and 5 < 6 <= 7.",
        "1. Run:\n   ```bash\n   pip install x\n   ```\n2. Done",
        "[text][ref]\n\n[ref]: https://x.y",
        'He said "hi" & left. x < y',
        "&lt;b&gt; &amp; &#60;",
    ],
)
def test_harmless_markdown_stays_letter_for_letter(text: str) -> None:
    assert text == safe_markdown(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <b>c</b>", "a &lt;b>c&lt;/b>"),
        ("`List<int>`", "<code>List&#60;int&#62;</code>"),
        ("![cat](https://x.y/cat.png)", "[cat](https://x.y/cat.png)"),
        ("[a](javascript:b)", "&#91;a&#93;(javascript:b)"),
        ("<https://x.y>", "https://x.y"),
        ("\\(a<b\\)", "$a\\lt b$"),
        ("\\[x\\]", "$$x$$"),
        ("a ` b", "a \\` b"),
        ("```py\nx < y", "```py\nx < y\n```"),
        ("~~~\nx\n~~~", "```\nx\n```"),
        ("$\\href{javascript:1}{x}$", "$\\text{href}{javascript:1}{x}$"),
        ("$5 or $6", "<span>&#36;</span>5 or <span>&#36;</span>6"),
        ("[a](https://en.x.org/wiki/B_(c))", "[a](https://en.x.org/wiki/B_%28c%29)"),
    ],
)
def test_what_is_written_otherwise(text: str, expected: str) -> None:
    assert expected == safe_markdown(text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_code_in_a_closed_fence_is_shown_letter_for_letter(text: str) -> None:
    code = "".join(c for c in text if c >= " " or c == "\n").replace("```", "").replace("~~~", "")
    code = code.replace("\u2028", "").replace("\x85", "").strip("\n")
    tokens = MarkdownIt().parse(safe_markdown(f"a\n\n`````\n{code}\n`````\n\nb"))

    assert [f"{code}\n"] == [token.content for token in tokens if token.type == "fence"]
