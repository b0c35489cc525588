"""Content and Part: what a message is made of.

A part is one object whose kind is told by which of its fields is set. `Part.kind` names it,
and everything above (folds, renderers) looks its behaviour up by that name.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import Any

from .base import OpenEnum, WireModel
from .image import Image
from .scalars import WireBytes

__all__ = [
    "KINDS",
    "Blob",
    "CodeExecutionResult",
    "Content",
    "ExecutableCode",
    "FileData",
    "FunctionCall",
    "FunctionResponse",
    "FunctionResponseBlob",
    "FunctionResponsePart",
    "Language",
    "MediaResolution",
    "Outcome",
    "Part",
    "PartMediaResolution",
    "ToolCall",
    "ToolResponse",
    "VideoMetadata",
]


class MediaResolution(OpenEnum):
    """How many tokens an image, a video frame or a page may cost."""

    MEDIA_RESOLUTION_UNSPECIFIED = "MEDIA_RESOLUTION_UNSPECIFIED"
    MEDIA_RESOLUTION_LOW = "MEDIA_RESOLUTION_LOW"
    MEDIA_RESOLUTION_MEDIUM = "MEDIA_RESOLUTION_MEDIUM"
    MEDIA_RESOLUTION_HIGH = "MEDIA_RESOLUTION_HIGH"
    MEDIA_RESOLUTION_ULTRA_HIGH = "MEDIA_RESOLUTION_ULTRA_HIGH"


class Outcome(OpenEnum):
    """How code that the model ran has ended."""

    OUTCOME_OK = "OUTCOME_OK"
    OUTCOME_FAILED = "OUTCOME_FAILED"
    OUTCOME_DEADLINE_EXCEEDED = "OUTCOME_DEADLINE_EXCEEDED"


class Language(OpenEnum):
    """The language of executable code."""

    PYTHON = "PYTHON"


class Blob(WireModel):
    """Media inside the message. `data` is bytes here, base64 on the wire."""

    mime_type: str | None = None
    data: WireBytes | None = None
    display_name: str | None = None


class FileData(WireModel):
    """Media by address: an uploaded file, a YouTube link, a public or GCS address."""

    file_uri: str | None = None
    mime_type: str | None = None
    display_name: str | None = None


class FunctionCall(WireModel):
    """What the model asks a function of ours to do."""

    id: str | None = None
    name: str | None = None
    args: dict[str, Any] | None = None


class FunctionResponseBlob(Blob):
    """Media in a function's answer; `response` refers to it by `display_name`."""


class FunctionResponsePart(WireModel):
    """One piece of media in a function's answer."""

    inline_data: FunctionResponseBlob | None = None
    file_data: FileData | None = None


class FunctionResponse(WireModel):
    """What our function answered; `id` is that of the call."""

    id: str | None = None
    name: str | None = None
    response: dict[str, Any] | None = None
    parts: list[FunctionResponsePart] | None = None
    will_continue: bool | None = None
    scheduling: str | None = None


class ExecutableCode(WireModel):
    """Code that the model wrote for its own sandbox at the service."""

    id: str | None = None
    language: Language | None = None
    code: str | None = None


class CodeExecutionResult(WireModel):
    """What that code printed."""

    id: str | None = None
    outcome: Outcome | None = None
    output: str | None = None


class ToolCall(WireModel):
    """A call of a tool that runs at the service, shown because it was asked for."""

    id: str | None = None
    tool_type: str | None = None
    args: dict[str, Any] | None = None


class ToolResponse(WireModel):
    """What a tool at the service answered."""

    id: str | None = None
    tool_type: str | None = None
    response: dict[str, Any] | None = None


class VideoMetadata(WireModel):
    """Which stretch of a video counts (offsets as "12.5s"), and how many frames a second."""

    start_offset: str | None = None
    end_offset: str | None = None
    fps: float | None = None


class PartMediaResolution(WireModel):
    """Media resolution of one part; an object on the wire, unlike the global setting."""

    level: MediaResolution | None = None
    num_tokens: int | None = None


