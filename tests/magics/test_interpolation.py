"""What `{{name}}` fills in, and everything it must leave alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.attach.interpolation import Field, fill
from gemini_magic.errors import InvalidRequest, UnknownName

NAMES = {
    "city": "Oslo",
    "row": {"name": "Ada", "two words": 2},
    "items": ["first", "second"],
    "point": SimpleNamespace(x=1, inner=SimpleNamespace(y=[7])),
    "größe": 12,
}


def said(text: str, names: Mapping[str, Any] = NAMES) -> str:
    """The prompt with the text of every value in its place."""
    pieces = fill(text, names)
    return "".join(str(p.value) if isinstance(p, Field) else p for p in pieces)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("in {{city}}", "in Oslo"),
        ("{{ city }}, {{city}}", "Oslo, Oslo"),
        ("{{row['name']}} {{row[\"two words\"]}}", "Ada 2"),
        ("{{items[0]}} {{items[-1]}}", "first second"),
        ("{{point.x}} {{point.inner.y[0]}}", "1 7"),
        ("{{größe}}", "12"),
    ],
)
def test_names_attributes_and_indexes_are_filled_in(text: str, filled: str) -> None:
    assert said(text) == filled


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"b": 1}}',
        'json: {{"a": 1}}',
        "f'{{{city}}}'",
        r"\frac{{city}}{2} and x^{{city}} and a_{{city}}",
        r"\textbf{{city}}",
        r"\frac{{city}}{{items}} \frac{1}{{city}} \sqrt[3]{{city}} \binom{{n}}{{k}}",
        "{{ city | upper }}",
        "{{city()}}",
        "{{items[i]}}",
        "{{1 + 1}}",
        "{% if city %}",
        "${city} {city}",
        "void f() {{ return; }}",
    ],
)
def test_other_braces_stay_as_they_are(text: str) -> None:
    assert fill(text, NAMES) == [text]


def test_a_field_keeps_its_name_and_whether_it_is_wanted_as_it_stands() -> None:
    assert fill("{{row['name']}}{{ city!s }}", NAMES) == [
        Field("row['name']", "Ada"),
        Field("city", "Oslo", is_plain=True),
    ]


def test_what_a_variable_contains_is_never_filled_in() -> None:
    names = {"data": "{{secret}}", "secret": "42"}

    assert fill("{{data}}", names) == [Field("data", "{{secret}}")]


PROSE = st.text(alphabet="()'\".;^ ab0\n", max_size=10).map(lambda text: text + " ")
FIELDS = {"{{city}}": "Oslo", "{{ items[1] }}": "second", "{{data}}": "{{city}} {{ data }}"}


@given(st.lists(st.one_of(PROSE, st.sampled_from(sorted(FIELDS)).map(lambda f: f"{f} "))))
def test_every_field_is_filled_in_once_and_all_else_is_kept(pieces: list[str]) -> None:
    filled = "".join(FIELDS.get(piece.strip(), piece.strip(" ")) + "|" for piece in pieces)
    text = "".join(piece.strip(" ") + "|" for piece in pieces)

    assert said(text, {**NAMES, "data": FIELDS["{{data}}"]}) == filled


@given(st.text(max_size=80))
def test_text_without_double_braces_is_untouched(text: str) -> None:
    text = text.replace("{{", "{ {")

    assert said(text, {}) == text


def test_a_name_that_does_not_exist_is_answered_with_near_names() -> None:
    with pytest.raises(UnknownName, match="variable 'citty' does not exist; did you mean 'city'"):
        fill("{{citty}}", NAMES)


@pytest.mark.parametrize("text", ["{{point.z}}", "{{row['nome']}}", "{{items[9]}}", "{{city.x.y}}"])
def test_a_step_that_leads_nowhere_is_an_error(text: str) -> None:
    with pytest.raises(InvalidRequest):
        fill(text, NAMES)
