"""Steps of an interaction ↔ parts of a message: what a history holds can be sent either way.

A thought's signature is a part of its own behind the summary; tools keep their signature on
their part. A step that is not known becomes an unknown part, which holds it whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..api.interaction_input import content_from
from ..api.types import (
    CodeExecutionResult,
    Content,
    ExecutableCode,
    FunctionCall,
    FunctionCallStep,
    McpCallStep,
    McpResultStep,
    MediaContent,
    Part,
    SnakeModel,
    ToolCall,
    ToolCallStep,
    ToolResponse,
    ToolResultStep,
)

__all__ = ["part_from_media", "part_from_step", "portable", "steps_from"]

WHOLE_STEP = "interactionStep"
_MCP = "mcp_server_tool"
_TOOLS = (
    "google_search",
    "google_maps",
    "url_context",
    "file_search",
    "retrieval",
    "processing",
    "tool_search",
    _MCP,
)


def part_from_media(media: MediaContent) -> Part:
    """Media as a part, by what it holds or by its address."""
    mime_type = media.mime_type
    rate = getattr(media, "sample_rate", None) or (media.model_extra or {}).get("rate")
    if rate and (mime_type or "").lower() == "audio/l16":
        mime_type = f"audio/L16;codec=pcm;rate={rate}"
    if media.data is not None:
        return Part.model_validate({"inlineData": {"mimeType": mime_type, "data": media.data}})
    return Part.model_validate({"fileData": {"mimeType": mime_type, "fileUri": media.uri}})


def part_from_step(step: SnakeModel) -> Part:
    """The part of a step that is neither an output nor a thought."""
    build = _PARTS.get(type(step))
    fields = build(step) if build is not None else None
    if fields is None:
        return Part.model_validate({WHOLE_STEP: step.to_wire()})
    if signature := getattr(step, "signature", None):
        fields["thoughtSignature"] = signature
    return Part.model_validate(fields)


def _function_call(step: FunctionCallStep) -> dict[str, Any]:
    return {"functionCall": FunctionCall(id=step.id, name=step.name, args=step.arguments or {})}


def _tool_call(step: ToolCallStep) -> dict[str, Any]:
    tool = step.type.removesuffix("_call")
    arguments = step.arguments.to_wire() if step.arguments is not None else {}
    if tool == "code_execution":
        language = str(arguments.get("language") or "python").upper()
        code = {"id": step.id, "language": language, "code": arguments.get("code") or ""}
        return {"executableCode": ExecutableCode.model_validate(code)}
    kind = (step.search_type or step.retrieval_type or "").removesuffix("_search")
    tool_type = f"{tool}_{kind}" if kind else tool
    return {"toolCall": ToolCall(id=step.id, tool_type=tool_type.upper(), args=arguments)}


def _tool_result(step: ToolResultStep) -> dict[str, Any]:
    tool, wire = step.type.removesuffix("_result"), step.to_wire()
    if tool == "code_execution":
        output = wire.get("result")
        text = output if isinstance(output, str) else json.dumps(output)
        outcome = "OUTCOME_FAILED" if step.is_error else "OUTCOME_OK"
        result = {"id": step.call_id, "outcome": outcome, "output": text}
        return {"codeExecutionResult": CodeExecutionResult.model_validate(result)}
    response: dict[str, Any] = {k: wire[k] for k in ("result", "is_error") if k in wire}
    answer = ToolResponse(id=step.call_id, tool_type=tool.upper(), response=response)
    return {"toolResponse": answer}


def _mcp_call(step: McpCallStep) -> dict[str, Any]:
    named = {"name": step.name, "server_name": step.server_name}
    args = {"arguments": step.arguments or {}, **named}
    return {"toolCall": ToolCall(id=step.id, tool_type=_MCP.upper(), args=args)}


def _mcp_result(step: McpResultStep) -> dict[str, Any]:
    wire = step.to_wire()
    kept = ("name", "server_name", "result")
    response: dict[str, Any] = {k: wire[k] for k in kept if k in wire}
    answer = ToolResponse(id=step.call_id, tool_type=_MCP.upper(), response=response)
    return {"toolResponse": answer}


_PARTS: dict[type, Callable[[Any], dict[str, Any]]] = {
    FunctionCallStep: _function_call,
    ToolCallStep: _tool_call,
    ToolResultStep: _tool_result,
    McpCallStep: _mcp_call,
    McpResultStep: _mcp_result,
}


_ONLY_HERE = frozenset({"tool_call", "tool_response", "signature", "unknown"})


def portable(contents: Iterable[Content]) -> list[Content]:
    """What generateContent can be told of an interaction: no calls of tools at the service."""
    kept = [
        Content(role=c.role, parts=[p for p in c.parts or () if p.kind not in _ONLY_HERE])
        for c in contents
    ]
    return [content for content in kept if content.parts]


def steps_from(contents: Iterable[Content]) -> list[dict[str, Any]]:
    """A history as steps, signatures where they were."""
    steps: list[dict[str, Any]] = []
    for content in contents:
        said = "model_output" if content.role == "model" else "user_input"
        for part in content.parts or ():
            for step in _steps_of(part, said):
                _append(steps, step)
    return steps


def _append(steps: list[dict[str, Any]], step: dict[str, Any]) -> None:
    """Put a step behind the others; what belongs to the last one joins it."""
    last = steps[-1] if steps else {}
    if last.get("type") == step["type"] and "content" in step and "content" in last:
        last["content"] += step["content"]
    elif last.get("type") == step["type"] == "thought" and "signature" not in last:
        # A signature ends its thought; without one the summary goes on.
        last["summary"] = [*last.get("summary", ()), *step.get("summary", ())]
        if "signature" in step:
            last["signature"] = step["signature"]
        if not last["summary"]:
            del last["summary"]
    else:
        steps.append(step)


def _steps_of(part: Part, said: str) -> Iterator[dict[str, Any]]:
    wire = part.to_wire()
    signature = wire.get("thoughtSignature")
    kind = part.kind
    if kind == "thought":
        yield {"type": "thought", "summary": [{"type": "text", "text": part.text}]}
    elif kind in _STEPS:
        step = _STEPS[kind](wire)
        yield {**step, "signature": signature} if signature else step
        return
    elif kind == "unknown":
        if WHOLE_STEP in wire:
            yield wire[WHOLE_STEP]
        return
    elif kind != "signature" and part.text != "":
        # The text of an older answer may be signed: here only thoughts are.
        if signature:
            yield {"type": "thought", "signature": signature}
        yield {"type": said, "content": [content_from(part)]}
        return
    if signature:
        yield {"type": "thought", "signature": signature}


def _call_step(wire: dict[str, Any]) -> dict[str, Any]:
    call = wire["functionCall"]
    named = {name: call[name] for name in ("id", "name") if call.get(name)}
    return {"type": "function_call", **named, "arguments": call.get("args") or {}}


def _result_step(wire: dict[str, Any]) -> dict[str, Any]:
    answer = wire["functionResponse"]
    response = answer.get("response") or {}
    is_error = set(response) == {"error"}
    result: Any = response.get("error") if is_error else response.get("result")
    if len(response) != 1 or not isinstance(result, str | dict):
        result = response  # a list would be read as contents, a number is not allowed
    if media := answer.get("parts"):
        text = result if isinstance(result, str) else json.dumps(result)
        shown = [content_from(Part.model_validate(part)) for part in media]
        result = [{"type": "text", "text": text}, *shown]
    step = {"type": "function_result", "call_id": answer.get("id"), "name": answer.get("name")}
    step["result"] = result
    return {**step, "is_error": True} if is_error else step


def _code_step(wire: dict[str, Any]) -> dict[str, Any]:
    code = wire["executableCode"]
    language = str(code.get("language") or "PYTHON").lower()
    arguments = {"code": code.get("code"), "language": language}
    return {"type": "code_execution_call", "id": code.get("id"), "arguments": arguments}


def _output_step(wire: dict[str, Any]) -> dict[str, Any]:
    ran = wire["codeExecutionResult"]
    step = {"type": "code_execution_result", "call_id": ran.get("id"), "result": ran.get("output")}
    return step if ran.get("outcome") == "OUTCOME_OK" else {**step, "is_error": True}


def _tool_step(wire: dict[str, Any]) -> dict[str, Any]:
    call = wire["toolCall"]
    tool, kind = _tool_of(call.get("toolType"))
    args = call.get("args") or {}
    step = {"type": f"{tool}_call", "id": call.get("id")}
    if tool == _MCP:
        return {**step, **args}
    if kind:
        key = "retrieval_type" if tool == "retrieval" else "search_type"
        step[key] = f"{kind}_search" if tool == "google_search" else kind
    return {**step, "arguments": args} if args else step


def _answer_step(wire: dict[str, Any]) -> dict[str, Any]:
    answer = wire["toolResponse"]
    tool, _ = _tool_of(answer.get("toolType"))
    return {"type": f"{tool}_result", "call_id": answer.get("id"), **(answer.get("response") or {})}


def _tool_of(tool_type: str | None) -> tuple[str, str]:
    """The tool and which kind of it: "GOOGLE_SEARCH_IMAGE" is a google_search for images."""
    name = (tool_type or "").lower()
    tool = next((tool for tool in _TOOLS if name.startswith(tool)), name)
    return tool, name.removeprefix(tool).removeprefix("_")


_STEPS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "function_call": _call_step,
    "function_response": _result_step,
    "executable_code": _code_step,
    "code_execution_result": _output_step,
    "tool_call": _tool_step,
    "tool_response": _answer_step,
}
