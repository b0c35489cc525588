"""Pictures, speech and pieces of music, by Google's SDK."""

from __future__ import annotations

import array
import io
from typing import Any

from PIL import Image, ImageChops

from tests.local.sdk.conftest import Sdk
from tests.local.sdk.feature import feature

PAINTER = "gemini-3-pro-image-preview"


def picture_in(response: Any) -> bytes:
    [data] = [part.inline_data.data for part in response.parts if part.inline_data]
    return bytes(data)


def reddest(image: Any) -> Any:
    """By how much red exceeds blue, where it does so most."""
    red, _, blue = image.split()
    _, most = ImageChops.subtract(red, blue).getextrema()
    return most


@feature("pictures by a chat, and changes to them", "chats.create", "Chat.send_message")
def test_a_picture_is_made_and_changed(sdk: Sdk) -> str:
    config = {"image_config": {"aspect_ratio": "16:9"}}
    chat = sdk("chats.create", model=PAINTER, config=config)
    made = picture_in(sdk.of(chat, "Chat", "send_message", "A red circle on a white ground"))
    changed = picture_in(sdk.of(chat, "Chat", "send_message", "Make the circle blue"))
    first, second = (Image.open(io.BytesIO(data)).convert("RGB") for data in (made, changed))

    assert abs(first.width / first.height - 16 / 9) < 0.03
    assert reddest(first) > 100
    assert reddest(second) < reddest(first) / 2
    return f"{first.width} × {first.height}, red and then blue"


def loudness(samples: bytes) -> int:
    """The loudest sample of PCM16."""
    return max(map(abs, array.array("h", samples)), default=0)


@feature("speech of two voices", "models.generate_content")
def test_speech(sdk: Sdk) -> str:
    voices = [
        {"speaker": name, "voice_config": {"prebuilt_voice_config": {"voice_name": voice}}}
        for name, voice in (("Joe", "Kore"), ("Jane", "Puck"))
    ]
    response = sdk(
        "models.generate_content",
        model="gemini-2.5-flash-preview-tts",
        contents="Joe: How is it going?\nJane: Not too bad.",
        config={
            "response_modalities": ["AUDIO"],
            "speech_config": {"multi_speaker_voice_config": {"speaker_voice_configs": voices}},
        },
    )
    blob = response.parts[0].inline_data

    assert blob.mime_type.startswith("audio/L16")
    assert loudness(blob.data) > 1000
    return f"{len(blob.data) / 48_000:.1f} s, {blob.mime_type}"


@feature("a clip of music", "models.generate_content")
def test_a_clip_of_music(sdk: Sdk) -> str:
    response = sdk(
        "models.generate_content",
        model="lyria-3-clip-preview",
        contents="A calm piano piece in C major",
        config={"response_modalities": ["AUDIO"]},
    )
    [blob] = [part.inline_data for part in response.parts if part.inline_data]

    assert blob.mime_type.startswith("audio/")
    assert len(blob.data) > 50_000
    return f"{len(blob.data):,} bytes, {blob.mime_type}"
