"""What goes wrong on this side of the wire, and on the way."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

__all__ = [
    "Blocked",
    "ConnectionFailed",
    "EngineError",
    "GeminiError",
    "InvalidRequest",
    "LedgerError",
    "MalformedResponse",
    "MissingKey",
    "NotKept",
    "OverBudget",
    "SchemaMismatch",
    "SettingsError",
    "TimedOut",
    "UnknownName",
    "near_matches",
]


class GeminiError(Exception):
    """Anything this package raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Constructors below ask for other things than the message: pickle their outcome.
        return _rebuilt, (type(self), self.args), self.__dict__


def _rebuilt(cls: type[GeminiError], args: tuple[Any, ...]) -> GeminiError:
    return cls.__new__(cls, *args)


class SettingsError(GeminiError):
    """The environment, or an argument of `Client`, cannot be used."""


class MissingKey(SettingsError):
    """No API key was found, and the local engine was not asked for."""

    def __init__(self) -> None:
        super().__init__(
            "no API key: set GOOGLE_API_KEY or GEMINI_API_KEY, "
            'or practise without one by Client(engine="local"), '
            "in a notebook by %gemini use local, or set GEMINI_MAGIC_ENGINE=local for every client"
        )


class InvalidRequest(GeminiError):
    """A usage mistake that was noticed before anything was sent."""


_FEW = 5


class UnknownName(InvalidRequest):
    """A name that does not exist; the message lists the names that look like it, else a few."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        known = list(known)
        near = near_matches(name, known)
        hint = ""
        if near:
            hint = f"; did you mean {' or '.join(map(repr, near))}?"
        elif 0 < len(known) <= _FEW:
            hint = f"; choose {' or '.join(map(repr, known))}"
        super().__init__(f"{kind} {name!r} does not exist{hint}")
        self.name = name
        self.near = near


class OverBudget(InvalidRequest):
    """The call may cost more than a budget leaves; it was not sent."""


class EngineError(GeminiError):
    """The local engine did not start, or ended before it answered."""


class LedgerError(GeminiError):
    """The ledger cannot be read or written."""


class NotKept(LedgerError):
    """Only answers that are kept may be given, and the ledger holds none to this request."""


class ConnectionFailed(GeminiError):
    """No answer arrived, or the connection broke before the answer was complete."""


class TimedOut(ConnectionFailed):
    """Nothing arrived within the time limit."""


class MalformedResponse(GeminiError):
    """An answer that is not what the API documents (a proxy's page, broken JSON)."""


class SchemaMismatch(GeminiError):
    """An answer that does not fit its schema: `path` in it, `value` there, what was `expected`.

    `more` says how many other problems there are.
    """

    def __init__(
        self, schema: str, path: str, expected: str, *, value: Any = None, more: int = 0
    ) -> None:
        where = f"at {path}, " if path else ""
        others = f" (and {more} more)" if more else ""
        super().__init__(f"the answer does not fit {schema}: {where}{expected}{others}")
        self.path = path
        self.expected = expected
        self.value = value
        self.more = more


class Blocked(GeminiError):
    """The service refused to answer the prompt; `reason` is its `blockReason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the prompt was blocked by the service: {reason}")
        self.reason = reason


def near_matches(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The names in `known` that look like `name`, best first."""
    return difflib.get_close_matches(name, list(known), n=count, cutoff=0.6)
