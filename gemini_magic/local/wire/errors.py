"""Errors as the API words them: an HTTP status, a gRPC status name and typed details.

ApiError
└── InvalidArgument     400, with the fields that are wrong
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_TYPE = "type.googleapis.com/google.rpc."


@dataclass(frozen=True)
class Violation:
    """One wrong field: its path in snake_case, empty for the body itself, and what is wrong."""

    field: str
    description: str

    def to_wire(self) -> dict[str, str]:
        wire = {"description": self.description}
        return {"field": self.field, **wire} if self.field else wire


class ApiError(Exception):
    """An answer that is not 200."""

    def __init__(
        self, code: int, status: str, message: str, details: Sequence[dict[str, Any]] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.details = list(details)

    def to_wire(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = self.details
        return {"error": error}


class InvalidArgument(ApiError):
    """The request cannot be read or contradicts itself."""

    def __init__(self, message: str, violations: Sequence[Violation] = ()) -> None:
        details = [
            {"@type": f"{_TYPE}BadRequest", "fieldViolations": [v.to_wire() for v in violations]}
        ]
        super().__init__(400, "INVALID_ARGUMENT", message, details if violations else ())


def invalid_key() -> ApiError:
    reason = {
        "@type": f"{_TYPE}ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "local"},
    }
    message = "API key not valid for this local engine. Use the key it printed when it started."
    return ApiError(400, "INVALID_ARGUMENT", message, [reason])


def missing_key() -> ApiError:
    message = "The request carries no API key. Send the header x-goog-api-key or the query key=."
    return ApiError(403, "PERMISSION_DENIED", message)


def oauth_needed() -> ApiError:
    reason = {
        "@type": f"{_TYPE}ErrorInfo",
        "reason": "CREDENTIALS_MISSING",
        "domain": "googleapis.com",
        "metadata": {"service": "local"},
    }
    message = (
        "API keys are not supported by this API. Expected OAuth2 access token or other "
        "authentication credentials that assert a principal. See "
        "https://cloud.google.com/docs/authentication"
    )
    return ApiError(401, "UNAUTHENTICATED", message, [reason])


def not_found(what: str) -> ApiError:
    return ApiError(404, "NOT_FOUND", what)


def unknown_model(model: str, version: str, method: str) -> ApiError:
    return not_found(
        f"models/{model} is not found for API version {version}, or is not supported for "
        f"{method}. Call ListModels to see the list of available models and their supported "
        "methods."
    )
