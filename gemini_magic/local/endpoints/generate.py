"""`generateContent` and `streamGenerateContent`: one engine stream, whole or chunk by chunk."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from tornado.iostream import StreamClosedError

from gemini_magic.local import reply
from gemini_magic.local.handlers.base import MODEL, VERSION, Endpoint, api_error_from
from gemini_magic.local.language_model import LanguageModelError
from gemini_magic.local.request import Request, request_from
from gemini_magic.local.stepping import stepped
from gemini_magic.local.wire.errors import ApiError


class Generating(Endpoint):
    """What asks the engine, in whatever form the answer is told."""

    _client_left = False

    def on_connection_close(self) -> None:
        self._client_left = True

    def read_request(self, version: str, model_id: str) -> Request:
        self.known_model(model_id, version, "generateContent")
        return request_from(self.body_json(), model_id)

    async def chunks(self, request: Request) -> AsyncGenerator[dict[str, Any]]:
        """The engine's chunks, each made in a worker thread, until the client leaves."""
        async with aclosing(stepped(self.engine.stream(request, self.fault))) as chunks:
            async for chunk in chunks:
                if self._client_left:
                    return
                yield chunk


class Generate(Generating):
    async def post(self, version: str, model_id: str) -> None:
        request = self.read_request(version, model_id)
        async with aclosing(self.chunks(request)) as chunks:
            parts = [chunk async for chunk in chunks]
        if not self._client_left:
            self.send(reply.whole(parts))


class StreamGenerate(Generating):
    async def post(self, version: str, model_id: str) -> None:
        request = self.read_request(version, model_id)
        try:
            await self._tell(request, sse=self.get_query_argument("alt", "json") == "sse")
        except StreamClosedError:
            self._client_left = True

    async def _tell(self, request: Request, *, sse: bool) -> None:
        if sse:
            self.set_header("content-type", "text/event-stream")
        sent = False
        before, after = ("data: ", "\r\n\r\n") if sse else ("[", "")
        try:
            async with aclosing(self.chunks(request)) as chunks:
                async for chunk in chunks:
                    self.write(f"{before}{json.dumps(chunk, ensure_ascii=False)}{after}")
                    sent, before = True, before if sse else ",\r\n"
                    await self.flush()
                    await self._pace(chunk)
        except (ApiError, LanguageModelError) as error:
            if not sent:
                raise
            # The status has been sent: as in the API, the error is the stream's last chunk.
            failed = json.dumps(api_error_from(error).to_wire(), ensure_ascii=False)
            self.write(f"{before}{failed}{after}")
        await self.finish("" if sse else "]")

    async def _pace(self, chunk: dict[str, Any]) -> None:
        """The `--tokens-per-second` dial."""
        if (rate := self.settings["tokens_per_second"]) is None:
            return
        usage = chunk["usageMetadata"]
        total = usage["totalTokenCount"] - usage.get("promptTokenCount", 0)
        await asyncio.sleep(max(0, total - getattr(self, "_paced", 0)) / rate)
        self._paced = total


ROUTES = [
    (rf"{VERSION}/{MODEL}:generateContent", Generate),
    (rf"{VERSION}/{MODEL}:streamGenerateContent", StreamGenerate),
]
