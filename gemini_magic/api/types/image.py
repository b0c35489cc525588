"""An image in memory: what a part holds, and what image models make."""

from __future__ import annotations

import io
import mimetypes
from pathlib import Path

from .base import WireModel
from .scalars import WireBytes

__all__ = ["Image"]


class Image(WireModel):
    """An image in memory, as Google's examples handle it."""

    image_bytes: WireBytes | None = None
    mime_type: str | None = None
    gcs_uri: str | None = None

    @classmethod
    def from_file(cls, *, location: str | Path, mime_type: str | None = None) -> Image:
        """An image from a file; its name says what it is, where you do not."""
        mime_type = mime_type or mimetypes.guess_type(str(location))[0]
        return cls(image_bytes=Path(location).read_bytes(), mime_type=mime_type)

    def save(self, location: str | Path) -> None:
        """Write the bytes as they came; the name's ending changes nothing."""
        Path(location).write_bytes(self.image_bytes or b"")

    def show(self) -> None:
        """Show the image in the viewer of the system (in a notebook: display the part)."""
        import PIL.Image

        PIL.Image.open(io.BytesIO(self.image_bytes or b"")).show()
