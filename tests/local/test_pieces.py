"""Small parts by themselves: stop sequences, token counts, rankings, embeddings, signatures."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.local.signature import Signer
from gemini_magic.local.stops import StopScanner
from gemini_magic.local.tokens import TokenCounter, count_text
from gemini_magic.local.words.embeddings import embed, similarity
from gemini_magic.local.words.ranking import rank
from gemini_magic.local.words.tone import tone
from tests.local.conftest import Engine


@given(
    st.lists(st.text("ab.", max_size=4), max_size=8),
    st.lists(st.text("ab.", min_size=1), max_size=3),
)
def test_stop_sequences_are_found_across_pieces(pieces: list[str], stops: list[str]) -> None:
    scanner = StopScanner(stops)
    shown = ""
    for piece in pieces:
        shown += scanner.feed(piece)
        if scanner.stopped:
            break
    shown += scanner.flush()
    whole = "".join(pieces)

    assert whole.startswith(shown)
    assert not any(stop in shown for stop in stops)
    assert scanner.stopped == any(stop in whole for stop in stops)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("", 0, 0),
        ("Hello, world!", 4, 5),
        ("The quick brown fox jumps over the lazy dog.", 9, 12),
        ("日本語のテキスト", 6, 9),
        ("1234567", 7, 7),
        ("antidisestablishmentarianism", 3, 6),
    ],
)
def test_token_estimates_are_near(text: str, low: int, high: int) -> None:
    assert low <= count_text(text) <= high


@given(st.lists(st.text("ab 1.,\n", max_size=6), max_size=10))
def test_a_running_count_is_near_the_whole(pieces: list[str]) -> None:
    counter = TokenCounter()
    for piece in pieces:
        counter.add(piece)
    split_line_ends = "".join(pieces).count("\n")

    assert abs(counter.total - count_text("".join(pieces))) <= split_line_ends


@given(st.text(max_size=80), st.sampled_from([1, 2, 128, 768, 3072]))
def test_embeddings_are_unit_vectors(text: str, dimensions: int) -> None:
    vector = embed(text, dimensions)

    assert len(vector) == dimensions
    assert math.isclose(math.hypot(*vector), 1, abs_tol=1e-5)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("The cat sat on the mat", "A cat is sitting on a mat", "Stock prices fell sharply"),
        ("How do I sort a list in Python?", "sorting Python lists", "a recipe for apple pie"),
        ("notebook extension for Jupyter", "Jupyter notebooks", "rain in the mountains"),
    ],
)
def test_similar_texts_are_nearer(text: str, near: str, far: str) -> None:
    assert similarity(text, near) > similarity(text, far) + 0.1


def test_ranking_prefers_the_text_with_the_words() -> None:
    scores = rank("weather in Oslo", ["send an email", "current weather in a city", "play music"])

    assert max(scores) == scores[1]
    assert scores[0] == scores[2] == 0


@pytest.mark.parametrize(
    ("text", "sign_of"), [("great, I love it", 1), ("not good", -1), ("it rained", 0)]
)
def test_tone(text: str, sign_of: int) -> None:
    assert (tone(text) > 0) - (tone(text) < 0) == sign_of


def test_signatures_depend_on_the_part_alone() -> None:
    part, sign = {"text": "hello"}, Signer(b"key").sign

    assert sign(part) == sign({**part, "thoughtSignature": "old"})
    assert sign(part) != sign({"text": "hullo"})


def test_embeddings_over_the_wire(engine: Engine) -> None:
    content = {"parts": [{"text": "a cat"}]}
    model_id = "gemini-embedding-001"
    single = engine.post(
        "embedContent", {"content": content, "outputDimensionality": 64}, model_id=model_id
    )
    request = {"model": f"models/{model_id}", "content": content, "outputDimensionality": 64}
    batch = engine.post("batchEmbedContents", {"requests": [request] * 2}, model_id=model_id)

    assert len(single["embedding"]["values"]) == 64
    assert batch["embeddings"] == [single["embedding"]] * 2
