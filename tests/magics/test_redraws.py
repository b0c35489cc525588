"""All drawings of an answer together cost a small multiple of it, however it comes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.magics.redraws import FREE, MOST, Redraws

Arrivals = st.lists(st.tuples(st.integers(0, 50_000), st.floats(0, 30)), min_size=1, max_size=400)


@given(Arrivals, st.integers(1, 12))
def test_together_they_send_a_few_megabytes_and_a_multiple_of_the_text(
    arrivals: list[tuple[int, float]], weight: int
) -> None:
    now, size, sent = 0.0, 0, 0
    redraws = Redraws(lambda: now)
    for grown, seconds in arrivals:
        now, size = now + seconds, size + grown
        if redraws.is_due(size):
            sent += size * weight
            redraws.drawn(size, size * weight)

    assert sent <= FREE + (MOST + 2 * weight) * size


def test_a_short_answer_is_redrawn_every_second() -> None:
    now = 0.0
    redraws = Redraws(lambda: now)
    drawn = []
    for size in range(1000, 1100):
        now += 0.25
        if redraws.is_due(size):
            drawn.append(now)
            redraws.drawn(size, 5 * size)

    assert drawn == [0.25 + n for n in range(25)]


def test_what_grows_fast_is_redrawn_at_once() -> None:
    redraws = Redraws(lambda: 0.0)
    redraws.drawn(1000, 2000)

    assert not redraws.is_due(1199)
    assert redraws.is_due(1200)
