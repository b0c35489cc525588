"""`film.mp4#t=1:30,2:00&fps=2&res=low`: which part of a medium counts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.attach import Terms, attached, attachment_from
from gemini_magic.attach.fragment import Fragment, narrowed, split_fragment
from gemini_magic.errors import InvalidRequest, UnknownName

LINK = "https://youtu.be/abc"


def sent_as(value: str) -> tuple[dict[str, Any], str]:
    """The part on the wire, and what is said of it."""
    found = attached(value, "film")
    assert found is not None
    ((part,), (sent,)) = found.parts, found.sent
    return part.to_wire(), sent.note


def test_a_stretch_of_a_film_at_its_own_pace() -> None:
    wire, note = sent_as(f"{LINK}#t=1:30,2:00&fps=2&res=low")

    assert wire == {
        "fileData": {"fileUri": LINK},
        "mediaResolution": {"level": "MEDIA_RESOLUTION_LOW"},
        "videoMetadata": {"startOffset": "90s", "endOffset": "120s", "fps": 2.0},
    }
    assert note == f"{LINK}, 1:30 to 2:00, 2 frames a second, resolution low"


@pytest.mark.parametrize(
    ("times", "stretch"),
    [
        ("90", {"startOffset": "90s"}),
        (",12.5", {"endOffset": "12.5s"}),
        ("npt:10,20s", {"startOffset": "10s", "endOffset": "20s"}),
        ("1:02:03", {"startOffset": "3723s"}),
    ],
)
def test_times_are_written_as_people_do(times: str, stretch: dict[str, str]) -> None:
    assert sent_as(f"{LINK}#t={times}")[0]["videoMetadata"] == stretch


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ("t=", "no stretch"),
        ("t=20,10", "no stretch"),
        ("t=soon", "is no time"),
        ("fps=0", "is no rate"),
        ("fps=60", "is no rate"),
        ("fps=nan", "is no rate"),
        ("page=3", "documents whole"),
        ("res=hgih", "did you mean 'high'"),
        ("t=1&tps=2", "did you mean 'fps'"),
    ],
)
def test_what_cannot_be_is_refused_in_words(fragment: str, said: str) -> None:
    with pytest.raises((InvalidRequest, UnknownName), match=said):
        attached(f"{LINK}#{fragment}", "film")


def test_other_fragments_belong_to_the_address() -> None:
    assert split_fragment(f"{LINK}#about") == (f"{LINK}#about", None)
    assert split_fragment("#t=1") == ("#t=1", None)


def test_only_films_have_times_and_only_media_a_resolution() -> None:
    with pytest.raises(InvalidRequest, match="is no film"):
        narrowed(attached_photo(), Fragment(start=1.0))
    text = attached("a\nb\nc", "notes")
    assert text is not None
    with pytest.raises(InvalidRequest, match="only media"):
        narrowed(text, Fragment(resolution="low"))


def attached_photo() -> Any:
    from PIL import Image

    return attached(Image.new("RGB", (8, 8)), "photo")


def test_a_picture_costs_what_its_own_resolution_says() -> None:
    found = narrowed(attached_photo(), Fragment(resolution="low"))

    assert found.sent[0].tokens == 280
    assert found.parts[0].to_wire()["mediaResolution"] == {"level": "MEDIA_RESOLUTION_LOW"}


def test_code_may_name_a_stretch_too() -> None:
    (part,) = attachment_from(f"{LINK}#t=5,10", Terms()).parts

    assert part.to_wire()["videoMetadata"] == {"startOffset": "5s", "endOffset": "10s"}


@given(st.integers(0, 86_000), st.integers(1, 10_000))
def test_every_way_to_write_a_time_says_the_same(start: int, length: int) -> None:
    end = start + length
    clock = f"{end // 3600}:{end % 3600 // 60:02}:{end % 60:02}"

    assert split_fragment(f"a.mp4#t={start},{end}") == split_fragment(f"a.mp4#t={start}s,{clock}")
