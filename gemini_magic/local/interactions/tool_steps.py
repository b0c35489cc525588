"""Steps of tools that run here, and the parts they stand for: one table for both ways."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Wire = dict[str, Any]

_SUCCESS = "URL_RETRIEVAL_STATUS_"


@dataclass(frozen=True)
class ToolStep:
    """A step that is whole: its type, what it starts with and what its one delta adds."""

    kind: str
    start: Wire
    delta: Wire


@dataclass(frozen=True)
class _Tool:
    """A tool by its name there and here, and how its results are worded."""

    tool_type: str
    name: str
    to_result: Callable[[Wire], Any] = lambda response: [response]
    to_response: Callable[[Any], Wire] = lambda result: result[0] if result else {}
    search_type: str = ""


def _url_result(response: Wire) -> list[Wire]:
    return [
        {
            "url": one.get("retrievedUrl", ""),
            "status": one.get("urlRetrievalStatus", "").removeprefix(_SUCCESS).lower(),
        }
        for one in response.get("urlMetadata", ())
    ]


def _url_response(result: Any) -> Wire:
    metadata = [
        {
            "retrievedUrl": one.get("url", ""),
            "urlRetrievalStatus": f"{_SUCCESS}{one.get('status', '').upper()}",
        }
        for one in result
    ]
    return {"urlMetadata": metadata}


_TOOLS = (
    _Tool("GOOGLE_SEARCH_WEB", "google_search", search_type="web_search"),
    _Tool("GOOGLE_SEARCH_IMAGE", "google_search", search_type="image_search"),
    _Tool("URL_CONTEXT", "url_context", _url_result, _url_response),
    _Tool("GOOGLE_MAPS", "google_maps"),
    _Tool("FILE_SEARCH", "file_search"),
)
_BY_TYPE = {tool.tool_type: tool for tool in _TOOLS}
_BY_NAME = {tool.name: tool for tool in reversed(_TOOLS)}
# Whose results have nothing in them but who called.
_SILENT = frozenset({"file_search"})


def step_from(part: Wire) -> ToolStep | None:
    """The step of a part; None for a part that is no tool's."""
    builders = (build(part[key]) for key, build in _STEPS.items() if key in part)
    step = next(builders, None)
    if step is None or "thoughtSignature" not in part:
        return step
    return ToolStep(step.kind, step.start, {**step.delta, "signature": part["thoughtSignature"]})


def _code_call(code: Wire) -> ToolStep:
    arguments = {"code": code.get("code", ""), "language": "python"}
    return ToolStep("code_execution_call", {"id": code.get("id", "")}, {"arguments": arguments})


def _code_result(result: Wire) -> ToolStep:
    told: Wire = {"result": result.get("output", "")}
    if result.get("outcome") != "OUTCOME_OK":
        told["is_error"] = True
    return ToolStep("code_execution_result", {"call_id": result.get("id", "")}, told)


def _tool_call(call: Wire) -> ToolStep:
    tool = _BY_TYPE[call["toolType"]]
    start: Wire = {"id": call.get("id", "")}
    if tool.search_type:
        start["search_type"] = tool.search_type
    arguments = {} if tool.name in _SILENT else {"arguments": call.get("args", {})}
    return ToolStep(f"{tool.name}_call", start, arguments)


def _tool_result(answered: Wire) -> ToolStep:
    tool = _BY_TYPE[answered["toolType"]]
    told = {} if tool.name in _SILENT else {"result": tool.to_result(answered.get("response", {}))}
    return ToolStep(f"{tool.name}_result", {"call_id": answered.get("id", "")}, told)


_STEPS: dict[str, Callable[[Wire], ToolStep]] = {
    "executableCode": _code_call,
    "codeExecutionResult": _code_result,
    "toolCall": _tool_call,
    "toolResponse": _tool_result,
}


def part_from(step: Wire) -> Iterator[Wire]:
    """The part of a step that comes back, as it was signed; nothing for tools that are unknown."""
    kind = step["type"]
    name, _, way = kind.rpartition("_")
    part: Wire
    if kind == "code_execution_call":
        code = step.get("arguments", {}).get("code", "")
        part = {"executableCode": {"language": "PYTHON", "code": code, **_id(step, "id")}}
    elif kind == "code_execution_result":
        part = {"codeExecutionResult": _code_told(step)}
    elif name in _BY_NAME and way == "call":
        call = {"toolType": _tool_type(step, name), "args": step.get("arguments", {})}
        part = {"toolCall": {**call, **_id(step, "id")}}
    elif name in _BY_NAME:
        tool = _BY_NAME[name]
        result = step.get("result") or []
        response = tool.to_response(result) if isinstance(result, list) else {}
        told = {"toolType": tool.tool_type, "response": response}
        part = {"toolResponse": {**told, **_id(step, "call_id")}}
    else:
        return
    signed = {"thoughtSignature": step["signature"]} if step.get("signature") else {}
    yield {**part, **signed}


def _code_told(step: Wire) -> Wire:
    outcome = "OUTCOME_FAILED" if step.get("is_error") else "OUTCOME_OK"
    result = step.get("result", "")
    output = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
    told = {"outcome": outcome, **({"output": output} if output else {})}
    return {**told, **_id(step, "call_id")}


def _tool_type(step: Wire, name: str) -> str:
    image = step.get("search_type") == "image_search"
    return "GOOGLE_SEARCH_IMAGE" if image else _BY_NAME[name].tool_type


def _id(step: Wire, key: str) -> Wire:
    return {"id": step[key]} if step.get(key) else {}


TOOL_STEPS = tuple(
    f"{name}_{way}" for name in ("code_execution", *_BY_NAME) for way in ("call", "result")
)
