"""The project's events: long work tells that it has ended, and whoever listens hears it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """`type` such as "batch.succeeded"; `data` as a webhook is told.

    `webhook_config` is what the request that began the work said of webhooks: its `uris` and
    `user_metadata`, in either dialect.
    """

    type: str
    data: dict[str, Any]
    webhook_config: dict[str, Any] | None = None


Listener = Callable[[Event], None]


class Events:
    """Listeners are called in the thread that publishes, and must be quick."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def publish(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)
