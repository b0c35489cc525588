"""A model as `models.list` describes it."""

from __future__ import annotations

from pydantic import Field

from .base import WireModel

__all__ = ["ListModelsResponse", "Model"]


class Model(WireModel):
    """What the service says of a model; limits are in tokens."""

    name: str | None = None
    base_model_id: str | None = None
    version: str | None = None
    display_name: str | None = None
    description: str | None = None
    input_token_limit: int | None = None
    output_token_limit: int | None = None
    supported_actions: list[str] | None = Field(default=None, alias="supportedGenerationMethods")
    temperature: float | None = None
    max_temperature: float | None = None
    top_p: float | None = None
    top_k: float | None = None
    thinking: bool | None = None

    @property
    def id(self) -> str:
        """The name without its "models/"."""
        return (self.name or "").removeprefix("models/")


class ListModelsResponse(WireModel):
    """One page of models."""

    models: list[Model] | None = None
    next_page_token: str | None = None
