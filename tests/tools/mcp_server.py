"""A small MCP server, run by tests as a process: over stdio, or by HTTP on the port it is given."""

from __future__ import annotations

import asyncio
import base64
import os
import sys

from mcp.server.mcpserver import Image, MCPServer
from mcp.types import EmbeddedResource, ResourceLink, TextContent, TextResourceContents

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

server = MCPServer("tiny", log_level="ERROR")


@server.tool()
def add(a: int, b: int = 1) -> int:
    """Add two numbers."""
    return a + b


@server.tool()
def environment() -> list[str]:
    """The names of the variables that the server sees."""
    return sorted(os.environ)


@server.tool()
def picture() -> list[str | Image]:
    """A picture, and what it shows."""
    return ["one pixel", Image(data=PIXEL, format="png")]


@server.tool(structured_output=False)
def papers() -> list[TextContent | EmbeddedResource | ResourceLink]:
    """A text, a resource and a link."""
    note = TextResourceContents(uri="note://1", text="read me", mime_type="text/plain")
    return [
        TextContent(type="text", text="three things"),
        EmbeddedResource(type="resource", resource=note),
        ResourceLink(type="resource_link", uri="https://example.org/a", name="a"),
    ]


@server.tool(name="fail/now")
def fail() -> str:
    """Fail."""
    raise ValueError("no way")


@server.tool()
async def wait(seconds: float) -> str:
    """Wait."""
    print("the wait begins", file=sys.stderr, flush=True)
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print("the wait was cancelled", file=sys.stderr, flush=True)
        raise
    return "waited"


@server.tool()
def die() -> str:
    """End the server."""
    print("I am gone", file=sys.stderr, flush=True)
    os._exit(3)


if __name__ == "__main__":
    print(f"tiny begins, process {os.getpid()}", file=sys.stderr, flush=True)
    if len(sys.argv) > 1:
        server.run("streamable-http", port=int(sys.argv[1]))
    else:
        server.run()
