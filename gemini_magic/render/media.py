"""Media: images, sound and video inside the message, and files by address."""

from __future__ import annotations

import hashlib
from typing import Any

from ..api.types import Blob, FileData
from ..attach.thumbnail import thumbnail
from .links import destination, is_web_link
from .markup import attribute, data_uri, inline_code, quiet, size, text
from .pieces import Piece, blobs_of
from .prose import Prose
from .side_files import IMAGES, INLINE, PLAYERS, Showing, mime_type_of, path_of, playable
from .sound_preview import sound_preview
from .verbatim import literal

KINDS = ("inline_data", "file_data")

Medium = Blob | FileData

_SIDE, _BYTES = 512, 45_000  # ten of these and their JSON leave a notebook under 1 MB
_DRAFT_SIDE, _DRAFT_BYTES = 192, 8_000


def html(piece: Piece, prose: Prose) -> str:
    return shown_html(_medium(piece), piece.showing)


def markdown(piece: Piece) -> str:
    return shown_markdown(_medium(piece), piece.showing)


def plain(piece: Piece) -> str:
    return described(_medium(piece), piece.showing)


def json(piece: Piece) -> dict[str, Any]:
    return digest(_medium(piece), piece.showing)


def shown_html(medium: Medium, showing: Showing = INLINE) -> str:
    """The medium itself where a browser can show it, else what is known of it."""
    if isinstance(medium, FileData):
        return _file(medium)
    medium = playable(medium)
    mime_type = mime_type_of(medium)
    if medium.data and mime_type in IMAGES:
        return f'<div style="margin:.4em 0">{_picture(medium, showing)}</div>'
    for player, mime_types in PLAYERS.items():
        if medium.data and mime_type in mime_types:
            return f'<div style="margin:.4em 0">{_player(player, medium, showing)}</div>'
    return quiet(text(described(medium)))


def shown_markdown(medium: Medium, showing: Showing = INLINE) -> str:
    """A link to the side file, with the picture in it; else what is known of the medium."""
    path = _path(medium, showing)
    if not path:
        return literal(described(medium))
    name = literal(described(medium))
    is_image = isinstance(medium, Blob) and mime_type_of(medium) in IMAGES
    inner = f"![{name}]({destination(path)})" if is_image else name
    return f"[{inner}]({destination(path)})"


def described(medium: Medium, showing: Showing = INLINE) -> str:
    """Name, type, size and side file in brackets, in one line."""
    if isinstance(medium, FileData):
        facts = [medium.display_name, medium.file_uri, medium.mime_type]
    else:
        facts = [medium.display_name, medium.mime_type or "data", size(len(medium.data or b""))]
    facts.append(_path(medium, showing))
    return "[" + ", ".join(" ".join(fact.split()) for fact in facts if fact) + "]"


def digest(medium: Medium, showing: Showing = INLINE) -> dict[str, Any]:
    """What tells one medium from another, without its bytes."""
    known: dict[str, Any] = {"mime_type": medium.mime_type or ""}
    if medium.display_name:
        known["name"] = medium.display_name
    if isinstance(medium, FileData):
        return known | {"uri": medium.file_uri or ""}
    data = medium.data or b""
    known |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    path = _path(medium, showing)
    return known | {"file": path} if path else known


def _path(medium: Medium, showing: Showing) -> str:
    return "" if isinstance(medium, FileData) else path_of(playable(medium), showing)


def _medium(piece: Piece) -> Medium:
    """The one medium of the piece."""
    file = piece.parts[0].file_data
    if file is not None:
        return file
    return next(blobs_of([piece]))


def _picture(blob: Blob, showing: Showing) -> str:
    """The picture; a draft of it while the page is sent again and again; or a small one as a
    link to the whole.
    """
    data, path = blob.data or b"", path_of(blob, showing)
    small = thumbnail(data, _DRAFT_SIDE if showing.is_draft else _SIDE, _most(showing))
    source, room = data_uri(mime_type_of(blob), data), ""
    if small is not None:
        # Room for it before it is decoded, and no jump when the draft gives way to the whole.
        shown = min(1.0, _SIDE / max(small.width, small.height))
        room = f' width="{small.width * shown:.0f}" height="{small.height * shown:.0f}"'
        if path or (showing.is_draft and len(small.data) < len(data)):
            source = data_uri(small.mime_type, small.data)
    elif path:
        source = attribute(path)
    image = (
        f'<img src="{source}" alt="{attribute(_name(blob))}"{room} '
        'style="max-width:100%;height:auto">'
    )
    if not path or showing.is_draft:
        return image
    return f'<a href="{attribute(path)}" target="_blank" rel="noopener noreferrer">{image}</a>'


def _most(showing: Showing) -> int:
    return _DRAFT_BYTES if showing.is_draft else _BYTES


def _player(player: str, blob: Blob, showing: Showing) -> str:
    """A player; where the side file is out of reach, the next source plays a preview."""
    data, path = blob.data or b"", path_of(blob, showing)
    name = text(_name(blob))
    if showing.is_draft:
        room = "height:54px" if player == "audio" else f"aspect-ratio:16/9;max-width:{_SIDE}px"
        return f'<div role="status" style="{room}">{name}</div>'
    label = attribute(_name(blob))
    width = f"max-width:min(100%,{_SIDE}px)"
    begin = f'<{player} controls preload="metadata" aria-label="{label}" style="{width}"'
    if not path:
        # What stands inside is for readers that have no players, as GitHub.
        return f'{begin} src="{data_uri(mime_type_of(blob), data)}">{name}</{player}>'
    sources = [(attribute(path), mime_type_of(blob))]
    if preview := sound_preview(data) if player == "audio" else None:
        sources.append((data_uri("audio/wav", preview), "audio/wav"))
    inner = "".join(f'<source src="{source}" type="{kind}">' for source, kind in sources)
    link = f'<a href="{attribute(path)}" target="_blank" rel="noopener noreferrer">{name}</a>'
    return f"{begin}>{inner}</{player}>{quiet(link)}"


def _name(blob: Blob) -> str:
    """What a screen reader says of it."""
    return blob.display_name or described(blob).strip("[]")


def _file(file: FileData) -> str:
    uri = file.file_uri or ""
    name = file.display_name or uri or "file"
    kind = f" {text(file.mime_type)}" if file.mime_type else ""
    if not is_web_link(uri):
        return quiet(inline_code(name) + kind)
    return quiet(
        f'<a href="{attribute(uri)}" target="_blank" rel="noopener noreferrer">{text(name)}</a>'
        + kind
    )
