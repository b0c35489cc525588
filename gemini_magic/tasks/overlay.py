"""Overlay: what a model has found, drawn on the picture it was found in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..attach import attached
from ..attach.thumbnail import decoded
from ..chat import Reply
from ..chat.detection import Detection, detections_in
from ..errors import InvalidRequest
from ..render.marked_picture import marked

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["overlay"]


def overlay(image: Any, found: Reply | str | Iterable[Detection]) -> Image:
    """Mark boxes, points and masks: `overlay("street.jpg", reply).save("marked.png")`.

    `image` is what a cell could attach as a picture: a path, a PIL image, a figure, bytes in a
    `Part`. `found` is a reply, its text, or a list of detections. Returns a PIL image in the
    picture's own size, enlarged where labels could not be read. Raises `InvalidRequest` where
    there is no picture or nothing to mark.
    """
    data = _picture(image)
    items = _items(found, data)
    if not items:
        raise InvalidRequest(
            "there is nothing to mark; ask for JSON with box_2d or point, and a label"
        )
    if (drawn := decoded(data, lambda picture: marked(picture, items))) is None:
        raise InvalidRequest("the picture cannot be decoded; give a PNG, JPEG, GIF or WebP")
    return drawn


def _picture(image: Any) -> bytes:
    value = Path(image) if isinstance(image, str) else image
    attachment = attached(value, "image")
    blobs = [part.inline_data for part in attachment.parts] if attachment else []
    for blob in blobs:
        if blob is not None and (blob.mime_type or "").startswith("image/"):
            return blob.data or b""
    raise InvalidRequest(f"a {type(image).__name__} is no picture; give a path or an image")


def _items(found: Reply | str | Iterable[Detection], data: bytes) -> list[Detection]:
    """What was found in this very picture; of a reply to another one, all."""
    if isinstance(found, str):
        return [item for one in detections_in(found) for item in one.items]
    if not isinstance(found, Reply):
        return list(found)
    same = [at for at, picture in enumerate(found.pictures) if picture.data == data]
    return [item for item in found.detections if not same or item.picture in (*same, None)]
