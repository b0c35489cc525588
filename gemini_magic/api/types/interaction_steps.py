"""The steps of an interaction: what was said, thought, called and answered, in order.

Tools that run at the service share two classes, told apart by `type`: their calls are
`ToolCallStep`s and what they found are `ToolResultStep`s.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .interaction_content import InteractionContent
from .snake import SnakeModel, TypedModel, UnknownKind

__all__ = [
    "FunctionCallStep",
    "FunctionResultStep",
    "InteractionStep",
    "McpCallStep",
    "McpResultStep",
    "ModelOutputStep",
    "StepArguments",
    "StepFinding",
    "ThoughtStep",
    "ToolCallStep",
    "ToolResultStep",
    "UserInputStep",
]


class UserInputStep(TypedModel):
    """What the user said."""

    type: Literal["user_input"] = "user_input"
    content: list[InteractionContent] | None = None


class ModelOutputStep(TypedModel):
    """What the model said; `error` where it could not go on."""

    type: Literal["model_output"] = "model_output"
    content: list[InteractionContent] | None = None
    error: dict[str, Any] | None = None


class ThoughtStep(TypedModel):
    """What the model thought: a summary if it was asked for, and an opaque signature."""

    type: Literal["thought"] = "thought"
    signature: str | None = None
    summary: list[InteractionContent] | None = None


class FunctionCallStep(TypedModel):
    """What the model asks a function of ours to do."""

    type: Literal["function_call"] = "function_call"
    id: str | None = None
    name: str | None = None
    arguments: dict[str, Any] | None = None
    signature: str | None = None


class FunctionResultStep(TypedModel):
    """What our function answered: any JSON, or a list of contents. `call_id` is the call's id."""

    type: Literal["function_result"] = "function_result"
    call_id: str | None = None
    name: str | None = None
    result: Any = None
    is_error: bool | None = None


class McpCallStep(TypedModel):
    """A call of a tool of an MCP server, made by the service."""

    type: Literal["mcp_server_tool_call"] = "mcp_server_tool_call"
    id: str | None = None
    name: str | None = None
    server_name: str | None = None
    arguments: dict[str, Any] | None = None
    signature: str | None = None


class McpResultStep(TypedModel):
    """What the MCP server answered."""

    type: Literal["mcp_server_tool_result"] = "mcp_server_tool_result"
    call_id: str | None = None
    name: str | None = None
    server_name: str | None = None
    result: Any = None
    signature: str | None = None


class StepArguments(SnakeModel):
    """What a tool at the service was asked: code, queries, addresses or names of functions."""

    code: str | None = None
    language: str | None = None
    queries: list[str] | None = None
    urls: list[str] | None = None
    function_names: list[str] | None = None


class ToolCallStep(TypedModel):
    """A call of a tool that runs at the service."""

    type: Literal[
        "code_execution_call",
        "google_search_call",
        "google_maps_call",
        "url_context_call",
        "file_search_call",
        "retrieval_call",
        "processing_call",
        "tool_search_call",
    ]
    id: str | None = None
    arguments: StepArguments | None = None
    search_type: str | None = None
    retrieval_type: str | None = None
    signature: str | None = None


class StepFinding(SnakeModel):
    """One thing that a tool found: a page that was read, places, or Search Suggestions (HTML)."""

    search_suggestions: str | None = None
    url: str | None = None
    status: str | None = None
    places: list[dict[str, Any]] | None = None
    widget_context_token: str | None = None


class ToolResultStep(TypedModel):
    """What such a tool answered; `result` is text for code, findings for the others."""

    type: Literal[
        "code_execution_result",
        "google_search_result",
        "google_maps_result",
        "url_context_result",
        "file_search_result",
        "retrieval_result",
        "processing_result",
        "tool_search_result",
    ]
    call_id: str | None = None
    result: str | list[StepFinding] | Any = None
    is_error: bool | None = None
    signature: str | None = None


InteractionStep = Annotated[
    Annotated[
        ModelOutputStep
        | ThoughtStep
        | UserInputStep
        | FunctionCallStep
        | FunctionResultStep
        | ToolCallStep
        | ToolResultStep
        | McpCallStep
        | McpResultStep,
        Field(discriminator="type"),
    ]
    | UnknownKind,
    Field(union_mode="left_to_right"),
]
