"""webhooks: have an address of yours called when long work has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..call import Call, Listing, json_of
from ..collection import given, item_path, listing, nothing
from ..types import ListWebhooksResponse, RotatedSecret, Webhook
from .base import Colour, Resource, answers, lists

__all__ = ["Webhooks"]

Revocation = Literal["revoke_previous_secrets_after_h24", "revoke_previous_secrets_immediately"]


class Webhooks(Resource[Colour]):
    """Addresses that the service calls. Events are those of `types.WebhookEvent`."""

    @answers
    def create(
        self, *, uri: str, subscribed_events: Sequence[str], name: str | None = None
    ) -> Call[Webhook]:
        """A new webhook; only this answer holds its `new_signing_secret`.

        Source: POST webhooks.
        """
        body = given(uri=uri, subscribed_events=subscribed_events, name=name)
        return Call("POST", "webhooks", json_of(Webhook), body=body)

    @lists
    def list(
        self, *, page_size: int | None = None, page_token: str | None = None
    ) -> Listing[Webhook]:
        """Every webhook of the project. Source: GET webhooks."""
        page = json_of(ListWebhooksResponse)
        return listing("webhooks", page, page_size=page_size, page_token=page_token)

    @answers
    def get(self, id: str) -> Call[Webhook]:
        """One webhook, without its secret. Source: GET webhooks/{id}."""
        return Call("GET", item_path("webhooks", id), json_of(Webhook))

    @answers
    def update(
        self,
        id: str,
        *,
        uri: str | None = None,
        subscribed_events: Sequence[str] | None = None,
        name: str | None = None,
        state: str | None = None,
        update_mask: str | None = None,
    ) -> Call[Webhook]:
        """Change what is given. `update_mask` names fields as "uri,state"; else all that is given.

        Source: PATCH webhooks/{id}.
        """
        body = given(uri=uri, subscribed_events=subscribed_events, name=name, state=state)
        query = given(update_mask=update_mask)
        return Call("PATCH", item_path("webhooks", id), json_of(Webhook), body=body, query=query)

    @answers
    def delete(self, id: str) -> Call[None]:
        """Remove a webhook. Source: DELETE webhooks/{id}."""
        return Call("DELETE", item_path("webhooks", id), nothing)

    @answers
    def ping(self, id: str) -> Call[None]:
        """Have the service call the address now, to see whether it arrives."""
        return Call("POST", f"{item_path('webhooks', id)}:ping", nothing, body={})

    @answers
    def rotate_signing_secret(
        self, id: str, *, revocation_behavior: Revocation | None = None
    ) -> Call[RotatedSecret]:
        """A new signing secret; only this answer holds it. The old one goes when it is told to."""
        body = given(revocation_behavior=revocation_behavior)
        path = f"{item_path('webhooks', id)}:rotateSigningSecret"
        return Call("POST", path, json_of(RotatedSecret), body=body)
