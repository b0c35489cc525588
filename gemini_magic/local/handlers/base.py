"""What every endpoint shares: the key, JSON bodies, and errors in the API's shape."""

import asyncio
import hmac
import json
from collections.abc import Awaitable
from typing import Any

from tornado.web import HTTPError

from gemini_magic.local import catalog
from gemini_magic.local.engine import Engine
from gemini_magic.local.handlers.faulty import Faulty
from gemini_magic.local.language_model import LanguageModelError
from gemini_magic.local.lessons.faults import HEADER as FAULT
from gemini_magic.local.lessons.faults import failure, fault_from
from gemini_magic.local.wire import strict_json
from gemini_magic.local.wire.errors import (
    ApiError,
    InvalidArgument,
    invalid_key,
    missing_key,
    not_found,
    unknown_model,
)

VERSION = r"/(v1|v1beta|v1alpha)"
MODEL = r"(?:models|tunedModels)/([^/:]+)"
HEADER = "local; not Gemini; token counts estimated"

_MOST_BODY_BYTES = 20 * 1024 * 1024


class Endpoint(Faulty):
    """A handler which answers in JSON, and only to those who know the key."""

    @property
    def engine(self) -> Engine:
        engine: Engine = self.settings["engine"]
        return engine

    def set_default_headers(self) -> None:
        self.set_header("content-type", "application/json; charset=UTF-8")
        self.set_header("x-gemini-magic-engine", HEADER)
        self.clear_header("server")

    def prepare(self) -> Awaitable[None] | None:
        self.check_key()
        return self.fail_or_wait()

    def check_key(self) -> None:
        key = self.request.headers.get("x-goog-api-key") or self.get_query_argument("key", "")
        if not key:
            raise missing_key()
        if not hmac.compare_digest(key.encode(), self.settings["api_key"].encode()):
            raise invalid_key()

    def fail_or_wait(self) -> Awaitable[None] | None:
        """What the dials and the fault header want done before an answer."""
        if asked := self.request.headers.get(FAULT):
            self.fault = fault_from(asked)
        if self.fault.status is not None:
            raise failure(self.fault.status, self.fault.retry_after)
        if (failed := self.settings["chance"].next()) is not None:
            raise failed
        latency = self.settings["latency"]
        return asyncio.ensure_future(asyncio.sleep(latency)) if latency else None

    def body_json(self) -> Any:
        """The JSON body, or `InvalidArgument`."""
        raw = self.request.body
        if len(raw) > _MOST_BODY_BYTES:
            raise InvalidArgument(
                f"Request payload size exceeds the limit: {_MOST_BODY_BYTES} bytes."
            )
        return strict_json.parsed(raw)

    def known_model(self, model_id: str, version: str, method: str) -> catalog.Model:
        model = catalog.find(model_id)
        if model is None or method not in model.methods:
            raise unknown_model(model_id, version, method)
        self.engine.resources.project.rate.take(model_id)
        return model

    def send(self, value: dict[str, Any]) -> None:
        self.finish(json.dumps(value, ensure_ascii=False).encode())

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        raised = kwargs.get("exc_info", (None, None, None))[1]
        error = api_error_from(raised)
        self.set_status(error.code)
        self.send(error.to_wire())

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Only our own faults are worth a traceback on stderr."""
        if not isinstance(value, ApiError | HTTPError):
            super().log_exception(typ, value, tb)


class NotFound(Endpoint):
    """Every path that no route knows."""

    def prepare(self) -> None:
        raise not_found(f"The local engine has nothing at {self.request.path!r}.")


def api_error_from(raised: Any) -> ApiError:
    """What went wrong, in the API's words; a fault of ours is an INTERNAL without a traceback."""
    if isinstance(raised, ApiError):
        return raised
    if isinstance(raised, HTTPError) and (code := raised.status_code) < 500:
        if code in (404, 405):  # there, a method that a path does not have is not found either
            return not_found("The path or the HTTP method of this request is unknown here.")
        return ApiError(code, "INVALID_ARGUMENT", raised.log_message or raised.reason or "")
    if isinstance(raised, LanguageModelError):
        return ApiError(500, "INTERNAL", f"SmolLM2 failed: {raised}")
    return ApiError(500, "INTERNAL", f"The local engine failed: {type(raised).__name__}.")
