"""Batches: many requests at half the price, answered within a day.

On the wire a batch is an operation, whose metadata say how it goes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from .base import OpenEnum, WireModel
from .config import HttpOptions
from .embedding import EmbedContentConfig, SingleEmbedContentResponse
from .files import FileStatus
from .generation import GenerateContentResponse
from .operations import Operation
from .scalars import Int64, Timestamp
from .veo import WebhookConfig

__all__ = [
    "BatchJob",
    "BatchJobDestination",
    "BatchJobSource",
    "BatchMetadata",
    "BatchOutput",
    "BatchStats",
    "CompletionStats",
    "CreateBatchJobConfig",
    "CreateEmbeddingsBatchJobConfig",
    "DeleteResourceJob",
    "EmbedContentBatch",
    "EmbeddingsBatchJobSource",
    "InlinedRequest",
    "InlinedResponse",
    "JobState",
    "ListBatchesResponse",
]


class JobState(OpenEnum):
    """How a batch goes. Each state also equals the wire's spelling of it, BATCH_STATE_…"""

    JOB_STATE_UNSPECIFIED = "JOB_STATE_UNSPECIFIED"
    JOB_STATE_PENDING = "JOB_STATE_PENDING"
    JOB_STATE_RUNNING = "JOB_STATE_RUNNING"
    JOB_STATE_SUCCEEDED = "JOB_STATE_SUCCEEDED"
    JOB_STATE_FAILED = "JOB_STATE_FAILED"
    JOB_STATE_CANCELLED = "JOB_STATE_CANCELLED"
    JOB_STATE_EXPIRED = "JOB_STATE_EXPIRED"

    @classmethod
    def of(cls, state: str) -> JobState:
        """The state that the wire calls BATCH_STATE_…"""
        return cls(_as_job(state))

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.removeprefix("JOB_STATE_") in {"SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"}

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, _as_job(other)) if isinstance(other, str) else NotImplemented

    # In sets and dicts only the JOB_STATE_ spelling is found.
    def __hash__(self) -> int:
        return str.__hash__(self)


def _as_job(state: str) -> str:
    return "JOB_STATE_" + state.removeprefix("BATCH_STATE_").removeprefix("JOB_STATE_")


class InlinedRequest(WireModel):
    """One request of a batch: what `generate_content` takes, and `metadata` to know it by."""

    model: str | None = None
    contents: Any = None
    config: Any = None
    metadata: dict[str, Any] | None = None


class BatchJobSource(WireModel):
    """Where the requests are: in a file of JSON lines, or here."""

    file_name: str | None = None
    inlined_requests: list[Any] | None = None


class EmbedContentBatch(WireModel):
    """Contents to embed, one vector each, all in the same way."""

    contents: Any = None
    config: EmbedContentConfig | None = None


class EmbeddingsBatchJobSource(WireModel):
    """Where the contents to embed are: in a file of JSON lines, or here."""

    file_name: str | None = None
    inlined_requests: EmbedContentBatch | None = None


class CreateEmbeddingsBatchJobConfig(WireModel):
    """What the batch is called, and who is told that it has ended."""

    display_name: str | None = None
    webhook_config: WebhookConfig | None = None
    priority: Int64 | None = None
    http_options: HttpOptions | None = None


class CreateBatchJobConfig(CreateEmbeddingsBatchJobConfig):
    """The same for answers. `dest` is for Vertex AI: here the service has its own place."""

    dest: Any = None


