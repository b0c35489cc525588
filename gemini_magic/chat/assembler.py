"""Chunks in, events out: the one place that decides whether a part begins or goes on.

Text arrives in pieces; everything else arrives whole. A piece continues the open part only if
both are the same kind and neither is signed or qualified: a thought signature belongs to the
part it came with, and merging would lose which one that was.
"""

from __future__ import annotations

from ..api.types import Candidate, GenerateContentResponse, Part
from .events import Annotated, Counted, Event, Finish, Opened, PartDelta, PartStart, Refused

__all__ = ["Assembler"]

_MERGING_KINDS = frozenset({"text", "thought"})

# What says something about a candidate but is not said by it.
_NOTES = (
    "grounding_metadata",
    "url_context_metadata",
    "citation_metadata",
    "safety_ratings",
    "avg_logprobs",
    "logprobs_result",
)
_SAID = {"content", "index"}
_PLAIN_FIELDS = {"text", "thought"}


class Assembler:
    """Turns the chunks of one exchange into events.

    Life: made for one exchange; `events(chunk)` for every chunk in order; then dropped.
    """

    def __init__(self) -> None:
        self._opened = False
        self._open: dict[int, str] = {}  # candidate index → kind of the part that may go on

    def events(self, chunk: GenerateContentResponse) -> list[Event]:
        """What this chunk adds, in order."""
        # One list that is filled: generators inside generators cost a tenth of the whole step.
        events: list[Event] = []
        if not self._opened:
            self._opened = True
            events.append(Opened(chunk.model_version or "", chunk.response_id or ""))
        for candidate in chunk.candidates or ():
            self._add_candidate(candidate, events)
        if chunk.usage_metadata is not None:
            events.append(Counted(chunk.usage_metadata))
        feedback = chunk.prompt_feedback
        if feedback is not None and feedback.block_reason is not None:
            events.append(Refused(str(feedback.block_reason)))
        return events

    def _add_candidate(self, candidate: Candidate, events: list[Event]) -> None:
        index = candidate.index or 0
        content = candidate.content
        if content is not None and content.parts:
            for part in content.parts:
                self._add_part(part, index, events)
        # Most candidates of a stream hold nothing else: look at what was set.
        if candidate.model_fields_set <= _SAID:
            return
        notes = {n: v for n in _NOTES if (v := getattr(candidate, n)) is not None}
        if notes:
            events.append(Annotated(notes, index))
        if candidate.finish_reason is not None:
            reason = str(candidate.finish_reason)
            events.append(Finish(reason, candidate.finish_message or "", index))

    def _add_part(self, part: Part, index: int, events: list[Event]) -> None:
        kind = part.kind
        mergeable = kind in _MERGING_KINDS and part.model_fields_set <= _PLAIN_FIELDS
        if mergeable and self._open.get(index) == kind:
            events.append(PartDelta(part.text or "", index))
            return
        self._open[index] = kind if mergeable else ""
        events.append(PartStart(part, index))
