"""Embeddings: how texts and media become vectors."""

from __future__ import annotations

from typing import Any

from .base import WireModel
from .config import HttpOptions
from .generation import UsageMetadata

__all__ = [
    "ContentEmbedding",
    "EmbedContentConfig",
    "EmbedContentResponse",
    "SingleEmbedContentResponse",
]


class EmbedContentConfig(WireModel):
    """How to embed.

    `task_type` is what the vectors are for: RETRIEVAL_QUERY, RETRIEVAL_DOCUMENT (which takes a
    `title`), SEMANTIC_SIMILARITY, CLASSIFICATION, CLUSTERING, QUESTION_ANSWERING,
    FACT_VERIFICATION or CODE_RETRIEVAL_QUERY. Vectors of a reduced `output_dimensionality` are
    scaled to unit length here, as the service does with whole ones only. `fold` makes one vector
    of a whole list, for multimodal models.
    """

    task_type: str | None = None
    title: str | None = None
    output_dimensionality: int | None = None
    mime_type: str | None = None
    auto_truncate: bool | None = None
    document_ocr: bool | None = None
    audio_track_extraction: bool | None = None
    fold: bool | None = None
    http_options: HttpOptions | None = None


class ContentEmbedding(WireModel):
    """One vector."""

    values: list[float] | None = None
    statistics: dict[str, Any] | None = None


class EmbedContentResponse(WireModel):
    """One vector for each content, in their order."""

    embeddings: list[ContentEmbedding] | None = None
    usage_metadata: UsageMetadata | None = None


class SingleEmbedContentResponse(WireModel):
    """The vector of a single content."""

    embedding: ContentEmbedding | None = None
    token_count: Any = None
    usage_metadata: UsageMetadata | None = None