def _response_from(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    is_vector = "embedding" in value
    kind = SingleEmbedContentResponse if is_vector else GenerateContentResponse
    return kind.model_validate(value)


class InlinedResponse(WireModel):
    """One row: what a request was answered, or its error. `key` is ours, or its number."""

    key: str | None = None
    response: Annotated[Any, BeforeValidator(_response_from)] = None
    error: FileStatus | None = None
    metadata: dict[str, Any] | None = None


class _InlinedResponses(WireModel):
    inlined_responses: list[InlinedResponse] | None = None


class BatchOutput(WireModel):
    """The rows themselves, or the file that has them."""

    responses_file: str | None = None
    inlined_responses: _InlinedResponses | None = None

    @property
    def rows(self) -> list[InlinedResponse]:
        """The rows that came inside the answer."""
        return (self.inlined_responses and self.inlined_responses.inlined_responses) or []


class BatchStats(WireModel):
    """How many requests there are, and what became of them; zero counts are absent."""

    request_count: Int64 | None = None
    successful_request_count: Int64 | None = None
    failed_request_count: Int64 | None = None
    pending_request_count: Int64 | None = None


class CompletionStats(WireModel):
    """The same counts by the names of Google's SDK."""

    successful_count: int | None = None
    failed_count: int | None = None
    incomplete_count: int | None = None


class BatchJobDestination(WireModel):
    """Where the rows are, by the names of Google's SDK."""

    file_name: str | None = None
    inlined_responses: list[InlinedResponse] | None = None
    inlined_embed_content_responses: list[InlinedResponse] | None = None


class BatchMetadata(WireModel):
    """How a batch goes."""

    name: str | None = None
    model: str | None = None
    display_name: str | None = None
    state: str | None = None
    input_config: dict[str, Any] | None = None
    create_time: Timestamp | None = None
    update_time: Timestamp | None = None
    end_time: Timestamp | None = None
    batch_stats: BatchStats | None = None
    output: BatchOutput | None = None


class BatchJob(Operation[BatchOutput]):
    """A batch. `error` says why it failed or was cancelled; `client.batches.results` has rows."""

    metadata: BatchMetadata | None = None  # type: ignore[assignment]

    @property
    def state(self) -> JobState:
        """How it goes, e.g. "JOB_STATE_SUCCEEDED"."""
        return JobState.of(self._about.state or "BATCH_STATE_UNSPECIFIED")

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return super().is_over or self.state.is_over

    @property
    def model(self) -> str | None:
        """The model that answers."""
        return self._about.model

    @property
    def display_name(self) -> str | None:
        """What it was called."""
        return self._about.display_name

    @property
    def create_time(self) -> datetime | None:
        """When it was created."""
        return self._about.create_time

    @property
    def update_time(self) -> datetime | None:
        """When something last happened."""
        return self._about.update_time

    @property
    def end_time(self) -> datetime | None:
        """When it ended."""
        return self._about.end_time

    @property
    def batch_stats(self) -> BatchStats | None:
        """How many requests were answered, failed, or wait."""
        return self._about.batch_stats

    @property
    def completion_stats(self) -> CompletionStats | None:
        """The same by Google's other names; absent counts are 0."""
        if (stats := self.batch_stats) is None:
            return None
        return CompletionStats(
            successful_count=stats.successful_request_count or 0,
            failed_count=stats.failed_request_count or 0,
            incomplete_count=stats.pending_request_count or 0,
        )

    @property
    def output(self) -> BatchOutput | None:
        """The rows or their file, once it has ended."""
        return self._about.output or self.response

    @property
    def dest(self) -> BatchJobDestination | None:
        """The same as Google's SDK has it."""
        if (output := self.output) is None:
            return None
        vectors = [r for r in output.rows if isinstance(r.response, SingleEmbedContentResponse)]
        return BatchJobDestination(
            file_name=output.responses_file,
            inlined_responses=None if vectors else output.rows or None,
            inlined_embed_content_responses=output.rows if vectors else None,
        )

    @property
    def _about(self) -> BatchMetadata:
        return self.metadata or BatchMetadata()


class ListBatchesResponse(WireModel):
    """One page of batches."""

    operations: list[BatchJob] | None = None
    next_page_token: str | None = None


class DeleteResourceJob(WireModel):
    """Nothing, as a rule."""
