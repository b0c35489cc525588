"""What the model may use: one file for each tool, named in `BUILT_IN` if it runs at Google.

function      a Python function; `coroutine` and `deadline` are how it is run
mcp           what Model Context Protocol servers offer
computer_use  a screen, by a function that does the steps
declared      a tool as the wire has it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..api.types import Tool as WireTool
from ..errors import InvalidRequest, UnknownName
from .base import LocalTool, Tool
from .code_execution import CodeExecutionTool
from .computer_use import ACTIONS, ComputerUse, action_of, warning_of
from .coroutine import awaited
from .deadline import TooLate, in_time
from .declared import DeclaredTool
from .file_search import FileSearchTool
from .function import FunctionTool, asks_first
from .google_maps import GoogleMapsTool
from .google_search import GoogleSearchTool
from .mcp import McpServer, McpTool
from .url_context import UrlContextTool

__all__ = [
    "ACTIONS",
    "BUILT_IN",
    "ComputerUse",
    "DeclaredTool",
    "FileSearchTool",
    "FunctionTool",
    "LocalTool",
    "McpServer",
    "McpTool",
    "TooLate",
    "Tool",
    "action_of",
    "asks_first",
    "awaited",
    "in_time",
    "tools_from",
    "warning_of",
]

BUILT_IN: dict[str, Callable[[], Tool]] = {
    tool.name: tool
    for tool in (CodeExecutionTool, GoogleMapsTool, GoogleSearchTool, UrlContextTool)
}
"""Tools that run at Google, by name."""


def tools_from(values: Any) -> tuple[Tool, ...]:
    """Tools from functions, names of built-in tools, MCP servers, `types.Tool`s, and tools as
    they are.

    One of these may stand alone. A server is asked what it offers.
    """
    if isinstance(values, (list, tuple)) and not values:
        return ()  # as most cells say: what follows asks for protocols, which takes its time
    alone = isinstance(values, (str, Tool, McpServer, WireTool, Mapping)) or callable(values)
    given = (values,) if alone else values
    tools = [
        tool
        for value in given
        for tool in (value.tools if isinstance(value, McpServer) else [_tool_from(value)])
    ]
    return tuple(_with_actions(tools))


def _with_actions(tools: list[Tool]) -> list[Tool]:
    """Functions by the names of a computer's actions do these actions, undeclared."""
    screens = [t for t in tools if isinstance(t, DeclaredTool) and t.tool.computer_use is not None]
    done = [tool for tool in tools if isinstance(tool, FunctionTool) and tool.name in ACTIONS]
    if not screens or not done:
        return tools
    wire = screens[0].tool.computer_use
    assert wire is not None
    use = ComputerUse.by_functions(wire, (tool.function for tool in done))
    return [use, *(tool for tool in tools if tool is not screens[0] and tool not in done)]


def _tool_from(value: Any) -> Tool:
    if isinstance(value, str):
        if value not in BUILT_IN:
            raise UnknownName("tool", value, BUILT_IN)
        return BUILT_IN[value]()
    if isinstance(value, (WireTool, Mapping)):
        return DeclaredTool(WireTool.model_validate(value))
    if isinstance(value, Tool):
        return value
    if callable(value):
        return FunctionTool(value)
    raise InvalidRequest(f"{value!r} is not a tool; give a function or one of {list(BUILT_IN)}")
