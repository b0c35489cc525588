"""The webhooks of a project: who is called for which events, and the secrets that sign."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gemini_magic.local.project.clock import now, stamp
from gemini_magic.local.project.events import Event, Events
from gemini_magic.local.webhooks.delivery import Delivery, Postman
from gemini_magic.local.webhooks.signing import new_secret
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, not_found

Wire = dict[str, Any]

EVENTS = (
    "batch.succeeded", "batch.expired", "batch.failed", "interaction.requires_action",
    "interaction.completed", "interaction.failed", "video.generated",
)  # fmt: skip
_MOST_WEBHOOKS = 100
_OLD_SECRETS_LAST = timedelta(hours=24)
_MOST_FAILURES = 5


@dataclass
class Secret:
    """A signing secret; one that was replaced ends at a time."""

    value: str
    expires: datetime | None = None

    def to_wire(self) -> Wire:
        shown: Wire = {"truncated_secret": f"{self.value[:10]}…"}
        return {**shown, "expire_time": stamp(self.expires)} if self.expires else shown


@dataclass
class Webhook:
    """One address, and how often in a row it could not be reached."""

    id: str
    uri: str
    events: list[str]
    name: str = ""
    state: str = "enabled"
    secrets: list[Secret] = field(default_factory=lambda: [Secret(new_secret())])
    created: datetime = field(default_factory=now)
    updated: datetime = field(default_factory=now)
    failures: int = 0

    @property
    def keys(self) -> list[str]:
        """The secrets that hold, newest first."""
        time = now()
        self.secrets = [s for s in self.secrets if s.expires is None or s.expires > time]
        return [secret.value for secret in self.secrets]

    def rotate(self, *, at_once: bool) -> str:
        """The new secret. Those before it end now, or in a day."""
        if at_once:
            self.secrets = []
        for secret in self.secrets:
            secret.expires = secret.expires or now() + _OLD_SECRETS_LAST
        self.secrets.insert(0, Secret(new_secret()))
        self.updated = now()
        return self.secrets[0].value

    def note(self, *, arrived: bool) -> None:
        self.failures = 0 if arrived else self.failures + 1
        if self.failures >= _MOST_FAILURES:
            self.state = "disabled_due_to_failed_deliveries"

    def to_wire(self) -> Wire:
        _ = self.keys
        return {
            "id": self.id,
            **({"name": self.name} if self.name else {}),
            "uri": self.uri,
            "subscribed_events": self.events,
            "state": self.state,
            "create_time": stamp(self.created),
            "update_time": stamp(self.updated),
            "signing_secrets": [secret.to_wire() for secret in self.secrets],
        }


class Webhooks:
    """All of them; each event goes to those that want it, or to those that its request named."""

    def __init__(self, events: Events) -> None:
        self.postman = Postman()
        self._webhooks: dict[str, Webhook] = {}
        events.subscribe(self._deliver)

    def create(self, uri: str, events: list[str], name: str) -> Webhook:
        if len(self._webhooks) >= _MOST_WEBHOOKS:
            raise ApiError(
                429, "RESOURCE_EXHAUSTED", f"A project may have {_MOST_WEBHOOKS} webhooks."
            )
        webhook = Webhook(secrets.token_hex(8), uri, checked_events(events), name)
        self._webhooks[webhook.id] = webhook
        return webhook

    def all(self) -> list[Webhook]:
        return [*self._webhooks.values()]

    def find(self, webhook_id: str) -> Webhook:
        if (webhook := self._webhooks.get(webhook_id)) is None:
            raise not_found(f"Webhook {webhook_id!r} was not found; it was deleted or never made.")
        return webhook

    def delete(self, webhook_id: str) -> None:
        del self._webhooks[self.find(webhook_id).id]

    def ping(self, webhook: Webhook) -> None:
        self.postman.send(_to(webhook, Event("webhook.ping", {"id": webhook.id})))

    def _deliver(self, event: Event) -> None:
        named = event.webhook_config or {}
        if uris := named.get("uris"):
            for uri in uris:
                self.postman.send(Delivery(uri, event))
            return
        for webhook in self.all():
            if webhook.state == "enabled" and event.type in webhook.events:
                self.postman.send(_to(webhook, event))


def checked_events(events: list[str]) -> list[str]:
    """Known ones, each once, or `InvalidArgument`."""
    if not events:
        raise InvalidArgument(f"subscribed_events is empty; it takes any of {', '.join(EVENTS)}.")
    for event in events:
        if event not in EVENTS:
            raise InvalidArgument(
                f"subscribed_events holds {event!r}; the events are {', '.join(EVENTS)}."
            )
    return [*dict.fromkeys(events)]


def _to(webhook: Webhook, event: Event) -> Delivery:
    return Delivery(
        webhook.uri, event, lambda: webhook.keys, lambda arrived: webhook.note(arrived=arrived)
    )
