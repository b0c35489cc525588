"""`webhooks`: create, list, get, update, delete, ping and a new signing secret."""

import asyncio
from typing import Any

from gemini_magic.local.endpoints.interactions import InteractionEndpoint
from gemini_magic.local.handlers.base import VERSION, Endpoint
from gemini_magic.local.handlers.pages import page
from gemini_magic.local.project.clock import now
from gemini_magic.local.webhooks.address import checked_uri
from gemini_magic.local.webhooks.registry import Webhooks, checked_events
from gemini_magic.local.wire.errors import InvalidArgument
from gemini_magic.local.wire.proto import Enum, Kind, Message, Repeated, anything, read, string

_FIELDS: dict[str, Kind] = {"name": string, "uri": string, "subscribed_events": Repeated(string)}
# Output only: read, and of no effect.
_OUTPUT: dict[str, Kind] = dict.fromkeys(
    ("id", "create_time", "update_time", "signing_secrets"), anything
)
_CREATE = Message("Webhook", {**_FIELDS, **_OUTPUT, "state": anything})
_STATE = Enum("WebhookState", frozenset({"enabled", "disabled"}))
_UPDATE = Message("Webhook", {**_FIELDS, **_OUTPUT, "state": _STATE})
_AT_ONCE = "REVOKE_PREVIOUS_SECRETS_IMMEDIATELY"
_ROTATE = Message(
    "RotateSigningSecretRequest",
    {
        "revocation_behavior": Enum(
            "RevocationBehavior",
            frozenset({"REVOKE_PREVIOUS_SECRETS_AFTER_H24", _AT_ONCE}),
            folded=True,
        )
    },
)


class _WebhookEndpoint(InteractionEndpoint):
    """Errors are in the newer dialect."""

    @property
    def webhooks(self) -> Webhooks:
        return self.engine.resources.project.webhooks

    def body_or_empty(self) -> Any:
        return self.body_json() if self.request.body else {}


class All(_WebhookEndpoint):
    def get(self, version: str) -> None:
        webhooks, more = page(self, self.webhooks.all(), size="page_size", token="page_token")
        wires = [webhook.to_wire() for webhook in webhooks]
        token = {"next_page_token": more["nextPageToken"]} if more else {}
        self.send({**({"webhooks": wires} if wires else {}), **token})

    def post(self, version: str) -> None:
        body = read(self.body_json(), _CREATE)
        if not body.get("uri"):
            raise InvalidArgument("uri is missing: give the address to be called.")
        uri = checked_uri(body["uri"], "uri")
        webhook = self.webhooks.create(uri, body.get("subscribed_events", []), body.get("name", ""))
        self.send({**webhook.to_wire(), "new_signing_secret": webhook.secrets[0].value})


class One(_WebhookEndpoint):
    def get(self, version: str, webhook_id: str) -> None:
        self.send(self.webhooks.find(webhook_id).to_wire())

    def patch(self, version: str, webhook_id: str) -> None:
        webhook = self.webhooks.find(webhook_id)
        body = self._masked(read(self.body_json(), _UPDATE))
        uri = checked_uri(body["uri"], "uri") if "uri" in body else webhook.uri
        if "subscribed_events" in body:
            webhook.events = checked_events(body["subscribed_events"])
        webhook.uri = uri
        webhook.name = body.get("name", webhook.name)
        if state := body.get("state"):
            webhook.state, webhook.failures = state, 0
        webhook.updated = now()
        self.send(webhook.to_wire())

    def delete(self, version: str, webhook_id: str) -> None:
        self.webhooks.delete(webhook_id)
        self.send({})

    def _masked(self, body: dict[str, Any]) -> dict[str, Any]:
        """What the update mask names of the body; all of it without a mask."""
        mask = self.get_query_argument("update_mask", "")
        if not mask:
            return body
        names = mask.split(",")
        for name in names:
            if name not in (*_FIELDS, "state"):
                known = ", ".join((*_FIELDS, "state"))
                raise InvalidArgument(f"update_mask names {name!r}; it may name {known}.")
        return {name: body[name] for name in names if name in body}


class Ping(_WebhookEndpoint):
    def post(self, version: str, webhook_id: str) -> None:
        read(self.body_or_empty(), Message("PingWebhookRequest", {}))
        self.webhooks.ping(self.webhooks.find(webhook_id))
        self.send({})


class Rotate(_WebhookEndpoint):
    def post(self, version: str, webhook_id: str) -> None:
        webhook = self.webhooks.find(webhook_id)
        behavior = read(self.body_or_empty(), _ROTATE).get("revocation_behavior")
        self.send({"secret": webhook.rotate(at_once=behavior == _AT_ONCE)})


class Keys(Endpoint):
    """The public key of deliveries that no secret signs; whoever has no key may ask for it."""

    def check_key(self) -> None:
        """Public keys are public."""

    async def get(self) -> None:
        signer = self.engine.resources.project.webhooks.postman.signer
        self.send(await asyncio.to_thread(signer.to_jwks))


_ONE = rf"{VERSION}/webhooks/([\w-]+)"
ROUTES = [
    (rf"{VERSION}/webhooks", All),
    (_ONE, One),
    (rf"{_ONE}:ping", Ping),
    (rf"{_ONE}:rotateSigningSecret", Rotate),
    (r"/\.well-known/jwks\.json", Keys),
]
