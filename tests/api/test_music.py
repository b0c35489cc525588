"""Lyria RealTime: what is sent, and what plays."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gemini_magic import Client, errors, types
from tests.api.live_service import Line, LiveService

CHUNK = {
    "data": "AAECAw==",
    "mimeType": "audio/l16;rate=48000;channels=2",
    "sourceMetadata": {
        "clientContent": {"weightedPrompts": [{"text": "techno", "weight": 1.0}]},
        "musicGenerationConfig": {"bpm": 90, "scale": "A_NEW_SCALE"},
    },
}
MUSIC = {"serverContent": {"audioChunks": [CHUNK]}}


async def listens(line: Line) -> None:
    await line.set_up()
    await line.goodbye()


async def plays(line: Line) -> None:
    """Play from PLAY on, three chunks long."""
    await line.set_up()
    while "playbackControl" not in await line.hear():
        pass
    await line.say(MUSIC, {"filteredPrompt": {"text": "x", "filteredReason": "no"}}, MUSIC, MUSIC)
    await line.goodbye()


async def guide(client: Client) -> list[bytes]:
    """The guide's example, for three chunks."""
    heard: list[bytes] = []
    async with client.aio.live.music.connect(model="models/lyria-realtime-exp") as session:
        await session.set_weighted_prompts(
            prompts=[types.WeightedPrompt(text="minimal techno", weight=1.0)]
        )
        await session.set_music_generation_config(
            config=types.LiveMusicGenerationConfig(bpm=90, temperature=1.0)
        )
        await session.play()
        async for message in session.receive():
            if message.server_content and message.server_content.audio_chunks:
                heard.append(message.server_content.audio_chunks[0].data or b"")
            if len(heard) == 3:
                break
    return heard


def test_the_guides_example_plays() -> None:
    with LiveService(plays) as service:
        heard = asyncio.run(guide(service.client(http_options={"api_version": "v1alpha"})))

    assert heard == [b"\x00\x01\x02\x03"] * 3
    assert service.lines[0].heard == [
        {"setup": {"model": "models/lyria-realtime-exp"}},
        {"clientContent": {"weightedPrompts": [{"text": "minimal techno", "weight": 1.0}]}},
        {"musicGenerationConfig": {"bpm": 90, "temperature": 1.0}},
        {"playbackControl": "PLAY"},
    ]


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_music_is_on_v1alpha_whatever_the_client_uses(version: str) -> None:
    with (
        LiveService(listens) as service,
        service.client(api_version=version).live.music.connect(),
    ):
        pass

    assert service.lines[0].path == (
        "/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateMusic"
    )


def test_without_await_and_with_dicts() -> None:
    with LiveService(plays) as service, service.client().live.music.connect() as session:
        session.set_weighted_prompts([{"text": "jazz", "weight": 0.5}])
        session.set_music_generation_config({"scale": "C_MAJOR_A_MINOR", "mute_bass": True})
        session.play()
        messages = [message for _, message in zip(range(4), session.receive(), strict=False)]
        session.pause()
        session.stop()
        session.reset_context()
    frames = service.lines[0].heard[1:]

    assert messages[1].filtered_prompt
    assert messages[1].filtered_prompt.filtered_reason == "no"
    assert frames[1] == {"musicGenerationConfig": {"scale": "C_MAJOR_A_MINOR", "muteBass": True}}
    assert [frame["playbackControl"] for frame in frames[2:]] == [
        "PLAY",
        "PAUSE",
        "STOP",
        "RESET_CONTEXT",
    ]


def test_frames_come_back_equal() -> None:
    assert types.LiveMusicServerMessage.model_validate(MUSIC).to_wire() == MUSIC


@pytest.mark.parametrize("prompts", [[], [{"text": "x", "weight": 0}]], ids=["none", "weightless"])
def test_prompts_that_say_nothing_are_refused(prompts: list[Any]) -> None:
    with LiveService(listens) as service, service.client().live.music.connect() as session:
        with pytest.raises(errors.InvalidRequest, match="weight"):
            session.set_weighted_prompts(prompts)
        with pytest.raises(errors.InvalidRequest, match="bpm"):
            session.set_music_generation_config({"bpm": "fast"})


def test_music_that_ends_says_why() -> None:
    async def refuses(line: Line) -> None:
        await line.set_up()
        await line.hear()
        await line.say(MUSIC)
        await line.socket.close(1008, "no music for you")

    with LiveService(refuses) as service, service.client().live.music.connect() as session:
        session.play()
        music = session.receive()

        assert next(music).to_wire() == MUSIC
        with pytest.raises(errors.PermissionDenied, match="no music for you"):
            next(music)
