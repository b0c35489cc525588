"""A chat's config in the words of the interactions dialect."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..api.body import body_from
from ..api.types import GenerateContentConfig
from ..errors import InvalidRequest

__all__ = ["arguments_from"]

_SAME = {"temperature", "topP", "seed", "maxOutputTokens", "stopSequences"}
_BESIDE = {"cachedContent", "serviceTier", "store", "labels"}


def arguments_from(config: GenerateContentConfig) -> dict[str, Any]:
    """The arguments of `interactions.create` but model and input.

    A setting that interactions do not have is refused.
    """
    body = body_from("-", config)
    arguments: dict[str, Any] = {_snake(k): v for k, v in body.items() if k in _BESIDE}
    generation: dict[str, Any] = {}
    for name, value in body.get("generationConfig", {}).items():
        if name in _SAME:
            generation[_snake(name)] = value
        elif name in _TRANSLATED:
            for key, translated in _TRANSLATED[name](value).items():
                (generation if key in _IN_GENERATION else arguments)[key] = translated
        else:
            raise InvalidRequest(
                f"{_snake(name)} does not exist for interactions; leave it out, "
                "or ask with via='generate'"
            )
    if instruction := body.get("systemInstruction"):
        arguments["system_instruction"] = "\n".join(p.get("text", "") for p in instruction["parts"])
    tool_config = body.get("toolConfig", {})
    if calling := tool_config.get("functionCallingConfig"):
        generation["tool_choice"] = _tool_choice(calling)
    if tools := [t for tool in body.get("tools", ()) for t in _tools(tool, tool_config)]:
        arguments["tools"] = tools
    if settings := body.get("safetySettings"):
        arguments["safety_settings"] = [_safety(setting) for setting in settings]
    if generation:
        arguments["generation_config"] = generation
    return arguments


_IN_GENERATION = {"thinking_level", "thinking_summaries", "speech_config", "image_config"}


def _thinking(value: Mapping[str, Any]) -> dict[str, Any]:
    if "thinkingBudget" in value:
        raise InvalidRequest(
            f"a thinking budget ({value['thinkingBudget']} tokens) does not exist for "
            "interactions; give a level, e.g. think='low'"
        )
    found = {}
    if level := value.get("thinkingLevel"):
        found["thinking_level"] = level.lower()
    if "includeThoughts" in value:
        found["thinking_summaries"] = "auto" if value["includeThoughts"] else "none"
    return found


def _speech(value: Mapping[str, Any]) -> dict[str, Any]:
    several = (value.get("multiSpeakerVoiceConfig") or {}).get("speakerVoiceConfigs")
    found = []
    for speaker in several or [value]:
        voice = ((speaker.get("voiceConfig") or {}).get("prebuiltVoiceConfig") or {}).get(
            "voiceName"
        )
        one = {"speaker": speaker.get("speaker"), "voice": voice}
        one["language"] = value.get("languageCode")
        found.append({k: v for k, v in one.items() if v is not None})
    return {"speech_config": found}


def _schema(value: Any) -> dict[str, Any]:
    return {"response_format": {"type": "text", "mime_type": "application/json", "schema": value}}


def _mime_type(value: str) -> dict[str, Any]:
    # Where there is a schema too, it says so itself.
    return {"response_format": {"type": "text", "mime_type": value}}


_TRANSLATED: dict[str, Callable[[Any], dict[str, Any]]] = {
    "thinkingConfig": _thinking,
    "speechConfig": _speech,
    "imageConfig": lambda value: {"image_config": _snaked(value)},
    "responseModalities": lambda value: {"response_modalities": [str(m).lower() for m in value]},
    "responseMimeType": _mime_type,
    "responseSchema": _schema,
    "responseJsonSchema": _schema,
}


def _tool_choice(calling: Mapping[str, Any]) -> Any:
    mode = str(calling.get("mode") or "AUTO").lower()
    names = calling.get("allowedFunctionNames")
    return {"allowed_tools": {"mode": mode, "tools": names}} if names else mode


def _tools(tool: Mapping[str, Any], tool_config: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for name, value in tool.items():
        build = _TOOLS.get(name)
        if build is None:
            raise InvalidRequest(f"the tool {_snake(name)} does not exist for interactions")
        found += build(value, tool_config)
    return found


def _declared(value: Any, tool_config: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for function in value:
        one = {"type": "function", "name": function.get("name")}
        if purpose := function.get("description"):
            one["description"] = purpose
        schema = function.get("parametersJsonSchema") or function.get("parameters")
        found.append({**one, "parameters": schema} if schema else one)
    return found


def _search(value: Any, tool_config: Mapping[str, Any]) -> list[dict[str, Any]]:
    types = [_snake(kind) for kind in value.get("searchTypes") or ()]
    return [{"type": "google_search", **({"search_types": types} if types else {})}]


def _maps(value: Any, tool_config: Mapping[str, Any]) -> list[dict[str, Any]]:
    place = (tool_config.get("retrievalConfig") or {}).get("latLng") or {}
    return [{"type": "google_maps", **_snaked(value), **place}]


def _computer(value: Any, tool_config: Mapping[str, Any]) -> list[dict[str, Any]]:
    environment = str(value.get("environment") or "").removeprefix("ENVIRONMENT_").lower()
    return [{"type": "computer_use", **_snaked(value), "environment": environment or "browser"}]


def _servers(value: Any, tool_config: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = []
    for server in value:
        transport = server.get("streamableHttpTransport") or {}
        known = {"name": server.get("name"), **{k: transport.get(k) for k in ("url", "headers")}}
        found.append({"type": "mcp_server", **{k: v for k, v in known.items() if v is not None}})
    return found


def _as_it_is(type_: str) -> Callable[[Any, Mapping[str, Any]], list[dict[str, Any]]]:
    return lambda value, tool_config: [{"type": type_, **_snaked(value)}]


_TOOLS: dict[str, Callable[[Any, Mapping[str, Any]], list[dict[str, Any]]]] = {
    "functionDeclarations": _declared,
    "googleSearch": _search,
    "googleMaps": _maps,
    "computerUse": _computer,
    "mcpServers": _servers,
    "codeExecution": _as_it_is("code_execution"),
    "urlContext": _as_it_is("url_context"),
    "fileSearch": _as_it_is("file_search"),
}


def _safety(setting: Mapping[str, Any]) -> dict[str, Any]:
    category = str(setting.get("category") or "").removeprefix("HARM_CATEGORY_").lower()
    return {"type": category, "threshold": str(setting.get("threshold") or "").lower()}


def _snaked(value: Mapping[str, Any]) -> dict[str, Any]:
    return {_snake(name): item for name, item in value.items()}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
