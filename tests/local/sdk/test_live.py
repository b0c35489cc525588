"""Live sessions, ephemeral tokens and music, by Google's SDK: its sockets want TLS."""

from __future__ import annotations

import array
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.local.conftest import KEY, Engine, running
from tests.local.sdk.conftest import Sdk, genai
from tests.local.sdk.feature import feature

LIVE = "gemini-live-2.5-flash-preview"
SPOKEN = "gemini-2.5-flash-native-audio-preview-12-2025"
LYRIA = "models/lyria-realtime-exp"
LIGHTS = {"function_declarations": [{"name": "turn_on_the_lights", "description": "Light, on."}]}

pytestmark = pytest.mark.filterwarnings("ignore:.*(experimental|deprecated)")  # Google says so


@pytest.fixture(scope="module")
def secure(cache: Path) -> Iterator[Engine]:
    with running(cache, "--no-llm", "--tls") as engine:
        yield engine


@pytest.fixture
def sdk(secure: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sdk]:
    """Sessions are for the async client alone; it trusts what SSL_CERT_FILE names."""
    monkeypatch.setenv("SSL_CERT_FILE", secure.ca_file)
    sdk = Sdk(genai.Client(api_key=KEY, http_options={"base_url": secure.url}), "aio")
    yield sdk
    sdk.close()


def in_session(sdk: Sdk, talk: Callable[[Any], Coroutine[Any, Any, Any]], **connect: Any) -> Any:
    """What a talk in a session gives; `connect` are the arguments of `live.connect`."""

    async def whole() -> Any:
        async with sdk.client.aio.live.connect(**connect) as session:
            return await talk(session)

    sdk.calls.add("live.connect")
    return sdk.done(whole())


async def texts(messages: AsyncIterator[Any]) -> str:
    return "".join([message.text or "" async for message in messages])


def loudness(samples: bytes) -> int:
    """The loudest sample of PCM16."""
    return max(map(abs, array.array("h", samples)), default=0)


@feature("Live in text", "live.connect", "LiveSession.send_client_content", "LiveSession.receive")
def test_live_in_text(sdk: Sdk) -> str:
    async def talk(session: Any) -> str:
        turn = {"role": "user", "parts": [{"text": "What is 6 * 7?"}]}
        await session.send_client_content(turns=turn, turn_complete=True)
        return await texts(session.receive())

    said = in_session(sdk, talk, model=LIVE, config={"response_modalities": ["TEXT"]})
    sdk.calls |= {"LiveSession.send_client_content", "LiveSession.receive"}

    assert "42" in said
    return str(said)


@feature("Live in speech", "LiveSession.send_realtime_input", "LiveSession.close")
def test_live_in_speech(sdk: Sdk) -> str:
    async def talk(session: Any) -> tuple[bytes, str]:
        await session.send_realtime_input(text="What is 6 * 7?")
        messages = [message async for message in session.receive()]
        await session.close()
        contents = [one.server_content for one in messages if one.server_content]
        words = [one.output_transcription for one in contents if one.output_transcription]
        sound = b"".join(message.data or b"" for message in messages)
        return sound, "".join(word.text or "" for word in words)

    config = {"response_modalities": ["AUDIO"], "output_audio_transcription": {}}
    sound, words = in_session(sdk, talk, model=SPOKEN, config=config)
    sdk.calls |= {"LiveSession.send_realtime_input", "LiveSession.close"}

    assert "42" in words
    assert len(sound) > 24_000
    assert loudness(sound) > 1000
    return f"{len(sound) / 48_000:.1f} s of sound: {words}"


