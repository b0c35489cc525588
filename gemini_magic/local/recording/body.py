"""Bodies in a recording: JSON as it is, what is large or no text by its digest or in a file."""

import hashlib
import json
from pathlib import Path
from typing import Any

from gemini_magic.local.recording.redaction import Redaction

_LARGEST = 256 * 1024  # of what stands in the line itself, in bytes


def request_body(data: bytes, redaction: Redaction) -> Any:
    """What is kept of a request, and what an equal one is known by: no content if it is large."""
    if not data:
        return None
    try:
        value = json.loads(redaction.text(data.decode()))
    except (ValueError, RecursionError):  # no JSON, or no text
        return _digest(data)
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")
    return value if len(canonical) <= _LARGEST else _digest(canonical)


def response_body(data: bytes, redaction: Redaction, folder: Path) -> Any:
    """What is kept of a response: large ones and media in a file of the folder, by their digest."""
    try:
        text = redaction.text(data.decode())
    except UnicodeDecodeError:
        return _file(data, folder)
    if len(text) > _LARGEST:
        return _file(text.encode(), folder)
    try:
        return json.loads(text) if text else None
    except ValueError:
        return {"$text": text}


def response_bytes(kept: Any, folder: Path) -> bytes:
    """The response again; raises FileNotFoundError where its file is gone."""
    match kept:
        case None:
            return b""
        case {"$text": str(text)}:
            return text.encode()
        case {"$sha256": str(digest)}:
            # The name is ours, so a recording cannot lead to another folder.
            return (folder / Path(digest).name).read_bytes()
    return json.dumps(kept, ensure_ascii=False).encode()


def _digest(data: bytes) -> dict[str, Any]:
    return {"$sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def _file(data: bytes, folder: Path) -> dict[str, Any]:
    kept = _digest(data)
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / kept["$sha256"]).write_bytes(data)
    return kept
