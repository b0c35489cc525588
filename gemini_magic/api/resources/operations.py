"""operations: ask how long work is going, or wait until it is done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from ...errors import InvalidRequest
from ..call import Call, json_of
from ..flow import Flow
from ..polling import polling
from ..status import error_from_status
from ..types import (
    GenerateVideosOperation,
    ImportFileOperation,
    Operation,
    UploadToFileSearchStoreOperation,
)
from .base import Colour, Resource, answers, runs

__all__ = ["Operations"]

AnyOperation = TypeVar("AnyOperation", bound=Operation[Any])

# What an operation answers shows in its name; asked by name, the first that fits counts.
_KINDS: dict[str, type[Operation[Any]]] = {
    r"fileSearchStores/[^/]+/upload/operations/[^/]+": UploadToFileSearchStoreOperation,
    r"fileSearchStores/[^/]+/operations/[^/]+": ImportFileOperation,
    r"models/[^/]+/operations/[^/]+": GenerateVideosOperation,
    r"\w+(?:/[\w.-]+)+": Operation[dict[str, Any]],
}


class Operations(Resource[Colour]):
    """Work that goes on at the service: uploads to stores, imports, videos."""

    @answers
    def get(
        self, operation: AnyOperation | str, *, config: Mapping[str, Any] | None = None
    ) -> Call[AnyOperation]:
        """The operation as it is now, of the same class. Source: GET {operation}.

        Instead of an operation its name will do: "fileSearchStores/s/operations/o".
        """
        return _asking(operation)

    @runs
    def wait(
        self,
        operation: AnyOperation | str,
        *,
        timeout: float | None = None,
        pause: float = 1.0,
    ) -> Flow[AnyOperation]:
        """The operation when it is done; one that failed raises its reason as an `APIError`.

        `timeout` and `pause`, the first of the growing pauses between questions, are in seconds.
        """
        return _finished(operation, timeout, pause)


def _asking(operation: AnyOperation | str) -> Call[AnyOperation]:
    name = operation if isinstance(operation, str) else operation.name
    for pattern, kind in _KINDS.items():
        if re.fullmatch(pattern, name or "") and ".." not in (name or ""):
            found: Any = kind if isinstance(operation, str) else type(operation)
            return Call("GET", name or "", json_of(found))
    raise InvalidRequest(f"{name!r} is no operation's name; give an operation or its full name")


def _finished(
    operation: AnyOperation | str, timeout: float | None, pause: float
) -> Flow[AnyOperation]:
    known = operation if isinstance(operation, Operation) and operation.is_over else None
    if known is None:
        known = yield from polling(
            _asking(operation), lambda now: now.is_over, pause=pause, timeout=timeout
        )
    if known.error is not None:
        raise error_from_status(known.error, f"{known.name} failed")
    return known
