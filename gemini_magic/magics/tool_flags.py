"""What the flags of a cell let the model use: tools at the service, and functions that run here."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from ..errors import UnknownName
from ..tools import FileSearchTool, McpServer, Tool, tools_from
from .mcp_servers import server_named

__all__ = ["tools_from_flags"]

_AT_THE_SERVICE = {
    "search": "google_search",
    "url": "url_context",
    "maps": "google_maps",
    "exec": "code_execution",
}
_SERVER = "mcp:"


def tools_from_flags(arguments: Namespace, names: Mapping[str, Any]) -> tuple[Tool, ...]:
    """The tools, those at the service first. Servers that are named are started for it."""
    given: list[Any] = [tool for flag, tool in _AT_THE_SERVICE.items() if arguments.__dict__[flag]]
    if stores := _listed(arguments.files):
        given.append(FileSearchTool(stores))
    return tools_from([*given, *(_named(name, names) for name in _listed(arguments.tools))])


def _named(name: str, names: Mapping[str, Any]) -> Any:
    """A variable; a server by `mcp:NAME`; or one tool of either, by NAME.TOOL."""
    if name.startswith(_SERVER):
        server, _, tool = name.removeprefix(_SERVER).partition(".")
        found: Any = server_named(server)
    elif name in names:
        found, tool = names[name], ""
    else:
        variable, _, tool = name.partition(".")
        found = names.get(variable)
        if not isinstance(found, McpServer):
            functions = [known for known, value in names.items() if _is_function(known, value)]
            raise UnknownName("function", name, functions)
    return found[tool] if tool else found


def _listed(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _is_function(name: str, value: Any) -> bool:
    return isinstance(value, FunctionType) and not name.startswith("_")
