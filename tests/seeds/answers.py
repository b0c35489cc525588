"""What the scripted model says: enough of each shape of the wire that an example can go on."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import PIL.Image

__all__ = ["IMAGE", "SOUND", "embedding", "generated", "interaction", "interaction_events"]

USAGE = {"promptTokenCount": 7, "candidatesTokenCount": 3, "totalTokenCount": 10}


def _picture() -> bytes:
    file = io.BytesIO()
    PIL.Image.new("RGB", (2, 2), "teal").save(file, "JPEG")
    return file.getvalue()


IMAGE = _picture()
SOUND = b"\0\1" * 240


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _value(schema: dict[str, Any]) -> Any:
    """The simplest value that fits a schema, in either of its two dialects."""
    match str(schema.get("type", "object")).lower():
        case "object":
            return {name: _value(one) for name, one in schema.get("properties", {}).items()}
        case "array":
            return [_value(schema.get("items", {"type": "string"}))]
        case "integer" | "number":
            return 1
        case "boolean":
            return True
    return "some text"


def _declarations(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for tool in body.get("tools", []) for one in tool.get("functionDeclarations", [])]


def _call(declaration: dict[str, Any]) -> dict[str, Any]:
    schema = declaration.get("parametersJsonSchema") or declaration.get("parameters") or {}
    call = {"id": "call-1", "name": declaration["name"], "args": _value(schema)}
    return {"functionCall": call, "thoughtSignature": "c2lnbmVk"}


def _functions(body: dict[str, Any]) -> list[dict[str, Any]]:
    """A call, behind what ran at the service if the request wants to see that."""
    around = {"id": "search-1", "toolType": "GOOGLE_SEARCH_WEB"}
    searched = [
        {"toolCall": {**around, "args": {"queries": ["q"]}}, "thoughtSignature": "c2VhcmNo"},
        {"toolResponse": {**around, "response": {}}, "thoughtSignature": "Zm91bmQ="},
    ]
    shown = body.get("toolConfig", {}).get("includeServerSideToolInvocations")
    return [*(searched if shown else ()), _call(_declarations(body)[0])]


def _parts(model: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    generation = body.get("generationConfig", {})
    tools = {name for tool in body.get("tools", []) for name in tool}
    image = {"inlineData": {"mimeType": "image/jpeg", "data": _text(IMAGE)}}
    if "AUDIO" in generation.get("responseModalities", []):
        sound = {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": _text(SOUND)}
        return [{"inlineData": sound}]
    if "image" in model:
        return [{"text": "Here it is."}, image]
    if any("functionResponse" in part for part in body["contents"][-1]["parts"]):
        return [{"text": "Now I know."}]
    if "functionDeclarations" in tools:
        return _functions(body)
    if "computerUse" in tools:
        return [{"functionCall": {"id": "call-1", "name": "click_at", "args": {"x": 1, "y": 999}}}]
    if "codeExecution" in tools:
        return [
            {"executableCode": {"language": "PYTHON", "code": "print(4)"}},
            {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "4\n"}},
            image,
            {"text": "There are 4."},
        ]
    if generation.get("responseMimeType") == "application/json":
        schema = generation.get("responseJsonSchema") or generation["responseSchema"]
        return [{"text": json.dumps(_value(schema))}]
    return [{"text": "A scripted answer."}]


def generated(model: str, body: dict[str, Any]) -> dict[str, Any]:
    """A GenerateContentResponse that suits the request."""
    content = {"role": "model", "parts": _parts(model, body)}
    candidate: dict[str, Any] = {"content": content, "finishReason": "STOP", "index": 0}
    if any("googleSearch" in tool for tool in body.get("tools", [])):
        web = {"uri": "https://example.com/", "title": "example.com"}
        candidate["groundingMetadata"] = {"groundingChunks": [{"web": web}]}
    usage = {**USAGE, "cachedContentTokenCount": 5} if "cachedContent" in body else USAGE
    return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": model}


def embedding(request: dict[str, Any]) -> dict[str, Any]:
    """One embedding of a request's content."""
    size = request.get("outputDimensionality", 4)
    return {"values": [1.0, *[0.0] * (size - 1)]}


def interaction(body: dict[str, Any], id: str, status: str = "completed") -> dict[str, Any]:
    """An Interaction, with a thought before what the model says."""
    answer: dict[str, Any] = {"id": id, "status": status, "created": "2026-11-21T00:00:00Z"}
    answer |= {name: body[name] for name in ("model", "agent") if name in body}
    if status == "completed":
        said = {"type": "text", "text": "A scripted answer."}
        answer["steps"] = [
            {"type": "thought", "signature": "c2lnbmVk"},
            {"type": "model_output", "content": [said]},
        ]
        answer["usage"] = {"total_input_tokens": 7, "total_output_tokens": 3, "total_tokens": 10}
    return answer


def interaction_events(body: dict[str, Any], id: str) -> Iterator[dict[str, Any]]:
    """The same as a stream."""
    running = interaction(body, id, "in_progress")
    yield {"event_type": "interaction.created", "interaction": running}
    yield {"event_type": "step.start", "index": 0, "step": {"type": "model_output"}}
    for text in ("A scripted ", "answer."):
        yield {"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": text}}
    yield {"event_type": "step.stop", "index": 0}
    done = {**interaction(body, id), "steps": []}
    yield {"event_type": "interaction.completed", "interaction": done}
