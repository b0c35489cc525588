"""How a Live session is set up: `LiveConnectConfig` and the types inside it.

Google's config is flat; the setup frame is not. `gemini_magic.api.live.setup` folds one into
the other.
"""

from __future__ import annotations

from typing import Any

from .base import OpenEnum, WireModel
from .config import HttpOptions, SafetySetting, SpeechConfig, ThinkingConfig
from .content import MediaResolution
from .scalars import WireBytes

__all__ = [
    "ActivityHandling",
    "AudioTranscriptionConfig",
    "AutomaticActivityDetection",
    "AvatarConfig",
    "ContextWindowCompressionConfig",
    "CustomizedAvatar",
    "EndSensitivity",
    "HistoryConfig",
    "LiveConnectConfig",
    "ProactivityConfig",
    "RealtimeInputConfig",
    "SessionResumptionConfig",
    "SlidingWindow",
    "StartSensitivity",
    "TranslationConfig",
    "TurnCoverage",
]


class StartSensitivity(OpenEnum):
    """How readily speech is taken to begin."""

    START_SENSITIVITY_UNSPECIFIED = "START_SENSITIVITY_UNSPECIFIED"
    START_SENSITIVITY_HIGH = "START_SENSITIVITY_HIGH"
    START_SENSITIVITY_LOW = "START_SENSITIVITY_LOW"


class EndSensitivity(OpenEnum):
    """How readily speech is taken to have ended."""

    END_SENSITIVITY_UNSPECIFIED = "END_SENSITIVITY_UNSPECIFIED"
    END_SENSITIVITY_HIGH = "END_SENSITIVITY_HIGH"
    END_SENSITIVITY_LOW = "END_SENSITIVITY_LOW"


class ActivityHandling(OpenEnum):
    """Whether the model stops speaking when the user begins to."""

    ACTIVITY_HANDLING_UNSPECIFIED = "ACTIVITY_HANDLING_UNSPECIFIED"
    START_OF_ACTIVITY_INTERRUPTS = "START_OF_ACTIVITY_INTERRUPTS"
    NO_INTERRUPTION = "NO_INTERRUPTION"


class TurnCoverage(OpenEnum):
    """Which input counts as part of the user's turn."""

    TURN_COVERAGE_UNSPECIFIED = "TURN_COVERAGE_UNSPECIFIED"
    TURN_INCLUDES_ONLY_ACTIVITY = "TURN_INCLUDES_ONLY_ACTIVITY"
    TURN_INCLUDES_ALL_INPUT = "TURN_INCLUDES_ALL_INPUT"
    TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO = "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO"


class AutomaticActivityDetection(WireModel):
    """How the service tells when the user speaks; times in milliseconds.

    With `disabled` the program says so itself, by activity_start and activity_end.
    """

    disabled: bool | None = None
    start_of_speech_sensitivity: StartSensitivity | None = None
    end_of_speech_sensitivity: EndSensitivity | None = None
    prefix_padding_ms: int | None = None
    silence_duration_ms: int | None = None


class RealtimeInputConfig(WireModel):
    """How audio and video that stream in become turns."""

    automatic_activity_detection: AutomaticActivityDetection | None = None
    activity_handling: ActivityHandling | None = None
    turn_coverage: TurnCoverage | None = None
    interim_transcript_timestamp_enabled: bool | None = None


class SessionResumptionConfig(WireModel):
    """Asks the service for handles; `handle` continues an earlier session.

    With `transparent` the service also says which of our frames a handle includes.
    """

    handle: str | None = None
    transparent: bool | None = None


class SlidingWindow(WireModel):
    """Forgets the oldest turns until `target_tokens` remain."""

    target_tokens: int | None = None


class ContextWindowCompressionConfig(WireModel):
    """Lets a session outlast its context window: beyond `trigger_tokens` it is shortened."""

    trigger_tokens: int | None = None
    sliding_window: SlidingWindow | None = None


class AudioTranscriptionConfig(WireModel):
    """Asks for what was said as text as well; an empty one will do."""

    language_codes: list[str] | None = None
    language_auto: dict[str, Any] | None = None
    language_hints: dict[str, Any] | None = None
    custom_vocabulary: list[str] | None = None
    adaptation_phrases: list[str] | None = None
    word_timestamp: bool | None = None
    diarization: bool | None = None
    mode: str | None = None
    source_text: str | None = None


class ProactivityConfig(WireModel):
    """Whether the model may speak unasked, or keep silent when it is not meant."""

    proactive_audio: bool | None = None
    proactive_video: bool | None = None


class HistoryConfig(WireModel):
    """Whether the first client content is the history of an earlier conversation."""

    initial_history_in_client_content: bool | None = None


class TranslationConfig(WireModel):
    """Simultaneous translation into a language ("de")."""

    target_language_code: str | None = None
    echo_target_language: bool | None = None


class CustomizedAvatar(WireModel):
    """A face of one's own."""

    image_mime_type: str | None = None
    image_data: WireBytes | None = None


class AvatarConfig(WireModel):
    """The face that speaks."""

    avatar_name: str | None = None
    customized_avatar: CustomizedAvatar | None = None
    audio_bitrate_bps: int | None = None
    video_bitrate_bps: int | None = None


class LiveConnectConfig(WireModel):
    """Everything about a Live session but its model.

    Fields are named as in Google's SDK. `response_modalities` holds one modality;
    `session_resumption` (an empty one will do) lets a session survive its connection.
    """

    http_options: HttpOptions | None = None
    generation_config: dict[str, Any] | WireModel | None = None
    response_modalities: list[str] | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: float | None = None
    max_output_tokens: int | None = None
    media_resolution: MediaResolution | None = None
    seed: int | None = None
    speech_config: SpeechConfig | str | None = None
    thinking_config: ThinkingConfig | None = None
    enable_affective_dialog: bool | None = None
    translation_config: TranslationConfig | None = None
    system_instruction: Any = None
    tools: list[Any] | None = None
    session_resumption: SessionResumptionConfig | None = None
    input_audio_transcription: AudioTranscriptionConfig | None = None
    output_audio_transcription: AudioTranscriptionConfig | None = None
    realtime_input_config: RealtimeInputConfig | None = None
    context_window_compression: ContextWindowCompressionConfig | None = None
    proactivity: ProactivityConfig | None = None
    explicit_vad_signal: bool | None = None
    history_config: HistoryConfig | None = None
    avatar_config: AvatarConfig | None = None
    safety_settings: list[SafetySetting] | None = None
    labels: dict[str, str] | None = None
