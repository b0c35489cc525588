"""A chat completion's request as one of `generateContent`."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.wire.errors import InvalidArgument

Wire = dict[str, Any]

_SAME = {
    "temperature": "temperature",
    "top_p": "topP",
    "max_tokens": "maxOutputTokens",
    "max_completion_tokens": "maxOutputTokens",
    "n": "candidateCount",
    "seed": "seed",
    "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty",
}
_BUDGETS = {"none": 0, "minimal": 1024, "low": 1024, "medium": 8192, "high": 24576}
_CHOICES = {"auto": "AUTO", "none": "NONE", "required": "ANY"}
_DATA_URL = re.compile(r"data:([^;,]+);base64,(.*)", re.DOTALL)


def generate_body(asked: Wire) -> Wire:
    """The body that asks the same; `InvalidArgument` for messages that cannot be read."""
    messages: list[Wire] = asked.get("messages", [])
    system = [m for m in messages if m.get("role") in ("system", "developer")]
    body: Wire = {
        "contents": _contents([m for m in messages if m not in system]),
        "generationConfig": _config(asked),
        "tools": _tools(asked),
        "toolConfig": _tool_config(asked.get("tool_choice")),
    }
    if system:
        body["systemInstruction"] = {"parts": [p for m in system for p in _parts(m)]}
    return {name: value for name, value in body.items() if value}


def _contents(messages: list[Wire]) -> list[Wire]:
    names = {
        call.get("id"): call.get("function", {}).get("name", "")
        for message in messages
        for call in message.get("tool_calls", ())
    }
    contents: list[Wire] = []
    for message in messages:
        role = message.get("role")
        if role == "tool":
            parts = [_result(message, names)]
        elif role in ("user", "assistant"):
            parts = [*_parts(message), *map(_call, message.get("tool_calls", ()))]
        else:
            raise InvalidArgument(f"messages holds the role {role!r}, which is unknown.")
        wire_role = "model" if role == "assistant" else "user"
        if role == "tool" and contents and "functionResponse" in contents[-1]["parts"][0]:
            contents[-1]["parts"] += parts
        else:
            contents.append({"role": wire_role, "parts": parts})
    return contents


def _parts(message: Wire) -> Iterator[Wire]:
    content = message.get("content")
    if isinstance(content, str):
        if content:
            yield {"text": content}
        return
    for item in content or ():
        yield _CONTENTS[item["type"]](item)


def _image(item: Wire) -> Wire:
    address = item.get("image_url", {}).get("url", "")
    if found := _DATA_URL.fullmatch(address):
        return {"inlineData": {"mimeType": found[1], "data": found[2]}}
    return {"fileData": {"fileUri": address}}


def _audio(item: Wire) -> Wire:
    sound = item.get("input_audio", {})
    mime_type = f"audio/{sound.get('format', 'wav')}"
    return {"inlineData": {"mimeType": mime_type, "data": sound.get("data", "")}}


_CONTENTS: dict[str, Callable[[Wire], Wire]] = {
    "text": lambda item: {"text": item.get("text", "")},
    "image_url": _image,
    "input_audio": _audio,
}


def _call(call: Wire) -> Wire:
    function = call.get("function", {})
    try:
        args = json.loads(function.get("arguments") or "{}")
    except ValueError as error:
        raise InvalidArgument(f"tool_calls.function.arguments is not JSON: {error}.") from error
    part: Wire = {"functionCall": {"name": function.get("name", ""), "args": args}}
    if call.get("id"):
        part["functionCall"]["id"] = call["id"]
    google = call.get("extra_content", {}).get("google", {})
    if "thought_signature" in google:
        part["thoughtSignature"] = google["thought_signature"]
    return part


def _result(message: Wire, names: dict[Any, str]) -> Wire:
    call_id = message.get("tool_call_id")
    name = message.get("name") or names.get(call_id)
    if not name:
        raise InvalidArgument(f"tool_call_id is {call_id!r}, which is no call of these messages.")
    text = "".join(part.get("text", "") for part in _parts(message))
    try:
        told = json.loads(text)
    except ValueError:
        told = text
    response = told if isinstance(told, dict) else {"result": told}
    return {"functionResponse": {"id": call_id, "name": name, "response": response}}


def _config(asked: Wire) -> Wire:
    config: Wire = {new: asked[old] for old, new in _SAME.items() if old in asked}
    if "stop" in asked:
        config["stopSequences"] = asked["stop"]
    wanted = asked.get("response_format", {})
    if wanted.get("type") in ("json_object", "json_schema"):
        config["responseMimeType"] = "application/json"
    if schema := wanted.get("json_schema", {}).get("schema"):
        config["responseJsonSchema"] = schema
    if thinking := _thinking(asked):
        config["thinkingConfig"] = thinking
    return config


def _thinking(asked: Wire) -> Wire:
    google = asked.get("google", asked.get("extra_body", {}).get("google", {}))
    if "thinking_config" in google:
        config: Wire = google["thinking_config"]
        return config
    effort = asked.get("reasoning_effort")
    if effort is None:
        return {}
    if effort not in _BUDGETS:
        known = ", ".join(_BUDGETS)
        raise InvalidArgument(f"reasoning_effort is {effort!r}; it must be one of {known}.")
    if effort != "none" and catalog.signs(asked.get("model", "")):
        return {"thinkingLevel": effort.upper()}
    return {"thinkingBudget": _BUDGETS[effort]}


def _tools(asked: Wire) -> list[Wire]:
    declarations = []
    for tool in asked.get("tools", ()):
        function = tool.get("function", {})
        declared = {name: function[name] for name in ("name", "description") if name in function}
        if "parameters" in function:
            declared["parametersJsonSchema"] = function["parameters"]
        declarations.append(declared)
    return [{"functionDeclarations": declarations}] if declarations else []


def _tool_config(choice: Any) -> Wire:
    if choice is None:
        return {}
    calling: Wire
    if isinstance(choice, dict):
        name = choice.get("function", {}).get("name", "")
        calling = {"mode": "ANY", "allowedFunctionNames": [name]}
    elif choice in _CHOICES:
        calling = {"mode": _CHOICES[choice]}
    else:
        raise InvalidArgument(f"tool_choice is {choice!r}; it must be auto, none or required.")
    return {"functionCallingConfig": calling}
