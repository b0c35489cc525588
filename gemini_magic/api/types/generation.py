"""What comes back: `GenerateContentResponse` and the types inside it."""

from __future__ import annotations

from typing import Any

from pydantic import PrivateAttr

from ...errors import Blocked
from ..audio import Audio, audio_of
from .base import OpenEnum, WireModel
from .content import Content, FunctionCall, Part
from .grounding import CitationMetadata, GroundingMetadata, UrlContextMetadata

__all__ = [
    "BlockedReason",
    "Candidate",
    "CountTokensResponse",
    "FinishReason",
    "GenerateContentResponse",
    "ModalityTokenCount",
    "PromptFeedback",
    "SafetyRating",
    "UsageMetadata",
    "WholeResponse",
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
    def audio(self) -> Audio | None:
        """The sound of this answer (`.data`, `.rate`, `.save("x.wav")`), or None."""
        return audio_of(self.parts)

    @property
    def parsed(self) -> Any:
        """The answer as the object that `response_schema` described, or None."""
        return None

    @property
    def automatic_function_calling_history(self) -> list[Content]:
        """All that was said before this answer, if functions of ours were called; else empty."""
        return []

    @property
    def hops(self) -> int:
        """How many calls this answer took; more than one where it was continued."""
        return 1


class WholeResponse(GenerateContentResponse):
    """An answer with what this side knows of it.

    A class of its own: private attributes cost every chunk of every stream a quarter more.
    """

    _parsed: Any = PrivateAttr(default=None)
    _called: list[Content] = PrivateAttr(default_factory=list)
    _hops: int = PrivateAttr(default=1)

    @property
    def parsed(self) -> Any:
        """The answer as the object that `response_schema` described, or None."""
        return self._parsed

    @property
    def automatic_function_calling_history(self) -> list[Content]:
        """All that was said before this answer, if functions of ours were called; else empty."""
        return self._called

    @property
    def hops(self) -> int:
        """How many calls this answer took; more than one where it was continued."""
        return self._hops


class CountTokensResponse(WireModel):
    """How many tokens a prompt has."""

    total_tokens: int | None = None
    cached_content_token_count: int | None = None
    prompt_tokens_details: list[ModalityTokenCount] | None = None
    cache_tokens_details: list[ModalityTokenCount] | None = None
