"""What Google's SDK 3.4.0 sends over WebSockets, and for tokens: ours says the same.

Where the handshakes differ on purpose:
- the path begins with one slash, theirs with two;
- a token travels in `Authorization` only, theirs in `x-goog-api-key` too;
- agents name themselves.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import Client, errors, types
from tests.api.golden import camel, meaningful, normal
from tests.api.live_service import Line, LiveService
from tests.api.script import Script, client_with, document

MODEL = "gemini-2.5-flash-native-audio-preview-12-2025"
KORE = types.VoiceConfig(prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name="Kore"))

CONFIG = types.LiveConnectConfig(
    response_modalities=["AUDIO"],
    temperature=0.7,
    media_resolution=types.MediaResolution.MEDIA_RESOLUTION_LOW,
    speech_config=types.SpeechConfig(voice_config=KORE),
    thinking_config=types.ThinkingConfig(thinking_budget=0),
    enable_affective_dialog=True,
    system_instruction="sys",
    tools=[
        {"google_search": {}},
        types.Tool(
            function_declarations=[types.FunctionDeclaration(name="n", behavior="NON_BLOCKING")]
        ),
    ],
    session_resumption=types.SessionResumptionConfig(handle="old"),
    input_audio_transcription=types.AudioTranscriptionConfig(),
    output_audio_transcription=types.AudioTranscriptionConfig(),
    realtime_input_config=types.RealtimeInputConfig(
        automatic_activity_detection=types.AutomaticActivityDetection(
            disabled=False,
            start_of_speech_sensitivity=types.StartSensitivity.START_SENSITIVITY_HIGH,
            prefix_padding_ms=20,
        ),
        activity_handling=types.ActivityHandling.NO_INTERRUPTION,
        turn_coverage=types.TurnCoverage.TURN_INCLUDES_ALL_INPUT,
    ),
    context_window_compression=types.ContextWindowCompressionConfig(
        trigger_tokens=1000, sliding_window=types.SlidingWindow(target_tokens=500)
    ),
    proactivity=types.ProactivityConfig(proactive_audio=True),
    history_config=types.HistoryConfig(initial_history_in_client_content=True),
)
MUSIC = types.LiveMusicGenerationConfig(
    temperature=1.0,
    top_k=40,
    seed=1,
    guidance=4.0,
    bpm=90,
    density=0.5,
    brightness=0.2,
    scale=types.Scale.C_MAJOR_A_MINOR,
    mute_bass=True,
    only_bass_and_drums=False,
    music_generation_mode=types.MusicGenerationMode.QUALITY,
)
# Kinds of entries in golden_live.json.
EQUAL = {"CONNECT", "C->S", "noid"}
DIFFERENT = {
    "S->C parsed": "not sent: what the SDK's print made of a scripted frame, cut off",
    "S->C music": "not sent: what the SDK's print made of a scripted frame, cut off",
}


@pytest.fixture(scope="module")
def captured(recordings: Path) -> list[list[Any]]:
    path = recordings.parent / "golden" / "golden_live.json"
    found: list[list[Any]] = json.loads(path.read_text("utf-8"))
    return found


async def _listens(line: Line) -> None:
    await line.set_up()
    await line.goodbye()


async def _everything(client: Client) -> None:
    """A session in which every kind of frame is sent once, in the captured order."""
    async with client.aio.live.connect(model=MODEL, config=CONFIG) as session:
        await session.send_client_content(turns="hello")
        await session.send_realtime_input(
            audio=types.Blob(data=b"\xff\xfe", mime_type="audio/pcm;rate=16000")
        )
        await session.send_realtime_input(video=types.Blob(data=b"x", mime_type="image/jpeg"))
        await session.send_realtime_input(text="t")
        await session.send_realtime_input(audio_stream_end=True)
        await session.send_realtime_input(activity_start=types.ActivityStart())
        await session.send_realtime_input(activity_end=types.ActivityEnd())
        await session.send_tool_response(
            function_responses=types.FunctionResponse(
                id="f1",
                name="n",
                response={"result": "ok"},
                will_continue=False,
                scheduling="WHEN_IDLE",
            )
        )
        await session.send_context_update(system_instruction="new", tools=[])


async def _first_turn(client: Client) -> None:
    async with client.aio.live.connect(model=MODEL, config=CONFIG) as session:
        await session.send_client_content(turns="hello")


async def _music(client: Client) -> None:
    async with client.aio.live.music.connect(model="models/lyria-realtime-exp") as session:
        await session.set_weighted_prompts(
            prompts=[types.WeightedPrompt(text="minimal techno", weight=1.0)]
        )
        await session.set_music_generation_config(config=MUSIC)
        await session.play()
        await session.pause()
        await session.stop()
        await session.reset_context()


def _ours() -> list[tuple[str, Any]]:
    """(what, value) of each connection and frame, in the captured order."""
    found: list[tuple[str, Any]] = []
    for talk, key in ((_everything, "KEY"), (_first_turn, "auth_tokens/abc"), (_music, "KEY")):
        with LiveService(_listens) as service:
            asyncio.run(talk(service.client(api_key=key)))
        (line,) = service.lines
        found.append(("CONNECT", (line.path, line.headers)))
        found += [("C->S", frame) for frame in line.heard]
    return found


def _path(path: str) -> str:
    return path.replace("//ws", "/ws")


def test_sessions_send_what_googles_sdk_sends(
    captured: list[list[Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = [entry for entry in captured if entry[0] in EQUAL - {"noid"}]
    ours = _ours()
    equal = 0
    for entry, (what, value) in zip(theirs, ours, strict=True):
        assert entry[0] == what
        if what == "C->S":
            assert normal(entry[2]) == normal(value)
        else:
            path, headers = value
            assert _path(entry[1]) == path
            expected = {name.lower(): text for name, text in entry[2].items()}
            token = expected.get("authorization")
            named = "authorization" if token else "x-goog-api-key"
            assert expected[named] == headers[named]
            assert expected["content-type"] == headers["content-type"]
        equal += 1

    with capsys.disabled():
        print(f"\ngolden_live.json: {equal} of {len(theirs)} connections and frames equal")


def test_an_answer_without_an_id_is_refused_as_by_googles_sdk(captured: list[list[Any]]) -> None:
    assert any(entry[0] == "noid" and "`id`" in entry[1] for entry in captured)
    with (
        LiveService(_listens) as service,
        service.client().live.connect(model="m") as session,
        pytest.raises(errors.InvalidRequest, match="has no id"),
    ):
        session.send_tool_response(function_responses={"name": "n", "response": {}})


TOKENS: dict[str, dict[str, Any]] = {
    "token_plain": {
        "uses": 1,
        "expire_time": "2026-01-01T00:00:00+00:00",
        "new_session_expire_time": "2026-01-01T00:00:00+00:00",
    },
    "token_locked": {
        "uses": 1,
        "live_connect_constraints": {
            "model": MODEL,
            "config": {
                "response_modalities": ["AUDIO"],
                "temperature": 0.7,
                "session_resumption": {},
            },
        },
    },
    "token_locked_fields": {
        "uses": 1,
        "live_connect_constraints": {
            "model": "m",
            "config": {"response_modalities": ["AUDIO"], "system_instruction": "s"},
        },
        "lock_additional_fields": ["temperature", "output_audio_transcription"],
    },
    "token_locked_empty": {
        "uses": 1,
        "live_connect_constraints": {
            "model": "m",
            "config": {"response_modalities": ["AUDIO"]},
        },
        "lock_additional_fields": [],
    },
}


@pytest.mark.parametrize("scenario", TOKENS)
def test_tokens_are_asked_for_as_by_googles_sdk(scenario: str, golden: dict[str, Any]) -> None:
    script = Script(document({"name": "auth_tokens/abc"}))
    client_with(script).auth_tokens.create(config=TOKENS[scenario])
    (request,), (theirs,) = script.requests, golden[scenario]["requests"]

    assert (theirs["method"], theirs["path"]) == (request.method, request.url.path)
    assert meaningful(theirs["headers"], True) == meaningful(request.headers, True)
    assert _unmasked(theirs["json"]) == _unmasked(script.bodies[0])


def _unmasked(body: dict[str, Any]) -> tuple[Any, list[str]]:
    """The body, and its mask apart: JSON spells masks in camelCase, the SDK only in part."""
    mask = body.get("fieldMask", "")
    rest = {name: value for name, value in body.items() if name != "fieldMask"}
    return normal(rest), [camel(field) for field in mask.split(",")]
