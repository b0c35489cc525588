"""Tools that Model Context Protocol servers offer; `mcp` itself is imported with the first use.

server      `McpServer`: a server by its command or address, and the tools it has
connection  one server at work, in an event loop of its own thread
tool        `McpTool`: one tool of a server, that the model may call
"""

from .server import McpServer
from .tool import McpTool

__all__ = ["McpServer", "McpTool"]