KINDS: tuple[str, ...] = (
    "text",
    "thought",
    "inline_data",
    "file_data",
    "function_call",
    "function_response",
    "executable_code",
    "code_execution_result",
    "tool_call",
    "tool_response",
    "signature",
    "unknown",
)
"""Every kind of part. "signature" is a part that carries nothing but a thought signature."""

_PAYLOADS = tuple(kind for kind in KINDS if kind not in {"text", "thought", "signature", "unknown"})


class Part(WireModel):
    """One piece of a message. Exactly one of the payload fields is set; the rest qualify it.

    `thought_signature` is opaque and must return to the service as it came, on the same part.
    """

    text: str | None = None
    thought: bool | None = None
    thought_signature: WireBytes | None = None
    inline_data: Blob | None = None
    file_data: FileData | None = None
    function_call: FunctionCall | None = None
    function_response: FunctionResponse | None = None
    executable_code: ExecutableCode | None = None
    code_execution_result: CodeExecutionResult | None = None
    tool_call: ToolCall | None = None
    tool_response: ToolResponse | None = None
    video_metadata: VideoMetadata | None = None
    media_resolution: PartMediaResolution | None = None

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        if self.text is not None:
            return "thought" if self.thought else "text"
        for kind in _PAYLOADS:
            if getattr(self, kind) is not None:
                return kind
        bare = self.thought_signature is not None and not self.model_extra
        return "signature" if bare else "unknown"

    @classmethod
    def from_text(cls, *, text: str) -> Part:
        """A part of plain text."""
        return cls(text=text)

    @classmethod
    def from_bytes(
        cls,
        *,
        data: bytes,
        mime_type: str,
        media_resolution: MediaResolution | PartMediaResolution | str | None = None,
    ) -> Part:
        """Media inside the message; the whole request may have about 20 MB."""
        part = cls(inline_data=Blob(mime_type=mime_type, data=data))
        return _with_resolution(part, media_resolution)

    @classmethod
    def from_uri(
        cls,
        *,
        file_uri: str,
        mime_type: str | None = None,
        media_resolution: MediaResolution | PartMediaResolution | str | None = None,
    ) -> Part:
        """Media by address. YouTube links need no mime type; others are guessed from the name."""
        mime_type = mime_type or mimetypes.guess_type(file_uri.partition("?")[0])[0]
        data = FileData(file_uri=file_uri)
        if mime_type:
            data.mime_type = mime_type
        return _with_resolution(cls(file_data=data), media_resolution)

    @classmethod
    def from_function_call(cls, *, name: str, args: Mapping[str, Any]) -> Part:
        """A call as the model would have made it, for histories written by hand."""
        return cls(function_call=FunctionCall(name=name, args=dict(args)))

    @classmethod
    def from_function_response(
        cls,
        *,
        name: str,
        response: Mapping[str, Any],
        parts: list[FunctionResponsePart] | None = None,
        id: str | None = None,
    ) -> Part:
        """What our function answered, with media beside it if there are any."""
        answer = FunctionResponse(name=name, response=dict(response))
        if parts:
            answer.parts = parts
        if id is not None:
            answer.id = id
        return cls(function_response=answer)

    @classmethod
    def from_executable_code(cls, *, code: str, language: Language | str) -> Part:
        """Code as the model would have written it."""
        return cls(executable_code=ExecutableCode(code=code, language=Language(language)))

    @classmethod
    def from_code_execution_result(cls, *, outcome: Outcome | str, output: str) -> Part:
        """What such code has printed."""
        result = CodeExecutionResult(outcome=Outcome(outcome), output=output)
        return cls(code_execution_result=result)

    def as_image(self) -> Image | None:
        """The image of this part, or None where it holds none."""
        blob = self.inline_data
        if blob is None or not blob.data or not (blob.mime_type or "").startswith("image/"):
            return None
        return Image(image_bytes=blob.data, mime_type=blob.mime_type)


def _with_resolution(
    part: Part, resolution: MediaResolution | PartMediaResolution | str | None
) -> Part:
    if resolution is not None:
        if not isinstance(resolution, PartMediaResolution):
            resolution = PartMediaResolution(level=MediaResolution(resolution))
        part.media_resolution = resolution
    return part


class Content(WireModel):
    """One message: its parts, and whose it is ("user" or "model")."""

    parts: list[Part] | None = None
    role: str | None = None
