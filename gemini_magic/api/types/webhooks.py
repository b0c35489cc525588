"""Webhooks: addresses that the service calls when long work has ended."""

from __future__ import annotations

from pydantic import Field

from .base import OpenEnum
from .snake import SnakeModel

__all__ = [
    "ListWebhooksResponse",
    "RotatedSecret",
    "SigningSecret",
    "Webhook",
    "WebhookEvent",
    "WebhookState",
]


class WebhookEvent(OpenEnum):
    """What a webhook can be told."""

    BATCH_SUCCEEDED = "batch.succeeded"
    BATCH_EXPIRED = "batch.expired"
    BATCH_FAILED = "batch.failed"
    INTERACTION_REQUIRES_ACTION = "interaction.requires_action"
    INTERACTION_COMPLETED = "interaction.completed"
    INTERACTION_FAILED = "interaction.failed"
    VIDEO_GENERATED = "video.generated"


class WebhookState(OpenEnum):
    """Whether a webhook is called."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    DISABLED_DUE_TO_FAILED_DELIVERIES = "disabled_due_to_failed_deliveries"


class SigningSecret(SnakeModel):
    """A secret that signs deliveries, shortened so that it can be recognised."""

    truncated_secret: str | None = None
    expire_time: str | None = None


class Webhook(SnakeModel):
    """One address. `new_signing_secret` comes once, from `create`, and is in no repr: keep it."""

    id: str | None = None
    name: str | None = None
    uri: str | None = None
    subscribed_events: list[WebhookEvent] | None = None
    state: WebhookState | None = None
    create_time: str | None = None
    update_time: str | None = None
    signing_secrets: list[SigningSecret] | None = None
    new_signing_secret: str | None = Field(default=None, repr=False)


class RotatedSecret(SnakeModel):
    """A new signing secret; it comes once and is in no repr."""

    secret: str | None = Field(default=None, repr=False)


class ListWebhooksResponse(SnakeModel):
    """One page of webhooks."""

    webhooks: list[Webhook] | None = None
    next_page_token: str | None = None
