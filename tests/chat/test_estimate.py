"""What a call may cost, before it is sent: rules of thumb that hold in both dialects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_magic import Client, Request, Session
from gemini_magic.api.types import MediaResolution, Part
from gemini_magic.chat.estimate import Estimate, estimate
from gemini_magic.chat.request import Via

FLASH = "gemini-3-flash-preview"
IMAGE = Part.from_bytes(data=b"x" * 90_000, mime_type="image/png")


def estimated(
    *parts: Part, model: str = FLASH, via: Via = "generate", **config: object
) -> Estimate:
    request = Request(parts, model=model, via=via, config=config)
    return estimate(Session(Client(api_key="x")).call(request))


@pytest.mark.parametrize("via", ["generate", "interactions"])
def test_text_and_pictures_count_alike_by_either_surface(via: Via) -> None:
    found = estimated(Part(text="word" * 100), IMAGE, via=via, max_output_tokens=50)

    assert found.prompt == {"text": 100, "image": 1120}
    assert (found.answer, found.is_limited, found.model) == (50, True, FLASH)


def test_pictures_count_by_their_resolution() -> None:
    low = MediaResolution.MEDIA_RESOLUTION_LOW
    finest = Part.from_bytes(
        data=b"x",
        mime_type="image/png",
        media_resolution=MediaResolution.MEDIA_RESOLUTION_ULTRA_HIGH,
    )

    assert estimated(IMAGE, media_resolution=low).prompt == {"image": 280}
    assert estimated(finest, IMAGE, media_resolution=low).prompt == {"image": 2240 + 280}


def test_the_price_is_the_catalogs_and_unknown_where_that_has_none() -> None:
    known = estimated(Part(text="word" * 1_000_000), max_output_tokens=1_000_000).cost

    assert known is not None
    assert known.dollars == pytest.approx(0.5 + 3.0)
    assert estimated(Part(text="hi"), model="a-model-of-ours").cost is None


def test_several_answers_cost_several_times() -> None:
    assert estimated(Part(text="hi"), candidate_count=3, max_output_tokens=10).answer == 30


def test_settings_and_signatures_are_no_text_for_the_model() -> None:
    signed = Part(text="word", thought_signature=b"x" * 1000)

    assert estimated(signed, temperature=1.0).prompt == {"text": 1}


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5), st.text(min_size=1))
def test_more_text_never_costs_less(texts: list[str], more: str) -> None:
    parts = [Part(text=text) for text in texts]
    fewer, all_of_them = estimated(*parts), estimated(*parts, Part(text=more))

    assert 0 < fewer.prompt_tokens < all_of_them.prompt_tokens
