"""Text of ours in Markdown: letter for letter, whoever reads it."""

from __future__ import annotations

from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gemini_magic.render.verbatim import literal

# What means something to some reader, and words to stand between.
MARKS = st.sampled_from([*"*_`~#>+-=|[]()!<&$\\:.^@{}\"'", "--", "1", "22", "a", "ab", "www", " "])


def test_words_numbers_and_sentences_stand_as_they_are() -> None:
    assert literal("local-rules: 3.5 kB. Done!") == "local-rules: 3.5 kB. Done!"


@given(st.lists(MARKS, max_size=12).map("".join))
def test_literal_text_means_nothing_to_a_reader_of_markdown(text: str) -> None:
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    shown = reader.render(literal(text)).removeprefix("<p>").removesuffix("</p>\n")

    assert "<" not in shown
    assert unescape(shown) == " ".join(text.split())
