"""Deliveries: an event as JSON, posted to an address of this machine, again where it fails."""

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from gemini_magic.local.project.clock import now, stamp
from gemini_magic.local.project.events import Event
from gemini_magic.local.webhooks.signing import TokenSigner, signatures

_PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds before each attempt after the first
_SECONDS_TO_CONNECT = 2
_SECONDS_TO_ANSWER = 5
_MOST_AT_ONCE = 4
_MOST_WAITING = 1000
_MOST_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True)
class Delivery:
    """One event for one address; `keys` are asked at each attempt, `note` hears how it ended.

    Without `keys` the signature is a token.
    """

    uri: str
    event: Event
    keys: Callable[[], list[str]] | None = None
    note: Callable[[bool], None] = lambda arrived: None
    id: str = field(default_factory=lambda: f"msg_{secrets.token_hex(12)}")
    happened: datetime = field(default_factory=now)

    def body(self) -> bytes:
        metadata = (self.event.webhook_config or {}).get("user_metadata")
        envelope: dict[str, Any] = {
            "type": self.event.type,
            "version": "v1",
            "timestamp": stamp(self.happened),
            "data": self.event.data,
            **({"user_metadata": metadata} if metadata else {}),
        }
        return json.dumps(envelope, ensure_ascii=False).encode()


class Postman:
    """Carries deliveries on the server's event loop, where an idle one costs nothing."""

    def __init__(self) -> None:
        self.signer = TokenSigner()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)
        self._under_way: set[asyncio.Task[None]] = set()

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Said once, by the server; before that nothing can be sent."""
        self._loop = loop
        # Receivers have nothing to say: what they answer is not read far.
        self._client = AsyncHTTPClient(force_instance=True, max_body_size=_MOST_ANSWER_BYTES)

    def send(self, delivery: Delivery) -> None:
        """From any thread; returns at once."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._begin, delivery)

    def _begin(self, delivery: Delivery) -> None:
        if len(self._under_way) >= _MOST_WAITING:
            delivery.note(False)
            return
        task = asyncio.ensure_future(self._deliver(delivery))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        body = delivery.body()
        for pause in (0.0, *_PAUSES):
            await asyncio.sleep(pause)
            async with self._places:
                if await self._arrives(delivery, body):
                    delivery.note(True)
                    return
        delivery.note(False)

    async def _arrives(self, delivery: Delivery, body: bytes) -> bool:
        headers = await asyncio.to_thread(self._headers, delivery, body)
        try:
            response = await self._client.fetch(
                delivery.uri,
                method="POST",
                body=body,
                headers=headers,
                follow_redirects=False,
                connect_timeout=_SECONDS_TO_CONNECT,
                request_timeout=_SECONDS_TO_ANSWER,
                raise_error=False,
            )
        # Whatever the other side does to the connection, the delivery has not arrived.
        except (HTTPClientError, OSError, ValueError):
            return False
        return 200 <= response.code < 300

    def _headers(self, delivery: Delivery, body: bytes) -> dict[str, str]:
        timestamp = int(time.time())
        signature = (
            self.signer.token(delivery.uri, timestamp, body)
            if delivery.keys is None
            else signatures(delivery.keys(), delivery.id, timestamp, body)
        )
        return {
            "content-type": "application/json",
            "user-agent": "gemini-magic-local-engine",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(timestamp),
            **({"webhook-signature": signature} if signature else {}),
        }
