"""Uploads in the ledger: which file at the service has which content."""

from __future__ import annotations

import zlib

from ..api.call import Call, json_of
from ..api.types import File
from .book import Ledger
from .entry import now
from .key import key_of

__all__ = ["keep_upload", "kept_upload"]


def keep_upload(ledger: Ledger, digest: str, file: File, *, is_local: bool) -> None:
    """Keep what the service says of an upload, by the SHA-256 of its content."""
    line = zlib.compress(file.model_dump_json(by_alias=True, exclude_unset=True).encode())
    ledger.keep(_key(digest, is_local), now(), "files", line)


def kept_upload(ledger: Ledger, digest: str, *, is_local: bool) -> File | None:
    """What was kept of it, which may be gone from the service by now."""
    kept = ledger.answer(_key(digest, is_local))
    return None if kept is None else json_of(File)(zlib.decompress(kept))


def _key(digest: str, is_local: bool) -> str:
    upload = Call("POST", "files", json_of(File), {"sha256": digest})
    return key_of(upload, is_local=is_local)
