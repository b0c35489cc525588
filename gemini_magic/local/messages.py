"""The request messages of the API, field by field, as `proto` reads them."""

from gemini_magic.local.proto import (
    Enum,
    Message,
    Repeated,
    anything,
    boolean,
    data,
    floating,
    integer,
    string,
    struct,
)

BLOB = Message("Blob", {"mimeType": string, "data": data, "displayName": string})
FILE_DATA = Message("FileData", {"mimeType": string, "fileUri": string, "displayName": string})
FUNCTION_CALL = Message("FunctionCall", {"id": string, "name": string, "args": struct})
FUNCTION_RESPONSE = Message(
    "FunctionResponse",
    {
        "id": string,
        "name": string,
        "response": struct,
        "parts": Repeated(
            Message("FunctionResponsePart", {"inlineData": BLOB, "fileData": FILE_DATA})
        ),
        "willContinue": boolean,
        "scheduling": string,
    },
)
PART = Message(
    "Part",
    {
        "text": string,
        "inlineData": BLOB,
        "fileData": FILE_DATA,
        "functionCall": FUNCTION_CALL,
        "functionResponse": FUNCTION_RESPONSE,
        "executableCode": Message(
            "ExecutableCode", {"id": string, "language": string, "code": string}
        ),
        "codeExecutionResult": Message(
            "CodeExecutionResult", {"id": string, "outcome": string, "output": string}
        ),
        "toolCall": struct,
        "toolResponse": struct,
        "thought": boolean,
        "thoughtSignature": data,
        "videoMetadata": struct,
        "mediaResolution": anything,
        "partMetadata": struct,
        "audioTranscription": anything,
        "mediaProcessing": string,
        "speechMetadata": struct,
        "documentMetadata": struct,
        "spreadsheetMetadata": struct,
        "audioMetadata": struct,
    },
)
CONTENT = Message("Content", {"role": string, "parts": Repeated(PART)})

THINKING_CONFIG = Message(
    "ThinkingConfig",
    {
        "includeThoughts": boolean,
        "thinkingBudget": integer,
        "thinkingLevel": Enum(
            "ThinkingConfig.ThinkingLevel",
            frozenset({"THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH"}),
            folded=True,
        ),
    },
)
GENERATION_CONFIG = Message(
    "GenerationConfig",
    {
        "temperature": floating,
        "topP": floating,
        "topK": floating,
        "candidateCount": integer,
        "maxOutputTokens": integer,
        "stopSequences": Repeated(string),
        "responseLogprobs": boolean,
        "logprobs": integer,
        "presencePenalty": floating,
        "frequencyPenalty": floating,
        "seed": integer,
        "responseMimeType": string,
        "responseSchema": struct,
        "responseJsonSchema": anything,
        "responseFormat": anything,
        "responseModalities": Repeated(string),
        "mediaResolution": string,
        "speechConfig": struct,
        "thinkingConfig": THINKING_CONFIG,
        "imageConfig": struct,
        "enableEnhancedCivicAnswers": boolean,
        "audioTranscriptionConfig": struct,
    },
)

FUNCTION_DECLARATION = Message(
    "FunctionDeclaration",
    {
        "name": string,
        "description": string,
        "parameters": struct,
        "parametersJsonSchema": anything,
        "response": struct,
        "responseJsonSchema": anything,
        "behavior": string,
    },
)
TOOL = Message(
    "Tool",
    {
        "functionDeclarations": Repeated(FUNCTION_DECLARATION),
        "googleSearch": struct,
        "googleSearchRetrieval": struct,
        "urlContext": struct,
        "googleMaps": struct,
        "codeExecution": struct,
        "fileSearch": Message(
            "FileSearch",
            {
                "fileSearchStoreNames": Repeated(string),
                "topK": integer,
                "metadataFilter": string,
            },
        ),
        "computerUse": struct,
        "mcpServers": Repeated(struct),
        "toolSearch": struct,
    },
)
TOOL_CONFIG = Message(
    "ToolConfig",
    {
        "functionCallingConfig": Message(
            "FunctionCallingConfig",
            {
                "mode": Enum(
                    "FunctionCallingConfig.Mode",
                    frozenset({"MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"}),
                    folded=True,
                ),
                "allowedFunctionNames": Repeated(string),
                "streamFunctionCallArguments": boolean,
            },
        ),
        "retrievalConfig": struct,
        "includeServerSideToolInvocations": boolean,
    },
)
SAFETY_SETTING = Message(
    "SafetySetting", {"category": string, "threshold": string, "method": string}
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
        "serviceTier": string,
        "store": boolean,
        "labels": struct,
        "continuationToken": string,
    },
)
COUNT_TOKENS = Message(
    "CountTokensRequest",
    {"model": string, "contents": Repeated(CONTENT), "generateContentRequest": GENERATE},
)
EMBED = Message(
    "EmbedContentRequest",
    {
        "model": string,
        "content": CONTENT,
        "taskType": string,
        "title": string,
        "outputDimensionality": integer,
        "embedContentConfig": struct,
        "autoTruncate": boolean,
    },
)
BATCH_EMBED = Message("BatchEmbedContentsRequest", {"model": string, "requests": Repeated(EMBED)})
