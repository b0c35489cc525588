"""What the steps of an interaction are made of: text, media, and what is noted on text."""

from __future__ import annotations

import base64
from typing import Annotated, Any, Literal

from pydantic import Field

from .image import Image
from .snake import Base64Text, TypedModel, UnknownKind

__all__ = [
    "AudioContent",
    "DocumentContent",
    "FileCitation",
    "ImageContent",
    "InteractionAnnotation",
    "InteractionContent",
    "MediaContent",
    "PlaceCitation",
    "SpeechAnnotation",
    "TextContent",
    "UrlCitation",
    "VideoContent",
    "WordInfo",
]


class _Annotation(TypedModel):
    """Something noted on a stretch of text. Indices count UTF-8 bytes; absent means 0."""

    start_index: int | None = None
    end_index: int | None = None


class UrlCitation(_Annotation):
    """A web page behind the text."""

    type: Literal["url_citation"] = "url_citation"
    url: str | None = None
    title: str | None = None


class FileCitation(_Annotation):
    """A document behind the text."""

    type: Literal["file_citation"] = "file_citation"
    document_uri: str | None = None
    file_name: str | None = None
    source: str | None = None
    page_number: int | None = None
    media_id: str | None = None
    custom_metadata: dict[str, Any] | None = None


class PlaceCitation(_Annotation):
    """A place on Google Maps behind the text."""

    type: Literal["place_citation"] = "place_citation"
    place_id: str | None = None
    name: str | None = None
    url: str | None = None
    review_snippets: list[dict[str, Any]] | None = None


class WordInfo(_Annotation):
    """When a transcribed word was said (offsets as "1.5s"), and by whom."""

    type: Literal["word_info"] = "word_info"
    text: str | None = None
    speaker: str | None = None
    start_offset: str | None = None
    end_offset: str | None = None


class SpeechAnnotation(_Annotation):
    """Who speaks this stretch of text, and how."""

    type: Literal["speech_metadata"] = "speech_metadata"
    speaker: str | None = None
    style: str | None = None


InteractionAnnotation = Annotated[
    Annotated[
        UrlCitation | FileCitation | PlaceCitation | WordInfo | SpeechAnnotation,
        Field(discriminator="type"),
    ]
    | UnknownKind,
    Field(union_mode="left_to_right"),
]


class TextContent(TypedModel):
    """Text, and what is noted on it."""

    type: Literal["text"] = "text"
    text: str | None = None
    annotations: list[InteractionAnnotation] | None = None


class MediaContent(TypedModel):
    """Media inside the message (`data`, base64 text) or by its address (`uri`)."""

    data: Base64Text | None = None
    uri: str | None = None
    mime_type: str | None = None
    resolution: str | None = None

    @property
    def data_bytes(self) -> bytes | None:
        """The media itself; None where only its address is known."""
        return None if self.data is None else base64.b64decode(self.data)


class ImageContent(MediaContent):
    """An image."""

    type: Literal["image"] = "image"

    def as_image(self) -> Image | None:
        """The image, to save or show; None where only its address is known."""
        data = self.data_bytes
        return None if data is None else Image(image_bytes=data, mime_type=self.mime_type)


class AudioContent(MediaContent):
    """Sound; `sample_rate` in Hz counts for raw formats such as audio/l16."""

    type: Literal["audio"] = "audio"
    sample_rate: int | None = None
    channels: int | None = None


class VideoContent(MediaContent):
    """A video."""

    type: Literal["video"] = "video"


class DocumentContent(MediaContent):
    """A PDF, a spreadsheet or another document."""

    type: Literal["document"] = "document"


InteractionContent = Annotated[
    Annotated[
        TextContent | ImageContent | AudioContent | VideoContent | DocumentContent,
        Field(discriminator="type"),
    ]
    | UnknownKind,
    Field(union_mode="left_to_right"),
]
