"""What a streamed interaction sends: steps begin, grow and end, several at once by `index`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .interaction_content import (
    AudioContent,
    DocumentContent,
    ImageContent,
    InteractionAnnotation,
    InteractionContent,
    TextContent,
    VideoContent,
)
from .interaction_steps import (
    FunctionResultStep,
    InteractionStep,
    McpCallStep,
    McpResultStep,
    ToolCallStep,
    ToolResultStep,
)
from .interactions import Interaction, InteractionStatus, InteractionUsage
from .snake import SnakeModel, TypedModel, UnknownKind

__all__ = [
    "ArgumentsDelta",
    "InteractionCompleted",
    "InteractionCreated",
    "InteractionDelta",
    "InteractionEvent",
    "InteractionStatusUpdate",
    "StepDelta",
    "StepMetadata",
    "StepStart",
    "StepStop",
    "TextAnnotationDelta",
    "ThoughtSignatureDelta",
    "ThoughtSummaryDelta",
    "UnknownEvent",
]


class TextAnnotationDelta(TypedModel):
    """What is noted on the text so far; indices count from where this text begins."""

    type: Literal["text_annotation_delta"] = "text_annotation_delta"
    annotations: list[InteractionAnnotation] | None = None


class ThoughtSummaryDelta(TypedModel):
    """More of a thought's summary."""

    type: Literal["thought_summary"] = "thought_summary"
    content: InteractionContent | None = None


class ThoughtSignatureDelta(TypedModel):
    """The signature of a thought; the last that is not empty counts."""

    type: Literal["thought_signature"] = "thought_signature"
    signature: str | None = None


class ArgumentsDelta(TypedModel):
    """A piece of the JSON text of a function call's arguments: join all of them, then parse."""

    type: Literal["arguments_delta"] = "arguments_delta"
    arguments: str | None = None


InteractionDelta = Annotated[
    Annotated[
        TextContent
        | ThoughtSummaryDelta
        | ThoughtSignatureDelta
        | ArgumentsDelta
        | TextAnnotationDelta
        | ImageContent
        | AudioContent
        | VideoContent
        | DocumentContent
        | FunctionResultStep
        | ToolCallStep
        | ToolResultStep
        | McpCallStep
        | McpResultStep,
        Field(discriminator="type"),
    ]
    | UnknownKind,
    Field(union_mode="left_to_right"),
]
"""What a step grows by. Media and tools bring the same fields here as in the step itself."""


class _Event(SnakeModel):
    """`event_id` is where a stream that broke can be taken up again."""

    event_type: str | None = None
    event_id: str | None = None


class InteractionCreated(_Event):
    """The service answers."""

    event_type: Literal["interaction.created"] = "interaction.created"
    interaction: Interaction


class InteractionStatusUpdate(_Event):
    """How far it is."""

    event_type: Literal["interaction.status_update"] = "interaction.status_update"
    interaction_id: str | None = None
    status: InteractionStatus | None = None
    usage: InteractionUsage | None = None
    continuation_token: str | None = None


class InteractionCompleted(_Event):
    """The end; `interaction` holds usage and status, its steps have been streamed."""

    event_type: Literal["interaction.completed"] = "interaction.completed"
    interaction: Interaction


class StepStart(_Event):
    """A step begins, with what is known of it."""

    event_type: Literal["step.start"] = "step.start"
    index: int = 0
    step: InteractionStep


class StepMetadata(SnakeModel):
    """Tokens so far, as some deltas bring them along."""

    total_usage: InteractionUsage | None = None
    usage: InteractionUsage | None = None


class StepDelta(_Event):
    """A step grows."""

    event_type: Literal["step.delta"] = "step.delta"
    index: int = 0
    delta: InteractionDelta
    metadata: StepMetadata | None = None


class StepStop(_Event):
    """A step is whole; `usage` is the total so far."""

    event_type: Literal["step.stop"] = "step.stop"
    index: int = 0
    usage: InteractionUsage | None = None
    step_usage: InteractionUsage | None = None


class UnknownEvent(_Event):
    """An event that is not known yet, kept whole."""


InteractionEvent = Annotated[
    Annotated[
        StepDelta
        | StepStart
        | StepStop
        | InteractionCreated
        | InteractionStatusUpdate
        | InteractionCompleted,
        Field(discriminator="event_type"),
    ]
    | UnknownEvent,
    Field(union_mode="left_to_right"),
]
