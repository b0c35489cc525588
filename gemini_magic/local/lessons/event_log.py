"""The event log: one JSON line per request that was answered, without keys and without bodies."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tornado.web import RequestHandler

from gemini_magic.local.lessons.faults import HEADER

_SECRET = frozenset({"key", "access_token", "upload_id"})


class EventLog:
    """Appends to a file that only its owner can read."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._file = open(descriptor, "a", encoding="utf-8", buffering=1)  # noqa: SIM115

    def __call__(self, handler: RequestHandler) -> None:
        """Tornado's `log_function`."""
        request = handler.request
        line: dict[str, Any] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": request.method,
            "path": request.path,
            "status": handler.get_status(),
            "seconds": round(request.request_time(), 4),
            "requestBytes": len(request.body or b""),
        }
        if (closing := getattr(handler, "closing", None)) is not None:
            line["closeCode"] = closing.code
        if request.query:
            line["query"] = _redacted(request.query)
        if fault := request.headers.get(HEADER):
            line["fault"] = fault
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._file.close()


def _redacted(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, "REDACTED" if name in _SECRET else value) for name, value in pairs])
