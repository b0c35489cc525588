"""The key of a request: equal requests have equal keys, whoever makes them and whenever."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ..api.call import Call

__all__ = ["key_of"]


def key_of(call: Call[Any], *, is_local: bool = False) -> str:
    """64 hexadecimal digits of the path (which names the model) and of the whole body.

    What the local engine says is never taken for Gemini's. Headers, timeouts and API versions
    are no part of what is asked.
    """
    asked = [call.path, call.body, "local" if is_local else ""]
    canonical = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
