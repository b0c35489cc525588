"""Ephemeral tokens: each opens a few Live sessions, for a while, with what it locks."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gemini_magic.local.live.frames import SETUP
from gemini_magic.local.project.clock import moment, now
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, Violation
from gemini_magic.local.wire.proto import Message, integer, snake, string

Wire = dict[str, Any]

PREFIX = "auth_tokens/"
AUTH_TOKEN = Message(
    "AuthToken",
    {
        "uses": integer,
        "expireTime": string,
        "newSessionExpireTime": string,
        "bidiGenerateContentSetup": SETUP,
        "fieldMask": string,
    },
)
_MOST_TOKENS = 10_000
_LASTS = timedelta(minutes=30)
_OPENS_SESSIONS = timedelta(minutes=1)
_LONGEST = timedelta(hours=20)


@dataclass
class AuthToken:
    """Its name is the secret. `uses_left` is None for any number."""

    name: str
    uses_left: int | None
    expires: datetime
    opens_until: datetime
    setup: Wire | None
    mask: list[list[str]]
    """Paths in camelCase."""

    def check(self) -> None:
        """Raises `ApiError` if the token has expired."""
        if now() >= self.expires:
            raise _refused("The ephemeral token has expired.")

    def open_session(self, setup: Wire) -> Wire:
        """The setup of a session that shall begin, with what is locked; it counts as a use.

        To resume a session is no use, and may be done after `opens_until`.
        """
        self.check()
        handle = setup.get("sessionResumption", {}).get("handle")
        if not handle:
            if now() >= self.opens_until:
                raise _refused("The ephemeral token opens no new sessions any more.")
            if self.uses_left == 0:
                raise _refused("The ephemeral token has been used as often as it may.")
            if self.uses_left is not None:
                self.uses_left -= 1
        locked = self._locked(setup)
        if handle:
            locked["sessionResumption"] = {
                **locked.get("sessionResumption", {}), "handle": handle}  # fmt: skip
        return locked

    def _locked(self, setup: Wire) -> Wire:
        if self.setup is None:
            return setup
        if not self.mask:
            return {**self.setup}
        for path in self.mask:
            setup = _with(setup, self.setup, path)
        return setup


class AuthTokens:
    """Those that have not expired; the oldest give way to new ones."""

    def __init__(self) -> None:
        self._tokens: OrderedDict[str, AuthToken] = OrderedDict()

    def create(self, body: Wire) -> AuthToken:
        """A token from a body that was read, or `InvalidArgument`."""
        expires = _time(body, "expireTime", _LASTS)
        uses = body.get("uses", 1)
        if uses < 0:
            raise InvalidArgument(f"uses is {uses}; it must be 0, for any number, or more.")
        setup = body.get("bidiGenerateContentSetup")
        mask = [_path(path) for path in body.get("fieldMask", "").split(",") if path]
        token = AuthToken(
            name=f"{PREFIX}{secrets.token_hex(32)}",
            uses_left=uses or None,
            expires=expires,
            opens_until=_time(body, "newSessionExpireTime", _OPENS_SESSIONS),
            setup=setup,
            mask=mask,
        )
        for name in [name for name, known in self._tokens.items() if known.expires <= now()]:
            del self._tokens[name]
        self._tokens[token.name] = token
        if len(self._tokens) > _MOST_TOKENS:
            self._tokens.popitem(last=False)
        return token

    def find(self, name: str) -> AuthToken:
        """The token, which holds still; otherwise `ApiError`."""
        if (token := self._tokens.get(name)) is None:
            raise _refused("The ephemeral token is not known, or has expired.")
        token.check()
        return token


def _refused(message: str) -> ApiError:
    return ApiError(401, "UNAUTHENTICATED", message)


def _time(body: Wire, name: str, default: timedelta) -> datetime:
    if name not in body:
        return now() + default
    time = moment(body[name], snake(name))
    if not now() < time <= now() + _LONGEST:
        text = f"{snake(name)} is {body[name]}; it must be in the future, by at most 20 hours."
        raise InvalidArgument(text, [Violation(snake(name), text)])
    return time


def _path(written: str) -> list[str]:
    """The steps of a path of a setup; as in JSON, they may be in snake_case."""
    path: list[str] = []
    message: Any = SETUP
    for step in written.split("."):
        fields = message.fields if isinstance(message, Message) else {}
        name = next((name for name in fields if step in (name, snake(name))), None)
        if name is None:
            text = f"field_mask has {written!r}, which is no path of a BidiGenerateContentSetup."
            raise InvalidArgument(text, [Violation("field_mask", text)])
        path.append(name)
        message = fields[name]
    return path


def _with(setup: Wire, locked: Wire, path: list[str]) -> Wire:
    """The setup with the field at this path as it is locked, or without it."""
    step, *rest = path
    if rest:
        inner = _with(setup.get(step, {}), locked.get(step, {}), rest)
        return {**setup, step: inner}
    others = {name: value for name, value in setup.items() if name != step}
    return {**others, step: locked[step]} if step in locked else others
