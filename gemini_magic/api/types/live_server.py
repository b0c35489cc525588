"""What a Live service says: `LiveServerMessage` and everything inside it."""

from __future__ import annotations

from typing import Any

from .base import OpenEnum, WireModel
from .content import Content, FunctionCall
from .generation import ModalityTokenCount
from .grounding import GroundingMetadata, UrlContextMetadata
from .scalars import Int64

__all__ = [
    "LiveInteractionStatus",
    "LiveServerContent",
    "LiveServerGoAway",
    "LiveServerMessage",
    "LiveServerSessionResumptionUpdate",
    "LiveServerSetupComplete",
    "LiveServerToolCall",
    "LiveServerToolCallCancellation",
    "LiveUsageMetadata",
    "Transcription",
    "TurnCompleteReason",
    "VoiceActivity",
    "VoiceActivityDetectionSignal",
    "VoiceActivityType",
]


class LiveInteractionStatus(OpenEnum):
    """Where the model is between two turns of the user; IDLE ends its turn."""

    INTERACTION_STATUS_UNSPECIFIED = "INTERACTION_STATUS_UNSPECIFIED"
    IN_PROGRESS = "IN_PROGRESS"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    IDLE = "IDLE"


class TurnCompleteReason(OpenEnum):
    """Why a turn ended, where it did not end by itself (a selection; others pass through)."""

    TURN_COMPLETE_REASON_UNSPECIFIED = "TURN_COMPLETE_REASON_UNSPECIFIED"
    MALFORMED_FUNCTION_CALL = "MALFORMED_FUNCTION_CALL"
    RESPONSE_REJECTED = "RESPONSE_REJECTED"
    NEED_MORE_INPUT = "NEED_MORE_INPUT"
    PROHIBITED_INPUT_CONTENT = "PROHIBITED_INPUT_CONTENT"
    GENERATED_CONTENT_PROHIBITED = "GENERATED_CONTENT_PROHIBITED"
    GENERATED_AUDIO_SAFETY = "GENERATED_AUDIO_SAFETY"
    MAX_REGENERATION_REACHED = "MAX_REGENERATION_REACHED"


class VoiceActivityType(OpenEnum):
    """Whether the user begins or ceases to speak."""

    TYPE_UNSPECIFIED = "TYPE_UNSPECIFIED"
    ACTIVITY_START = "ACTIVITY_START"
    ACTIVITY_END = "ACTIVITY_END"


class LiveUsageMetadata(WireModel):
    """Tokens of a turn. The answer counts as `response_token_count` here, not as candidates."""

    prompt_token_count: int | None = None
    cached_content_token_count: int | None = None
    response_token_count: int | None = None
    tool_use_prompt_token_count: int | None = None
    thoughts_token_count: int | None = None
    total_token_count: int | None = None
    prompt_tokens_details: list[ModalityTokenCount] | None = None
    cache_tokens_details: list[ModalityTokenCount] | None = None
    response_tokens_details: list[ModalityTokenCount] | None = None
    tool_use_prompt_tokens_details: list[ModalityTokenCount] | None = None
    traffic_type: str | None = None
    service_tier: str | None = None


class Transcription(WireModel):
    """What was said, as text: the next piece of it."""

    text: str | None = None
    finished: bool | None = None
    language_code: str | None = None
    speaker_label: str | None = None
    words: list[dict[str, Any]] | None = None


class LiveServerSetupComplete(WireModel):
    """The session may begin."""

    session_id: str | None = None
    voice_consent_signature: dict[str, Any] | None = None


class LiveServerContent(WireModel):
    """A piece of the model's turn.

    `generation_complete` comes before the audio would have been played, `turn_complete` after.
    `interrupted` says that the user spoke: audio that was not played yet is to be dropped.
    """

    model_turn: Content | None = None
    turn_complete: bool | None = None
    turn_complete_reason: TurnCompleteReason | None = None
    generation_complete: bool | None = None
    interrupted: bool | None = None
    waiting_for_input: bool | None = None
    input_transcription: Transcription | None = None
    output_transcription: Transcription | None = None
    interim_input_transcription: Transcription | None = None
    grounding_metadata: GroundingMetadata | None = None
    url_context_metadata: UrlContextMetadata | None = None
    interaction_status: LiveInteractionStatus | None = None

    @property
    def ends_turn(self) -> bool:
        """Whether the model has no more to say: at IDLE where a status comes, else as it says."""
        status = self.interaction_status
        if status not in (None, LiveInteractionStatus.INTERACTION_STATUS_UNSPECIFIED):
            return status == LiveInteractionStatus.IDLE
        return bool(self.turn_complete)


class LiveServerToolCall(WireModel):
    """Functions that the model wants called; answer each by `send_tool_response`."""

    function_calls: list[FunctionCall] | None = None


class LiveServerToolCallCancellation(WireModel):
    """Calls whose answers are not wanted any more, because the user interrupted."""

    ids: list[str] | None = None


class LiveServerGoAway(WireModel):
    """The connection ends in `time_left` ("9.5s"); the session need not."""

    time_left: str | None = None


class LiveServerSessionResumptionUpdate(WireModel):
    """A handle for the state of the session now, if `resumable`.

    `last_consumed_client_message_index` is the newest of our frames that the state includes,
    the setup being 0.
    """

    new_handle: str | None = None
    resumable: bool | None = None
    last_consumed_client_message_index: Int64 | None = None


class VoiceActivityDetectionSignal(WireModel):
    """The older form of `VoiceActivity`."""

    vad_signal_type: str | None = None


class VoiceActivity(WireModel):
    """The user begins or ceases to speak."""

    voice_activity_type: VoiceActivityType | None = None
    audio_offset: str | None = None


class LiveServerMessage(WireModel):
    """One frame of the service. Several of the fields may come together."""

    setup_complete: LiveServerSetupComplete | None = None
    server_content: LiveServerContent | None = None
    tool_call: LiveServerToolCall | None = None
    tool_call_cancellation: LiveServerToolCallCancellation | None = None
    usage_metadata: LiveUsageMetadata | None = None
    go_away: LiveServerGoAway | None = None
    session_resumption_update: LiveServerSessionResumptionUpdate | None = None
    voice_activity: VoiceActivity | None = None
    voice_activity_detection_signal: VoiceActivityDetectionSignal | None = None

    @property
    def text(self) -> str | None:
        """The text of this piece without thoughts; None where there is none."""
        texts = [part.text or "" for part in self._parts if part.kind == "text"]
        return "".join(texts) if texts else None

    @property
    def data(self) -> bytes | None:
        """The audio (or other media) of this piece, joined; None where there is none.

        Audio is signed 16-bit little-endian mono at the rate of the mime type, 24 kHz as a rule.
        """
        blobs = [part.inline_data.data for part in self._parts if part.inline_data]
        return b"".join(blob for blob in blobs if blob) or None

    @property
    def _parts(self) -> list[Any]:
        turn = self.server_content.model_turn if self.server_content else None
        return (turn.parts if turn else None) or []
