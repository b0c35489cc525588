"""Drafts: several answers to one request, asked for one after the other, as its candidates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..api.body import config_from
from ..api.call import Call
from ..api.types import Content, UsageMetadata
from .events import Annotated, Counted, Event, Finish, Opened, PartDelta, PartStart
from .exchange import Exchange, OnRetry
from .request import Request
from .usage import total_of

__all__ = ["Drafts", "drafts_of"]


def drafts_of(request: Request) -> Iterator[Request]:
    """The request of each answer. Their seeds differ, or a ledger would give one for all."""
    for number in range(request.count):
        config = config_from(request.config)
        if number:
            config = config.model_copy(update={"seed": (config.seed or 0) + number})
        yield replace(request, count=1, config=config)


class Drafts:
    """An exchange for each answer. Only the first answer enters the history, as of candidates."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._exchanges = exchanges

    def events(self, contents: list[Content], on_retry: OnRetry) -> Iterator[Event]:
        """What the model says each time, the candidates numbered."""
        spent: list[UsageMetadata] = []
        for number, exchange in enumerate(self._exchanges):
            usage: UsageMetadata | None = None
            for event in exchange.events(contents, on_retry):
                if isinstance(event, Counted):
                    usage = event.usage
                    yield Counted(total_of([*spent, usage]) if spent else usage)
                elif number == 0:
                    yield event
                elif not isinstance(event, Opened):
                    yield _numbered(event, number)
            if usage is not None:
                spent.append(usage)

    def call(self, contents: list[Content]) -> Call[Any]:
        """The first call; the others differ from it in their seed only."""
        return self._exchanges[0].call(contents)


def _numbered(event: Event, candidate: int) -> Event:
    if isinstance(event, PartStart | PartDelta):
        return event._replace(candidate=candidate)
    if isinstance(event, Annotated | Finish):
        return replace(event, candidate=candidate)
    return event
