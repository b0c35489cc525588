"""Thought signatures: opaque to the client, recomputable here from the part that they sign."""

import base64
import hashlib
import json
from typing import Any

_DOMAIN = b"gemini-magic local engine, thought signature 1\0"


def sign(part: dict[str, Any]) -> str:
    """The signature of a part, the same for the same content in every process."""
    content = {key: value for key, value in part.items() if key != "thoughtSignature"}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.blake2b(canonical.encode("utf-8", "surrogatepass"), person=b"gm-local")
    digest.update(_DOMAIN)
    return base64.b64encode(b"\x12\x40" + digest.digest()).decode("ascii")
