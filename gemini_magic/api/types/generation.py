"""What comes back: `GenerateContentResponse` and the types inside it."""

from __future__ import annotations

from typing import Any

from pydantic import PrivateAttr

from ...errors import Blocked
from .base import OpenEnum, WireModel
from .content import Content, FunctionCall, Part
from .scalars import WireBytes

__all__ = [
    "BlockedReason",
    "Candidate",
    "CitationMetadata",
    "CountTokensResponse",
    "FinishReason",
    "GenerateContentResponse",
    "GroundingChunk",
    "GroundingMetadata",
    "GroundingSupport",
    "ModalityTokenCount",
    "PromptFeedback",
    "SafetyRating",
    "SearchEntryPoint",
    "Segment",
    "Source",
    "StructuredResponse",
    "UrlContextMetadata",
    "UrlMetadata",
    "UsageMetadata",
]


class FinishReason(OpenEnum):
    """Why a candidate ended. Values that are not listed here keep their own name."""

    FINISH_REASON_UNSPECIFIED = "FINISH_REASON_UNSPECIFIED"
    STOP = "STOP"
    MAX_TOKENS = "MAX_TOKENS"
    SAFETY = "SAFETY"
    RECITATION = "RECITATION"
    LANGUAGE = "LANGUAGE"
    OTHER = "OTHER"
    BLOCKLIST = "BLOCKLIST"
    PROHIBITED_CONTENT = "PROHIBITED_CONTENT"
    SPII = "SPII"
    MALFORMED_FUNCTION_CALL = "MALFORMED_FUNCTION_CALL"
    IMAGE_SAFETY = "IMAGE_SAFETY"
    UNEXPECTED_TOOL_CALL = "UNEXPECTED_TOOL_CALL"
    TOO_MANY_TOOL_CALLS = "TOO_MANY_TOOL_CALLS"
    MISSING_THOUGHT_SIGNATURE = "MISSING_THOUGHT_SIGNATURE"
    CONTINUATION = "CONTINUATION"


class BlockedReason(OpenEnum):
    """Why a prompt was refused."""

    SAFETY = "SAFETY"
    OTHER = "OTHER"
    BLOCKLIST = "BLOCKLIST"
    PROHIBITED_CONTENT = "PROHIBITED_CONTENT"
    IMAGE_SAFETY = "IMAGE_SAFETY"
    MODEL_ARMOR = "MODEL_ARMOR"
    JAILBREAK = "JAILBREAK"


class SafetyRating(WireModel):
    """How likely one kind of harm is."""

    category: str | None = None
    probability: str | None = None
    blocked: bool | None = None


class PromptFeedback(WireModel):
    """Set when the prompt was refused; there are no candidates then."""

    block_reason: BlockedReason | None = None
    safety_ratings: list[SafetyRating] | None = None


class ModalityTokenCount(WireModel):
    """Tokens of one modality (TEXT, IMAGE, VIDEO, AUDIO, DOCUMENT)."""

    modality: str | None = None
    token_count: int | None = None


class UsageMetadata(WireModel):
    """Tokens so far. In a stream each count is the running total; zero counts are absent.

    `total = prompt + candidates + thoughts + tool_use`; `prompt` includes what was cached.
    """

    prompt_token_count: int | None = None
    cached_content_token_count: int | None = None
    candidates_token_count: int | None = None
    tool_use_prompt_token_count: int | None = None
    thoughts_token_count: int | None = None
    total_token_count: int | None = None
    prompt_tokens_details: list[ModalityTokenCount] | None = None
    cache_tokens_details: list[ModalityTokenCount] | None = None
    candidates_tokens_details: list[ModalityTokenCount] | None = None
    tool_use_prompt_tokens_details: list[ModalityTokenCount] | None = None
    traffic_type: str | None = None
    service_tier: str | None = None


class Source(WireModel):
    """One page, document or place; which fields are set depends on the chunk's kind."""

    uri: str | None = None
    title: str | None = None
    domain: str | None = None
    text: str | None = None


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


class Candidate(WireModel):
    """One answer. `index` may be absent for the first, `content` when nothing was said."""

    content: Content | None = None
    index: int | None = None
    finish_reason: FinishReason | None = None
    finish_message: str | None = None
    token_count: int | None = None
    avg_logprobs: float | None = None
    logprobs_result: dict[str, Any] | None = None
    safety_ratings: list[SafetyRating] | None = None
    citation_metadata: CitationMetadata | None = None
    grounding_metadata: GroundingMetadata | None = None
    url_context_metadata: UrlContextMetadata | None = None
    continuation_token: str | None = None


class GenerateContentResponse(WireModel):
    """A whole answer, or one chunk of a streamed one."""

    candidates: list[Candidate] | None = None
    prompt_feedback: PromptFeedback | None = None
    usage_metadata: UsageMetadata | None = None
    model_version: str | None = None
    response_id: str | None = None
    model_status: dict[str, Any] | None = None

    @property
    def parts(self) -> list[Part]:
        """The parts of the first candidate."""
        content = self.candidates[0].content if self.candidates else None
        return (content.parts if content else None) or []

    @property
    def text(self) -> str | None:
        """The answer without thoughts; None where there is no text.

        Raises `Blocked` when the prompt was refused, which otherwise looks like silence.
        """
        if self.prompt_feedback and self.prompt_feedback.block_reason and not self.candidates:
            raise Blocked(str(self.prompt_feedback.block_reason))
        texts = [part.text or "" for part in self.parts if part.kind == "text"]
        return "".join(texts) if texts else None

    @property
    def thoughts(self) -> str | None:
        """The thought summaries, or None where there are none."""
        texts = [part.text or "" for part in self.parts if part.kind == "thought"]
        return "".join(texts) if texts else None

    @property
    def function_calls(self) -> list[FunctionCall] | None:
        """The functions that the model asks for, or None."""
        return [p.function_call for p in self.parts if p.function_call is not None] or None

    @property
    def executable_code(self) -> str | None:
        """The code that the model wrote for its sandbox, or None."""
        return next((p.executable_code.code for p in self.parts if p.executable_code), None)

    @property
    def code_execution_result(self) -> str | None:
        """What that code printed, or None."""
        return next(
            (p.code_execution_result.output for p in self.parts if p.code_execution_result), None
        )

    @property
    def parsed(self) -> Any:
        """The answer as the object that `response_schema` described, or None."""
        return None


class StructuredResponse(GenerateContentResponse):
    """A whole answer that was to fit a schema.

    A class of its own: a private attribute costs every chunk of every stream a quarter more.
    """

    _parsed: Any = PrivateAttr(default=None)

    @property
    def parsed(self) -> Any:
        """The answer as the object that `response_schema` described, or None."""
        return self._parsed


class CountTokensResponse(WireModel):
    """How many tokens a prompt has."""

    total_tokens: int | None = None
    cached_content_token_count: int | None = None
    prompt_tokens_details: list[ModalityTokenCount] | None = None
    cache_tokens_details: list[ModalityTokenCount] | None = None
