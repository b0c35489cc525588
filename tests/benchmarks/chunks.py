"""CPU from the bytes of a streamed answer to the folded Reply, against others on the same stream.

All of them end with the same: every text, and the last count of tokens. Kernel time counts too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx

from gemini_magic.api.client import Client
from gemini_magic.api.resources.models import stream_call
from gemini_magic.api.types import GenerateContentConfig, Part
from gemini_magic.chat import Assembler, Chat, Reply, Request

from . import traffic
from .measure import cpu_rounds
from .service import Service
from .table import Row

__all__ = ["rows"]

_MODEL = "gemini-3-flash-preview"
_BURST = 4000
_PACED, _PAUSE = 1000, 300  # chunks, µs between them


def rows() -> Iterator[Row]:
    """As fast as they are taken, which has targets; then one by one, as the service sends them."""
    with Service() as service:
        yield from _compared(
            service.url(f"answer-{_BURST}-0"), _BURST, traffic.origin(), most=4, least=8
        )
        yield from _compared(service.url(f"answer-{_PACED}-{_PAUSE}"), _PACED, f"{_PAUSE} µs apart")


def _compared(
    url: str, count: int, how: str, most: float | None = None, least: float | None = None
) -> Iterator[Row]:
    google = _google(url)
    contestants: dict[str, Callable[[], object]] = {
        "raw": _raw(url),
        "ours": _ours(url, count),
        "chat": _chat(url),
    }
    if google is not None:
        contestants["google"] = google
    found = cpu_rounds(contestants, per=count)
    what = f"CPU per SSE chunk, bytes to Reply ({how})"
    for name, label in (("ours", ""), ("chat", "; as a chat's events")):
        ratio = found.ratio(name, "raw")
        target = most if name == "ours" else None
        yield Row(
            what + label,
            "µs",
            found.median(name),
            "raw httpx",
            found.median("raw"),
            ratio,
            "" if target is None else f"<= {target:g}x",
            None if target is None else ratio <= target,
        )
    if google is None:
        yield Row(what, against="google-genai", note="not installed: pip install google-genai")
        return
    times_less = found.ratio("google", "ours")
    yield Row(
        what,
        "µs",
        found.median("ours"),
        "google-genai's stream",
        found.median("google"),
        times_less,
        "" if least is None else f">= {least:g}x less",
        None if least is None else times_less >= least,
    )


def _raw(url: str) -> Callable[[], object]:
    client = httpx.Client()

    def work() -> None:
        with client.stream("POST", f"{url}/x", json={}) as response:
            for _ in response.iter_bytes():
                pass

    return work


def _ours(url: str, count: int) -> Callable[[], object]:
    client = Client("key", base_url=url)
    call = stream_call(_MODEL, "hi", GenerateContentConfig())

    def work() -> None:
        assembler, reply, seen = Assembler(), Reply(), 0
        for chunk in client.stream(call):
            seen += 1
            for event in assembler.events(chunk):
                reply = reply.apply(event)
        assert seen == count
        assert reply.text
        assert reply.usage is not None

    return work


def _chat(url: str) -> Callable[[], object]:
    chat = Chat(Client("key", base_url=url), model=_MODEL)
    request = Request(parts=(Part(text="hi"),))
    return lambda: chat.send(request, remember=False).finish()


def _google(url: str) -> Callable[[], object] | None:
    try:
        from google import genai
    except ImportError:
        return None
    client: Any = genai.Client(api_key="key", http_options={"base_url": url})

    def work() -> None:
        texts: list[str] = []
        usage = None
        for chunk in client.models.generate_content_stream(model=_MODEL, contents="hi"):
            # Not `chunk.text`, which is slower and warns of everything that is not text.
            parts = chunk.candidates[0].content.parts
            texts += [part.text for part in parts if part.text and not part.thought]
            usage = chunk.usage_metadata
        assert "".join(texts)
        assert usage is not None

    return work
