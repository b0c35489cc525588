"""What tools and schemas have to observe beyond their fields."""

import re
from collections.abc import Iterator
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.schema import json_schema_from, malformed
from gemini_magic.local.wire.errors import InvalidArgument, Violation
from gemini_magic.local.wire.proto import snake

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,127}")
_PAIRS = (("parameters", "parametersJsonSchema"), ("response", "responseJsonSchema"))
_STRING_FORMATS = ("enum", "date-time")

Wire = dict[str, Any]


def check_tools(body: Wire, model: str) -> None:
    """Raises `InvalidArgument` for the first rule of tools that the request breaks."""
    tools: list[Wire] = body.get("tools", [])
    searches_as_before = any("googleSearchRetrieval" in tool for tool in tools)
    if searches_as_before and not catalog.scores_sources(model):
        raise InvalidArgument("Search Grounding is not supported.")
    declared = [
        (f"tools[{i}].function_declarations[{at}]", declaration)
        for i, tool in enumerate(tools)
        for at, declaration in enumerate(tool.get("functionDeclarations", ()))
    ]
    for where, declaration in declared:
        _check_declaration(where, declaration)
    names = [declaration["name"] for _, declaration in declared]
    for name in names:
        if names.count(name) > 1:
            raise InvalidArgument(f"Duplicate function declaration found: {name}")
    if any(tool.get("mcpServers") for tool in tools):
        raise InvalidArgument("The local engine connects to no MCP servers; leave mcp_servers out.")
    tool_config: Wire = body.get("toolConfig", {})
    _check_allowed(tool_config.get("functionCallingConfig", {}), names)
    _check_location(tool_config.get("retrievalConfig", {}).get("latLng", {}))
    built_in = {name for tool in tools for name in tool if name in _BUILT_IN}
    is_json = "json" in body.get("generationConfig", {}).get("responseMimeType", "")
    if catalog.signs(model):
        if names and built_in and not tool_config.get("includeServerSideToolInvocations"):
            raise InvalidArgument(
                "Please enable tool_config.include_server_side_tool_invocations to use Built-in "
                "tools with Function calling."
            )
    elif names and built_in:
        raise InvalidArgument("Tool use with function calling is unsupported")
    elif is_json and (names or built_in):
        what = "Function calling" if names else "Tool use"
        raise InvalidArgument(
            f"{what} with a response mime type: 'application/json' is unsupported"
        )


_BUILT_IN = frozenset({"googleSearch", "googleMaps", "urlContext", "codeExecution", "fileSearch"})


def check_schema(schema: Any, field: str) -> None:
    """Raises `InvalidArgument` for a schema that is none; `field` is its path in the request."""
    if (fault := malformed(json_schema_from(schema), field)) is not None:
        raise InvalidArgument(f"The schema is not valid: {fault}.", [Violation(field, fault)])


def check_open_api_schema(schema: Wire, field: str) -> None:
    """The same for the OpenAPI dialect, which has rules of its own.

    Messages as in https://github.com/google-gemini/gemini-cli/issues/3178,
    https://github.com/musistudio/claude-code-router/issues/475 and
    https://github.com/iBUHub/AIStudioToAPI/issues/154.
    """
    check_schema(schema, field)
    faults = [f"* GenerateContentRequest.{fault}\n" for fault in _faults(schema, field)]
    if faults:
        raise InvalidArgument("".join(faults))


def _check_declaration(where: str, declaration: Wire) -> None:
    name = declaration.get("name", "")
    if not _NAME.fullmatch(name):
        text = (
            f"* GenerateContentRequest.{where}.name: [FIELD_INVALID] Invalid function name. Must "
            "start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), "
            "underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.\n"
        )
        raise InvalidArgument(text, [Violation(f"{where}.name", text)])
    for one, other in _PAIRS:
        if one in declaration and other in declaration:
            text = f"{where}: set only one of {one} and {snake(other)}, not both."
            raise InvalidArgument(text, [Violation(where, text)])
        if one in declaration:
            check_open_api_schema(declaration[one], f"{where}.{one}")
        if other in declaration:
            check_schema(declaration[other], f"{where}.{snake(other)}")


def _check_allowed(calling: Wire, names: list[str]) -> None:
    allowed = calling.get("allowedFunctionNames", ())
    for name in allowed:
        if name not in names:
            raise InvalidArgument(f"allowed_function_names holds {name!r}, which no tool declares.")
    mode = calling.get("mode", "AUTO")
    if allowed and mode not in ("ANY", "VALIDATED"):
        text = f"allowed_function_names is for the modes ANY and VALIDATED; the mode is {mode}."
        field = "tool_config.function_calling_config.allowed_function_names"
        raise InvalidArgument(text, [Violation(field, text)])


def _check_location(at: Wire) -> None:
    for name, most in (("latitude", 90), ("longitude", 180)):
        if abs(at.get(name, 0)) > most:
            field = f"tool_config.retrieval_config.lat_lng.{name}"
            text = f"{field} is {at[name]:g}; it must be from -{most} to {most}."
            raise InvalidArgument(text, [Violation(field, text)])


def _faults(schema: Wire, path: str) -> Iterator[str]:
    kind = schema.get("type", "")
    properties: Wire = schema.get("properties", {})
    if kind == "ARRAY" and "items" not in schema:
        yield f"{path}.items: missing field."
    if kind != "STRING" and "enum" in schema:
        yield f"{path}.enum: only allowed for STRING type"
    if kind == "STRING" and schema.get("format", "enum") not in _STRING_FORMATS:
        yield f"{path}.format: only 'enum' and 'date-time' are supported for STRING type"
    for i, name in enumerate(schema.get("required", ())):
        if name not in properties:
            yield f"{path}.required[{i}]: property is not defined"
    for name, inner in properties.items():
        yield from _faults(inner, f"{path}.properties[{name}]")
    for i, inner in enumerate(schema.get("anyOf", ())):
        yield from _faults(inner, f"{path}.any_of[{i}]")
    if "items" in schema:
        yield from _faults(schema["items"], f"{path}.items")
