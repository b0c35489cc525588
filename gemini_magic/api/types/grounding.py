"""Where an answer comes from: searched pages, retrieved documents, places, read addresses."""

from __future__ import annotations

from typing import Any

from .base import WireModel
from .scalars import WireBytes

__all__ = [
    "CitationMetadata",
    "GroundingChunk",
    "GroundingMetadata",
    "GroundingSupport",
    "SearchEntryPoint",
    "Segment",
    "Source",
    "UrlContextMetadata",
    "UrlMetadata",
]


class Source(WireModel):
    """One page, document or place; which fields are set depends on the chunk's kind."""

    uri: str | None = None
    title: str | None = None
    domain: str | None = None
    text: str | None = None
    page_number: int | None = None


class GroundingChunk(WireModel):
    """One source of a grounded answer: a web page, a retrieved document or a place."""

    web: Source | None = None
    retrieved_context: Source | None = None
    maps: Source | None = None
    image: dict[str, Any] | None = None

    @property
    def source(self) -> Source | None:
        """The source, whichever kind it is."""
        return self.web or self.retrieved_context or self.maps


class Segment(WireModel):
    """A stretch of the answer. Indices count UTF-8 bytes of the part; absent means 0."""

    part_index: int | None = None
    start_index: int | None = None
    end_index: int | None = None
    text: str | None = None


class GroundingSupport(WireModel):
    """Which sources stand behind a segment."""

    segment: Segment | None = None
    grounding_chunk_indices: list[int] | None = None
    confidence_scores: list[float] | None = None


class SearchEntryPoint(WireModel):
    """Google's Search Suggestions: HTML that the terms of use ask to show."""

    rendered_content: str | None = None
    sdk_blob: WireBytes | None = None


class GroundingMetadata(WireModel):
    """Where a grounded answer comes from."""

    web_search_queries: list[str] | None = None
    image_search_queries: list[str] | None = None
    search_entry_point: SearchEntryPoint | None = None
    grounding_chunks: list[GroundingChunk] | None = None
    grounding_supports: list[GroundingSupport] | None = None
    retrieval_metadata: dict[str, Any] | None = None
    google_maps_widget_context_token: str | None = None


class UrlMetadata(WireModel):
    """One address that the model was to read, and whether it could."""

    retrieved_url: str | None = None
    url_retrieval_status: str | None = None


class UrlContextMetadata(WireModel):
    """What URL context has read."""

    url_metadata: list[UrlMetadata] | None = None


class CitationMetadata(WireModel):
    """Passages that repeat a known text."""

    citation_sources: list[dict[str, Any]] | None = None
