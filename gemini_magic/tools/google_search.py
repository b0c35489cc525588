"""Google Search: runs at Google, answers with sources."""

from __future__ import annotations

from typing import Any

__all__ = ["GoogleSearchTool"]


class GoogleSearchTool:
    """Grounding by Google Search."""

    name = "google_search"

    def declaration(self) -> dict[str, Any]:
        """The wire form."""
        return {"googleSearch": {}}
