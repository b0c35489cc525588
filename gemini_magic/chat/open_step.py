"""OpenStep: one step of an interaction while it grows.

Outputs and thoughts are said in pieces; everything else is gathered and said at its end.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json

from ..api.types import (
    ArgumentsDelta,
    FunctionCallStep,
    InteractionContent,
    InteractionStep,
    MediaContent,
    ModelOutputStep,
    Part,
    TextAnnotationDelta,
    TextContent,
    ThoughtSignatureDelta,
    ThoughtStep,
    ThoughtSummaryDelta,
    ToolCallStep,
    ToolResultStep,
)
from ..errors import MalformedResponse
from .interaction_parts import part_from_media, part_from_step

__all__ = ["OpenStep"]

_SPEAKING = (ModelOutputStep, ThoughtStep)


class OpenStep:
    """One step while it grows: what it has said so far, and what it will have said at its end."""

    def __init__(self, step: InteractionStep) -> None:
        self.step = step
        self.has_ended = False
        self._sayings: list[Any] = []  # text, a Part, or something to note
        self._arguments: list[str] = []
        self._signature = step.signature or "" if isinstance(step, ThoughtStep) else ""
        for content in _contents_of(step):
            self.say(content)

    def taken(self) -> list[Any]:
        """What was said since the last time."""
        sayings, self._sayings = self._sayings, []
        return sayings

    def say(self, content: InteractionContent) -> None:
        """Text, media, or what is noted on them."""
        if isinstance(content, TextContent):
            self._sayings.append(content.text or "")
            self._sayings += content.annotations or []
        elif isinstance(content, MediaContent):
            self._sayings.append(part_from_media(content))
        else:
            self._sayings.append(part_from_step(content))

    def grow(self, delta: Any) -> None:
        """Take a delta: said at once in outputs and thoughts, gathered in everything else."""
        if isinstance(delta, ArgumentsDelta):
            self._arguments.append(delta.arguments or "")
        elif isinstance(delta, ThoughtSignatureDelta):
            self._signature = delta.signature or self._signature
        elif isinstance(delta, ThoughtSummaryDelta):
            if delta.content is not None:
                self.say(delta.content)
        elif isinstance(delta, TextAnnotationDelta):
            self._sayings += delta.annotations or []
        elif isinstance(self.step, _SPEAKING):
            self.say(delta)
        else:
            given = {n: getattr(delta, n) for n in delta.model_fields_set if n != "type"}
            # An empty signature says nothing; the step may have had one at its beginning.
            given = {n: v for n, v in given.items() if (n, v) != ("signature", "")}
            self.step = self.step.model_copy(update={**given, **(delta.model_extra or {})})

    def end(self) -> None:
        """The step is whole: what could not be said in pieces is said now."""
        if self.has_ended:
            return
        self.has_ended = True
        step = self.step
        if isinstance(step, _SPEAKING):
            if self._signature:
                self._sayings.append(_signature_part(self._signature))
            if isinstance(step, ModelOutputStep) and step.error:
                self._sayings.append(part_from_step(step))
            return
        if isinstance(step, FunctionCallStep) and self._arguments:
            step = step.model_copy(update={"arguments": self._parsed(step)})
        if isinstance(step, ToolCallStep | ToolResultStep):
            self._sayings.append(step)  # noted besides
        self._sayings.append(part_from_step(step))

    def _parsed(self, step: FunctionCallStep) -> dict[str, Any]:
        text = "".join(self._arguments)
        try:
            arguments = from_json(text)
        except ValueError:
            arguments = None
        if not isinstance(arguments, dict):
            raise MalformedResponse(f"the arguments of {step.name!r} are not JSON: {text[:80]!r}")
        return arguments


def _signature_part(signature: str) -> Part:
    return Part.model_validate({"thought": True, "thoughtSignature": signature})


def _contents_of(step: InteractionStep) -> list[InteractionContent]:
    """What a step holds when it begins; a replayed one is whole at once."""
    if isinstance(step, ModelOutputStep):
        return step.content or []
    return step.summary or [] if isinstance(step, ThoughtStep) else []
