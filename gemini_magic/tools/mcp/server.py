"""McpServer: a Model Context Protocol server by its command or address, and the tools it has."""

from __future__ import annotations

import importlib.util
import re
import shlex
import threading
import weakref
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from ...api.mcp_functions import McpFunction, wire_form
from ...errors import GeminiError, InvalidRequest, UnknownName
from ...settings import named_variables
from .connection import Address, Command, Connection
from .tool import McpTool

if TYPE_CHECKING:
    import mcp

__all__ = ["McpServer"]

_LAUNCHERS = frozenset({"bunx", "docker", "node", "npx", "python", "python3", "uv", "uvx"})
_MOST_PAGES = 100


class McpServer:
    """All tools of a server: `McpServer("uvx mcp-server-git")`, or `McpServer("https://…/mcp")`.

    A command is started with the first use, as a process that ends with this one, and sees
    nothing of the environment but PATH, HOME and their like: `env` names the variables to pass on,
    or gives them. `headers` are for an address. `prefix` begins the names that the model sees.
    With `asks=False` its calls run unasked. Raises `InvalidRequest` when it cannot be reached
    within `timeout` seconds. Needs `pip install gemini-magic[mcp]`.
    """

    def __init__(
        self,
        server: str | Sequence[str],
        *,
        name: str = "",
        env: Mapping[str, str] | Iterable[str] = (),
        headers: Mapping[str, str] | None = None,
        cwd: str | None = None,
        prefix: str = "",
        asks: bool = True,
        timeout: float = 60.0,
    ) -> None:
        words = tuple(shlex.split(server) if isinstance(server, str) else server)
        if not words:
            raise InvalidRequest("an MCP server needs a command or an address; it is empty")
        variables = dict(env) if isinstance(env, Mapping) else named_variables(env)
        if len(words) == 1 and re.match(r"https?://", words[0]):
            self._place: Command | Address = Address(words[0], dict(headers or {}))
        else:
            self._place = Command(words, variables, cwd)
        self.name = name or _name_of(words)
        self._prefix = prefix
        self._asks = asks
        self._timeout = timeout
        self._lock = threading.RLock()
        self._connection: Connection | None = None
        self._log = ""

    @property
    def tools(self) -> tuple[McpTool, ...]:
        """Its tools, as it listed them first."""
        return tuple(McpTool(one, self.name, self._asks) for one in self._functions)

    def functions(self) -> Sequence[McpFunction]:
        """The same as functions, for `tools` of a client."""
        return self._functions

    def __getitem__(self, name: str) -> McpTool:
        by_name = {tool.function.tool["name"]: tool for tool in self.tools}
        if name not in by_name:
            raise UnknownName(f"tool of the MCP server {self.name!r}", name, by_name)
        return by_name[name]

    @property
    def log(self) -> str:
        """The end of what it has written to stderr; a place by address has none here."""
        return self._connection.log if self._connection is not None else self._log

    @property
    def is_running(self) -> bool:
        """Whether it is connected now."""
        return self._connection is not None and self._connection.is_open

    def close(self) -> None:
        """End it. It starts again with its next use."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                self._log = connection.log
                connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        # No command and no address: both may hold what nobody should read.
        return f"<McpServer {self.name!r}, {'running' if self.is_running else 'not running'}>"

    @cached_property
    def _functions(self) -> tuple[McpFunction, ...]:
        listed = self._connected().run(_all_tools)
        return tuple(McpFunction(tool, self._call, self._prefix) for tool in listed)

    def _call(self, name: str, args: dict[str, Any]) -> Any:
        import mcp_types

        def ask(client: mcp.Client) -> Coroutine[Any, Any, mcp.types.CallToolResult]:
            return client.call_tool(name, args)

        connection = self._connected()
        try:
            return connection.run(ask)
        except Exception as error:
            if getattr(error, "code", None) != mcp_types.CONNECTION_CLOSED:
                raise
            self.close()
            last = self._log.strip().rpartition("\n")[2].strip()
            raise GeminiError(
                f"the MCP server {self.name!r} has ended{f': {last}' if last else ''}; "
                "it is started again with the next call"
            ) from None

    def _connected(self) -> Connection:
        if importlib.util.find_spec("mcp") is None:
            raise InvalidRequest(
                "MCP servers need the package mcp: pip install 'gemini-magic[mcp]', then restart"
            )
        with self._lock:
            if self._connection is None or not self._connection.is_open:
                self._connection = Connection(self._place, self.name, self._timeout)
                weakref.finalize(self, self._connection.close)  # also when the process ends
            return self._connection


async def _all_tools(client: mcp.Client) -> list[dict[str, Any]]:
    tools: list[dict[str, Any]] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = wire_form(await client.list_tools(cursor=cursor))
        tools += page["tools"]
        if not (cursor := page.get("nextCursor")):
            break
    return tools


def _name_of(words: Sequence[str]) -> str:
    """A name for people: the address's host, or what the command starts."""
    if host := urlsplit(words[0]).hostname:
        return host
    telling = [word for word in words if not word.startswith("-")]
    command = PurePath(telling[0]).stem if telling else words[0]
    return PurePath(telling[1]).stem if command in _LAUNCHERS and len(telling) > 1 else command
