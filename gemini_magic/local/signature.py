"""Thought signatures: opaque to the client, made with a secret key, and bound to their part.

A signature covers what its part says: the text, media, or name and arguments of a call. So it
survives another alphabet of base64, a dropped id or 1.0 for 1, but neither a change nor a move.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HEAD = b"\x12\x40"
_DUMMIES = (b"context_engineering_is_the_way_to_go", b"skip_thought_signature_validator")

_ALPHABET = str.maketrans("-_", "+/")


class Signer:
    """Signs parts and knows its own signatures; equal keys give equal signatures."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)

    def sign(self, part: dict[str, Any]) -> str:
        """The signature of a part, in the standard alphabet of base64."""
        return base64.b64encode(self._signed(part)).decode("ascii")

    def is_of(self, signature: str, part: dict[str, Any]) -> bool:
        """Whether this signature was made here, for a part that says the same."""
        return hmac.compare_digest(_decoded(signature), self._signed(part))

    def _signed(self, part: dict[str, Any]) -> bytes:
        canonical = json.dumps(_said(part), sort_keys=True, ensure_ascii=False, default=str)
        data = canonical.encode("utf-8", "surrogatepass")
        return _HEAD + hmac.digest(self._key, data, hashlib.sha256)


def kept_key(folder: Path) -> bytes:
    """The key kept in a folder, made at first: histories outlive a restart of the engine."""
    path = folder / "signature.key"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        new = folder / f"signature.{os.getpid()}"
        new.touch(mode=0o600)
        new.write_bytes(secrets.token_bytes(32))
        # Whichever engine comes first wins; the others read its key.
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_bytes()


def is_dummy(signature: str) -> bool:
    """Whether it is one of the documented stand-ins for histories that no model has written."""
    return signature.encode() in _DUMMIES or _decoded(signature) in _DUMMIES


def _decoded(signature: str) -> bytes:
    padded = signature.translate(_ALPHABET) + "=" * (-len(signature) % 4)
    try:
        return base64.b64decode(padded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _said(part: dict[str, Any]) -> Any:
    if call := part.get("functionCall"):
        return {"name": call.get("name"), "args": _numbers(call.get("args") or {})}
    if blob := part.get("inlineData"):
        data = blob.get("data", "").translate(_ALPHABET).rstrip("=")
        return {"mimeType": blob.get("mimeType"), "data": data}
    return dict(_kept(part))


def _kept(part: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in part.items():
        if name != "thoughtSignature" and value is not False:
            yield name, value


def _numbers(value: Any) -> Any:
    """JSON knows one kind of number; some clients write 1 as 1.0."""
    if isinstance(value, dict):
        return {name: _numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole else value