@feature("Live calls functions", "LiveSession.send_tool_response")
def test_live_calls_functions(sdk: Sdk) -> str:
    async def talk(session: Any) -> tuple[str, str]:
        await session.send_realtime_input(text="Turn on the lights, please.")
        called = ""
        async for message in session.receive():
            if message.tool_call:
                [call] = message.tool_call.function_calls
                called = call.name
                response = {"id": call.id, "name": call.name, "response": {"result": "ok"}}
                await session.send_tool_response(function_responses=[response])
                break
        return called, await texts(session.receive())

    config = {"response_modalities": ["TEXT"], "tools": [LIGHTS]}
    called, said = in_session(sdk, talk, model=LIVE, config=config)
    sdk.calls.add("LiveSession.send_tool_response")

    assert called == "turn_on_the_lights"
    assert "ok" in said
    return f"{called}() -> {said}"


@feature("Live changes its tools", "LiveSession.send_context_update")
def test_live_changes_its_tools(sdk: Sdk) -> str:
    async def talk(session: Any) -> str:
        await session.send_context_update(tools=[LIGHTS])
        await session.send_realtime_input(text="Turn on the lights, please.")
        async for message in session.receive():
            if message.tool_call:
                return str(message.tool_call.function_calls[0].name)
        return ""

    called = in_session(sdk, talk, model=LIVE, config={"response_modalities": ["TEXT"]})
    sdk.calls.add("LiveSession.send_context_update")

    assert called == "turn_on_the_lights"
    return f"{called}() after tools were added"


@feature("Live resumes", "live.connect")
def test_live_resumes(sdk: Sdk) -> str:
    async def told(session: Any) -> str:
        await session.send_realtime_input(text="My name is Ada.")
        await texts(session.receive())
        async for message in session.receive():  # what comes behind the turn
            if message.session_resumption_update:
                return str(message.session_resumption_update.new_handle)
        return ""

    async def asked(session: Any) -> str:
        await session.send_realtime_input(text="What is my name?")
        return await texts(session.receive())

    config: dict[str, Any] = {"response_modalities": ["TEXT"], "session_resumption": {}}
    handle = in_session(sdk, told, model=LIVE, config=config)
    config["session_resumption"] = {"handle": handle}
    said = in_session(sdk, asked, model=LIVE, config=config)

    assert "Ada" in said
    return str(said)


@feature("ephemeral tokens", "auth_tokens.create", "live.connect")
def test_a_token_opens_a_session(sdk: Sdk, secure: Engine) -> str:
    async def talk(session: Any) -> str:
        await session.send_realtime_input(text="What is 6 * 7?")
        return await texts(session.receive())

    options = {"base_url": secure.url, "api_version": "v1alpha"}
    token = sdk("auth_tokens.create", config={"uses": 1, "http_options": options})
    with_token = Sdk(genai.Client(api_key=token.name, http_options=options), "aio")
    said = in_session(with_token, talk, model=LIVE, config={"response_modalities": ["TEXT"]})
    sdk.calls |= with_token.calls
    with_token.close()

    assert token.name.startswith("auth_tokens/")
    assert "42" in said
    return str(said)


MUSIC = (
    "set_weighted_prompts set_music_generation_config play pause stop reset_context receive".split()
)


@feature("music", "live.music.connect", *(f"MusicSession.{name}" for name in MUSIC))
def test_music(sdk: Sdk) -> str:
    async def listen() -> bytes:
        sound = b""
        async with sdk.client.aio.live.music.connect(model=LYRIA) as session:
            await session.set_weighted_prompts(prompts=[{"text": "minimal techno", "weight": 1.0}])
            await session.set_music_generation_config(config={"bpm": 120})
            await session.play()
            async for message in session.receive():
                if message.server_content:
                    sound += message.server_content.audio_chunks[0].data
                if len(sound) > 400_000:
                    break
            await session.pause()
            await session.reset_context()
            await session.stop()
        return sound

    sound = sdk.done(listen())
    sdk.calls |= {"live.music.connect", *(f"MusicSession.{name}" for name in MUSIC)}

    assert loudness(sound) > 1000
    return f"{len(sound) / 192_000:.1f} s in stereo"
