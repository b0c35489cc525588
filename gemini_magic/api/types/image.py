"""An image in memory: what a part holds, and what image models make."""

from __future__ import annotations

import io
from pathlib import Path

from .base import WireModel
from .scalars import WireBytes

__all__ = ["Image"]


class Image(WireModel):
    """An image in memory, as Google's examples handle it."""

    image_bytes: WireBytes | None = None
    mime_type: str | None = None
    gcs_uri: str | None = None

    def save(self, location: str | Path) -> None:
        """Write the bytes as they came; the name's ending changes nothing."""
        Path(location).write_bytes(self.image_bytes or b"")

    def show(self) -> None:
        """Show the image in the viewer of the system (in a notebook: display the part)."""
        import PIL.Image

        PIL.Image.open(io.BytesIO(self.image_bytes or b"")).show()
