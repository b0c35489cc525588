"""VectorService: a real HTTP server on loopback whose vectors can be told from their texts.

The vector of a text is its length, the code of its first letter and 1; that of media is -1, the
number of parts and 1. What it is to refuse or to be slow about is told to it before.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

__all__ = ["VectorService", "vector_of"]

Failure = tuple[int, dict[str, Any]]


def vector_of(text: str) -> list[float]:
    return [float(len(text)), float(ord(text[0])), 1.0]


class VectorService:
    """`requests` holds the bodies that came; `fails` may give an error in place of the vectors."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.fails: Callable[[list[str]], Failure | None] = lambda texts: None
        self._lock = threading.Lock()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                status, answer = service._answer(body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def sizes(self) -> list[int]:
        """How many contents each request held, largest first."""
        return sorted((len(body["requests"]) for body in self.requests), reverse=True)

    @property
    def texts(self) -> list[str]:
        """Every text that was sent, sorted."""
        return sorted(_text(one) for body in self.requests for one in body["requests"])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, body: dict[str, Any]) -> Failure:
        with self._lock:
            self.requests.append(body)
            texts = [_text(one) for one in body["requests"]]
            if (failure := self.fails(texts)) is not None:
                return failure
        vectors = [{"values": _vector(one)} for one in body["requests"]]
        usage = {"promptTokenCount": len(vectors), "totalTokenCount": len(vectors)}
        return 200, {"embeddings": vectors, "usageMetadata": usage}


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was interrupted left: that is no error of ours."""


def _text(request: dict[str, Any]) -> str:
    return str(request["content"]["parts"][0].get("text", ""))


def _vector(request: dict[str, Any]) -> list[float]:
    parts = request["content"]["parts"]
    return vector_of(parts[0]["text"]) if "text" in parts[0] else [-1.0, float(len(parts)), 1.0]
