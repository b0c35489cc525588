"""Client frames: each is one JSON object with one key. And the reading of server frames."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ...errors import InvalidRequest, MalformedResponse
from ..contents import contents_from, part_from, system_from, wire_from
from ..failures import error_in_event
from ..types import Blob, FunctionResponse, WireModel
from .setup import tools_from

__all__ = [
    "Frame",
    "blob_from",
    "client_content",
    "context_update",
    "message_from",
    "realtime_input",
    "tool_response",
]

Frame = dict[str, Any]
Message = TypeVar("Message", bound=BaseModel)

_AUDIO = "audio/pcm;rate=16000"


def client_content(turns: Any, turn_complete: bool) -> Frame:
    """Turns of the conversation: text, a `Content`, a part, or a list of these; or none."""
    content: Frame = {}
    if turns is not None and turns != []:
        content["turns"] = [turn.to_wire() for turn in contents_from(turns)]
    return {"clientContent": {**content, "turnComplete": turn_complete}}


def realtime_input(
    *,
    media: Any = None,
    audio: Any = None,
    video: Any = None,
    text: str | None = None,
    audio_stream_end: bool | None = None,
    activity_start: Any = None,
    activity_end: Any = None,
) -> Frame:
    """One piece of what happens: exactly one of the arguments.

    Audio is a `Blob`, its dict, or bytes at 16 kHz; video is a `Blob`, a part, or an image.
    """
    given = {
        "audioStreamEnd": audio_stream_end,
        "text": text,
        "activityStart": _marker(activity_start),
        "activityEnd": _marker(activity_end),
    }
    realtime = {name: value for name, value in given.items() if value is not None}
    if audio is not None:
        realtime["audio"] = blob_from(audio, _AUDIO).to_wire()
    if video is not None:
        realtime["video"] = blob_from(video, "image/jpeg").to_wire()
    if media is not None:
        realtime.update(_placed(blob_from(media, _AUDIO)))
    if len(realtime) != 1:
        raise InvalidRequest(
            f"send_realtime_input takes one kind of input at a time, not {sorted(realtime)}; "
            "give one of audio, video, text, audio_stream_end, activity_start, activity_end"
        )
    return {"realtimeInput": realtime}


def tool_response(function_responses: Any) -> Frame:
    """What our functions answered, one or a list of them; each with the id of its call."""
    if isinstance(function_responses, (FunctionResponse, Mapping)):
        function_responses = [function_responses]
    responses = [wire_from(FunctionResponse, r, "function_response") for r in function_responses]
    if not responses:
        raise InvalidRequest("function_responses are empty; give one for each call")
    for response in responses:
        if not response.id:
            raise InvalidRequest(
                f"the answer of {response.name!r} has no id; give that of its function call"
            )
    return {"toolResponse": {"functionResponses": [response.to_wire() for response in responses]}}


def context_update(system_instruction: Any, tools: Sequence[Any] | None) -> Frame:
    """A new system instruction or new tools; an empty list takes all tools away."""
    update: Frame = {}
    if (system := system_from(system_instruction)) is not None:
        update["systemInstruction"] = system.to_wire()
    if tools is not None:
        update["tools"] = {"tools": tools_from(list(tools))}
    if not update:
        raise InvalidRequest("a context update is empty; give system_instruction or tools")
    return {"contextUpdate": update}


def blob_from(value: Any, mime_type: str) -> Blob:
    """Media from a `Blob`, its dict, bytes (of `mime_type`), a media part, or a PIL image."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return Blob(data=bytes(value), mime_type=mime_type)
    if isinstance(value, Blob) or (isinstance(value, Mapping) and "data" in value):
        blob = wire_from(Blob, value, "media")
        return blob if blob.mime_type else Blob(data=blob.data, mime_type=mime_type)
    # Frames of a video are looked at once: lossless images would only be slow.
    pil = sys.modules.get("PIL.Image")
    if pil is not None and isinstance(value, pil.Image) and value.format is None:
        value = _as_jpeg(value)
        return Blob(data=value, mime_type="image/jpeg")
    found = part_from(value).inline_data
    if found is None:
        raise InvalidRequest(f"a {type(value).__name__} is not media; give bytes or a types.Blob")
    return found


def message_from(kind: type[Message], frame: str | bytes) -> Message:
    """The message in a frame of the service, text or binary; an error inside it raises."""
    data = frame.encode() if isinstance(frame, str) else frame
    if b'"error"' in data[:100] and (error := error_in_event(data)) is not None:
        raise error
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        begin = data[:80].decode(errors="replace")
        what = f"{place}: {first['msg']}" if place else first["msg"]
        raise MalformedResponse(
            f"a frame is not a {kind.__name__}: {what}; it begins with {begin!r}"
        ) from None


def _marker(value: Any) -> Frame | None:
    if value is None or value is False:
        return None
    return value.to_wire() if isinstance(value, WireModel) else {}


def _placed(blob: Blob) -> Frame:
    """Media under the field that its type belongs to; other types under the older one."""
    kind = (blob.mime_type or "").partition("/")[0]
    place = {"audio": "audio", "image": "video", "video": "video"}.get(kind)
    return {place: blob.to_wire()} if place else {"mediaChunks": [blob.to_wire()]}


def _as_jpeg(image: Any) -> bytes:
    import io

    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, format="JPEG")
    return buffer.getvalue()
