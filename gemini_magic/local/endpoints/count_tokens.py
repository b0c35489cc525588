"""`countTokens`, in both forms of its body."""

import asyncio
from typing import Any

from gemini_magic.local import catalog, tokens
from gemini_magic.local.handlers.base import MODEL, VERSION, Endpoint
from gemini_magic.local.request import Request
from gemini_magic.local.rules.turns import check_turns
from gemini_magic.local.usage import prompt_counts
from gemini_magic.local.wire.errors import InvalidArgument, unknown_model
from gemini_magic.local.wire.messages import COUNT_TOKENS
from gemini_magic.local.wire.proto import read


class CountTokens(Endpoint):
    async def post(self, version: str, model_id: str) -> None:
        if catalog.find(model_id) is None:
            raise unknown_model(model_id, version, "countTokens")
        body = read(self.body_json(), COUNT_TOKENS)
        if "contents" in body and "generateContentRequest" in body:
            raise InvalidArgument("Set only one of contents and generate_content_request.")
        asked = body.get("generateContentRequest", body)
        check_turns(asked, "CountTokensRequest")
        resolve = self.engine.resources.project.resolved
        request = await asyncio.to_thread(resolve, Request(model_id, asked))
        counts = await asyncio.to_thread(prompt_counts, request.body)
        total = sum(counts.values())
        self.send(
            {
                "totalTokens": total,
                "promptTokensDetails": tokens.details(counts),
                **_of_cache(request.cached),
            }
        )


def _of_cache(counts: tokens.Counts) -> dict[str, Any]:
    if not counts:
        return {}
    total = sum(counts.values())
    return {"cachedContentTokenCount": total, "cacheTokensDetails": tokens.details(counts)}


ROUTES = [(rf"{VERSION}/{MODEL}:countTokens", CountTokens)]
