"""What an interaction says about its answer, as the notes that generateContent would give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..api.types import (
    FileCitation,
    GroundingChunk,
    GroundingMetadata,
    GroundingSupport,
    PlaceCitation,
    SearchEntryPoint,
    Segment,
    Source,
    StepFinding,
    ToolCallStep,
    ToolResultStep,
    UrlCitation,
    UrlContextMetadata,
    UrlMetadata,
)

__all__ = ["InteractionNotes"]


class InteractionNotes:
    """Gathers citations, queries and pages of one exchange.

    Life: `note(…)` for whatever may be one; `taken()` gives the notes that have changed since.
    """

    def __init__(self) -> None:
        self._chunks: dict[str, GroundingChunk] = {}  # address → source
        self._supports: list[GroundingSupport] = []
        self._queries: list[str] = []
        self._suggestions = ""
        self._widget = ""
        self._pages: list[UrlMetadata] = []
        self._others: list[Any] = []
        self._changed = False

    def note(self, noted: Any, part_index: int) -> None:
        """A citation on a part, or a step of a tool that ran at the service."""
        self._changed = True
        if isinstance(noted, ToolCallStep):
            self._queries += (noted.arguments and noted.arguments.queries) or []
        elif isinstance(noted, ToolResultStep):
            for finding in noted.result if isinstance(noted.result, list) else ():
                if isinstance(finding, StepFinding):
                    self._find(finding)
        elif (source := _SOURCES.get(type(noted))) is not None:
            self._cite(noted, source(noted), part_index)
        else:
            self._others.append(noted)

    def taken(self) -> dict[str, Any]:
        """The notes by the names of `Candidate`'s fields, if any have changed."""
        if not self._changed:
            return {}
        self._changed = False
        grounding: dict[str, Any] = {}
        if self._queries:
            grounding["web_search_queries"] = list(self._queries)
        if self._suggestions:
            entry = SearchEntryPoint(rendered_content=self._suggestions)
            grounding["search_entry_point"] = entry
        if self._widget:
            grounding["google_maps_widget_context_token"] = self._widget
        if self._chunks:
            grounding["grounding_chunks"] = list(self._chunks.values())
            grounding["grounding_supports"] = list(self._supports)
        notes: dict[str, Any] = {}
        if grounding:
            notes["grounding_metadata"] = GroundingMetadata(**grounding)
        if self._pages:
            notes["url_context_metadata"] = UrlContextMetadata(url_metadata=list(self._pages))
        if self._others:
            notes["annotations"] = list(self._others)
        return notes

    def _find(self, finding: StepFinding) -> None:
        self._suggestions = finding.search_suggestions or self._suggestions
        self._widget = finding.widget_context_token or self._widget
        if finding.url is not None:
            status = f"URL_RETRIEVAL_STATUS_{(finding.status or 'unspecified').upper()}"
            self._pages.append(UrlMetadata(retrieved_url=finding.url, url_retrieval_status=status))

    def _cite(self, citation: Any, chunk: GroundingChunk, part_index: int) -> None:
        source = chunk.source
        address = (source and (source.uri or source.title)) or ""
        index = list(self._chunks).index(address) if address in self._chunks else None
        if index is None:
            index = len(self._chunks)
            self._chunks[address] = chunk
        segment = Segment(
            part_index=part_index,
            start_index=citation.start_index or 0,
            end_index=citation.end_index or 0,
        )
        self._supports.append(GroundingSupport(segment=segment, grounding_chunk_indices=[index]))


def _page(citation: UrlCitation) -> GroundingChunk:
    return GroundingChunk(web=Source(uri=citation.url, title=citation.title))


def _document(citation: FileCitation) -> GroundingChunk:
    source = Source(uri=citation.document_uri, title=citation.file_name, text=citation.source)
    return GroundingChunk(retrieved_context=source)


def _place(citation: PlaceCitation) -> GroundingChunk:
    return GroundingChunk(maps=Source(uri=citation.url, title=citation.name))


_SOURCES: dict[type, Callable[[Any], GroundingChunk]] = {
    UrlCitation: _page,
    FileCitation: _document,
    PlaceCitation: _place,
}
