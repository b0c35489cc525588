"""predictLongRunning: videos by Veo, which take minutes."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from ...errors import InvalidRequest
from ..call import Call, json_of
from ..call_options import with_options
from ..contents import part_from, wire_from
from ..generate_call import model_path
from ..types import (
    GenerateVideosConfig,
    GenerateVideosOperation,
    GenerateVideosSource,
    Image,
    Video,
)
from .base import Colour, Resource, answers

__all__ = ["Videos"]

_BESIDE = {"last_frame", "reference_images", "webhook_config", "http_options"}


class Videos(Resource[Colour]):
    """What Veo models do."""

    @answers
    def generate_videos(
        self,
        *,
        model: str,
        prompt: str | None = None,
        image: Any = None,
        video: Video | Mapping[str, Any] | None = None,
        source: GenerateVideosSource | Mapping[str, Any] | None = None,
        config: GenerateVideosConfig | Mapping[str, Any] | None = None,
    ) -> Call[GenerateVideosOperation]:
        """Begin a video from a prompt, its first `image`, or a `video` that goes on.

        `client.operations.wait` waits for it, `client.files.download` brings its bytes; the
        service keeps it for two days. Source: POST models/{m}:predictLongRunning.
        """
        options = wire_from(GenerateVideosConfig, config or {}, "config")
        given = {"prompt": prompt, "image": image, "video": video}
        whole = {k: v for k, v in given.items() if v is not None}
        begun = wire_from(GenerateVideosSource, source or whole, "source")
        if (source is not None and whole) or not (begun.prompt or begun.image or begun.video):
            raise InvalidRequest("a video needs a prompt, an image or a video, or one `source`")
        body: dict[str, Any] = {"instances": [_instance(begun, options)]}
        parameters = options.model_dump(
            mode="json", by_alias=True, exclude_unset=True, exclude_none=True, exclude=_BESIDE
        )
        if "numberOfVideos" in parameters:
            parameters["sampleCount"] = parameters.pop("numberOfVideos")
        if parameters:
            body["parameters"] = parameters
        if options.webhook_config is not None:
            body["webhookConfig"] = options.webhook_config.to_wire()
        path = f"{model_path(model)}:predictLongRunning"
        call = Call("POST", path, json_of(GenerateVideosOperation), body=body)
        return with_options(call, options.http_options)


def _instance(source: GenerateVideosSource, options: GenerateVideosConfig) -> dict[str, Any]:
    instance: dict[str, Any] = {}
    if source.prompt is not None:
        instance["prompt"] = source.prompt
    if source.image is not None:
        instance["image"] = _image(source.image)
    if source.video is not None:
        instance["video"] = _video(source.video)
    if options.last_frame is not None:
        instance["lastFrame"] = _image(options.last_frame)
    if options.reference_images:
        instance["referenceImages"] = [
            {
                "image": _image(one.image),
                "referenceType": str(one.reference_type or "ASSET").upper(),
            }
            for one in options.reference_images
        ]
    return instance


def _image(image: Any) -> dict[str, str]:
    """An image as Veo spells it, unlike contents."""
    if isinstance(image, Mapping):
        image = wire_from(Image, image, "image")
    if isinstance(image, Image):
        data, mime_type = image.image_bytes, image.mime_type
    else:
        blob = part_from(image).inline_data
        data, mime_type = (blob.data, blob.mime_type) if blob is not None else (None, None)
    if not data or not mime_type:
        raise InvalidRequest(
            f"a {type(image).__name__} without bytes and mime type is no image for a video; "
            "give types.Image(image_bytes=…, mime_type=…), a path or a PIL image"
        )
    return {"bytesBase64Encoded": base64.b64encode(data).decode(), "mimeType": mime_type}


def _video(video: Video) -> dict[str, str]:
    if video.uri:
        return {"uri": video.uri}
    if video.video_bytes is None:
        raise InvalidRequest("a video to go on with needs its uri or its bytes")
    encoded = base64.b64encode(video.video_bytes).decode()
    return {"encodedVideo": encoded, "encoding": video.mime_type or "video/mp4"}
