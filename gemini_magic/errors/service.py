"""What the service answers instead of an answer: one class for each status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from .base import GeminiError

__all__ = [
    "APIError",
    "BadRequest",
    "Cancelled",
    "ClientError",
    "Conflict",
    "DeadlineExceeded",
    "InvalidKey",
    "ModelNotFound",
    "NotFound",
    "PermissionDenied",
    "RateLimited",
    "ServerError",
    "Unauthenticated",
    "Unavailable",
    "Violation",
]


@dataclass(frozen=True)
class Violation:
    """One quota or field that an error names."""

    subject: str
    description: str


class APIError(GeminiError):
    """The service answered with an error.

    `code` is the HTTP status, `status` Google's name for it, `details` the list of
    `google.rpc` messages as they came. `retry_delay` is in seconds, or None.
    """

    def __init__(
        self, code: int, status: str, message: str, details: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        self.code = code
        self.status = status
        self.message = message
        self.details = list(details)
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        text = f"{self.code} {self.status}: {' '.join(self.message.split())}"
        fields = "; ".join(f"{v.subject}: {v.description}" for v in self.field_violations)
        # The service often repeats the violation in its message; say it once.
        if fields and not all(v.description in text for v in self.field_violations):
            text += f" ({fields})"
        return text

    def _details_of(self, kind: str) -> list[Mapping[str, Any]]:
        suffix = f"google.rpc.{kind}"
        return [d for d in self.details if str(d.get("@type", "")).endswith(suffix)]

    @property
    def retry_delay(self) -> float | None:
        """Seconds the service asks to wait (`RetryInfo.retryDelay`), or None."""
        for detail in self._details_of("RetryInfo"):
            if match := re.fullmatch(r"(\d+(?:\.\d+)?)s", str(detail.get("retryDelay", ""))):
                return float(match[1])
        return None

    @property
    def reason(self) -> str:
        """`ErrorInfo.reason`, e.g. "API_KEY_INVALID"; empty when there is none."""
        return next((str(d.get("reason", "")) for d in self._details_of("ErrorInfo")), "")

    @property
    def quota_violations(self) -> list[Violation]:
        """The quotas that were exceeded: subject = quota id, description = limit and model."""
        found = []
        for detail in self._details_of("QuotaFailure"):
            for violation in detail.get("violations") or ():
                model = (violation.get("quotaDimensions") or {}).get("model", "")
                limit = violation.get("quotaValue", "?")
                text = f"limit {limit}" + (f" for {model}" if model else "")
                found.append(Violation(str(violation.get("quotaId", "")), text))
        return found

    @property
    def field_violations(self) -> list[Violation]:
        """The fields of the request that the service could not accept."""
        return [
            Violation(str(v.get("field", "")), str(v.get("description", "")))
            for detail in self._details_of("BadRequest")
            for v in detail.get("fieldViolations") or ()
        ]

    @classmethod
    def of(
        cls, code: int, status: str, message: str, details: Iterable[Mapping[str, Any]] = ()
    ) -> APIError:
        """The error of the class that fits the status code."""
        kind = _BY_CODE.get(code) or (
            ServerError if code >= 500 else ClientError if code >= 400 else APIError
        )
        error = kind(code, status or _status_name(code), message, details)
        if error.reason == "API_KEY_INVALID":
            return InvalidKey(code, error.status, message, error.details)
        return error


class ClientError(APIError):
    """4xx: something about the request."""


class BadRequest(ClientError):
    """400: the request is malformed, or not allowed for this model."""


class InvalidKey(BadRequest):
    """The API key is not valid. Google answers 400, not 401, in this case."""

    def _sentence(self) -> str:
        return f"{super()._sentence()} Look at GOOGLE_API_KEY or GEMINI_API_KEY."


class Unauthenticated(ClientError):
    """401: no valid credentials."""


class PermissionDenied(ClientError):
    """403: the key may not do this; also a file or cache of another project, or expired."""


class NotFound(ClientError):
    """404: no such model, file, cache or operation."""


class ModelNotFound(NotFound):
    """404 for a model; `successors` are ids that the service lists now, best first."""

    def __init__(self, error: APIError, model: str, successors: Iterable[str]) -> None:
        self.model = model
        self.successors = list(successors)
        hint = f" Try {' or '.join(self.successors)}." if self.successors else ""
        super().__init__(
            error.code, error.status, f"model {model!r} is not available.{hint}", error.details
        )


class Conflict(ClientError):
    """409: it exists already, or changed meanwhile."""


class RateLimited(ClientError):
    """429: a quota or rate limit is used up."""

    def _sentence(self) -> str:
        text = super()._sentence()
        if not self.per_day:
            return text
        quotas = ", ".join(f"{v.subject}: {v.description}" for v in self.quota_violations)
        return f"{text} (the quota of a day: {quotas}; wait for the next day or ask another model)"

    @property
    def per_day(self) -> bool:
        """Whether a daily quota is used up, so that waiting some seconds cannot help."""
        return any("PerDay" in violation.subject for violation in self.quota_violations)


class Cancelled(ClientError):
    """499: the request was cancelled."""


class ServerError(APIError):
    """5xx: something about the service."""


class Unavailable(ServerError):
    """503: overloaded or down for the moment."""


class DeadlineExceeded(ServerError):
    """504: the service ran out of the time it was given."""


_BY_CODE: dict[int, type[APIError]] = {
    400: BadRequest,
    401: Unauthenticated,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
    499: Cancelled,
    503: Unavailable,
    504: DeadlineExceeded,
}


def _status_name(code: int) -> str:
    kind = _BY_CODE.get(code)
    if kind is None:
        return HTTPStatus(code).name if code >= 500 and code in set(HTTPStatus) else "ERROR"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).upper()
