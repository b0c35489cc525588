"""Webhooks by Google's SDK; `tests/local` looks at what is delivered."""

from __future__ import annotations

from tests.local.sdk.conftest import Sdk
from tests.local.sdk.feature import feature

ALL = "create delete get list ping rotate_signing_secret update".split()


@feature("webhooks", *(f"webhooks.{name}" for name in ALL))
def test_webhooks(sdk: Sdk) -> str:
    hook = sdk("webhooks.create", uri="http://127.0.0.1:1/", subscribed_events=["batch.succeeded"])
    sdk("webhooks.update", id=hook.id, update_mask="state", state="disabled")
    again = sdk("webhooks.get", id=hook.id)
    listed = sdk("webhooks.list").webhooks
    rotated = sdk("webhooks.rotate_signing_secret", id=hook.id)
    sdk("webhooks.ping", id=hook.id)
    sdk("webhooks.delete", id=hook.id)

    assert again.state == "disabled"
    assert hook.id in [one.id for one in listed]
    assert hook.new_signing_secret
    assert rotated.secret != hook.new_signing_secret
    return f"{hook.subscribed_events}, a secret of {len(hook.new_signing_secret)} characters"
