"""Tools of a Model Context Protocol server as functions that a model may call.

Sessions and results are known by what they can do and by their wire form, which all versions of
the package `mcp` share; it is not imported here.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, runtime_checkable

from ..errors import InvalidRequest
from .flow import Flow, Work
from .function_results import outcome
from .parameters_schema import parameters_schema
from .types import Blob, FunctionResponse, GenerateContentConfig

__all__ = ["McpFunction", "Toolset", "response_from", "wire_form", "with_sessions"]

_MOST_PAGES = 100  # a listing that does not end must not hang a cell


@dataclass(frozen=True)
class McpFunction:
    """A tool of a server. `call` takes its name there and the arguments, and gives the result,
    or a coroutine of it.
    """

    tool: Mapping[str, Any] = field(repr=False)
    call: Callable[[str, dict[str, Any]], Any] = field(repr=False)
    prefix: str = ""

    @property
    def name(self) -> str:
        """What the model calls it: the server's own name, as far as Gemini allows."""
        name = re.sub(r"[^\w.:-]", "_", self.prefix + self.tool["name"], flags=re.ASCII)
        return (name if re.match(r"[A-Za-z_]", name) else f"_{name}")[:128]

    @property
    def purpose(self) -> str:
        """What it is for, in the server's words."""
        return self.tool.get("description") or self.tool.get("title") or ""

    def declaration(self) -> dict[str, Any]:
        """The wire form of its `FunctionDeclaration`."""
        declared: dict[str, Any] = {"name": self.name}
        if self.purpose:
            declared["description"] = self.purpose
        schema = parameters_schema(self.tool.get("inputSchema"))
        if schema.get("properties") or schema.get("additionalProperties"):
            declared["parametersJsonSchema"] = schema
        return declared

    def bound(self, args: Mapping[str, Any]) -> Callable[[], Any]:
        """The call with these arguments; the server checks them."""
        return partial(self._answer, dict(args))

    def _answer(self, args: dict[str, Any]) -> Any:
        given = self.call(self.tool["name"], args)
        return _awaited(given) if isinstance(given, Coroutine) else response_from(given)


async def _awaited(given: Coroutine[Any, Any, Any]) -> FunctionResponse:
    return response_from(await given)


@runtime_checkable
class Toolset(Protocol):
    """Several functions at once, as a server offers them."""

    def functions(self) -> Sequence[McpFunction]:
        """All of them, now."""


@dataclass(frozen=True)
class _Listed:
    listed: Sequence[McpFunction]

    def functions(self) -> Sequence[McpFunction]:
        return self.listed


def with_sessions(config: GenerateContentConfig) -> Flow[GenerateContentConfig]:
    """The config with each `mcp.ClientSession` among its tools asked what it offers.

    Sessions live in an event loop, so only the asynchronous client can use them.
    """
    if not any(map(_is_session, config.tools or ())):
        return config
    tools: list[Any] = []
    for tool in config.tools or ():
        if _is_session(tool):
            tool = yield from _listed(tool)
        tools += [tool]
    return config.model_copy(update={"tools": tools})


def _is_session(tool: Any) -> bool:
    can_call = callable(getattr(tool, "call_tool", None))
    return can_call and callable(getattr(tool, "list_tools", None)) and not callable(tool)


def _listed(session: Any) -> Flow[_Listed]:
    found: list[McpFunction] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = yield Work(partial(_page, session, cursor))
        if isinstance(page, Coroutine):
            page.close()
            raise InvalidRequest(
                f"a {type(session).__name__} belongs to an event loop; ask by client.aio, "
                "or give gm.McpServer(…), which plain code can use"
            )
        listing = wire_form(page)
        found += [McpFunction(tool, session.call_tool) for tool in listing["tools"]]
        if not (cursor := listing.get("nextCursor")):
            break
    return _Listed(found)


async def _page(session: Any, cursor: str | None) -> Any:
    return await (session.list_tools(cursor=cursor) if cursor else session.list_tools())


def wire_form(model: Any) -> dict[str, Any]:
    """What one of `mcp`'s models is on the wire."""
    written: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return written


def response_from(result: Any) -> FunctionResponse:
    """What goes back to the model for a server's result: its data, or its texts; media beside.

    An error of the tool's is the model's to read, not the user's.
    """
    wire = wire_form(result)
    blocks = list(map(_block, wire.get("content", ())))
    texts = [block for block in blocks if isinstance(block, str)]
    if wire.get("isError"):
        return FunctionResponse(response={"error": "\n".join(texts) or "the tool failed"})
    value: Any = blocks[0] if len(blocks) == 1 else blocks
    if "structuredContent" in wire:  # which the texts only repeat
        others = [block for block in blocks if not isinstance(block, str)]
        value = _unwrapped(wire["structuredContent"])
        value = {"data": value, "content": others} if others else value
    written, parts = outcome(value)
    response = FunctionResponse(response={"result": written})
    if parts:
        response.parts = parts
    return response


def _unwrapped(data: Any) -> Any:
    """Servers wrap what is no object of its own as we do."""
    return data["result"] if isinstance(data, Mapping) and set(data) == {"result"} else data


def _block(block: Mapping[str, Any]) -> Any:
    """One piece of content: text, media, or a description of what cannot be sent."""
    kind = block.get("type")
    if kind == "text":
        return block["text"]
    if kind in ("image", "audio"):
        return _media(block["data"], block["mimeType"])
    if kind == "resource":
        return _resource(block["resource"])
    return {name: value for name, value in block.items() if name not in ("_meta", "annotations")}


def _resource(resource: Mapping[str, Any]) -> Any:
    if "text" in resource:
        return {"uri": resource["uri"], "text": resource["text"]}
    return _media(resource["blob"], resource.get("mimeType") or "application/octet-stream")


def _media(data: str, mime_type: str) -> Blob:
    return Blob(mime_type=mime_type, data=base64.b64decode(data))
