"""Operations: work that goes on at the service after its call was answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Generic, TypeVar

from .base import WireModel
from .files import FileStatus
from .scalars import Int64, WireBytes

__all__ = [
    "GenerateVideosOperation",
    "GenerateVideosResponse",
    "GeneratedVideo",
    "ImportFileOperation",
    "ImportFileResponse",
    "Operation",
    "UploadToFileSearchStoreOperation",
    "UploadToFileSearchStoreResponse",
    "Video",
]

Response = TypeVar("Response")


class Operation(WireModel, Generic[Response]):
    """Work under way. On the wire `done` is absent, never false, while it runs.

    With `error` it has failed, although HTTP said 200. Some that end at once come with their
    response and without `done`.
    """

    name: str | None = None
    metadata: dict[str, Any] | None = None
    done: bool | None = None
    error: FileStatus | None = None
    response: Response | None = None

    @property
    def result(self) -> Response | None:
        """The response, by Google's other name for it."""
        return self.response

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return bool(self.done) or self.error is not None or self.response is not None


class UploadToFileSearchStoreResponse(WireModel):
    """The document that an upload became."""

    parent: str | None = None
    document_name: str | None = None
    mime_type: str | None = None
    size_bytes: Int64 | None = None


class UploadToFileSearchStoreOperation(Operation[UploadToFileSearchStoreResponse]):
    """An upload that is being indexed."""


class ImportFileResponse(WireModel):
    """The document that a file became."""

    parent: str | None = None
    document_name: str | None = None


class ImportFileOperation(Operation[ImportFileResponse]):
    """A file that is being indexed."""


class Video(WireModel):
    """A video: at the service by `uri`, or in memory."""

    uri: str | None = None
    video_bytes: WireBytes | None = None
    mime_type: str | None = None

    def save(self, path: str | Path) -> None:
        """Write the bytes, which `client.files.download(file=video)` has brought."""
        if self.video_bytes is None:
            raise ValueError("the video is not here yet: client.files.download(file=video) first")
        Path(path).write_bytes(self.video_bytes)


class GeneratedVideo(WireModel):
    """One video that a model has made."""

    video: Video | None = None


class GenerateVideosResponse(WireModel):
    """Videos as a model made them, and how many were withheld.

    The wire wraps them once more: `generateVideoResponse.generatedSamples`.
    """

    generate_video_response: _GenerateVideoResponse | None = None

    @property
    def generated_videos(self) -> list[GeneratedVideo]:
        """The videos."""
        return (self._inner.generated_samples or []) if self._inner else []

    @property
    def rai_media_filtered_count(self) -> int | None:
        """How many videos were withheld."""
        return self._inner.rai_media_filtered_count if self._inner else None

    @property
    def rai_media_filtered_reasons(self) -> list[str]:
        """Why."""
        return (self._inner.rai_media_filtered_reasons or []) if self._inner else []

    @property
    def _inner(self) -> _GenerateVideoResponse | None:
        return self.generate_video_response


class _GenerateVideoResponse(WireModel):
    generated_samples: list[GeneratedVideo] | None = None
    rai_media_filtered_count: int | None = None
    rai_media_filtered_reasons: list[str] | None = None


GenerateVideosResponse.model_rebuild()


class GenerateVideosOperation(Operation[GenerateVideosResponse]):
    """Videos in the making."""
