"""Google Maps: runs at Google, answers with places."""

from __future__ import annotations

from typing import Any

__all__ = ["GoogleMapsTool"]


class GoogleMapsTool:
    """Grounding by Google Maps."""

    name = "google_maps"

    def declaration(self) -> dict[str, Any]:
        """The wire form."""
        return {"googleMaps": {}}
