"""URL context: Google reads the addresses in the prompt."""

from __future__ import annotations

from typing import Any

__all__ = ["UrlContextTool"]


class UrlContextTool:
    """Lets the model read the pages that the prompt names."""

    name = "url_context"

    def declaration(self) -> dict[str, Any]:
        """The wire form."""
        return {"urlContext": {}}
