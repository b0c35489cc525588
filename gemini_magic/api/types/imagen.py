"""Imagen: pictures by models that make nothing else."""

from __future__ import annotations

from typing import Any

from .base import WireModel
from .config import HttpOptions
from .image import Image
from .scalars import WireBytes

__all__ = [
    "GenerateImagesConfig",
    "GenerateImagesResponse",
    "GeneratedImage",
    "SafetyAttributes",
]


class GenerateImagesConfig(WireModel):
    """How many pictures (1 to 4), of which shape, and what is said about withheld ones."""

    number_of_images: int | None = None
    aspect_ratio: str | None = None
    image_size: str | None = None
    guidance_scale: float | None = None
    negative_prompt: str | None = None
    seed: int | None = None
    safety_filter_level: str | None = None
    person_generation: str | None = None
    include_safety_attributes: bool | None = None
    include_rai_reason: bool | None = None
    language: str | None = None
    output_mime_type: str | None = None
    output_compression_quality: int | None = None
    add_watermark: bool | None = None
    enhance_prompt: bool | None = None
    http_options: HttpOptions | None = None


class SafetyAttributes(WireModel):
    """How likely kinds of harm are, from 0 to 1."""

    categories: list[str] | None = None
    scores: list[float] | None = None
    content_type: str | None = None


class GeneratedImage(WireModel):
    """One picture, or why there is none."""

    image: Image | None = None
    rai_filtered_reason: str | None = None
    safety_attributes: SafetyAttributes | None = None
    enhanced_prompt: str | None = None


class _Prediction(WireModel):
    mime_type: str | None = None
    bytes_base64_encoded: WireBytes | None = None
    rai_filtered_reason: str | None = None
    content_type: str | None = None
    prompt: str | None = None
    safety_attributes: SafetyAttributes | None = None

    @property
    def is_about_prompt(self) -> bool:
        return self.content_type == "Positive Prompt"

    def generated(self) -> GeneratedImage:
        data = self.bytes_base64_encoded
        return GeneratedImage(
            image=Image(image_bytes=data, mime_type=self.mime_type) if data else None,
            rai_filtered_reason=self.rai_filtered_reason,
            safety_attributes=self.safety_attributes,
            enhanced_prompt=self.prompt,
        )


class GenerateImagesResponse(WireModel):
    """Pictures in the order they were made; `generated_images` is empty if all were withheld.

    On the wire each is a prediction, and so is what is said about the prompt.
    """

    predictions: list[_Prediction] | None = None

    @property
    def generated_images(self) -> list[GeneratedImage]:
        """The pictures, those too that were withheld: they have a reason instead of an image."""
        return [p.generated() for p in self.predictions or () if not p.is_about_prompt]

    @property
    def images(self) -> list[Image]:
        """The pictures that were made."""
        return [made.image for made in self.generated_images if made.image is not None]

    @property
    def positive_prompt_safety_attributes(self) -> SafetyAttributes | None:
        """What is said about the prompt, if it was asked for."""
        about: Any = next((p for p in self.predictions or () if p.is_about_prompt), None)
        if about is None or about.safety_attributes is None:
            return None
        attributes: SafetyAttributes = about.safety_attributes
        return attributes.model_copy(update={"content_type": about.content_type})
