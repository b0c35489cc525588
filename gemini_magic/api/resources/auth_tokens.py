"""auth_tokens: keys for one Live session, which a browser or a phone may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..call import Call, json_of
from ..contents import wire_from
from ..live.setup import live_config_from, setup_from, wire_path
from ..types import AuthToken, CreateAuthTokenConfig, HttpOptions, LiveConnectConfig
from .base import Colour, Resource, answers

__all__ = ["AuthTokens"]


class AuthTokens(Resource[Colour]):
    """Ephemeral tokens. They can be made, and nothing else."""

    @answers
    def create(
        self, *, config: CreateAuthTokenConfig | Mapping[str, Any] | None = None
    ) -> Call[AuthToken]:
        """A token; `token.name` is the secret: hand it on as the `api_key` of a Live client.

        Source: POST v1alpha/auth_tokens.
        """
        typed = wire_from(CreateAuthTokenConfig, config or {}, "config")
        options = typed.http_options or HttpOptions()
        return Call(
            "POST",
            "auth_tokens",
            json_of(AuthToken),
            body=_body(typed),
            headers=options.headers or {},
            # The service has tokens in this version only, whatever the client uses elsewhere.
            version=options.api_version or "v1alpha",
            timeout=None if options.timeout is None else options.timeout / 1000,
        )


def _body(config: CreateAuthTokenConfig) -> dict[str, Any]:
    simple = {"expire_time", "new_session_expire_time", "uses"}
    body: dict[str, Any] = config.model_dump(
        mode="json", by_alias=True, exclude_none=True, include=simple
    )
    body.update(config.model_extra or {})
    constraints = config.live_connect_constraints
    setup = {}
    if constraints is not None:
        live = live_config_from(constraints.config or LiveConnectConfig())
        setup = setup_from(constraints.model, live)
    if setup:
        body["bidiGenerateContentSetup"] = setup
    if mask := _mask(setup, config.lock_additional_fields):
        body["fieldMask"] = mask
    return body


def _mask(setup: Mapping[str, Any], additional: list[str] | None) -> str:
    """The fields that the token fixes; no mask at all fixes everything."""
    if additional is None:
        return ""
    fields = [
        f"{name}.{inner}" if inner else name
        for name, value in setup.items()
        for inner in (value if isinstance(value, Mapping) and value else [""])
    ]
    return ",".join([*fields, *map(wire_path, additional)])
