"""Cached contents: beginnings of prompts with a lifetime, which requests name instead of repeat."""

import secrets
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from gemini_magic.local.project.clock import duration, moment, now, stamp
from gemini_magic.local.request import Request
from gemini_magic.local.tokens import Counts
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, Violation

FEWEST_TOKENS = 1024
_LIFETIME = timedelta(hours=1)
_HELD = ("systemInstruction", "tools", "toolConfig")


@dataclass(frozen=True)
class Cache:
    """What was cached for one model; `held` has the fields of a request."""

    id: str
    model: str
    display_name: str
    held: dict[str, Any]
    tokens: Counts
    created: datetime
    updated: datetime
    expires: datetime

    def to_wire(self) -> dict[str, Any]:
        """As the API describes it: never with its contents."""
        return {
            "name": f"cachedContents/{self.id}",
            "model": f"models/{self.model}",
            "createTime": stamp(self.created),
            "updateTime": stamp(self.updated),
            "expireTime": stamp(self.expires),
            "displayName": self.display_name,
            "usageMetadata": {"totalTokenCount": sum(self.tokens.values())},
        }

    def joined(self, request: Request) -> Request:
        """The request as it would be without a cache; what it may not repeat is refused."""
        if any(name in request.body for name in _HELD):
            raise InvalidArgument(
                "CachedContent can not be used with GenerateContent request setting "
                "system_instruction, tools or tool_config.\n\nProposed fix: move those values to "
                "CachedContent from GenerateContent request."
            )
        if request.model != self.model:
            raise InvalidArgument(
                f"Model used by GenerateContent request (models/{request.model}) and CachedContent "
                f"(models/{self.model}) has to be the same."
            )
        contents = [*self.held.get("contents", ()), *request.contents]
        return replace(
            request, body={**request.body, **self.held, "contents": contents}, cached=self.tokens
        )


class Caches:
    """The caches of a project. Each look at them first forgets those whose time is over."""

    def __init__(self) -> None:
        self._caches: dict[str, Cache] = {}
        self._lock = threading.Lock()

    def add(self, model: str, body: dict[str, Any], tokens: Counts) -> Cache:
        if (total := sum(tokens.values())) < FEWEST_TOKENS:
            raise InvalidArgument(
                f"Cached content is too small. total_token_count={total}, "
                f"min_total_token_count={FEWEST_TOKENS}"
            )
        time = now()
        cache = Cache(
            id=secrets.token_hex(20),
            model=model,
            display_name=body.get("displayName", ""),
            held={name: body[name] for name in ("contents", *_HELD) if name in body},
            tokens=tokens,
            created=time,
            updated=time,
            expires=_expiry(body) or time + _LIFETIME,
        )
        with self._lock:
            self._caches[cache.id] = cache
        return cache

    def all(self) -> list[Cache]:
        """Newest first."""
        with self._lock:
            self._forget_expired()
            return [*reversed(self._caches.values())]

    def find(self, name: str) -> Cache:
        with self._lock:
            return self._find(name)

    def prolong(self, name: str, body: dict[str, Any]) -> Cache:
        """The same with another end; nothing else of a cache can change."""
        expires = _expiry(body)
        if expires is None or body.keys() - {"ttl", "expireTime", "name"}:
            raise InvalidArgument(
                "* UpdateCachedContentRequest.cached_content: only ttl or expire_time can be "
                f"updated, and one of them must be; the request has {', '.join(body) or 'nothing'}."
            )
        with self._lock:
            found = replace(self._find(name), expires=expires, updated=now())
            self._caches[found.id] = found
            return found

    def delete(self, name: str) -> None:
        with self._lock:
            found = self._find(name)
            del self._caches[found.id]

    def _find(self, name: str) -> Cache:
        self._forget_expired()
        cache = self._caches.get(name.removeprefix("cachedContents/"))
        if cache is None:
            raise ApiError(
                403, "PERMISSION_DENIED", "CachedContent not found (or permission denied)"
            )
        return cache

    def _forget_expired(self) -> None:
        time = now()
        self._caches = {k: cache for k, cache in self._caches.items() if cache.expires > time}


def _expiry(body: dict[str, Any]) -> datetime | None:
    if "ttl" in body and "expireTime" in body:
        wrong = (
            "Invalid value at 'cached_content' (oneof), oneof field 'expiration' is already set. "
            "Cannot set 'expireTime'"
        )
        raise InvalidArgument(wrong, [Violation("cached_content", wrong)])
    if "ttl" in body:
        try:
            return now() + duration(body["ttl"], "cached_content.ttl")
        except OverflowError as error:
            raise InvalidArgument(f"cached_content.ttl is too long: {body['ttl']}.") from error
    if "expireTime" not in body:
        return None
    expires = moment(body["expireTime"], "cached_content.expire_time")
    if expires <= now():
        raise InvalidArgument(f"cached_content.expire_time is over: {body['expireTime']}.")
    return expires
