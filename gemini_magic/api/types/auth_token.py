"""Ephemeral tokens: keys for one Live session, made for programs that must not hold a real one."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .base import WireModel
from .config import HttpOptions
from .live import LiveConnectConfig
from .scalars import Timestamp

__all__ = ["AuthToken", "CreateAuthTokenConfig", "LiveConnectConstraints"]


class AuthToken(WireModel):
    """A token. Its `name` is the secret: hand it on as the `api_key` of a Live client."""

    name: str | None = Field(default=None, repr=False)
    expire_time: Timestamp | None = None
    new_session_expire_time: Timestamp | None = None
    uses: int | None = None

    def __repr_args__(self) -> Any:
        # A field that we do not know may hold the name again.
        extra = self.model_extra or {}
        return [(key, value) for key, value in super().__repr_args__() if key not in extra]


class LiveConnectConstraints(WireModel):
    """What sessions opened with the token are fixed to."""

    model: str | None = None
    config: LiveConnectConfig | None = None


class CreateAuthTokenConfig(WireModel):
    """How long and how often a token holds: one use, 30 minutes, begun within one, by default.

    With constraints alone everything is fixed, also what they do not name.
    `lock_additional_fields=[]` fixes only what they name; a list fixes those fields as well.
    """

    http_options: HttpOptions | None = None
    expire_time: Timestamp | None = None
    new_session_expire_time: Timestamp | None = None
    uses: int | None = None
    live_connect_constraints: LiveConnectConstraints | None = None
    lock_additional_fields: list[str] | None = None
