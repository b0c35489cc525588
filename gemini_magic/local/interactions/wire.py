"""The request messages of interactions: snake_case, lower-case enums, unions tagged by `type`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.wire.errors import Violation
from gemini_magic.local.wire.proto import (
    Enum,
    Kind,
    Message,
    Problems,
    Repeated,
    anything,
    boolean,
    data,
    floating,
    integer,
    string,
    struct,
)


@dataclass(frozen=True)
class Tagged:
    """An object whose `type` says which message it is."""

    type_name: str
    messages: Mapping[str, Message]

    def __call__(self, value: Any, path: str, problems: Problems) -> Any:
        tag = value.get("type") if isinstance(value, dict) else None
        message = self.messages.get(tag) if isinstance(tag, str) else None
        if message is None:
            known = ", ".join(self.messages)
            wrong = f"Invalid value at '{path}': a {self.type_name} has a type, one of {known}"
            problems.append(Violation(path, f"{wrong}; not {tag!r}."))
            return {}
        return message(value, path, problems)


def _typed(message: str, /, **fields: Kind) -> Message:
    return Message(message, {"type": string, **fields})


def one_or_all(kind: Kind) -> Kind:
    """A text, or a list of objects of a kind, or one of them; always read as a list or a text."""
    many = Repeated(kind)

    def read(value: Any, path: str, problems: Problems) -> Any:
        return value if isinstance(value, str) else many(value, path, problems)

    return read


def _media(name: str) -> Message:
    fields = {"data": data, "uri": string, "mime_type": string, "processing": anything}
    extras = {"resolution": string, "channels": integer, "sample_rate": integer, "name": string}
    return _typed(name, **fields, **extras)


_CONTENTS = {
    "text": _typed("TextContent", text=string, annotations=anything),
    "image": _media("ImageContent"),
    "audio": _media("AudioContent"),
    "video": _media("VideoContent"),
    "document": _media("DocumentContent"),
}
CONTENT = Tagged("content", _CONTENTS)
_TOOL_STEP = {"id": string, "call_id": string, "arguments": struct, "result": anything,
              "signature": data, "is_error": boolean, "name": string, "server_name": string,
              "search_type": string, "retrieval_type": string}  # fmt: skip
_SERVICE_TOOLS = ("code_execution", "google_search", "google_maps", "url_context", "file_search",
                  "retrieval", "processing", "tool_search", "mcp_server_tool")  # fmt: skip
_STEPS = {
    "user_input": _typed("UserInputStep", content=one_or_all(CONTENT)),
    "model_output": _typed("ModelOutputStep", content=one_or_all(CONTENT), error=anything),
    "thought": _typed("ThoughtStep", signature=data, summary=Repeated(CONTENT)),
    "function_call": _typed(
        "FunctionCallStep", id=string, name=string, arguments=struct, signature=data
    ),
    "function_result": _typed(
        "FunctionResultStep", call_id=string, name=string, result=anything, is_error=boolean
    ),
    **{f"{tool}_call": _typed("ToolCallStep", **_TOOL_STEP) for tool in _SERVICE_TOOLS},
    **{f"{tool}_result": _typed("ToolResultStep", **_TOOL_STEP) for tool in _SERVICE_TOOLS},
}
_INPUT = Tagged("content or step", {**_CONTENTS, **_STEPS})

_MODE = Enum("ToolChoiceType", frozenset({"auto", "any", "none", "validated"}))
_CHOICE = Message(
    "ToolChoiceConfig",
    {"allowed_tools": Message("AllowedTools", {"mode": _MODE, "tools": Repeated(string)})},
)


def _tool_choice(value: Any, path: str, problems: Problems) -> Any:
    return (_CHOICE if isinstance(value, dict) else _MODE)(value, path, problems)


_SPEECH = Message("SpeechConfig", {"voice": string, "speaker": string, "language": string})


def _speech_config(value: Any, path: str, problems: Problems) -> Any:
    """A voice, voices, or an object that lists them."""
    if isinstance(value, dict) and "speakers" in value:
        return Message("SpeakerConfig", {"speakers": Repeated(_SPEECH)})(value, path, problems)
    return Repeated(_SPEECH)(value, path, problems)


def _mode(value: Any, path: str, problems: Problems) -> Any:
    """A name, or an object which holds what goes with the mode."""
    granularities = {"timestamp_granularities": Repeated(string)}
    own = {"type": string, "diarization_mode": string, "source_text": string}
    kind = Message("TranscriptionMode", {**own, **granularities})
    return (kind if isinstance(value, dict) else string)(value, path, problems)


_GENERATION_CONFIG = Message(
    "GenerationConfig",
    {
        "temperature": floating,
        "top_p": floating,
        "seed": integer,
        "max_output_tokens": integer,
        "stop_sequences": Repeated(string),
        "thinking_level": Enum(
            "ThinkingLevel", frozenset({"minimal", "low", "medium", "high", "xhigh"})
        ),
        "thinking_summaries": Enum("ThinkingSummaries", frozenset({"auto", "none"})),
        "tool_choice": _tool_choice,
        "speech_config": _speech_config,
        "image_config": Message("ImageConfig", {"aspect_ratio": string, "image_size": string}),
        "video_config": struct,
        "transcription_config": Message(
            "TranscriptionConfig",
            {
                **dict.fromkeys(
                    (
                        "adaptation_phrases",
                        "custom_vocabulary",
                        "language_codes",
                        "language_hints",
                        "timestamp_granularities",
                    ),
                    Repeated(string),
                ),
                "diarization_mode": string,
                "mode": _mode,
            },
        ),
    },
)
_TOOLS = {
    "function": _typed(
        "Function",
        name=string,
        description=string,
        short_description=string,
        parameters=struct,
        defer_loading=boolean,
    ),
    "google_search": _typed(
        "GoogleSearch",
        search_types=Repeated(
            Enum(
                "GoogleSearchSearchType",
                frozenset({"web_search", "image_search", "enterprise_web_search"}),
            )
        ),
    ),
    "code_execution": _typed("CodeExecution"),
    "url_context": _typed("URLContext"),
    "google_maps": _typed(
        "GoogleMaps", latitude=floating, longitude=floating, enable_widget=boolean
    ),
    "file_search": _typed(
        "FileSearch",
        file_search_store_names=Repeated(string),
        top_k=integer,
        metadata_filter=string,
    ),
    "computer_use": _typed(
        "ComputerUse",
        environment=Enum("Environment", frozenset({"browser", "mobile", "desktop"})),
        excluded_predefined_functions=Repeated(string),
        enable_prompt_injection_detection=boolean,
        disabled_safety_policies=Repeated(string),
    ),
    "mcp_server": _typed(
        "MCPServer", name=string, url=string, headers=struct, allowed_tools=anything
    ),
    "tool_search": _typed(
        "ToolSearch",
        name=string,
        description=string,
        parameters=anything,
        execution=Enum("Execution", frozenset({"server", "client"})),
    ),
    "retrieval": Message(
        "Retrieval",
        {
            "type": string,
            "retrieval_types": Repeated(string),
            **dict.fromkeys(
                (
                    "exa_ai_search_config",
                    "parallel_ai_search_config",
                    "rag_store_config",
                    "vertex_ai_search_config",
                ),
                struct,
            ),
        },
    ),
}
_DELIVERY = Enum("ResponseFormatDelivery", frozenset({"inline", "uri"}))
_FORMATS = {
    "text": _typed("TextResponseFormat", mime_type=string, schema=struct),
    "image": _typed(
        "ImageResponseFormat",
        mime_type=string,
        aspect_ratio=string,
        image_size=string,
        delivery=_DELIVERY,
    ),
    "audio": _typed(
        "AudioResponseFormat",
        mime_type=string,
        sample_rate=integer,
        bit_rate=integer,
        delivery=_DELIVERY,
    ),
    "video": _typed(
        "VideoResponseFormat",
        aspect_ratio=string,
        duration=string,
        resolution=string,
        gcs_uri=string,
        delivery=_DELIVERY,
    ),
}
_AGENT_CONFIGS = {
    "deep-research": _typed(
        "DeepResearchAgentConfig",
        thinking_summaries=Enum("ThinkingSummaries", frozenset({"auto", "none"})),
        visualization=Enum("Visualization", frozenset({"off", "auto"})),
        collaborative_planning=boolean,
        enable_bigquery_tool=boolean,
    )
}

CREATE = Message(
    "CreateInteractionRequest",
    {
        "model": string,
        "agent": string,
        "input": one_or_all(_INPUT),
        "system_instruction": string,
        "tools": Repeated(Tagged("tool of the local engine", _TOOLS)),
        "generation_config": _GENERATION_CONFIG,
        "response_format": Repeated(Tagged("format of the local engine", _FORMATS)),
        "response_mime_type": string,
        "response_modalities": Repeated(
            Enum("ResponseModality", frozenset({"text", "image", "audio", "video", "document"}))
        ),
        "previous_interaction_id": string,
        "store": boolean,
        "background": boolean,
        "stream": boolean,
        "cached_content": string,
        "continuation_token": string,
        "agent_config": Tagged("agent config of the local engine", _AGENT_CONFIGS),
        "safety_settings": Repeated(
            Message("SafetySetting", {"type": string, "threshold": string, "method": string})
        ),
        "service_tier": Enum(
            "ServiceTier", frozenset({"flex", "standard", "priority", "deferred"})
        ),
        "labels": struct,
        "webhook_config": Message(
            "WebhookConfig", {"uris": Repeated(string), "user_metadata": struct}
        ),
    },
)
