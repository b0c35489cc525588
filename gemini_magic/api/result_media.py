"""Media among what a function returned, known by their type or by what they can do.

No library of pictures, figures or arrays is imported for it.
"""

from __future__ import annotations

import base64
import binascii
import io
import os
from collections.abc import Callable
from typing import Any

from ..errors import InvalidRequest
from .audio import Audio
from .media import media_part
from .media_type import HEAD, media_type_of
from .types import Blob, FileData, Image, Part

__all__ = ["medium_of"]

_TEXT = ("text/", "application/json")


def medium_of(value: Any) -> Blob | FileData | None:
    """The media in a value, or None where it is something else.

    Pictures, figures, sound, `Part`s, uploaded files, paths, bytes of a known kind, arrays that
    are pictures, and whatever shows itself as one.
    """
    for kind, medium in _BY_TYPE.items():
        if isinstance(value, kind):
            return medium(value)
    if isinstance(value, (str, int, float)) or value is None:
        return None
    found = (look(value) for look in (_drawn, _shown, _array, _given))
    return next((medium for medium in found if medium is not None), None)


def _of_part(part: Part) -> Blob | FileData | None:
    return part.inline_data or part.file_data


def _of_image(image: Image) -> Blob:
    return Blob(mime_type=image.mime_type or "image/png", data=image.image_bytes)


def _of_audio(audio: Audio) -> Blob:
    return Blob(mime_type="audio/wav" if audio.rate else audio.mime_type, data=audio.as_file())


def _of_bytes(data: bytes) -> Blob | None:
    """Bytes that begin as a picture, a sound, a film or a PDF does; other bytes are text."""
    try:
        mime_type = media_type_of("", data[:HEAD])
    except InvalidRequest:
        return None
    return None if mime_type.startswith(_TEXT) else Blob(mime_type=mime_type, data=data)


def _of_path(path: os.PathLike[str]) -> Blob | FileData | None:
    # What is no file is a name, and said as such.
    part = media_part(path) if os.path.isfile(path) else None
    return _of_part(part) if part is not None else None


_BY_TYPE: dict[type, Callable[[Any], Blob | FileData | None]] = {
    Blob: lambda blob: blob,
    FileData: lambda file: file,
    Part: _of_part,
    Image: _of_image,
    Audio: _of_audio,
    bytes: _of_bytes,
    bytearray: lambda data: _of_bytes(bytes(data)),
    os.PathLike: _of_path,
}


def _drawn(value: Any) -> Blob | None:
    """A figure of matplotlib, or of who draws as it does."""
    figure = value if hasattr(value, "savefig") else getattr(value, "figure", None)  # of axes
    save = getattr(figure, "savefig", None)
    if not callable(save) or isinstance(value, type):
        return None
    drawn = io.BytesIO()
    save(drawn, format="png")
    return Blob(mime_type="image/png", data=drawn.getvalue())


def _shown(value: Any) -> Blob | None:
    """What shows itself in a notebook as a picture: plots, and IPython's own displays."""
    for name, mime_type in (("_repr_png_", "image/png"), ("_repr_jpeg_", "image/jpeg")):
        # Not on the instance: objects that have every attribute show nothing.
        if getattr(type(value), name, None) is None or media_part(value) is not None:
            continue
        shown = getattr(value, name)()
        data = _decoded(shown[0] if isinstance(shown, tuple) else shown)
        if data:
            return Blob(mime_type=mime_type, data=data)
    if getattr(type(value), "_repr_html_", None) and isinstance(getattr(value, "data", 0), bytes):
        return _of_bytes(value.data)  # IPython's Audio and Video
    return None


def _decoded(shown: Any) -> bytes:
    if not isinstance(shown, str):
        return shown or b""
    try:
        return base64.b64decode(shown, validate=True)
    except binascii.Error:
        return b""


def _array(value: Any) -> Blob | None:
    """A picture of height × width × 3 or 4 bytes."""
    shape: Any = getattr(value, "shape", ())
    is_picture = isinstance(shape, tuple) and len(shape) == 3 and shape[2] in (3, 4)
    if not is_picture or str(getattr(value, "dtype", "")) != "uint8":
        return None
    from PIL.Image import fromarray  # only where there is such an array

    written = io.BytesIO()
    fromarray(value).save(written, "PNG")
    return Blob(mime_type="image/png", data=written.getvalue())


def _given(value: Any) -> Blob | FileData | None:
    """PIL's images, and files that were uploaded."""
    part = media_part(value)
    return _of_part(part) if part is not None else None
