"""`GenerateContentConfig` and contents → the JSON body of generateContent.

Google's config is flat; on the wire some of it stands beside `contents` and the rest inside
`generationConfig`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter

from ..errors import InvalidRequest, near_matches
from .contents import contents_from, system_from, wire_from
from .functions import Function
from .mcp_functions import McpFunction, Toolset
from .types import GenerateContentConfig, SpeechConfig, Tool, ToolConfig
from .types.base import WireModel

__all__ = ["body_from", "config_from", "functions_of", "schema_from", "tool_from", "tools_from"]

# Everything that is not named here travels in generationConfig.
_BESIDE_CONTENTS = (
    "safety_settings",
    "cached_content",
    "service_tier",
    "store",
    "labels",
)
_HANDLED = frozenset(
    {
        *_BESIDE_CONTENTS,
        "system_instruction",
        "tools",
        "tool_config",
        "include_server_side_tool_invocations",
        "response_schema",
        "response_json_schema",
        "speech_config",
        "http_options",
        "continuation_token",
        "automatic_continuation",
        "maximum_continuations",
        "automatic_function_calling",
    }
)
_CAMEL = {name: field.alias or name for name, field in GenerateContentConfig.model_fields.items()}


def config_from(config: GenerateContentConfig | Mapping[str, Any] | None) -> GenerateContentConfig:
    """A config from its dict. A field that looks misspelled is refused; others pass through."""
    if config is None:
        return GenerateContentConfig()
    if not isinstance(config, GenerateContentConfig):
        config = wire_from(GenerateContentConfig, config, "config")
    for name in config.model_extra or {}:
        if near := near_matches(name, (*_CAMEL, *_CAMEL.values()), count=1):
            raise InvalidRequest(f"config has no field {name!r}; did you mean {near[0]!r}?")
    return config


def body_from(contents: Any, config: GenerateContentConfig) -> dict[str, Any]:
    """The body of generateContent, streamGenerateContent and the long form of countTokens."""
    body: dict[str, Any] = {"contents": [c.to_wire() for c in contents_from(contents)]}
    if (system := system_from(config.system_instruction)) is not None:
        body["systemInstruction"] = system.to_wire()
    if config.tools:
        body["tools"] = tools_from(config.tools)
    if tool_config := _tool_config(config):
        body["toolConfig"] = tool_config
    for name in _BESIDE_CONTENTS:
        if (value := getattr(config, name)) is not None:
            body[_CAMEL[name]] = _wire_of(value)
    if config.continuation_token is not None:
        body.update(config.model_dump(mode="json", by_alias=True, include={"continuation_token"}))
    _refuse_contradictions(config)
    if generation := _generation_config(config):
        body["generationConfig"] = generation
    return body


def _generation_config(config: GenerateContentConfig) -> dict[str, Any]:
    generation = {
        _CAMEL[name]: _wire_of(value)
        for name in GenerateContentConfig.model_fields
        if name not in _HANDLED and (value := getattr(config, name)) is not None
    }
    if config.speech_config is not None:
        speech = config.speech_config
        if isinstance(speech, str):  # the short form: the name of a voice
            speech = SpeechConfig.model_validate(
                {"voice_config": {"prebuilt_voice_config": {"voice_name": speech}}}
            )
        generation["speechConfig"] = speech.to_wire()
    generation.update(_response_schema(config))
    generation.update({n: _wire_of(value) for n, value in (config.model_extra or {}).items()})
    return generation


def _response_schema(config: GenerateContentConfig) -> dict[str, Any]:
    if config.response_json_schema is not None:
        schema = {"responseJsonSchema": schema_from(config.response_json_schema)}
    elif config.response_schema is None:
        return {}
    elif _is_openapi(config.response_schema):
        schema = {"responseSchema": dict(config.response_schema)}
    else:
        schema = {"responseJsonSchema": schema_from(config.response_schema)}
    # Without a mime type the service ignores the schema.
    return {"responseMimeType": config.response_mime_type or "application/json", **schema}


def schema_from(schema: Any) -> dict[str, Any]:
    """JSON Schema from a pydantic class, any Python type, or a schema as it is."""
    if isinstance(schema, Mapping):
        return dict(schema)
    return TypeAdapter(schema).json_schema()


def _is_openapi(schema: Any) -> bool:
    """Whether a schema is written in the older dialect, whose types are upper-case."""
    if not isinstance(schema, Mapping):
        return False
    return isinstance(kind := schema.get("type"), str) and kind.isupper()


def tools_from(tools: Iterable[Any]) -> list[dict[str, Any]]:
    """Tools in their wire form; all functions of ours are declared by one of them, the last.

    Raises `InvalidRequest` where two functions have one name.
    """
    wire: list[dict[str, Any]] = []
    declared: list[dict[str, Any]] = []
    for tool in tools:
        if functions := functions_of(tool):
            declared += [function.declaration() for function in functions]
        elif not isinstance(tool, Toolset):  # one that offers nothing
            wire.append(_wire_of(tool_from(tool)))
    wire += [{"functionDeclarations": declared}] if declared else []
    _refuse_namesakes(wire)
    return wire


def functions_of(tool: Any) -> Sequence[Function | McpFunction]:
    """What a tool lets the model call here: a Python function, or all that a server offers."""
    if isinstance(tool, Toolset):
        return tool.functions()
    is_function = callable(tool) and not isinstance(tool, (type, WireModel, Mapping))
    return [Function(tool)] if is_function else []


def _refuse_namesakes(tools: list[dict[str, Any]]) -> None:
    names = Counter(d.get("name") for tool in tools for d in tool.get("functionDeclarations") or ())
    for name, count in names.items():
        if count > 1:
            raise InvalidRequest(
                f"{count} functions are called {name!r}, and a model could not tell them apart; "
                "rename one, or give gm.McpServer(…, prefix=…)"
            )


def tool_from(tool: Any) -> Any:
    """A tool from a `Tool`, the type of one, its class, its dict, or a Python function."""
    if isinstance(tool, type) and issubclass(tool, WireModel):
        tool = tool()  # the guides write the class where they mean an instance
    if isinstance(tool, Tool):
        return tool
    for name, field in Tool.model_fields.items():
        if isinstance(tool, WireModel) and type(tool).__name__ in str(field.annotation):
            return Tool.model_validate({name: tool})
    if isinstance(tool, Mapping):
        return wire_from(Tool, tool, "tool")
    if callable(tool):
        return Tool.model_validate({"function_declarations": [Function(tool).declaration()]})
    raise InvalidRequest(f"{tool!r} is not a tool; give types.Tool(…) or its dict")


def _tool_config(config: GenerateContentConfig) -> dict[str, Any]:
    tool_config = (config.tool_config or ToolConfig()).to_wire()
    if config.include_server_side_tool_invocations is not None:
        tool_config["includeServerSideToolInvocations"] = (
            config.include_server_side_tool_invocations
        )
    return tool_config


def _refuse_contradictions(config: GenerateContentConfig) -> None:
    thinking = config.thinking_config
    if thinking and thinking.thinking_level is not None and thinking.thinking_budget is not None:
        raise InvalidRequest(
            f"thinking_level {str(thinking.thinking_level)!r} and thinking_budget "
            f"{thinking.thinking_budget} exclude each other; give one of them"
        )
    if config.response_schema is not None and config.response_json_schema is not None:
        raise InvalidRequest(
            "response_schema and response_json_schema exclude each other; give one of them"
        )
    categories = [str(s.category) for s in config.safety_settings or ()]
    for category in categories:
        if categories.count(category) > 1:
            raise InvalidRequest(f"safety_settings name {category!r} more than once")


def _wire_of(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_wire_of(item) for item in value]
    return str(value) if isinstance(value, str) else value
