"""Function calls of a session that wait for their results."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.wire.errors import InvalidArgument

Wire = dict[str, Any]

_MOST_CANCELLED = 256


@dataclass(frozen=True)
class _Call:
    name: str
    is_blocking: bool


class Calls:
    """Open calls by id; answers to calls that were cancelled meanwhile are let pass."""

    def __init__(self) -> None:
        self._open: dict[str, _Call] = {}
        self._cancelled: dict[str, None] = {}
        self._results: list[Wire] = []

    @property
    def are_awaited(self) -> bool:
        """Whether the model cannot go on before a result comes."""
        return any(call.is_blocking for call in self._open.values())

    @property
    def are_open(self) -> bool:
        return bool(self._open)

    def made(self, call: Wire, *, is_blocking: bool) -> None:
        self._open[call["id"]] = _Call(call["name"], is_blocking)

    def cancel(self) -> list[str]:
        """Gives up the calls that are awaited; their ids."""
        ids = [id for id, call in self._open.items() if call.is_blocking]
        for id in ids:
            del self._open[id]
            self._cancelled[id] = None
        for id in [*self._cancelled][:-_MOST_CANCELLED]:
            del self._cancelled[id]
        self._results.clear()
        return ids

    def answered(self, responses: Iterable[Wire]) -> list[Wire]:
        """Takes results; gives those of calls that nobody waits for, which come when they come."""
        unawaited = []
        for i, response in enumerate(responses):
            field = f"tool_response.function_responses[{i}].id"
            if not (id := response.get("id", "")):
                raise InvalidArgument(f"{field} is missing; send the id of the function call.")
            if id in self._cancelled:
                continue
            if (call := self._open.get(id)) is None:
                raise InvalidArgument(f"{field} is {id[:40]!r}, which no open function call has.")
            if not response.get("willContinue"):
                del self._open[id]
            result = {"response": {}, **response, "name": response.get("name") or call.name}
            if call.is_blocking:
                self._results.append(result)
            else:
                unawaited.append(result)
        return unawaited

    def results(self) -> list[Wire]:
        """The results that were awaited, once all are there; before that none."""
        if self.are_awaited:
            return []
        results, self._results = self._results, []
        return results
