"""Tools by name, by function, and as they are."""

from __future__ import annotations

from typing import Any

import pytest

from gemini_magic.errors import InvalidRequest, UnknownName
from gemini_magic.tools import (
    BUILT_IN,
    FileSearchTool,
    FunctionTool,
    LocalTool,
    Tool,
    tools_from,
)


def add(a: int) -> int:
    return a


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("code_execution", {"codeExecution": {}}),
        ("google_maps", {"googleMaps": {}}),
        ("google_search", {"googleSearch": {}}),
        ("url_context", {"urlContext": {}}),
    ],
)
def test_tools_at_google_are_found_by_name(name: str, wire: dict[str, Any]) -> None:
    (tool,) = tools_from([name])

    assert (tool.name, tool.declaration()) == (name, wire)
    assert isinstance(tool, Tool)
    assert not isinstance(tool, LocalTool)


def test_every_built_in_tool_knows_its_name() -> None:
    assert list(BUILT_IN) == [make().name for make in BUILT_IN.values()]


def test_functions_and_tools_may_be_mixed() -> None:
    given = FunctionTool(add)
    tools = tools_from([add, given, "google_search"])

    assert [tool.name for tool in tools] == ["add", "add", "google_search"]
    assert tools[1] is given
    assert tools_from(()) == ()


def test_a_misspelled_tool_names_the_right_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'google_search'") as caught:
        tools_from(["gogle_search"])

    assert caught.value.near[0] == "google_search"


def test_what_is_no_tool_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="5 is not a tool"):
        tools_from([5])


def test_file_search_names_its_stores_in_full() -> None:
    tool = FileSearchTool(["notes-1a", "fileSearchStores/b"])

    stores = ["fileSearchStores/notes-1a", "fileSearchStores/b"]
    assert tool.declaration() == {"fileSearch": {"fileSearchStoreNames": stores}}
    with pytest.raises(InvalidRequest, match="at least one store"):
        FileSearchTool([])
