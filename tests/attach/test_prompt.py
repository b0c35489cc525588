"""Text with values in it: nothing is lost, blocks stand on lines of their own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.attach import Prompt, fenced

WORDS = st.text(alphabet="ab{}[]\"' \n", max_size=12)
DATA = st.text(alphabet="`{}c\n", min_size=1, max_size=12).map(lambda text: f"x\n{text}")


@given(st.lists(st.tuples(st.booleans(), WORDS, DATA), max_size=6))
def test_words_keep_their_order_and_every_block_its_lines(
    pieces: list[tuple[bool, str, str]],
) -> None:
    prompt = Prompt()
    for is_data, words, data in pieces:
        if is_data:
            prompt.put(data, "d")
        else:
            prompt.write(words)
    text = "".join(part.text or "" for part in prompt.parts)

    rest = text
    for is_data, words, data in pieces:
        block = fenced(data, "`d`, a text")
        if is_data:
            before, found, rest = rest.partition(block)
            assert found
            assert before == "" or before.endswith("\n")
            assert rest == "" or rest.startswith("\n")
        else:
            assert all(word in rest for word in words.split())
    assert len(prompt.sent) == sum(is_data for is_data, _, _ in pieces)
    assert len(prompt.parts) <= 1


@given(WORDS)
def test_words_alone_are_one_part_as_they_stand(words: str) -> None:
    prompt = Prompt()
    prompt.write(words)

    assert [part.text for part in prompt.parts] == ([words] if words else [])
