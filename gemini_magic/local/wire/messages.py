"""The request messages of the API, field by field, as `proto` reads them.

Their larger pieces have modules of their own: `part_messages`, `tool_messages`, `config_messages`.
"""

from gemini_magic.local.wire.configs import GENERATION_CONFIG
from gemini_magic.local.wire.parts import (
    BLOB,
    CONTENT,
    FILE_DATA,
    FUNCTION_CALL,
    FUNCTION_RESPONSE,
    PART,
)
from gemini_magic.local.wire.proto import (
    Kind,
    Map,
    Message,
    Repeated,
    boolean,
    choice,
    data,
    integer,
    string,
)
from gemini_magic.local.wire.tools import FUNCTION_DECLARATION, TOOL, TOOL_CONFIG

__all__ = [
    "BATCH_EMBED",
    "BLOB",
    "CONTENT",
    "COUNT_TOKENS",
    "EMBED",
    "FILE_DATA",
    "FUNCTION_CALL",
    "FUNCTION_DECLARATION",
    "FUNCTION_RESPONSE",
    "GENERATE",
    "GENERATION_CONFIG",
    "PART",
    "SAFETY_SETTING",
    "TOOL",
    "TOOL_CONFIG",
]

SAFETY_SETTING = Message(
    "SafetySetting",
    {
        "category": choice(
            "HarmCategory",
            "HARM_CATEGORY_UNSPECIFIED HARM_CATEGORY_HARASSMENT HARM_CATEGORY_HATE_SPEECH "
            "HARM_CATEGORY_SEXUALLY_EXPLICIT HARM_CATEGORY_DANGEROUS_CONTENT "
            "HARM_CATEGORY_CIVIC_INTEGRITY",
        ),
        "threshold": choice(
            "SafetySetting.HarmBlockThreshold",
            "HARM_BLOCK_THRESHOLD_UNSPECIFIED BLOCK_LOW_AND_ABOVE BLOCK_MEDIUM_AND_ABOVE "
            "BLOCK_ONLY_HIGH BLOCK_NONE OFF",
        ),
    },
)

GENERATE = Message(
    "GenerateContentRequest",
    {
        "model": string,
        "contents": Repeated(CONTENT),
        "systemInstruction": CONTENT,
        "tools": Repeated(TOOL),
        "toolConfig": TOOL_CONFIG,
        "safetySettings": Repeated(SAFETY_SETTING),
        "generationConfig": GENERATION_CONFIG,
        "cachedContent": string,
        "serviceTier": choice("ServiceTier", "UNSPECIFIED FLEX STANDARD PRIORITY"),
        "store": boolean,
        "labels": Map(string),
        "continuationToken": data,
    },
)
COUNT_TOKENS = Message(
    "CountTokensRequest",
    {"model": string, "contents": Repeated(CONTENT), "generateContentRequest": GENERATE},
)
_EMBED_OPTIONS: dict[str, Kind] = {
    "taskType": choice(
        "TaskType",
        "TASK_TYPE_UNSPECIFIED RETRIEVAL_QUERY RETRIEVAL_DOCUMENT SEMANTIC_SIMILARITY "
        "CLASSIFICATION CLUSTERING QUESTION_ANSWERING FACT_VERIFICATION CODE_RETRIEVAL_QUERY",
    ),
    "title": string,
    "outputDimensionality": integer,
    "autoTruncate": boolean,
}
EMBED = Message(
    "EmbedContentRequest",
    {
        "model": string,
        "content": CONTENT,
        **_EMBED_OPTIONS,
        "embedContentConfig": Message(
            "EmbedContentConfig",
            {**_EMBED_OPTIONS, "documentOcr": boolean, "audioTrackExtraction": boolean},
        ),
    },
)
BATCH_EMBED = Message("BatchEmbedContentsRequest", {"model": string, "requests": Repeated(EMBED)})
