"""Requests captured from Google's SDK, made comparable with ours as WIRE.md 23 says."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Any

__all__ = ["normal"]

# Below these keys the names are the user's.
KEPT = frozenset(
    {
        "args", "response", "metadata", "labels", "headers", "partMetadata", "userMetadata",
        "parameters", "parametersJsonSchema", "responseSchema", "responseJsonSchema", "properties",
    }
)  # fmt: skip
BASE64 = frozenset({"data", "thoughtSignature", "imageData"})
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")


def normal(value: Any, key: str = "") -> Any:
    """camelCase, one alphabet of base64, one spelling of moments, no empty generationConfig.

    Field masks are camelCase too, and base64 that a recording has cut stays as it is.
    """
    if isinstance(value, dict):
        items = {k if key in KEPT else camel(k): v for k, v in value.items()}
        below = {k: normal(v, key if key in KEPT else k) for k, v in items.items()}
        return {k: v for k, v in below.items() if (k, v) != ("generationConfig", {})}
    if isinstance(value, list):
        return [normal(item, key) for item in value]
    if not isinstance(value, str):
        return value
    if key in BASE64 and len(value) % 4 == 0:
        return base64.b64encode(base64.urlsafe_b64decode(value)).decode()
    if key == "fieldMask":
        return sorted(camel(field) for field in value.split(","))
    if MOMENT.fullmatch(value):
        return datetime.fromisoformat(value)
    return value


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
