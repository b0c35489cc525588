"""`batches`: create (answers and embeddings), list, get, update, cancel, delete."""

import asyncio
from typing import Any

from gemini_magic.local import reply
from gemini_magic.local.endpoints.embed import embedding_of
from gemini_magic.local.handlers.base import MODEL, VERSION, Endpoint, api_error_from
from gemini_magic.local.handlers.pages import page
from gemini_magic.local.project.batches import Batches, Job
from gemini_magic.local.project.files import StoredFile
from gemini_magic.local.request import request_from
from gemini_magic.local.webhooks.address import checked_config
from gemini_magic.local.wire.errors import InvalidArgument
from gemini_magic.local.wire.messages import EMBED, GENERATE
from gemini_magic.local.wire.proto import (
    Kind,
    Message,
    Repeated,
    anything,
    int64,
    read,
    string,
    struct,
)


def _batch(name: str, request: Kind) -> Message:
    row = Message("InlinedRequest", {"request": request, "metadata": struct})
    rows = Message("InlinedRequests", {"requests": Repeated(row)})
    return Message(
        f"{name}Batch",
        {
            "name": string,
            "model": string,
            "displayName": string,
            "inputConfig": Message("InputConfig", {"requests": rows, "fileName": string}),
            "priority": int64,
            "webhookConfig": Message(
                "WebhookConfig", {"uris": Repeated(string), "userMetadata": struct}
            ),
            **dict.fromkeys(
                ("output", "createTime", "endTime", "updateTime", "batchStats", "state"), anything
            ),
        },
    )


_ANSWERS = _batch("GenerateContent", GENERATE)
_EMBEDDINGS = _batch("EmbedContent", EMBED)
_CHANGED = {"displayName": "display_name", "display_name": "display_name", "priority": "priority"}


class _BatchEndpoint(Endpoint):
    @property
    def batches(self) -> Batches:
        return self.engine.resources.project.batches


class _Create(_BatchEndpoint):
    kind: str
    method: str
    message: Message

    async def post(self, version: str, model_id: str) -> None:
        self.known_model(model_id, version, self.method)
        batch = read(self.body_json(), self.message).get("batch", {})
        job = Job(
            kind=self.kind,
            model=model_id,
            display_name=batch.get("displayName"),
            source=self._source(batch.get("inputConfig", {})),
            answer=lambda request: self.answered(request, model_id),
            priority=batch.get("priority"),
            webhook_config=checked_config(batch.get("webhookConfig")),
        )
        self.send(await asyncio.to_thread(self.batches.start, job))

    def answered(self, request: Any, model_id: str) -> dict[str, Any]:
        """The response to a row; whatever goes wrong is the row's `ApiError`."""
        try:
            return self.answer(request, model_id)
        except Exception as error:
            raise api_error_from(error) from error

    def answer(self, request: Any, model_id: str) -> dict[str, Any]:
        raise NotImplementedError

    def _source(self, config: dict[str, Any]) -> list[dict[str, Any]] | StoredFile:
        if ("requests" in config) == ("fileName" in config):
            raise InvalidArgument(
                "* batch.input_config: set exactly one of requests and file_name.\n"
            )
        if "requests" in config:
            rows: list[dict[str, Any]] = config["requests"].get("requests", [])
            return rows
        name = config["fileName"]
        if (file := self.engine.resources.project.files.usable(name)) is None:
            raise InvalidArgument(f"* batch.input_config.file_name: {name!r} names no file.\n")
        return file


class CreateAnswers(_Create):
    kind = "GenerateContent"
    method = "batchGenerateContent"
    message = Message("BatchGenerateContentRequest", {"batch": _ANSWERS})

    def answer(self, request: Any, model_id: str) -> dict[str, Any]:
        return reply.whole(self.engine.stream(request_from(request or {}, model_id)))


class CreateEmbeddings(_Create):
    kind = "EmbedContent"
    method = "asyncBatchEmbedContent"
    message = Message("BatchEmbedContentRequest", {"batch": _EMBEDDINGS})

    def answer(self, request: Any, model_id: str) -> dict[str, Any]:
        return {"embedding": embedding_of(read(request or {}, EMBED), model_id)}


class List(_BatchEndpoint):
    def get(self, version: str) -> None:
        batches, more = page(self, self.batches.all())
        wires = [batch.to_wire() for batch in batches]
        self.send({**({"operations": wires} if wires else {}), **more})


class One(_BatchEndpoint):
    def get(self, version: str, batch_id: str) -> None:
        self.send(self.batches.find(batch_id).to_wire())

    def delete(self, version: str, batch_id: str) -> None:
        self.batches.delete(batch_id)
        self.send({})


class Update(_BatchEndpoint):
    """Answers with the batch itself, not with its operation."""

    def patch(self, version: str, batch_id: str, kind: str) -> None:
        batch = self.batches.find(batch_id)
        if kind != f"{batch.job.kind}Batch":
            raise InvalidArgument(f"batches/{batch_id} is no {kind}.")
        body = read(self.body_json(), _ANSWERS if "Generate" in kind else _EMBEDDINGS)
        changes = {"display_name": body.get("displayName"), "priority": body.get("priority")}
        batch.change({name: changes[name] for name in self._masked(body)})
        self.send(batch.about())

    def _masked(self, body: dict[str, Any]) -> set[str]:
        """What is to be changed: what the update mask names, or all that is given."""
        mask = self.get_query_argument("updateMask", "")
        names = mask.split(",") if mask else [name for name in body if name != "name"]
        for name in names:
            if name not in _CHANGED:
                raise InvalidArgument(
                    f"* update_mask: {name!r} of a batch cannot be changed; displayName and "
                    "priority can.\n"
                )
        return {_CHANGED[name] for name in names}


class Cancel(_BatchEndpoint):
    def post(self, version: str, batch_id: str) -> None:
        self.batches.find(batch_id).stop()
        self.send({})


ROUTES = [
    (rf"{VERSION}/{MODEL}:batchGenerateContent", CreateAnswers),
    (rf"{VERSION}/{MODEL}:asyncBatchEmbedContent", CreateEmbeddings),
    (rf"{VERSION}/batches", List),
    (rf"{VERSION}/batches/([^/:]+)", One),
    (rf"{VERSION}/batches/([^/:]+):cancel", Cancel),
    (rf"{VERSION}/batches/([^/:]+):update(GenerateContentBatch|EmbedContentBatch)", Update),
]
