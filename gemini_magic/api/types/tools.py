"""What the model may call: tools, function declarations, and how calls are configured."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import field_validator

from .base import OpenEnum, WireModel

__all__ = [
    "CodeExecution",
    "ComputerUse",
    "Environment",
    "FileSearch",
    "FunctionCallingConfig",
    "FunctionCallingConfigMode",
    "FunctionDeclaration",
    "GoogleMaps",
    "GoogleSearch",
    "Interval",
    "LatLng",
    "McpServer",
    "RetrievalConfig",
    "SearchTypes",
    "StreamableHttpTransport",
    "Tool",
    "ToolCodeExecution",
    "ToolConfig",
    "ToolGoogleSearch",
    "UrlContext",
]


class FunctionDeclaration(WireModel):
    """A function that the model may ask for.

    `parameters_json_schema` is plain JSON Schema, `parameters` the older OpenAPI subset;
    the service takes one of the two.
    """

    name: str | None = None
    description: str | None = None
    parameters: dict[str, Any] | None = None
    parameters_json_schema: Any = None
    response: dict[str, Any] | None = None
    response_json_schema: Any = None
    behavior: str | None = None


class Interval(WireModel):
    """A stretch of time: datetimes, or text as RFC 3339 has it."""

    start_time: datetime | str | None = None
    end_time: datetime | str | None = None


class SearchTypes(WireModel):
    """Which indexes a search may use."""

    web_search: dict[str, Any] | None = None
    image_search: dict[str, Any] | None = None


class GoogleSearch(WireModel):
    """Grounding by Google Search."""

    search_types: SearchTypes | None = None
    time_range_filter: Interval | None = None


class GoogleMaps(WireModel):
    """Grounding by Google Maps."""

    enable_widget: bool | None = None


class UrlContext(WireModel):
    """Lets the model read the addresses in the prompt."""


class CodeExecution(WireModel):
    """Lets the model run Python at the service."""


class FileSearch(WireModel):
    """Retrieval from File Search stores."""

    file_search_store_names: list[str] | None = None
    top_k: int | None = None
    metadata_filter: str | None = None


class Environment(OpenEnum):
    """What a computer-use model looks at."""

    ENVIRONMENT_UNSPECIFIED = "ENVIRONMENT_UNSPECIFIED"
    ENVIRONMENT_BROWSER = "ENVIRONMENT_BROWSER"
    ENVIRONMENT_MOBILE = "ENVIRONMENT_MOBILE"
    ENVIRONMENT_DESKTOP = "ENVIRONMENT_DESKTOP"


class ComputerUse(WireModel):
    """Lets the model ask for clicks and keys. Nothing is done unless our side does it."""

    environment: Environment | None = None
    excluded_predefined_functions: list[str] | None = None
    enable_prompt_injection_detection: bool | None = None
    disabled_safety_policies: list[str] | None = None


class StreamableHttpTransport(WireModel):
    """How the service reaches an MCP server."""

    url: str | None = None
    headers: dict[str, str] | None = None
    timeout: str | None = None
    sse_read_timeout: str | None = None
    terminate_on_close: bool | None = None


class McpServer(WireModel):
    """An MCP server that the service itself connects to."""

    name: str | None = None
    streamable_http_transport: StreamableHttpTransport | None = None


class Tool(WireModel):
    """One or several things that the model may use."""

    function_declarations: list[FunctionDeclaration] | None = None
    google_search: GoogleSearch | None = None
    google_search_retrieval: dict[str, Any] | None = None
    google_maps: GoogleMaps | None = None
    url_context: UrlContext | None = None
    code_execution: CodeExecution | None = None
    file_search: FileSearch | None = None
    computer_use: ComputerUse | None = None
    mcp_servers: list[McpServer] | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _instance(cls, value: Any) -> Any:
        is_class = isinstance(value, type) and issubclass(value, WireModel)
        return value() if is_class else value


# The names that Google's guides use for the same two tools.
ToolCodeExecution = CodeExecution
ToolGoogleSearch = GoogleSearch


class FunctionCallingConfigMode(OpenEnum):
    """Whether the model may, must or must not call functions."""

    AUTO = "AUTO"
    ANY = "ANY"
    NONE = "NONE"
    VALIDATED = "VALIDATED"


class FunctionCallingConfig(WireModel):
    """`allowed_function_names` counts in the modes ANY and VALIDATED only."""

    mode: FunctionCallingConfigMode | None = None
    allowed_function_names: list[str] | None = None


class LatLng(WireModel):
    """A place, in degrees."""

    latitude: float | None = None
    longitude: float | None = None


class RetrievalConfig(WireModel):
    """Where the user is and what they read, for Maps and Search."""

    lat_lng: LatLng | None = None
    language_code: str | None = None


class ToolConfig(WireModel):
    """How all tools of a request behave."""

    function_calling_config: FunctionCallingConfig | None = None
    retrieval_config: RetrievalConfig | None = None
    include_server_side_tool_invocations: bool | None = None
