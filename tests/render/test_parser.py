"""A parser without the rules that a text cannot need reads it as one with all of them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline

from gemini_magic.render.parser import parser_for, parser_without

MARKS = [*"*_`~[]()!<>&\\$|#=-+:.1ax\"'{}^ \n\r\t", "    ", "\n\n", "```", "~~~", "~~", "$$", "**"]
MARKS += ["![", "](http://a.b)", "]: http://a.b", "&amp;", "&#35;", "<http://a.b>", "| - | - |"]
MARKS += ["\\(", "\\[", "\\begin{a}", "\\end{a}", "> ", "- ", "1. ", "---", "\n===", "é", "\u2028"]
# One that looks up at every character at which markdown-it itself would.
WHOLE = parser_without.__wrapped__()
WHOLE.inline.terminator_re = ParserInline().terminator_re
texts = st.lists(st.sampled_from(MARKS), max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(texts)
@example("a\n=\r\nb\n-  ")
@example("[a ] b](http://a.b) [c]\n\n[c]: http://d.e")
@example("> a\n> ---\n\n- b\n  ===")
def test_a_text_is_read_as_with_all_rules(text: str) -> None:
    assert parser_for(text).render(text) == parser_without().render(text) == WHOLE.render(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "<p>plain</p>\n"),
        ("*a* and **b**", "<p><em>a</em> and <strong>b</strong></p>\n"),
        ("a | b\n--|--\n1 | 2", "<td"),
        ("title\n=====", "<h1>title</h1>\n"),
        ("![a](http://b.c/d.png)", '<a href="http://b.c/d.png">a</a>'),
    ],
)
def test_rules_that_are_needed_are_asked(text: str, shown: str) -> None:
    assert shown in parser_for(text).render(text)


NEEDS = {
    "autolink": "<http://a.b>",
    "backticks": "`*c*`",
    "blockquote": "> q",
    "emphasis": "_e_",
    "entity": "&auml;",
    "escape": r"\*e*",
    "fence": "~~~\nc\n~~~",
    "heading": "# h",
    "image": "![a](http://b.c/d.png)",
    "lheading": "h\n-",
    "link": "[a](http://b.c)",
    "maths": "$5 and $x *y* z$",
    "reference": "[a]\n\n[a]: http://b.c",
    "strikethrough": "~~s~~",
    "table": "a | b\n--|--\n1 | 2",
}


@pytest.mark.parametrize(("rule", "text"), NEEDS.items(), ids=NEEDS)
def test_no_rule_is_left_out_that_a_text_needs(rule: str, text: str) -> None:
    assert parser_for(text).render(text) == WHOLE.render(text)
    assert parser_without(frozenset({rule})).render(text) != WHOLE.render(text)


def test_every_rule_that_may_be_left_out_is_tried() -> None:
    def rules(parser: MarkdownIt) -> set[str]:
        return set().union(*parser.get_active_rules().values())

    assert rules(WHOLE) - rules(parser_for("plain")) == set(NEEDS)
