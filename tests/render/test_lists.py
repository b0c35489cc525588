"""Lists as they are read: tasks have boxes, and marks stand on the side where an item begins."""

from __future__ import annotations

import re

import pytest

from gemini_magic.render.prose import prose_html


@pytest.mark.parametrize("loose", ["", "\n"])
def test_tasks_have_boxes(loose: str) -> None:
    html = prose_html(f"- [x] done\n{loose}- [ ] to do\n{loose}- [link](https://example.org) [ ]\n")
    items = [re.sub(r"<[^>]*>", "", item).strip() for item in html.split("<li")[1:]]

    assert [item.partition(">")[2].strip() for item in items] == ["☑ done", "☐ to do", "link [ ]"]
    assert html.count('style="list-style:none"') == 2


@pytest.mark.parametrize(
    ("item", "is_from_the_right"),
    [("פריט", True), ("**פריט** a", True), ("1: فريط", True), ("a פריט", False), ("item", False)],
)
def test_items_that_run_from_the_right_have_room_for_their_mark(
    item: str, is_from_the_right: bool
) -> None:
    assert ("margin-right:2em" in prose_html(f"- {item}\n- b\n")) == is_from_the_right


@pytest.mark.parametrize("loose", ["", "\n"])
def test_tasks_that_run_from_the_right_have_boxes(loose: str) -> None:
    html = prose_html(f"- [x] פריט\n{loose}- [ ] שני\n")

    assert "☑ פריט" in html
    assert "☐ שני" in html
