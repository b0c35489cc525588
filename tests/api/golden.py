"""Requests captured from Google's SDK, made comparable with ours as WIRE.md 23 says."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import httpx

__all__ = ["Sent", "captured", "meaningful", "normal", "sent"]

# Below these keys the names are the user's.
KEPT = frozenset(
    {
        "args", "response", "metadata", "labels", "headers", "partMetadata", "userMetadata",
        "parameters", "parametersJsonSchema", "responseSchema", "responseJsonSchema", "properties",
    }
)  # fmt: skip
BASE64 = frozenset({"data", "thoughtSignature", "imageData"})
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")
# What matters of an upload. The SDK repeats the rest of the start with the bytes, to no effect.
STARTING = [
    "x-goog-upload-protocol",
    "x-goog-upload-command",
    "x-goog-upload-header-content-length",
    "x-goog-upload-header-content-type",
    "x-goog-upload-file-name",
]
SENDING = ["x-goog-upload-command", "x-goog-upload-offset", "content-length"]

LEAST_SERVER_TIMEOUT = 10
"""Of fewer seconds we tell no service: it answers with a puzzling 500. The SDK tells them all."""

Sent = tuple[str, str, Any, dict[str, Any]]
"""Method, path with query, body, and headers that mean something."""


def captured(golden: Mapping[str, Any], scenario: str) -> list[Sent]:
    """What the SDK sent."""
    return [
        _comparable(r["method"], r["path"], r["headers"], r.get("json"), r.get("raw", ""))
        for r in golden[scenario]["requests"]
    ]


def sent(requests: Iterable[httpx.Request]) -> list[Sent]:
    """What we sent."""
    found = []
    for request in requests:
        is_raw = "x-goog-upload-offset" in request.headers
        document = json.loads(request.content) if request.content and not is_raw else None
        raw = request.content[:64].hex() if is_raw else ""
        path = request.url.raw_path.decode()
        found.append(_comparable(request.method, path, request.headers, document, raw))
    return found


def _comparable(
    method: str, path: str, headers: Mapping[str, str], document: Any, raw: str
) -> Sent:
    path = re.sub(r"=(True|False)\b", lambda found: found[0].lower(), path)
    return method, path, raw or normal(document), meaningful(headers, document is not None)


def meaningful(headers: Mapping[str, str], is_json: bool) -> dict[str, Any]:
    """Headers that a service acts on: of a key that there is one, of a body that it is JSON."""
    told: dict[str, Any] = {"x-goog-api-key": "x-goog-api-key" in headers}
    if is_json:  # the SDK says it of no body, and of bytes
        told["content-type"] = headers["content-type"]
    if int(headers.get("x-server-timeout", 0)) >= LEAST_SERVER_TIMEOUT:
        told["x-server-timeout"] = headers["x-server-timeout"]
    if "x-goog-upload-command" in headers:
        names = SENDING if "x-goog-upload-offset" in headers else STARTING
        told |= {name: headers[name] for name in names if name in headers}
    return told


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
