"""Events of an interaction in, events of a conversation out, as `Assembler` does for chunks.

Steps may grow side by side; a reply has one order. So the first step that is open speaks at
once, and what the others say is kept until it is their turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..api.types import (
    Interaction,
    InteractionCompleted,
    InteractionCreated,
    InteractionEvent,
    InteractionStatusUpdate,
    InteractionUsage,
    ModalityTokenCount,
    Part,
    StepDelta,
    StepStart,
    StepStop,
    ThoughtStep,
    UsageMetadata,
)
from ..errors import APIError, MalformedResponse
from .events import Annotated, Counted, Event, Finish, Opened, PartDelta, PartStart
from .interaction_notes import InteractionNotes
from .open_step import OpenStep

__all__ = ["InteractionAssembler", "usage_from"]

# Why an interaction ended, in the words of generateContent where it has one.
_FINISH = {
    "completed": "STOP",
    "requires_action": "STOP",
    "incomplete": "MAX_TOKENS",
    "requires_continuation": "CONTINUATION",
}


class InteractionAssembler:
    """Turns the events of one exchange into ours.

    Life: made for one exchange; `events(event)` for every event in order; `rest()` once if the
    stream breaks; then dropped.
    """

    def __init__(self) -> None:
        self._steps: dict[int, OpenStep] = {}  # in the order they began
        self._notes = InteractionNotes()
        self._parts = 0
        self._speaker: tuple[OpenStep, bool] | None = None  # whose text may go on, if a thought

    def events(self, event: InteractionEvent) -> list[Event]:
        """What this event adds."""
        take = _TAKES.get(type(event))
        return take(self, event) if take is not None else []

    def rest(self) -> list[Event]:
        """What was kept back when the stream broke; a call that is not whole is dropped."""
        return [said for step in self._steps.values() for said in self._said(step)]

    def _created(self, event: InteractionCreated) -> list[Event]:
        interaction = event.interaction
        model = interaction.model or interaction.agent or ""
        return [Opened(model, interaction.id or "")]

    def _started(self, event: StepStart) -> list[Event]:
        self._steps[event.index] = OpenStep(event.step)
        return self._turn()

    def _grown(self, event: StepDelta) -> list[Event]:
        step = self._steps.get(event.index)
        if step is None:
            raise MalformedResponse(f"step {event.index} of the interaction grows but never began")
        step.grow(event.delta)
        if event.metadata is None:
            return self._turn()
        return [*self._turn(), *_counted(event.metadata.total_usage or event.metadata.usage)]

    def _stopped(self, event: StepStop) -> list[Event]:
        if (step := self._steps.get(event.index)) is not None:
            step.end()
        return [*self._turn(), *_counted(event.usage)]

    def _updated(self, event: InteractionStatusUpdate) -> list[Event]:
        return _counted(event.usage)

    def _completed(self, event: InteractionCompleted) -> list[Event]:
        interaction = event.interaction
        for step in self._steps.values():
            step.end()
        events = [*self._turn(), *_counted(interaction.usage)]
        if interaction.status == "failed":
            raise _failure_of(interaction)
        status = str(interaction.status or "completed")
        return [*events, Finish(_FINISH.get(status, status.upper()))]

    def _turn(self) -> list[Event]:
        """Let the first open step speak, and those behind it that have their turn now."""
        events: list[Event] = []
        while self._steps:
            index, step = next(iter(self._steps.items()))
            events += self._said(step)
            if not step.has_ended:
                break
            del self._steps[index]
        return events

    def _said(self, step: OpenStep) -> list[Event]:
        events: list[Event] = []
        for saying in step.taken():
            if isinstance(saying, Part):
                events.append(self._part(saying))
            elif isinstance(saying, str):
                events.append(self._text(step, saying, isinstance(step.step, ThoughtStep)))
            else:
                self._notes.note(saying, max(self._parts - 1, 0))
        if notes := self._notes.taken():
            events.append(Annotated(notes))
        return events

    def _part(self, part: Part) -> Event:
        self._speaker = None
        self._parts += 1
        return PartStart(part)

    def _text(self, step: OpenStep, text: str, is_thought: bool) -> Event:
        if self._speaker == (step, is_thought):
            return PartDelta(text)
        self._parts += 1
        self._speaker = (step, is_thought)
        return PartStart(Part(text=text, thought=True) if is_thought else Part(text=text))


_TAKES: dict[type, Callable[[InteractionAssembler, Any], list[Event]]] = {
    InteractionCreated: InteractionAssembler._created,
    InteractionStatusUpdate: InteractionAssembler._updated,
    InteractionCompleted: InteractionAssembler._completed,
    StepStart: InteractionAssembler._started,
    StepDelta: InteractionAssembler._grown,
    StepStop: InteractionAssembler._stopped,
}


def _counted(usage: InteractionUsage | None) -> list[Event]:
    return [] if usage is None else [Counted(usage_from(usage))]


def _failure_of(interaction: Interaction) -> APIError:
    error = next(iter(interaction.errors or ()), None)
    code = error.code if error is not None and isinstance(error.code, int) else 500
    word = str(error.code).upper() if error is not None and isinstance(error.code, str) else ""
    message = (error and error.message) or f"interaction {interaction.id!r} failed"
    return APIError.of(code, word, message)


def usage_from(usage: InteractionUsage) -> UsageMetadata:
    """Tokens as generateContent counts them; zero counts are absent there."""
    counts = {
        "prompt_token_count": usage.total_input_tokens,
        "cached_content_token_count": usage.total_cached_tokens,
        "candidates_token_count": usage.total_output_tokens,
        "tool_use_prompt_token_count": usage.total_tool_use_tokens,
        "thoughts_token_count": usage.total_thought_tokens,
        "total_token_count": usage.total_tokens,
    }
    details = {
        "prompt_tokens_details": usage.input_tokens_by_modality,
        "cache_tokens_details": usage.cached_tokens_by_modality,
        "candidates_tokens_details": usage.output_tokens_by_modality,
        "tool_use_prompt_tokens_details": usage.tool_use_tokens_by_modality,
    }
    fields: dict[str, Any] = {name: count for name, count in counts.items() if count}
    for name, modalities in details.items():
        if modalities:
            fields[name] = [
                ModalityTokenCount(modality=(m.modality or "").upper(), token_count=m.tokens)
                for m in modalities
            ]
    return UsageMetadata(**fields)
