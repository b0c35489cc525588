"""What the wire says when something went wrong → our errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from ..errors import APIError, ConnectionFailed, GeminiError, SettingsError, TimedOut

__all__ = [
    "ALLOW_MORE_TIME",
    "UNSENDABLE_HEADER",
    "error_from_response",
    "error_in_event",
    "translated",
]

ALLOW_MORE_TIME = "allow more by timeout=… (in a cell: --timeout)"
UNSENDABLE_HEADER = "a header cannot be sent; look at http_options.headers"

# The newer surface names errors by words; these are the HTTP codes that they come with.
_CODES = {
    "INVALID_REQUEST": 400,
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ABORTED": 409,
    "ALREADY_EXISTS": 409,
    "RATE_LIMIT_EXCEEDED": 429,
    "RESOURCE_EXHAUSTED": 429,
    "CANCELLED": 499,
    "UNAVAILABLE": 503,
    "OVERLOADED": 503,
    "DEADLINE_EXCEEDED": 504,
}


def error_from_response(code: int, body: bytes) -> APIError:
    """The error of an HTTP status other than 2xx, whatever stands in its body.

    Known bodies: an error object, an array that holds one (JSON-array streams), the newer
    dialect whose `code` is a string, an HTML page of some proxy, nothing.
    """
    document = _json_or_none(body)
    if isinstance(document, list) and document:
        document = document[0]
    error = document.get("error") if isinstance(document, dict) else None
    if isinstance(error, dict):
        return _from_object(error, code)
    return APIError.of(
        code, "", _text_of(body.decode(errors="replace")) or "the answer has no text"
    )


def _text_of(page: str) -> str:
    """The beginning of what a page says to its readers."""
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]+>", " ", page)
    return " ".join(text.split())[:200]


def error_in_event(data: bytes) -> APIError | None:
    """The error that a stream carries instead of a chunk, or None.

    A 200 is sent before the service knows how generation will end.
    """
    document = _json_or_none(data)
    if isinstance(document, list) and document:
        document = document[0]
    error = document.get("error") if isinstance(document, dict) else None
    return _from_object(error, None) if isinstance(error, dict) else None


def _from_object(error: Mapping[str, Any], http_code: int | None) -> APIError:
    code, status = error.get("code"), error.get("status")
    if not isinstance(code, int):
        status = status or str(code or "").upper()
        # The 200 of a stream says nothing of how it ended: there the word must do.
        code = http_code or _CODES.get(status, 500)
    details = [d for d in error.get("details") or () if isinstance(d, dict)]
    return APIError.of(code, str(status or ""), str(error.get("message") or "no message"), details)


def _json_or_none(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


@contextmanager
def translated(host: str) -> Iterator[None]:
    """Run a piece of transport; its errors leave as ours.

    Cause and context are dropped on purpose: frames of the transport hold the request's
    headers, and a verbose traceback would print the key.
    """
    failure: GeminiError | KeyboardInterrupt
    try:
        yield
        return
    except KeyboardInterrupt:
        failure = KeyboardInterrupt()  # an interrupt has no message, but frames like any other
    except httpx.TimeoutException as error:
        what = "no connection" if isinstance(error, httpx.ConnectTimeout) else "no data"
        failure = TimedOut(f"{what} from {host} within the time limit; {ALLOW_MORE_TIME}")
    except httpx.ConnectError as error:
        failure = ConnectionFailed(f"cannot reach {host}: {error}; is the network up?")
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        failure = SettingsError(f"{host!r} is not an address; base_url starts with https://")
    except httpx.LocalProtocolError:
        # Its own message would quote the header's value.
        failure = SettingsError(UNSENDABLE_HEADER)
    except httpx.HTTPError as error:
        failure = ConnectionFailed(
            f"the connection to {host} broke: {str(error) or type(error).__name__}"
        )
    try:
        raise failure
    finally:
        # `from None` would only hide it, and a traceback with locals reads what is hidden.
        failure.__context__ = None
