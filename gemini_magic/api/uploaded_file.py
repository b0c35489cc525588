"""Files at the service as flows: uploaded and compared, awaited, and in the place of big paths."""

from __future__ import annotations

import base64
import os
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import MalformedResponse
from .call import Call, json_of
from .flow import Flow, Work
from .media import MOST_INLINE
from .media_type import HEAD, media_type_of
from .polling import polling
from .source import source_from
from .status import error_from_status
from .types import File, FileState, UploadFileConfig, WireModel
from .upload import uploading

__all__ = ["active_file", "uploaded_file", "with_uploads"]


class _Created(WireModel):
    file: File


def uploaded_file(file: Any, options: UploadFileConfig) -> Flow[File]:
    """The service's description of what it was sent, after its hash was compared with ours."""
    source = source_from(file)
    mime_type = options.mime_type
    if not mime_type:
        mime_type = media_type_of(source.name, (yield Work(partial(source.head, HEAD))))
    about: dict[str, Any] = {"mimeType": mime_type}
    if options.name is not None:
        about["name"] = f"files/{options.name.removeprefix('files/')}"
    if options.display_name is not None:
        about["displayName"] = options.display_name
    if source.size is not None:
        about["sizeBytes"] = source.size
    document = yield from uploading(
        "upload/files", {"file": about}, source, mime_type, options.on_progress
    )
    created = json_of(_Created)(document).file
    if created.sha256_hash:
        digest: str = yield Work(source.sha256)
        # The service spells the digest in hexadecimal before base64.
        spellings = (digest.encode(), bytes.fromhex(digest))
        if created.sha256_hash not in [base64.b64encode(s).decode() for s in spellings]:
            raise MalformedResponse(
                f"{created.name} is not what was sent: its SHA-256 is not {digest}; it was "
                "damaged, or changed meanwhile; delete it and upload it again"
            )
    return created


def active_file(name: str, timeout: float | None = None, pause: float = 1.0) -> Flow[File]:
    """The file as soon as it can be used; one that failed raises the service's reason."""
    file = yield from polling(
        Call("GET", name, json_of(File)),
        lambda file: file.state != FileState.PROCESSING,
        pause=pause,
        timeout=timeout,
    )
    if file.state == FileState.FAILED:
        raise error_from_status(file.error, f"{file.name} cannot be used")
    return file


def with_uploads(contents: Any, pause: float = 1.0) -> Flow[Any]:
    """Contents whose paths are uploaded, largest first, until the rest fits into a request.

    Videos and audio are awaited until they can be used.
    """
    items = contents if isinstance(contents, (list, tuple)) else [contents]
    paths = {item: Path(item) for item in items if isinstance(item, os.PathLike)}
    sizes = {item: path.stat().st_size for item, path in paths.items() if path.is_file()}
    total = sum(sizes.values())
    files: dict[Any, File] = {}
    for item in sorted(sizes, key=sizes.__getitem__, reverse=True):
        if total <= MOST_INLINE:
            break
        file = yield from uploaded_file(item, UploadFileConfig())
        if file.state == FileState.PROCESSING:
            file = yield from active_file(file.name or "", pause=pause)
        files[item] = file
        total -= sizes[item]
    if not files:
        return contents
    return [files[item] if isinstance(item, os.PathLike) and item in files else item
            for item in items]  # fmt: skip
