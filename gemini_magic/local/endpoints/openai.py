"""OpenAI's chat completions, embeddings, models and images at `…/openai/`."""

import asyncio
import json
import struct
from base64 import b64encode
from contextlib import aclosing
from typing import Any

from tornado.iostream import StreamClosedError

from gemini_magic.local import catalog, reply, tokens
from gemini_magic.local.endpoints.generate import Generating
from gemini_magic.local.handlers.base import VERSION, api_error_from
from gemini_magic.local.language_model import LanguageModelError
from gemini_magic.local.openai.asked import generate_body
from gemini_magic.local.openai.told import calls_in, completion, last_usage, pieces
from gemini_magic.local.openai.wire import CHAT, EMBEDDINGS, IMAGES
from gemini_magic.local.request import Request, request_from
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, unknown_model
from gemini_magic.local.wire.proto import read
from gemini_magic.local.words.embeddings import MOST_DIMENSIONS, embed

_MOST_INPUTS = 100
_MOST_IMAGES = 4
_LONGEST_TEXT = 40_000

Wire = dict[str, Any]


class OpenAi(Generating):
    """The key comes as a bearer."""

    def check_key(self) -> None:
        scheme, _, key = self.request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and key and "x-goog-api-key" not in self.request.headers:
            self.request.headers["x-goog-api-key"] = key.strip()
        super().check_key()

    def model_of(self, asked: Wire, version: str, method: str) -> str:
        model_id: str = asked.get("model", "").removeprefix("models/")
        self.known_model(model_id, version, method)
        return model_id


class ChatCompletions(OpenAi):
    async def post(self, version: str) -> None:
        asked = read(self.body_json(), CHAT)
        model_id = self.model_of(asked, version, "generateContent")
        request = request_from(generate_body(asked), model_id)
        if asked.get("stream"):
            await self._stream(request, asked)
            return
        async with aclosing(self.chunks(request)) as chunks:
            parts = [chunk async for chunk in chunks]
        self.send(completion(reply.whole(parts)))

    async def _stream(self, request: Request, asked: Wire) -> None:
        self.set_header("content-type", "text/event-stream")
        calls, last, sent = 0, Wire(), False
        try:
            async with aclosing(self.chunks(request)) as chunks:
                async for chunk in chunks:
                    for piece in pieces(chunk, calls):
                        await self._write(piece)
                        sent = True
                    calls, last = calls + calls_in(chunk), chunk
            if asked.get("stream_options", {}).get("include_usage"):
                await self._write(last_usage(last))
        except StreamClosedError:
            self._client_left = True
            return
        except (ApiError, LanguageModelError) as error:
            if not sent:
                raise
            await self._write(api_error_from(error).to_wire())
        await self.finish("data: [DONE]\n\n")

    async def _write(self, value: Wire) -> None:
        self.write(f"data: {json.dumps(value, ensure_ascii=False)}\n\n")
        await self.flush()


class Embeddings(OpenAi):
    async def post(self, version: str) -> None:
        asked = read(self.body_json(), EMBEDDINGS)
        model_id = self.model_of(asked, version, "embedContent")
        texts: list[str] = asked.get("input", [])
        if not 1 <= len(texts) <= _MOST_INPUTS:
            raise InvalidArgument(f"input must hold from 1 to {_MOST_INPUTS} texts.")
        dimensions = asked.get("dimensions", catalog.dimensions(model_id))
        if not 1 <= dimensions <= MOST_DIMENSIONS:
            raise InvalidArgument(f"dimensions must be from 1 to {MOST_DIMENSIONS}.")
        packed = asked.get("encoding_format") == "base64"
        data = []
        for index, text in enumerate(texts):
            vector = await asyncio.to_thread(embed, text[:_LONGEST_TEXT], dimensions)
            value = _packed(vector) if packed else vector
            data.append({"object": "embedding", "index": index, "embedding": value})
        count = sum(tokens.count_text(text) for text in texts)
        usage = {"prompt_tokens": count, "total_tokens": count}
        about = {"object": "list", "model": catalog.HASHED_NGRAMS}
        self.send({**about, "data": data, "usage": usage})


def _packed(vector: list[float]) -> str:
    return b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode("ascii")


class Models(OpenAi):
    async def get(self, version: str) -> None:
        self.send({"object": "list", "data": [_model(model) for model in catalog.MODELS]})


class OneModel(OpenAi):
    async def get(self, version: str, model_id: str) -> None:
        model = catalog.find(model_id)
        if model is None:
            raise unknown_model(model_id, version, "openai.models.retrieve")
        self.send(_model(model))


def _model(model: catalog.Model) -> Wire:
    return {"id": f"models/{model.id}", "object": "model", "created": 0, "owned_by": "local"}


class Images(OpenAi):
    async def post(self, version: str) -> None:
        asked = read(self.body_json(), IMAGES)
        if not asked.get("prompt"):
            raise InvalidArgument("prompt is missing or empty: say what shall be drawn.")
        if asked.get("response_format", "b64_json") != "b64_json":
            raise InvalidArgument("response_format must be b64_json: pictures have no address.")
        count = asked.get("n", 1)
        if not 1 <= count <= _MOST_IMAGES:
            raise InvalidArgument(f"n is {count}; it must be from 1 to {_MOST_IMAGES}.")
        contents = [{"role": "user", "parts": [{"text": asked["prompt"]}]}]
        data = []
        for seed in range(1, count + 1):
            config = {"responseModalities": ["IMAGE"], "seed": seed}
            body = {"contents": contents, "generationConfig": config}
            async with aclosing(self.chunks(request_from(body, catalog.DRAWING))) as chunks:
                parts = [part async for chunk in chunks for part in _parts(chunk)]
            drawn = (part["inlineData"]["data"] for part in parts if "inlineData" in part)
            data += [{"b64_json": picture} for picture in drawn]
        self.send({"created": 0, "data": data})


def _parts(chunk: Wire) -> list[Wire]:
    candidates = chunk.get("candidates", ())
    return [part for one in candidates for part in one.get("content", {}).get("parts", ())]


ROUTES = [
    (rf"{VERSION}/openai/chat/completions", ChatCompletions),
    (rf"{VERSION}/openai/embeddings", Embeddings),
    (rf"{VERSION}/openai/models", Models),
    (rf"{VERSION}/openai/models/(?:models/)?([^/]+)", OneModel),
    (rf"{VERSION}/openai/images/generations", Images),
]
