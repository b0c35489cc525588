"""Script: the handler of a transport that answers what it was told, in turn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from gemini_magic import Client, RetryPolicy

AT_ONCE = RetryPolicy(first_wait=0.0)
"""Retries that do not sleep."""


class Script:
    """Give it to `httpx.MockTransport`; exceptions among the answers are raised."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        # A response can be read once: each request gets its own.
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def bodies(self) -> list[Any]:
        """What was sent, as JSON; None where nothing was."""
        return [json.loads(r.content) if r.content else None for r in self.requests]


def client_with(script: Script, **arguments: Any) -> Client:
    """A client that talks to the script."""
    arguments.setdefault("retry", AT_ONCE)
    return Client(api_key="k", transport=httpx.MockTransport(script), **arguments)


def document(value: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, content=json.dumps(value).encode())


def stream(*chunks: Mapping[str, Any]) -> httpx.Response:
    body = b"".join(b"data: %s\r\n\r\n" % json.dumps(chunk).encode() for chunk in chunks)
    return httpx.Response(200, content=body)


def says(text: str, **candidate: Any) -> dict[str, Any]:
    """A response, or a chunk, with one text part."""
    content = {"role": "model", "parts": [{"text": text}]}
    return {"candidates": [{"content": content, **candidate}]}


def error(
    code: int, status: str = "", message: str = "no", details: list[Any] | None = None
) -> dict[str, Any]:
    return {"error": {"code": code, "status": status, "message": message, "details": details or []}}


def retry_info(delay: str) -> dict[str, Any]:
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}


def quota(quota_id: str) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [
            {"quotaId": quota_id, "quotaValue": "20", "quotaDimensions": {"model": "m"}}
        ],
    }
