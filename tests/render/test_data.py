"""Data by a schema: every JSON value is shown whole, safely, and while it still arrives."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic.chat import Reply, fold
from gemini_magic.chat.events import Asked, Event, Finish, PartDelta, PartStart
from gemini_magic.render import LivePage, render
from gemini_magic.render.actions import SCRIPT
from gemini_magic.types import FunctionCall, Part
from tests.render.reading import threats_in, unbalanced_in

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
FLAT = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT
VALUES = st.recursive(
    FLAT, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
)
ROWS = st.lists(st.dictionaries(TEXT, FLAT, min_size=1, max_size=4), min_size=1, max_size=5)


def reply_of(*pieces: str, is_finished: bool = True) -> Reply:
    first, *rest = pieces
    events: list[Event] = [Asked("a schema"), PartStart(Part(text=first)), *map(PartDelta, rest)]
    return fold([*events, Finish("STOP")] if is_finished else events)


def html_of(value: Any) -> str:
    html: str = render(reply_of(json.dumps(value))).data["text/html"].removesuffix(SCRIPT)
    return html


class _Words(HTMLParser):
    """The text between tags, and the cells of tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._cell = True

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def read(html: str) -> _Words:
    words = _Words()
    words.feed(html)
    return words


def as_shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    # Line ends are one kind of line end to every HTML parser.
    return str(value)


@settings(max_examples=60)
@given(ROWS)
def test_each_row_has_its_cells_under_their_columns(rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))

    head, *body = read(html_of(rows)).rows[: len(rows) + 1]

    assert len(head) == len(columns)
    assert [len(cells) for cells in body] == [len(columns)] * len(rows)
    plain = [row for row in rows if all(as_shown(v).isalnum() for v in row.values())]
    for row, cells in zip(rows, body, strict=True):
        if row in plain:
            assert [cells[columns.index(name)].strip() for name in row] == [
                as_shown(value) for value in row.values()
            ]


@settings(max_examples=60)
@given(VALUES)
def test_every_value_is_shown_safely_and_balanced(value: Any) -> None:
    html = html_of(value)

    assert threats_in(html) == []
    assert unbalanced_in(html) == []


@settings(max_examples=30)
@given(VALUES, st.data())
def test_an_answer_that_still_grows_is_shown_at_every_length(value: Any, data: Any) -> None:
    text = json.dumps(value)
    cut = data.draw(st.integers(0, len(text)))
    page = LivePage()

    growing = page.html(reply_of(text[:cut], is_finished=False))
    page.html(reply_of(text[:cut], text[cut:], is_finished=False))
    whole = reply_of(text[:cut], text[cut:])

    assert threats_in(growing) == []
    assert page.final_html(whole) == render(whole).data["text/html"]


def test_half_an_object_is_readable() -> None:
    half = reply_of('[{"name": "Oslo", "people": 7}, {"name": "Ber', is_finished=False)

    assert read(LivePage().html(half)).rows == [["name", "people"], ["Oslo", "7"], ["Ber", ""]]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 50_000, "[" + "1," * 100_000, "{broken", "just words"]
)
def test_what_is_no_json_or_too_much_of_it_is_shown_all_the_same(text: str) -> None:
    html = render(reply_of(text)).data["text/html"]

    assert threats_in(html) == []
    assert unbalanced_in(html) == []
    assert len(html) < 3 * len(text) + 200_000


@pytest.mark.parametrize("hostile", ["<script>x</script>", "<img src=x onerror=y>", "$x$", "|`*_"])
def test_keys_and_values_are_letters_only(hostile: str) -> None:
    for value in ([{hostile: hostile}], {hostile: {hostile: [hostile]}}, hostile):
        html = html_of(value)

        assert threats_in(html) == []
        assert hostile in read(html).words


def test_rows_without_common_names_take_room_in_proportion() -> None:
    rows = [{f"name{number}": number} for number in range(1_000)]
    text = json.dumps(rows)
    called = Part(function_call=FunctionCall(name="keep", args={"rows": rows}))

    for reply in (reply_of(text), fold([PartStart(called), Finish("STOP")])):
        data = render(reply).data
        assert len(data["text/html"]) + len(data["text/markdown"]) < 50 * len(text)


def test_without_a_schema_json_is_text() -> None:
    reply = fold([PartStart(Part(text='[{"a": 1}]')), Finish("STOP")])

    assert "<table" not in render(reply).data["text/html"]


@pytest.mark.parametrize("text", ["[" + "[1,1,1,1]," * 300_000, json.dumps([{"a": 1}] * 500_000)])
def test_of_very_much_only_the_beginning_is_drawn_and_that_is_said(text: str) -> None:
    html = render(reply_of(text)).data["text/html"]

    assert len(html) < 3_000_000
    assert "more, in the reply itself" in html
