"""The engine's chunks as chat completions, whole or in pieces."""

import json
import time
from collections.abc import Iterator
from typing import Any

Wire = dict[str, Any]

_REASONS = {"STOP": "stop", "MAX_TOKENS": "length"}


def completion(response: Wire) -> Wire:
    """A whole response; `model` names the local model which really answered."""
    choices = [
        {
            "index": candidate.get("index", 0),
            "finish_reason": _reason(candidate, _calls(candidate)),
            "message": _message(candidate),
        }
        for candidate in response.get("candidates", ())
    ]
    about = _about(response, "chat.completion")
    return {**about, "choices": choices, "usage": _usage(response)}


def pieces(chunk: Wire, calls_before: int) -> Iterator[Wire]:
    """What one chunk adds; `calls_before` is how many calls have been told."""
    for candidate in chunk.get("candidates", ()):
        delta = _message(candidate, calls_before)
        calls = calls_before + len(_calls(candidate))
        reason = _reason(candidate, calls) if "finishReason" in candidate else None
        if len(delta) > 1 or reason is not None:
            choice = {"index": candidate.get("index", 0), "delta": delta, "finish_reason": reason}
            yield {**_about(chunk, "chat.completion.chunk"), "choices": [choice]}


def last_usage(chunk: Wire) -> Wire:
    """The chunk without choices that `include_usage` asks for."""
    return {**_about(chunk, "chat.completion.chunk"), "choices": [], "usage": _usage(chunk)}


def calls_in(chunk: Wire) -> int:
    return sum(len(_calls(candidate)) for candidate in chunk.get("candidates", ()))


def _about(response: Wire, kind: str) -> Wire:
    return {
        "id": response.get("responseId", ""),
        "object": kind,
        "created": int(time.time()),
        "model": response.get("modelVersion", ""),
    }


def _message(candidate: Wire, calls_before: int = 0) -> Wire:
    parts = candidate.get("content", {}).get("parts", ())
    message: Wire = {"role": "assistant"}
    text = "".join(
        f"<thought>{part['text']}</thought>" if part.get("thought") else part["text"]
        for part in parts
        if part.get("text")
    )
    if text:
        message["content"] = text
    if calls := _calls(candidate):
        message["tool_calls"] = [
            {**_call(part), "index": calls_before + i} for i, part in enumerate(calls)
        ]
    return message


def _calls(candidate: Wire) -> list[Wire]:
    parts = candidate.get("content", {}).get("parts", ())
    return [part for part in parts if "functionCall" in part]


def _call(part: Wire) -> Wire:
    call = part["functionCall"]
    function = {
        "name": call["name"],
        "arguments": json.dumps(call.get("args", {}), ensure_ascii=False),
    }
    told: Wire = {"id": call.get("id", ""), "type": "function", "function": function}
    if "thoughtSignature" in part:
        told["extra_content"] = {"google": {"thought_signature": part["thoughtSignature"]}}
    return told


def _reason(candidate: Wire, calls: Any) -> str:
    reason = _REASONS.get(candidate.get("finishReason", "STOP"), "content_filter")
    return "tool_calls" if calls and reason == "stop" else reason


def _usage(response: Wire) -> Wire:
    metadata = response.get("usageMetadata", {})
    prompt = metadata.get("promptTokenCount", 0)
    total = metadata.get("totalTokenCount", 0)
    return {"prompt_tokens": prompt, "completion_tokens": total - prompt, "total_tokens": total}
