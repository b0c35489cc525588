"""The message `Part` and what it may hold."""

from gemini_magic.local.wire.proto import (
    Kind,
    Message,
    Repeated,
    boolean,
    choice,
    data,
    duration,
    floating,
    integer,
    string,
    struct,
)

BLOB = Message("Blob", {"mimeType": string, "data": data, "displayName": string})
FILE_DATA = Message("FileData", {"mimeType": string, "fileUri": string, "displayName": string})
FUNCTION_CALL = Message("FunctionCall", {"id": string, "name": string, "args": struct})

_TOOL_TYPE = choice(
    "ToolType",
    "TOOL_TYPE_UNSPECIFIED GOOGLE_SEARCH_WEB GOOGLE_SEARCH_IMAGE URL_CONTEXT GOOGLE_MAPS "
    "FILE_SEARCH MEDIA_PROCESSING",
)
_MEDIA_RESOLUTION = Message(
    "PartMediaResolution",
    {
        "level": choice(
            "PartMediaResolution.Level",
            "MEDIA_RESOLUTION_UNSPECIFIED MEDIA_RESOLUTION_LOW MEDIA_RESOLUTION_MEDIUM "
            "MEDIA_RESOLUTION_HIGH MEDIA_RESOLUTION_ULTRA_HIGH",
        ),
        "numTokens": integer,
    },
)


def _layers(message: str, names: str) -> Repeated:
    return Repeated(choice(f"{message}.ContentLayer", f"CONTENT_LAYER_UNSPECIFIED {names}"))


_OF_MEDIA: dict[str, Kind] = {
    "mediaResolution": _MEDIA_RESOLUTION,
    "mediaProcessing": choice("MediaProcessing", "MEDIA_PROCESSING_UNSPECIFIED STATIC AGENTIC"),
    "videoMetadata": Message(
        "VideoMetadata",
        {
            "startOffset": duration,
            "endOffset": duration,
            "fps": floating,
            "contentLayers": _layers("VideoMetadata", "FRAMES AUDIO TRANSCRIPT"),
        },
    ),
    "documentMetadata": Message(
        "DocumentMetadata",
        {
            "startPage": integer,
            "endPage": integer,
            "contentLayers": _layers("DocumentMetadata", "PAGE_IMAGE PAGE_TEXT"),
        },
    ),
    "spreadsheetMetadata": Message(
        "SpreadsheetMetadata",
        {
            "sheetIndex": integer,
            "visibleCells": string,
            "contentLayers": _layers("SpreadsheetMetadata", "DATA FORMULAS VISUAL"),
        },
    ),
    "audioMetadata": Message("AudioMetadata", {"startOffset": duration, "endOffset": duration}),
}
_OFFSETS: dict[str, Kind] = {"startOffset": duration, "endOffset": duration}
_TRANSCRIPTION = Message(
    "Transcription",
    {
        "text": string,
        "finished": boolean,
        "languageCode": string,
        "speakerLabel": string,
        "words": Repeated(Message("WordInfo", {"word": string, **_OFFSETS})),
        **_OFFSETS,
    },
)
FUNCTION_RESPONSE = Message(
    "FunctionResponse",
    {
        "id": string,
        "name": string,
        "response": struct,
        "parts": Repeated(
            Message(
                "FunctionResponsePart",
                {"inlineData": BLOB, "fileData": FILE_DATA, **_OF_MEDIA},
                one_of={"data": frozenset({"inlineData", "fileData"})},
            )
        ),
        "willContinue": boolean,
        "scheduling": choice(
            "FunctionResponse.Scheduling", "SCHEDULING_UNSPECIFIED SILENT WHEN_IDLE INTERRUPT"
        ),
    },
)
_DATA: dict[str, Kind] = {
    "text": string,
    "inlineData": BLOB,
    "fileData": FILE_DATA,
    "functionCall": FUNCTION_CALL,
    "functionResponse": FUNCTION_RESPONSE,
    "executableCode": Message(
        "ExecutableCode",
        {
            "id": string,
            "language": choice("ExecutableCode.Language", "LANGUAGE_UNSPECIFIED PYTHON"),
            "code": string,
        },
    ),
    "codeExecutionResult": Message(
        "CodeExecutionResult",
        {
            "id": string,
            "outcome": choice(
                "CodeExecutionResult.Outcome",
                "OUTCOME_UNSPECIFIED OUTCOME_OK OUTCOME_FAILED OUTCOME_DEADLINE_EXCEEDED",
            ),
            "output": string,
        },
    ),
    "toolCall": Message("ToolCall", {"id": string, "toolType": _TOOL_TYPE, "args": struct}),
    "toolResponse": Message(
        "ToolResponse", {"id": string, "toolType": _TOOL_TYPE, "response": struct}
    ),
}
PART = Message(
    "Part",
    {
        **_DATA,
        "thought": boolean,
        "thoughtSignature": data,
        "partMetadata": struct,
        "audioTranscription": _TRANSCRIPTION,
        "speechMetadata": Message("SpeechMetadata", {"speaker": string, "style": string}),
        **_OF_MEDIA,
    },
    one_of={"data": frozenset(_DATA)},
)
CONTENT = Message("Content", {"role": string, "parts": Repeated(PART)})
