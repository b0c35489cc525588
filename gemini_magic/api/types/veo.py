"""Veo: what is said about a video to be made."""

from __future__ import annotations

from typing import Any

from .base import OpenEnum, WireModel
from .config import HttpOptions
from .operations import Video

__all__ = [
    "GenerateVideosConfig",
    "GenerateVideosSource",
    "VideoGenerationReferenceImage",
    "VideoGenerationReferenceType",
    "WebhookConfig",
]


class WebhookConfig(WireModel):
    """Where the service says that this work has ended; `user_metadata` comes along."""

    uris: list[str] | None = None
    user_metadata: dict[str, Any] | None = None


class VideoGenerationReferenceType(OpenEnum):
    """What a reference image shows: what is to be seen, or how it is to look."""

    ASSET = "ASSET"
    STYLE = "STYLE"


class VideoGenerationReferenceImage(WireModel):
    """A picture of what the video is to show; up to three. Anything that is an image will do."""

    image: Any = None
    reference_type: VideoGenerationReferenceType | None = None


class GenerateVideosConfig(WireModel):
    """The shape of a video: `duration_seconds`, `resolution` ("720p" …), `aspect_ratio` ("16:9").

    `last_frame` and the images of `reference_images` are whatever contents take for an image.
    """

    number_of_videos: int | None = None
    duration_seconds: int | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    person_generation: str | None = None
    negative_prompt: str | None = None
    enhance_prompt: bool | None = None
    generate_audio: bool | None = None
    fps: int | None = None
    seed: int | None = None
    last_frame: Any = None
    reference_images: list[VideoGenerationReferenceImage] | None = None
    webhook_config: WebhookConfig | None = None
    http_options: HttpOptions | None = None


class GenerateVideosSource(WireModel):
    """What a video is made from: a prompt, an image, or a video that goes on."""

    prompt: str | None = None
    image: Any = None
    video: Video | None = None
