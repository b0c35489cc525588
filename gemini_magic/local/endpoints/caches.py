"""`cachedContents`: create, list, get, patch, delete."""

import asyncio
from typing import Any

from gemini_magic.local import tokens
from gemini_magic.local.handlers.base import VERSION, Endpoint
from gemini_magic.local.handlers.pages import page
from gemini_magic.local.project.caches import Caches
from gemini_magic.local.request import request_from
from gemini_magic.local.usage import prompt_counts
from gemini_magic.local.wire.errors import InvalidArgument
from gemini_magic.local.wire.messages import CONTENT, TOOL, TOOL_CONFIG
from gemini_magic.local.wire.proto import Message, Repeated, anything, read, string

_CACHE = Message(
    "CachedContent",
    {
        "name": string,
        "model": string,
        "displayName": string,
        "contents": Repeated(CONTENT),
        "systemInstruction": CONTENT,
        "tools": Repeated(TOOL),
        "toolConfig": TOOL_CONFIG,
        "ttl": string,
        "expireTime": string,
        "createTime": anything,
        "updateTime": anything,
        "usageMetadata": anything,
    },
)
_PROMPT = ("contents", "systemInstruction", "tools", "toolConfig")
_STAND_IN = [{"role": "user", "parts": [{"text": "-"}]}]


class _CacheEndpoint(Endpoint):
    @property
    def caches(self) -> Caches:
        return self.engine.resources.project.caches


class All(_CacheEndpoint):
    def get(self, version: str) -> None:
        caches, more = page(self, self.caches.all(), most=1000)
        wires = [cache.to_wire() for cache in caches]
        self.send({**({"cachedContents": wires} if wires else {}), **more})

    async def post(self, version: str) -> None:
        body = read(self.body_json(), _CACHE)
        if not body.get("model"):
            raise InvalidArgument(
                "* CreateCachedContentRequest.cached_content.model: model is required.\n"
            )
        model_id = body["model"].removeprefix("models/")
        self.known_model(model_id, version, "createCachedContent")
        counts = await asyncio.to_thread(self._counts, body, model_id)
        self.send(self.caches.add(model_id, body, counts).to_wire())

    def _counts(self, body: dict[str, Any], model_id: str) -> tokens.Counts:
        """What the prompt in the cache costs, after the checks that a request has to stand."""
        prompt = {name: body[name] for name in _PROMPT if name in body}
        is_empty = not prompt.get("contents")
        request = request_from({**prompt, "contents": _STAND_IN} if is_empty else prompt, model_id)
        read = self.engine.resources.project.resolved(request).body
        return prompt_counts({**read, "contents": []} if is_empty else read)


class One(_CacheEndpoint):
    def get(self, version: str, cache_id: str) -> None:
        self.send(self.caches.find(cache_id).to_wire())

    def patch(self, version: str, cache_id: str) -> None:
        body = read(self.body_json(), _CACHE)
        self.send(self.caches.prolong(cache_id, body).to_wire())

    def delete(self, version: str, cache_id: str) -> None:
        self.caches.delete(cache_id)
        self.send({})


ROUTES = [
    (rf"{VERSION}/cachedContents", All),
    (rf"{VERSION}/cachedContents/([^/:]+)", One),
]
