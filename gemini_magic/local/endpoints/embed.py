"""`embedContent` and `batchEmbedContents`."""

import asyncio
from typing import Any

from gemini_magic.local import catalog, tokens
from gemini_magic.local.handlers.base import MODEL, VERSION, Endpoint
from gemini_magic.local.request import text_of
from gemini_magic.local.wire.errors import InvalidArgument, Violation
from gemini_magic.local.wire.messages import BATCH_EMBED, EMBED
from gemini_magic.local.wire.proto import read
from gemini_magic.local.words.embeddings import MOST_DIMENSIONS, embed

_MOST_PER_BATCH = 100
_LONGEST_TEXT = 40_000


class EmbedContent(Endpoint):
    async def post(self, version: str, model_id: str) -> None:
        self.known_model(model_id, version, "embedContent")
        body = read(self.body_json(), EMBED)
        embedding = await asyncio.to_thread(embedding_of, body, model_id)
        self.send({"embedding": embedding, **_accounts([body])})


class BatchEmbedContents(Endpoint):
    async def post(self, version: str, model_id: str) -> None:
        self.known_model(model_id, version, "embedContent")
        requests = read(self.body_json(), BATCH_EMBED).get("requests", [])
        if not 1 <= len(requests) <= _MOST_PER_BATCH:
            raise InvalidArgument(
                f"BatchEmbedContentsRequest.requests holds {len(requests)} entries; "
                f"it must hold from 1 to {_MOST_PER_BATCH}."
            )
        embeddings = [
            await asyncio.to_thread(embedding_of, request, model_id) for request in requests
        ]
        self.send({"embeddings": embeddings, **_accounts(requests)})


def embedding_of(body: dict[str, Any], model_id: str) -> dict[str, Any]:
    if not body.get("content", {}).get("parts"):
        raise InvalidArgument("* EmbedContentRequest.content: content is not specified\n")
    text = text_of(body["content"])
    if "title" in body:
        text = f"{body['title']}\n{text}"
    dimensions = body.get("outputDimensionality", catalog.dimensions(model_id))
    if not 1 <= dimensions <= MOST_DIMENSIONS:
        wrong = f"output_dimensionality is {dimensions}; it must be from 1 to {MOST_DIMENSIONS}."
        raise InvalidArgument(wrong, [Violation("output_dimensionality", wrong)])
    # Longer texts are cut, as the real models do.
    return {"values": embed(text[:_LONGEST_TEXT], dimensions)}


def _accounts(requests: list[dict[str, Any]]) -> dict[str, Any]:
    counts = tokens.count_contents(request["content"] for request in requests)
    usage = {
        "promptTokenCount": sum(counts.values()),
        "totalTokenCount": sum(counts.values()),
        "promptTokensDetails": tokens.details(counts),
    }
    return {"usageMetadata": usage, "modelVersion": catalog.HASHED_NGRAMS}


ROUTES = [
    (rf"{VERSION}/{MODEL}:embedContent", EmbedContent),
    (rf"{VERSION}/{MODEL}:batchEmbedContents", BatchEmbedContents),
]
