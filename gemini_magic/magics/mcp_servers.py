"""MCP servers by name: those of `%gemini mcp` for the notebook, and the user's in the file.

In the file that `defaults` reads, `[mcp.NAME]` has a `command` or a `url`, and what else
`McpServer` takes: `env = ["TOKEN"]` names variables to pass on, so that no key stands there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import InvalidRequest, SettingsError, UnknownName
from ..errors.keys import found_keys
from ..render import without_controls
from ..session import current
from ..tools import McpServer
from .defaults import config_path, config_table
from .table import print_table, shortened

__all__ = ["mcp", "server_named"]

_OPTIONS = frozenset({"asks", "cwd", "env", "headers", "prefix", "timeout"})
_WIDEST = 60
_LAST_LINES = 5


def server_named(name: str) -> McpServer:
    """The server of that name, made when first asked for."""
    servers = current().mcp_servers
    if name not in servers:
        table = config_table("mcp")
        if name not in table:
            raise UnknownName("MCP server", name, _server_names())
        servers[name] = _from_table(name, table[name])
    return servers[name]


def _server_names() -> list[str]:
    """All that there are."""
    return list(dict.fromkeys([*current().mcp_servers, *config_table("mcp")]))


def mcp(arguments: Sequence[str]) -> None:
    """List the servers; show the tools of one; name one for this notebook; or end one."""
    match list(arguments):
        case []:
            _list()
        case [name]:
            _show(server_named(name))
        case [name, "off"]:
            server_named(name).close()
            del current().mcp_servers[name]
            print(f"{name} has ended")
        case [name, *words]:
            _add(name, words)


def _add(name: str, words: list[str]) -> None:
    if not name.replace("-", "_").isidentifier():
        raise InvalidRequest(f"{name!r} is no name for a server; use letters, digits, _ and -")
    if any(found_keys(" ".join(words))):
        raise InvalidRequest(
            "a key stands in this command, and would stand in the notebook; pass it on by "
            "gm.McpServer(…, env=[NAME]) or the table [mcp.NAME] of the config file"
        )
    servers = current().mcp_servers
    if name in servers:
        servers[name].close()
    servers[name] = McpServer(words, name=name)
    print(f"{name} is a server for this notebook's cells: --tools mcp:{name}")


def _list() -> None:
    rows = [["server", "state", "from"]]
    for name in _server_names():
        server = current().mcp_servers.get(name)
        state = "running" if server is not None and server.is_running else "not running"
        rows.append([name, state, "the file" if name in config_table("mcp") else "this notebook"])
    if len(rows) == 1:
        print("no MCP server is named yet: %gemini mcp NAME COMMAND, or [mcp.NAME] in the file")
    else:
        print_table(rows, numbers_from=3)
    print(f"the file is {config_path()}" if config_path() is not None else "there is no file")


def _show(server: McpServer) -> None:
    rows = [["tool", "purpose"]]
    for tool in server.tools:
        purpose = tool.function.purpose.strip().partition("\n")[0]
        told = (shortened(text, _WIDEST) for text in (tool.signature, purpose))
        rows.append(list(map(without_controls, told)))
    print_table(rows, numbers_from=2)
    if said := server.log.strip().splitlines()[-_LAST_LINES:]:
        lines = (f"  {without_controls(shortened(line, 2 * _WIDEST))}" for line in said)
        print("\nit said last:", *lines, sep="\n")


def _from_table(name: str, table: Any) -> McpServer:
    where = f"{config_path()}: [mcp.{name}]"
    if not isinstance(table, Mapping) or ("command" in table) == ("url" in table):
        raise SettingsError(f"{where} needs a command or a url")
    given = {key: value for key, value in table.items() if key not in ("args", "command", "url")}
    for key in given:
        if key not in _OPTIONS:
            raise SettingsError(f"{where}: {UnknownName('setting', key, _OPTIONS)}")
    if "url" in table:
        return McpServer([str(table["url"])], name=name, **given)
    command = table["command"]
    if "args" in table or isinstance(command, list):
        listed = command if isinstance(command, list) else [command]
        command = [*map(str, listed), *map(str, table.get("args", ()))]
    return McpServer(command, name=name, **given)
