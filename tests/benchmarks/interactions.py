"""CPU of a streamed interaction per event, from its bytes: to typed events, and to a Reply."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx

from gemini_magic.api.client import Client
from gemini_magic.api.types import Part
from gemini_magic.chat import Chat, Request

from .measure import cpu_rounds
from .service import Service
from .table import Row

__all__ = ["rows"]

_MODEL = "gemini-3-flash-preview"
_EVENTS = 4000
_MOST = 6.0


def rows() -> Iterator[Row]:
    """As fast as they are taken."""
    with Service() as service:
        url = service.url(f"interaction-{_EVENTS}-0")
        contestants = {"raw": _raw(url), "ours": _ours(url), "chat": _chat(url)}
        found = cpu_rounds(contestants, per=_EVENTS)
    for name, label in (("ours", "bytes to typed events"), ("chat", "bytes to Reply, by a chat")):
        ratio = found.ratio(name, "raw")
        is_target = name == "ours"
        yield Row(
            f"CPU per event of an interaction, {label}",
            "µs",
            found.median(name),
            "raw httpx",
            found.median("raw"),
            ratio,
            f"<= {_MOST:g}x" if is_target else "",
            ratio <= _MOST if is_target else None,
        )


def _raw(url: str) -> Callable[[], object]:
    client = httpx.Client()

    def work() -> None:
        with client.stream("POST", f"{url}/x", json={}) as response:
            for _ in response.iter_bytes():
                pass

    return work


def _ours(url: str) -> Callable[[], object]:
    client = Client("key", base_url=url)

    def work() -> None:
        stream = client.interactions.create(model=_MODEL, input="hi", stream=True)
        assert sum(1 for _ in stream) == _EVENTS

    return work


def _chat(url: str) -> Callable[[], object]:
    chat = Chat(Client("key", base_url=url), model=_MODEL)
    request = Request(parts=(Part(text="hi"),), via="interactions")
    return lambda: chat.send(request, remember=False).finish()
