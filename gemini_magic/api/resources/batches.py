"""batches: create, ask, list, cancel, delete, and read the results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..batch_results import rows_of
from ..batch_source import answers_input, input_config, refuse_cloud
from ..call import Call, Listing, json_of
from ..call_options import with_options
from ..contents import wire_from
from ..flow import Flow
from ..generate_call import model_path
from ..names import named, page_query
from ..types import (
    BatchJob,
    BatchJobSource,
    CreateBatchJobConfig,
    CreateEmbeddingsBatchJobConfig,
    DeleteResourceJob,
    EmbedContentConfig,
    EmbeddingsBatchJobSource,
    File,
    InlinedRequest,
    InlinedResponse,
    ListBatchesResponse,
    ListConfig,
)
from .base import Colour, Resource, answers, lists, runs
from .documents import nothing
from .embeddings import contents_of, embed_request

__all__ = ["Batches"]

_BATCHES = "batches"

Requests = Sequence[InlinedRequest | Mapping[str, Any]]


class Batches(Resource[Colour]):
    """Many requests at half the price, answered within a day. Names are "batches/{id}"."""

    @runs
    def create(
        self,
        *,
        model: str,
        src: Requests | BatchJobSource | Mapping[str, Any] | File | str,
        config: CreateBatchJobConfig | Mapping[str, Any] | None = None,
    ) -> Flow[BatchJob]:
        """Begin a batch of answers.

        `src` are requests (`InlinedRequest(contents=…, config=…, metadata={"key": …})`, together
        at most 20 MB), or a file of JSON lines, {"key": …, "request": …} as REST has them: an
        uploaded one, or a path. `client.operations.wait` waits for the end.
        Source: POST models/{m}:batchGenerateContent.
        """
        options = wire_from(CreateBatchJobConfig, config or {}, "config")
        refuse_cloud(options.dest)
        path = f"{model_path(model)}:batchGenerateContent"
        return _created(path, answers_input(src), options)

    @runs
    def create_embeddings(
        self,
        *,
        model: str,
        src: EmbeddingsBatchJobSource | Mapping[str, Any] | File | str,
        config: CreateEmbeddingsBatchJobConfig | Mapping[str, Any] | None = None,
    ) -> Flow[BatchJob]:
        """Begin a batch of embeddings: a file, or `inlined_requests` with contents and config.

        Rows of contents given here have no keys of ours and may come out of order: prefer a file
        for more than a few. Source: POST models/{m}:asyncBatchEmbedContent.
        """
        options = wire_from(CreateEmbeddingsBatchJobConfig, config or {}, "config")
        path = f"{model_path(model)}:asyncBatchEmbedContent"
        return _created(path, _embeddings_input(src), options)

    @lists
    def list(self, *, config: ListConfig | Mapping[str, Any] | None = None) -> Listing[BatchJob]:
        """All batches of the project. Source: GET batches."""
        parse = json_of(ListBatchesResponse)
        return Listing(Call("GET", _BATCHES, parse, query=page_query(config)), "operations")

    @answers
    def get(self, *, name: str, config: Mapping[str, Any] | None = None) -> Call[BatchJob]:
        """How a batch goes. Source: GET batches/{id}."""
        return Call("GET", named(_BATCHES, name), json_of(BatchJob))

    @runs
    def results(self, job: BatchJob | str) -> Flow[Iterator[InlinedResponse]]:
        """The rows of a batch that has ended, each with its `key`, and `response` or `error`.

        The key is `metadata["key"]` of the request or that of the file's line, else the row's
        number. A batch that failed as a whole raises its reason. Source: GET batches/{id}, or
        GET files/{id}:download.
        """
        return _results(job)

    @answers
    def cancel(self, *, name: str, config: Mapping[str, Any] | None = None) -> Call[None]:
        """Begin no more of its requests. Source: POST batches/{id}:cancel."""
        return Call("POST", f"{named(_BATCHES, name)}:cancel", nothing)

    @answers
    def delete(
        self, *, name: str, config: Mapping[str, Any] | None = None
    ) -> Call[DeleteResourceJob]:
        """Forget a batch and its results. Source: DELETE batches/{id}."""
        return Call("DELETE", named(_BATCHES, name), json_of(DeleteResourceJob))


def _created(
    path: str, source: Flow[dict[str, Any]], options: CreateEmbeddingsBatchJobConfig
) -> Flow[BatchJob]:
    settings = options.model_dump(
        mode="json",
        by_alias=True,
        exclude_unset=True,
        exclude_none=True,
        exclude={"dest", "http_options"},
    )
    batch = {**settings, "inputConfig": (yield from source)}
    call = Call("POST", path, json_of(BatchJob), body={"batch": batch})
    created: BatchJob = yield with_options(call, options.http_options)
    return created


def _embeddings_input(source: Any) -> Flow[dict[str, Any]]:
    if isinstance(source, (File, str)):
        return (yield from input_config(source, dict))
    given = wire_from(EmbeddingsBatchJobSource, source, "src")
    batch = given.inlined_requests
    if batch is None:
        return (yield from input_config(given.file_name, dict))
    options = wire_from(EmbedContentConfig, batch.config or {}, "src.config")
    contents = contents_of(batch.contents, options)
    return (yield from input_config(contents, lambda one: {"request": embed_request(one, options)}))


def _results(job: BatchJob | str) -> Flow[Iterator[InlinedResponse]]:
    if isinstance(job, str):
        job = yield Call("GET", named(_BATCHES, job), json_of(BatchJob))
    assert isinstance(job, BatchJob)
    return (yield from rows_of(job))
