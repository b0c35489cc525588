"""An interaction: one request to a model or an agent, and the steps that answered it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypedDict, TypeVar

from pydantic import PrivateAttr, TypeAdapter

from .base import OpenEnum
from .interaction_content import (
    AudioContent,
    ImageContent,
    InteractionContent,
    TextContent,
    VideoContent,
)
from .interaction_steps import (
    FunctionCallStep,
    InteractionStep,
    ModelOutputStep,
    ThoughtStep,
    UserInputStep,
)
from .snake import SnakeModel

__all__ = [
    "CreateInteraction",
    "GroundingToolCount",
    "Interaction",
    "InteractionError",
    "InteractionStatus",
    "InteractionUsage",
    "ModalityTokens",
]

Content = TypeVar("Content")


class InteractionStatus(OpenEnum):
    """How far an interaction is."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    REQUIRES_ACTION = "requires_action"
    REQUIRES_CONTINUATION = "requires_continuation"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    BUDGET_EXCEEDED = "budget_exceeded"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_under_way(self) -> bool:
        """Whether the service still works on it."""
        return self in (InteractionStatus.QUEUED, InteractionStatus.IN_PROGRESS)


class ModalityTokens(SnakeModel):
    """Tokens of one modality: text, image, audio, video or document."""

    modality: str | None = None
    tokens: int | None = None


class GroundingToolCount(SnakeModel):
    """How often a grounding tool was used, as it is billed."""

    type: str | None = None
    count: int | None = None


class InteractionUsage(SnakeModel):
    """Tokens; `total_input_tokens` includes what was cached."""

    total_tokens: int | None = None
    total_input_tokens: int | None = None
    total_cached_tokens: int | None = None
    total_output_tokens: int | None = None
    total_tool_use_tokens: int | None = None
    total_thought_tokens: int | None = None
    initial_input_tokens: int | None = None
    input_tokens_by_modality: list[ModalityTokens] | None = None
    cached_tokens_by_modality: list[ModalityTokens] | None = None
    output_tokens_by_modality: list[ModalityTokens] | None = None
    tool_use_tokens_by_modality: list[ModalityTokens] | None = None
    grounding_tool_count: list[GroundingToolCount] | None = None


class InteractionError(SnakeModel):
    """Why an interaction failed; `code` is a word, not a number."""

    code: str | int | None = None
    message: str | None = None


class Interaction(SnakeModel):
    """One request and its steps. A fresh answer holds the output only, `get` may add the input.

    `created` and `updated` are RFC 3339 text. Everything else that was asked (tools,
    generation_config, …) is kept as it came.
    """

    id: str | None = None
    status: InteractionStatus | None = None
    model: str | None = None
    agent: str | None = None
    created: str | None = None
    updated: str | None = None
    steps: list[InteractionStep] | None = None
    usage: InteractionUsage | None = None
    errors: list[InteractionError] | None = None
    previous_interaction_id: str | None = None
    environment_id: str | None = None
    continuation_token: str | None = None
    service_tier: str | None = None
    _calls: list[str] = PrivateAttr(default_factory=list)

    def model_post_init(self, context: Any) -> None:
        """Some guides speak of a resource name instead of an id."""
        name = self.__pydantic_extra__ and self.__pydantic_extra__.get("name")
        if self.id is None and name:
            self.__dict__["id"] = str(name).rpartition("/")[2]  # not a field that was set

    @property
    def name(self) -> str | None:
        """The id, by the name that some guides use for it."""
        return (self.model_extra or {}).get("name") or self.id

    @property
    def continuation_ids(self) -> list[str]:
        """The ids of all calls that this answer took, oldest first."""
        return self._calls or ([self.id] if self.id else [])

    @property
    def output_text(self) -> str | None:
        """The last run of text that the model said; None where there is none.

        It may span several outputs with thoughts between them; media and tools end it.
        """
        texts: list[str] = []
        for step in reversed(_since_input(self.steps)):
            if isinstance(step, ThoughtStep):
                continue
            contents = step.content or [] if isinstance(step, ModelOutputStep) else [step]
            for content in reversed(contents):
                if isinstance(content, TextContent):
                    texts.append(content.text or "")
                elif texts:
                    return "".join(reversed(texts))
        return "".join(reversed(texts)) or None

    @property
    def output_image(self) -> ImageContent | None:
        """The last image that the model made, or None."""
        return next(self._last(ImageContent), None)

    @property
    def output_audio(self) -> AudioContent | None:
        """The last sound that the model made, or None."""
        return next(self._last(AudioContent), None)

    @property
    def output_video(self) -> VideoContent | None:
        """The last video that the model made, or None."""
        return next(self._last(VideoContent), None)

    @property
    def outputs(self) -> list[Any]:
        """Contents and function calls in one list, as the API answered before June 2026.

        Old payloads give what they carry; for all others it is computed from the steps.
        """
        extra = self.model_extra or {}
        if "outputs" in extra:
            return _LEGACY_OUTPUTS.validate_python(extra["outputs"] or [])
        found: list[Any] = []
        for step in _since_input(self.steps):
            if isinstance(step, ModelOutputStep):
                found += step.content or []
            elif isinstance(step, FunctionCallStep):
                found.append(step)
        return found

    def _last(self, kind: type[Content]) -> Iterator[Content]:
        for step in reversed(_since_input(self.steps)):
            if isinstance(step, ModelOutputStep):
                yield from (c for c in reversed(step.content or []) if isinstance(c, kind))


_LEGACY_OUTPUTS: TypeAdapter[list[Any]] = TypeAdapter(
    list[ThoughtStep | FunctionCallStep | InteractionContent]
)


def _since_input(steps: list[InteractionStep] | None) -> list[InteractionStep]:
    steps = steps or []
    inputs = [i for i, step in enumerate(steps) if isinstance(step, UserInputStep)]
    return steps[inputs[-1] + 1 :] if inputs else steps


class CreateInteraction(TypedDict, total=False):
    """What `interactions.create` takes beside `stream`.

    One of `model` and `agent`. `input` is text, contents or steps; `response_format` a pydantic
    class, a JSON schema, or formats as `{"type": "image", …}`. `background` lets an agent run
    on; `store=False` keeps nothing at the service. `tools`, `system_instruction` and
    `generation_config` count for this interaction only. `automatic_continuation=False` hands
    out an answer that hit the limit of one call as it is. `timeout` is in seconds without a byte.
    """

    model: str | None
    agent: str | None
    input: Any
    system_instruction: str | None
    tools: Any
    generation_config: Mapping[str, Any] | None
    previous_interaction_id: str | None
    response_format: Any
    response_modalities: list[str] | None
    response_mime_type: str | None
    background: bool | None
    store: bool | None
    cached_content: str | None
    continuation_token: str | None
    environment: Any
    agent_config: Mapping[str, Any] | None
    safety_settings: list[Mapping[str, Any]] | None
    service_tier: str | None
    labels: Mapping[str, str] | None
    webhook_config: Mapping[str, Any] | None
    automatic_continuation: bool
    timeout: float | None
    api_version: str | None
