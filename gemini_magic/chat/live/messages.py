"""Messages of a Live session in, events out: one turn, as if it came by generateContent.

Sound arrives in slices of 40 ms beside its transcript. The transcript is the answer's text as it
grows; the sound follows as one part when the turn ends.
"""

from __future__ import annotations

from ...api.types import (
    Blob,
    Candidate,
    Content,
    FinishReason,
    GenerateContentResponse,
    LiveServerContent,
    LiveServerMessage,
    LiveUsageMetadata,
    Part,
    UsageMetadata,
)
from ..assembler import Assembler
from ..events import Event, Heard, Stopped

__all__ = ["LiveTurn", "usage_from"]

_INTERRUPTED = Stopped("interrupted")


class LiveTurn:
    """Turns the messages of one turn into events.

    Life: made with who answers; `events(message)` for every message in order; `rest()` where the
    turn breaks off.
    """

    def __init__(self, model_version: str, session_id: str = "") -> None:
        self._model_version = model_version
        self._session_id = session_id
        self._assembler = Assembler()
        self._slices: list[Blob] = []

    def events(self, message: LiveServerMessage) -> list[Event]:
        """What this message adds, in order."""
        content = message.server_content or LiveServerContent()
        events = self._assembler.events(self._chunk(message, content))
        if (heard := content.input_transcription) is not None and heard.text:
            events.append(Heard(heard.text))
        if content.interrupted:
            events += [*self.rest(), _INTERRUPTED]
        return events

    def rest(self) -> list[Event]:
        """The sound that no end of the turn has brought out."""
        parts = self._sound()
        return self._assembler.events(self._chunk_of(parts)) if parts else []

    def _chunk(
        self, message: LiveServerMessage, content: LiveServerContent
    ) -> GenerateContentResponse:
        said = content.output_transcription
        parts = [Part(text=said.text)] if said is not None and said.text else []
        for part in (content.model_turn.parts if content.model_turn else None) or ():
            blob = part.inline_data
            if blob is not None and (blob.mime_type or "").startswith("audio/"):
                self._slices.append(blob)
            else:
                parts.append(part)
        if message.tool_call is not None:
            parts += [Part(function_call=call) for call in message.tool_call.function_calls or ()]
        chunk = self._chunk_of([*parts, *self._sound()] if content.ends_turn else parts, content)
        if message.usage_metadata is not None:
            chunk.usage_metadata = usage_from(message.usage_metadata)
        return chunk

    def _chunk_of(
        self, parts: list[Part], content: LiveServerContent | None = None
    ) -> GenerateContentResponse:
        candidate = Candidate(content=Content(role="model", parts=parts))
        if content is not None:
            candidate.grounding_metadata = content.grounding_metadata
            candidate.url_context_metadata = content.url_context_metadata
            candidate.finish_reason = _finish_reason(content) if content.ends_turn else None
        return GenerateContentResponse(
            candidates=[candidate],
            model_version=self._model_version,
            response_id=self._session_id,
        )

    def _sound(self) -> list[Part]:
        slices, self._slices = self._slices, []
        if not slices:
            return []
        data = b"".join(blob.data or b"" for blob in slices)
        return [Part(inline_data=Blob(data=data, mime_type=slices[0].mime_type))]


def _chunk_of(parts: list[Part]) -> GenerateContentResponse:
    content = Content(role="model", parts=parts)
    return GenerateContentResponse(candidates=[Candidate(content=content)])


def _finish_reason(content: LiveServerContent) -> FinishReason:
    reason = str(content.turn_complete_reason or "")
    is_usual = reason in ("", "TURN_COMPLETE_REASON_UNSPECIFIED")
    return FinishReason("STOP" if is_usual else reason)


def usage_from(usage: LiveUsageMetadata) -> UsageMetadata:
    """The same counts under the names that all other answers use."""
    wire = usage.model_dump(mode="json", by_alias=True, exclude_unset=True)
    named = {_CANDIDATES.get(name, name): value for name, value in wire.items()}
    return UsageMetadata.model_validate(named)


_CANDIDATES = {
    "responseTokenCount": "candidatesTokenCount",
    "responseTokensDetails": "candidatesTokensDetails",
}
