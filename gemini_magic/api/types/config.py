"""How an answer is to be made: `GenerateContentConfig` and the types inside it.

Google's config is flat; the wire is not. `gemini_magic.api.resources.models` folds one into
the other.
"""

from __future__ import annotations

from typing import Any

from .base import OpenEnum, WireModel
from .content import MediaResolution
from .scalars import WireBytes
from .tools import ToolConfig

__all__ = [
    "AutomaticFunctionCallingConfig",
    "GenerateContentConfig",
    "HarmBlockThreshold",
    "HarmCategory",
    "HttpOptions",
    "ImageConfig",
    "MultiSpeakerVoiceConfig",
    "PrebuiltVoiceConfig",
    "SafetySetting",
    "SpeakerVoiceConfig",
    "SpeechConfig",
    "ThinkingConfig",
    "ThinkingLevel",
    "VoiceConfig",
]


class ThinkingLevel(OpenEnum):
    """How much the model may think (Gemini 3 and later)."""

    MINIMAL = "MINIMAL"
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    XHIGH = "XHIGH"


class ThinkingConfig(WireModel):
    """Thinking by level or by budget in tokens (0 off, -1 as the model likes), never by both."""

    include_thoughts: bool | None = None
    thinking_budget: int | None = None
    thinking_level: ThinkingLevel | None = None


class HarmCategory(OpenEnum):
    """What a safety setting is about."""

    HARM_CATEGORY_UNSPECIFIED = "HARM_CATEGORY_UNSPECIFIED"
    HARM_CATEGORY_HARASSMENT = "HARM_CATEGORY_HARASSMENT"
    HARM_CATEGORY_HATE_SPEECH = "HARM_CATEGORY_HATE_SPEECH"
    HARM_CATEGORY_SEXUALLY_EXPLICIT = "HARM_CATEGORY_SEXUALLY_EXPLICIT"
    HARM_CATEGORY_DANGEROUS_CONTENT = "HARM_CATEGORY_DANGEROUS_CONTENT"
    HARM_CATEGORY_CIVIC_INTEGRITY = "HARM_CATEGORY_CIVIC_INTEGRITY"


class HarmBlockThreshold(OpenEnum):
    """From which probability on an answer is withheld."""

    HARM_BLOCK_THRESHOLD_UNSPECIFIED = "HARM_BLOCK_THRESHOLD_UNSPECIFIED"
    BLOCK_LOW_AND_ABOVE = "BLOCK_LOW_AND_ABOVE"
    BLOCK_MEDIUM_AND_ABOVE = "BLOCK_MEDIUM_AND_ABOVE"
    BLOCK_ONLY_HIGH = "BLOCK_ONLY_HIGH"
    BLOCK_NONE = "BLOCK_NONE"
    OFF = "OFF"


class SafetySetting(WireModel):
    """One threshold; a category may appear once in a request."""

    category: HarmCategory | None = None
    threshold: HarmBlockThreshold | None = None


class PrebuiltVoiceConfig(WireModel):
    """A voice by its name, e.g. "Kore"."""

    voice_name: str | None = None


class VoiceConfig(WireModel):
    """Which voice speaks; newer models also take the name of one as `voice`, or a sample."""

    prebuilt_voice_config: PrebuiltVoiceConfig | None = None
    replicated_voice_config: dict[str, Any] | None = None
    voice: str | None = None


class SpeakerVoiceConfig(WireModel):
    """The voice of one named speaker."""

    speaker: str | None = None
    voice_config: VoiceConfig | None = None


class MultiSpeakerVoiceConfig(WireModel):
    """The voices of a dialogue: of two speakers, whom the text names."""

    speaker_voice_configs: list[SpeakerVoiceConfig] | None = None


class SpeechConfig(WireModel):
    """How text is spoken."""

    language_code: str | None = None
    voice_config: VoiceConfig | None = None
    multi_speaker_voice_config: MultiSpeakerVoiceConfig | None = None


class ImageConfig(WireModel):
    """The shape of generated images: `aspect_ratio` "16:9" …, `image_size` "1K" …"""

    aspect_ratio: str | None = None
    image_size: str | None = None


class HttpOptions(WireModel):
    """Google's name for transport settings. `timeout` is in milliseconds, as theirs is."""

    base_url: str | None = None
    api_version: str | None = None
    headers: dict[str, str] | None = None
    timeout: int | None = None


class AutomaticFunctionCallingConfig(WireModel):
    """Whether Python functions among the tools are called, and how often the model is asked.

    `maximum_remote_calls` (10 if it is not given) counts all requests of one answer.
    """

    disable: bool | None = None
    maximum_remote_calls: int | None = None
    ignore_call_history: bool | None = None


class GenerateContentConfig(WireModel):
    """Everything about a generateContent request but its model and contents.

    Fields are named as in Google's SDK. `tools` takes `Tool`s, dicts and Python functions;
    `response_schema` takes a pydantic class, any Python type, or a schema. An answer that the
    service hands out in pieces (`CONTINUATION`) is continued `maximum_continuations` times (5 if
    it is not given), each of which bills the prompt again, or never if `automatic_continuation`
    is False.
    """

    system_instruction: Any = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: float | None = None
    candidate_count: int | None = None
    max_output_tokens: int | None = None
    stop_sequences: list[str] | None = None
    response_logprobs: bool | None = None
    logprobs: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    seed: int | None = None
    response_mime_type: str | None = None
    response_schema: Any = None
    response_json_schema: Any = None
    response_format: Any = None
    response_modalities: list[str] | None = None
    media_resolution: MediaResolution | None = None
    speech_config: SpeechConfig | str | None = None
    thinking_config: ThinkingConfig | None = None
    image_config: ImageConfig | None = None
    enable_enhanced_civic_answers: bool | None = None
    audio_transcription_config: dict[str, Any] | None = None
    safety_settings: list[SafetySetting] | None = None
    tools: list[Any] | None = None
    tool_config: ToolConfig | None = None
    # Google's guide puts this here although it travels in the tool config; both work.
    include_server_side_tool_invocations: bool | None = None
    cached_content: str | None = None
    service_tier: str | None = None
    store: bool | None = None
    continuation_token: WireBytes | None = None
    automatic_continuation: bool | None = None
    maximum_continuations: int | None = None
    automatic_function_calling: AutomaticFunctionCallingConfig | None = None
    labels: dict[str, str] | None = None
    http_options: HttpOptions | None = None
