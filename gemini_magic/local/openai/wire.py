"""The request messages of OpenAI's dialect, as far as the API's compatible layer reads them."""

from typing import Any

from gemini_magic.local.interactions.wire import Tagged, one_or_all
from gemini_magic.local.wire.proto import (
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

_CONTENT = Tagged(
    "message content",
    {
        "text": Message("TextPart", {"type": string, "text": string}),
        "image_url": Message(
            "ImagePart",
            {"type": string, "image_url": Message("ImageUrl", {"url": string, "detail": string})},
        ),
        "input_audio": Message(
            "AudioPart",
            {
                "type": string,
                "input_audio": Message("InputAudio", {"data": data, "format": string}),
            },
        ),
    },
)
_EXTRA = Message(
    "ExtraContent",
    {"google": Message("GoogleExtra", {"thought_signature": data, "thought": boolean})},
)
_TOOL_CALL = Message(
    "ToolCall",
    {
        "id": string,
        "index": integer,
        "type": string,
        "function": Message("FunctionCall", {"name": string, "arguments": string}),
        "extra_content": _EXTRA,
    },
)
_MESSAGE = Message(
    "ChatMessage",
    {
        "role": string,
        "content": one_or_all(_CONTENT),
        "name": string,
        "tool_call_id": string,
        "tool_calls": Repeated(_TOOL_CALL),
        "extra_content": _EXTRA,
        # What OpenAI's own messages hold besides, and bring back.
        **dict.fromkeys(("refusal", "audio", "annotations", "function_call"), anything),
    },
)
_FUNCTION = Message(
    "Function",
    {"name": string, "description": string, "parameters": struct, "strict": boolean},
)
_GOOGLE = Message(
    "GoogleOptions",
    {"thinking_config": struct, "cached_content": string, "thought_tag_marker": string},
)


def _stop(value: Any, path: str, problems: Problems) -> Any:
    return Repeated(string)(value, path, problems)


def _tool_choice(value: Any, path: str, problems: Problems) -> Any:
    named = Message("ToolChoice", {"type": string, "function": Message("Named", {"name": string})})
    return (named if isinstance(value, dict) else string)(value, path, problems)


CHAT = Message(
    "ChatCompletionRequest",
    {
        "model": string,
        "messages": Repeated(_MESSAGE),
        "stream": boolean,
        "stream_options": Message("StreamOptions", {"include_usage": boolean}),
        "tools": Repeated(Message("Tool", {"type": string, "function": _FUNCTION})),
        "tool_choice": _tool_choice,
        "response_format": Message(
            "ResponseFormat",
            {
                "type": string,
                "json_schema": Message(
                    "JsonSchema",
                    {"name": string, "description": string, "schema": struct, "strict": boolean},
                ),
            },
        ),
        "reasoning_effort": string,
        "extra_body": Message("ExtraBody", {"google": _GOOGLE}),
        "google": _GOOGLE,
        "stop": _stop,
        "temperature": floating,
        "top_p": floating,
        "max_tokens": integer,
        "max_completion_tokens": integer,
        "n": integer,
        "seed": integer,
        "presence_penalty": floating,
        "frequency_penalty": floating,
        "parallel_tool_calls": boolean,
        "user": string,
        "store": boolean,
        "metadata": struct,
        "service_tier": string,
    },
)
EMBEDDINGS = Message(
    "EmbeddingsRequest",
    {
        "model": string,
        "input": Repeated(string),
        "dimensions": integer,
        "encoding_format": string,
        "user": string,
    },
)
IMAGES = Message(
    "ImagesRequest",
    {
        "model": string,
        "prompt": string,
        "n": integer,
        "size": string,
        "response_format": string,
        "quality": string,
        "style": string,
        "user": string,
    },
)
