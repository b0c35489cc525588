"""The messages `Tool` and `ToolConfig`, and `Schema`, in which functions and answers are told."""

from gemini_magic.local.wire.proto import (
    Kind,
    Map,
    Message,
    Repeated,
    anything,
    boolean,
    choice,
    duration,
    floating,
    int64,
    integer,
    string,
    timestamp,
)

_schema: dict[str, Kind] = {
    "type": choice("Type", "TYPE_UNSPECIFIED STRING NUMBER INTEGER BOOLEAN ARRAY OBJECT NULL"),
    "format": string,
    "title": string,
    "description": string,
    "nullable": boolean,
    "enum": Repeated(string),
    "maxItems": int64,
    "minItems": int64,
    "required": Repeated(string),
    "minProperties": int64,
    "maxProperties": int64,
    "minimum": floating,
    "maximum": floating,
    "minLength": int64,
    "maxLength": int64,
    "pattern": string,
    "example": anything,
    "default": anything,
    "propertyOrdering": Repeated(string),
}
SCHEMA = Message("Schema", _schema)
_schema |= {"items": SCHEMA, "properties": Map(SCHEMA), "anyOf": Repeated(SCHEMA)}

FUNCTION_DECLARATION = Message(
    "FunctionDeclaration",
    {
        "name": string,
        "description": string,
        "parameters": SCHEMA,
        "parametersJsonSchema": anything,
        "response": SCHEMA,
        "responseJsonSchema": anything,
        "behavior": choice("FunctionDeclaration.Behavior", "UNSPECIFIED BLOCKING NON_BLOCKING"),
    },
)
_GOOGLE_SEARCH = Message(
    "GoogleSearch",
    {
        "searchTypes": Message(
            "SearchTypes",
            {"webSearch": Message("WebSearch", {}), "imageSearch": Message("ImageSearch", {})},
        ),
        "timeRangeFilter": Message("Interval", {"startTime": timestamp, "endTime": timestamp}),
    },
)
_GOOGLE_SEARCH_RETRIEVAL = Message(
    "GoogleSearchRetrieval",
    {
        "dynamicRetrievalConfig": Message(
            "DynamicRetrievalConfig",
            {
                "mode": choice("DynamicRetrievalConfig.Mode", "MODE_UNSPECIFIED MODE_DYNAMIC"),
                "dynamicThreshold": floating,
            },
        )
    },
)
_COMPUTER_USE = Message(
    "ComputerUse",
    {
        "environment": choice(
            "ComputerUse.Environment",
            "ENVIRONMENT_UNSPECIFIED ENVIRONMENT_BROWSER ENVIRONMENT_MOBILE ENVIRONMENT_DESKTOP",
        ),
        "excludedPredefinedFunctions": Repeated(string),
        "enablePromptInjectionDetection": boolean,
        "disabledSafetyPolicies": Repeated(
            choice(
                "ComputerUse.SafetyPolicy",
                "SAFETY_POLICY_UNSPECIFIED FINANCIAL_TRANSACTIONS SENSITIVE_DATA_MODIFICATION "
                "COMMUNICATION_TOOL ACCOUNT_CREATION DATA_MODIFICATION USER_CONSENT_MANAGEMENT "
                "LEGAL_TERMS_AND_AGREEMENTS",
            )
        ),
    },
)
_MCP_SERVER = Message(
    "McpServer",
    {
        "name": string,
        "streamableHttpTransport": Message(
            "StreamableHttpTransport",
            {
                "url": string,
                "headers": Map(string),
                "timeout": duration,
                "sseReadTimeout": duration,
                "terminateOnClose": boolean,
            },
        ),
    },
)
TOOL = Message(
    "Tool",
    {
        "functionDeclarations": Repeated(FUNCTION_DECLARATION),
        "googleSearch": _GOOGLE_SEARCH,
        "googleSearchRetrieval": _GOOGLE_SEARCH_RETRIEVAL,
        "urlContext": Message("UrlContext", {}),
        "googleMaps": Message("GoogleMaps", {"enableWidget": boolean}),
        "codeExecution": Message("CodeExecution", {}),
        "fileSearch": Message(
            "FileSearch",
            {
                "fileSearchStoreNames": Repeated(string),
                "topK": integer,
                "metadataFilter": string,
            },
        ),
        "computerUse": _COMPUTER_USE,
        "mcpServers": Repeated(_MCP_SERVER),
    },
)
TOOL_CONFIG = Message(
    "ToolConfig",
    {
        "functionCallingConfig": Message(
            "FunctionCallingConfig",
            {
                "mode": choice(
                    "FunctionCallingConfig.Mode", "MODE_UNSPECIFIED AUTO ANY NONE VALIDATED"
                ),
                "allowedFunctionNames": Repeated(string),
            },
        ),
        "retrievalConfig": Message(
            "RetrievalConfig",
            {
                "latLng": Message("LatLng", {"latitude": floating, "longitude": floating}),
                "languageCode": string,
            },
        ),
        "includeServerSideToolInvocations": boolean,
    },
)
