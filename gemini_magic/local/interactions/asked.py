"""An interaction's request as one of `generateContent`: the only place that knows both going in."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from gemini_magic.local.interactions import media, tool_steps
from gemini_magic.local.interactions.media import KINDS
from gemini_magic.local.interactions.output import output_config
from gemini_magic.local.interactions.tool_steps import TOOL_STEPS
from gemini_magic.local.interactions.tools import retrieval_config, tools_from
from gemini_magic.local.interactions.transcription import transcription_config
from gemini_magic.local.wire.errors import InvalidArgument, Violation

Wire = dict[str, Any]

_SAME = {"cached_content": "cachedContent", "continuation_token": "continuationToken"}
_SAME_CONFIG = {
    "temperature": "temperature",
    "top_p": "topP",
    "seed": "seed",
    "max_output_tokens": "maxOutputTokens",
    "stop_sequences": "stopSequences",
}


def steps_of(value: Any) -> list[Wire]:
    """The input as steps: a text and contents are what the user says."""
    if isinstance(value, str):
        return [{"type": "user_input", "content": [{"type": "text", "text": value}]}]
    steps: list[Wire] = []
    for item in value:
        if item.get("type") not in KINDS and item.get("type") != "text":
            steps.append(item)
        elif steps and steps[-1]["type"] == "user_input":
            steps[-1]["content"].append(item)
        else:
            steps.append({"type": "user_input", "content": [item]})
    return steps


def generate_body(asked: Wire, steps: list[Wire], before: list[Wire]) -> Wire:
    """The body of `generateContent` that asks the same, behind the contents of what was before."""
    body: Wire = {
        "contents": contents_from(steps, before),
        "generationConfig": _config(asked),
        "toolConfig": {**_tool_config(asked), **retrieval_config(asked.get("tools", ()))},
        "tools": list(tools_from(asked.get("tools", ()))),
        "safetySettings": [_safety(setting) for setting in asked.get("safety_settings", ())],
    }
    if "system_instruction" in asked:
        body["systemInstruction"] = {"parts": [{"text": asked["system_instruction"]}]}
    for name, other in _SAME.items():
        if name in asked:
            body[other] = asked[name]
    return {name: value for name, value in body.items() if value}


def contents_from(steps: list[Wire], before: list[Wire]) -> list[Wire]:
    """All contents of a conversation; neighbours of one role are one content."""
    contents = [dict(content) for content in before]
    names = {
        part["functionCall"].get("id"): part["functionCall"]["name"]
        for content in before
        for part in content["parts"]
        if "functionCall" in part
    }
    first_new = len(contents)
    signature = ""
    for i, step in enumerate(steps):
        kind = step["type"]
        if kind == "thought" and _kind_at(steps, i + 1) == "function_call":
            # The newer dialect signs the thought before a call, the older one the call.
            signature = step.get("signature", "")
            continue
        if kind == "function_call":
            names[step.get("id")] = step.get("name", "")
            step = {"signature": signature, **step} if signature else step
            signature = ""
        elif kind == "function_result":
            step = {"name": _name_of(step, names, i), **step}
        build = _PARTS.get(kind)
        parts = list(build(step)) if build else []
        role = "user" if kind in ("user_input", "function_result") else "model"
        if parts and len(contents) > first_new and contents[-1]["role"] == role:
            contents[-1]["parts"] += parts
        elif parts:
            contents.append({"role": role, "parts": parts})
    return contents


def _kind_at(steps: list[Wire], at: int) -> str | None:
    return steps[at]["type"] if at < len(steps) else None


def _name_of(step: Wire, names: dict[Any, str], at: int) -> str:
    call_id = step.get("call_id")
    if call_id not in names:
        wrong = (
            f"input[{at}].call_id is {call_id!r}, which is no function call of this "
            "conversation; send the id of the function_call step."
        )
        raise InvalidArgument(wrong, [Violation(f"input[{at}].call_id", wrong)])
    return names[call_id]


def _said(step: Wire) -> Iterator[Wire]:
    content = step.get("content", ())
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    for item in content:
        yield {"text": item.get("text", "")} if item["type"] == "text" else media.part_from(item)


def _thought(step: Wire) -> Iterator[Wire]:
    if "signature" in step:
        text = "".join(item.get("text", "") for item in step.get("summary", ()))
        yield {"text": text, "thought": True, "thoughtSignature": step["signature"]}


def _call(step: Wire) -> Iterator[Wire]:
    call = {"name": step.get("name", ""), "args": step.get("arguments", {})}
    named = {"id": step["id"], **call} if "id" in step else call
    signed = {"thoughtSignature": step["signature"]} if "signature" in step else {}
    yield {"functionCall": named, **signed}


def _result(step: Wire) -> Iterator[Wire]:
    result = step.get("result")
    if isinstance(result, list) and all(_is_text(item) for item in result):
        result = "\n".join(item["text"] for item in result)
    if isinstance(result, str) and result.startswith(("{", "[")):
        result = _json_or_text(result)
    if step.get("is_error"):
        result = {"error": result}
    response = result if isinstance(result, dict) else {"result": result}
    told = {"id": step["call_id"], "name": step["name"], "response": response}
    yield {"functionResponse": told}


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _is_text(item: Any) -> bool:
    return (
        isinstance(item, dict) and item.get("type") == "text" and isinstance(item.get("text"), str)
    )


_PARTS: dict[str, Callable[[Wire], Iterator[Wire]]] = {
    "user_input": _said,
    "model_output": _said,
    "thought": _thought,
    "function_call": _call,
    "function_result": _result,
    **dict.fromkeys(TOOL_STEPS, tool_steps.part_from),
}


def _config(asked: Wire) -> Wire:
    given = asked.get("generation_config", {})
    config: Wire = {new: given[old] for old, new in _SAME_CONFIG.items() if old in given}
    thinking: Wire = {"includeThoughts": given.get("thinking_summaries") == "auto"}
    if "thinking_level" in given:
        thinking["thinkingLevel"] = given["thinking_level"].upper()
    config["thinkingConfig"] = thinking
    if "transcription_config" in given:
        config["audioTranscriptionConfig"] = transcription_config(given["transcription_config"])
    return {**config, **output_config(asked)}


def _tool_config(asked: Wire) -> Wire:
    choice = asked.get("generation_config", {}).get("tool_choice")
    if choice is None:
        return {}
    allowed = choice.get("allowed_tools", {}) if isinstance(choice, dict) else {"mode": choice}
    calling: Wire = {"mode": allowed.get("mode", "auto").upper()}
    if allowed.get("tools"):
        # Here the names are allowed in every mode; AUTO with names is VALIDATED there.
        calling["mode"] = "VALIDATED" if calling["mode"] == "AUTO" else calling["mode"]
        calling["allowedFunctionNames"] = allowed["tools"]
    return {"functionCallingConfig": calling}


def _safety(setting: Wire) -> Wire:
    category = f"HARM_CATEGORY_{setting.get('type', '').upper()}"
    return {"category": category, "threshold": setting.get("threshold", "").upper()}
