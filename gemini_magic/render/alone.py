"""What stands by itself, as at the end of a cell: code, a picture, a film, a sound, a part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..api.audio import Audio
from ..api.types import Blob, FileData, Part
from .bundle import MimeBundle, without_controls
from .highlight import PALETTE
from .markup import code_block
from .media import Medium
from .part import renderer_of
from .pieces import blobs_of, pieces
from .prose import prose_html
from .side_files import Showing, side_files

__all__ = ["ALONE", "code_alone", "render_alone"]


def code_alone(code: str, language: str) -> str:
    """Code as HTML, with the colours that it finds on the page of a reply."""
    return f'<div style="{PALETTE}">{code_block(code, language)}</div>'


def render_alone(value: Any, *, beside: str = "") -> MimeBundle:
    """The bundle of an `Image`, `Video`, what was generated of them, `Audio`, `Blob` or `Part`.

    `beside` names the folder for what is large, as in `render`.
    """
    kind = next(base.__name__ for base in type(value).__mro__ if base.__name__ in ALONE)
    return _bundle(ALONE[kind](value), Showing(beside))


def _bundle(parts: Iterable[Part], showing: Showing) -> MimeBundle:
    found = pieces(parts, showing=showing)
    html = "".join(renderer_of(piece).html(piece, prose_html) for piece in found)
    plain = "\n".join(renderer_of(piece).plain(piece) for piece in found) or "[nothing]"
    files = side_files(blobs_of(found), showing)
    return MimeBundle({"text/html": html, "text/plain": without_controls(plain)}, files=files)


def _of(medium: Medium) -> list[Part]:
    if isinstance(medium, FileData):
        return [Part(file_data=medium)]
    return [Part(inline_data=medium)]


def _image(image: Any) -> list[Part]:
    if image is None:
        return []
    mime_type = image.mime_type or "image/png"
    if image.image_bytes is None:
        return _of(FileData(file_uri=image.gcs_uri, mime_type=mime_type))
    return _of(Blob(data=image.image_bytes, mime_type=mime_type))


def _video(video: Any) -> list[Part]:
    if video is None:
        return []
    mime_type = video.mime_type or "video/mp4"
    if video.video_bytes is None:
        return _of(FileData(file_uri=video.uri, mime_type=mime_type))
    return _of(Blob(data=video.video_bytes, mime_type=mime_type))


def _audio(audio: Audio) -> list[Part]:
    return _of(Blob(data=audio.data, mime_type=audio.mime_type))


ALONE: dict[str, Callable[[Any], list[Part]]] = {
    "Image": _image,
    "GeneratedImage": lambda generated: _image(generated.image),
    "Video": _video,
    "GeneratedVideo": lambda generated: _video(generated.video),
    "Audio": _audio,
    "Blob": _of,
    "Part": lambda part: [part],
}
"""How the media of each type become parts, by the name of the type."""
