"""Lyria RealTime and Lyria 3: the music is measured, for tempo, scale, and what else steers it."""

from __future__ import annotations

import asyncio
import base64
import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, Engine, running, user
from tests.local.live_line import Line, line
from tests.local.sounds import Samples, beats_per_minute, chroma, loudness, samples_from

RATE = 48_000
PATH = "/ws/google.ai.generativelanguage.{}.GenerativeService.BidiGenerateMusic"
MODEL = "models/lyria-realtime-exp"
MIME_TYPE = "audio/l16;rate=48000;channels=2"
ARTIST = "in the style of Taylor Swift"

MAJOR = np.array([0, 2, 4, 5, 7, 9, 11])
ROOTS = {
    "C_MAJOR_A_MINOR": 0,
    "D_FLAT_MAJOR_B_FLAT_MINOR": 1,
    "D_MAJOR_B_MINOR": 2,
    "E_FLAT_MAJOR_C_MINOR": 3,
    "E_MAJOR_D_FLAT_MINOR": 4,
    "F_MAJOR_D_MINOR": 5,
    "G_FLAT_MAJOR_E_FLAT_MINOR": 6,
    "G_MAJOR_E_MINOR": 7,
    "A_FLAT_MAJOR_F_MINOR": 8,
    "A_MAJOR_G_FLAT_MINOR": 9,
    "B_FLAT_MAJOR_G_MINOR": 10,
    "B_MAJOR_A_FLAT_MINOR": 11,
}


@pytest.fixture(scope="module")
def player(cache: Path) -> Iterator[Engine]:
    """It plays as fast as it is listened to."""
    with running(cache, "--no-llm", "--seed", "5", "--live-speed", "0") as engine:
        yield engine


class Session:
    """A music session that is set up."""

    def __init__(self, wire: Line) -> None:
        self.wire = wire

    def prompt(self, *texts: str) -> None:
        prompts = [{"text": text, "weight": 1.0} for text in texts]
        self.wire.say({"clientContent": {"weightedPrompts": prompts}})

    def configure(self, **config: Any) -> None:
        self.wire.say({"musicGenerationConfig": config})

    def control(self, playback: str) -> None:
        self.wire.say({"playbackControl": playback})

    def chunk(self) -> dict[str, Any]:
        (chunk,) = self.wire.until("serverContent")["found"]["audioChunks"]
        assert chunk["mimeType"] == MIME_TYPE
        sound: dict[str, Any] = chunk
        return sound

    def hear(self, seconds: int) -> Samples:
        pcm = b""
        while len(pcm) < seconds * RATE * 4:
            pcm += base64.b64decode(self.chunk()["data"])
        return samples_from(pcm[: seconds * RATE * 4], channels=2)

    def settle(self) -> None:
        """Passes over all that was on its way when the last frame was said."""
        self.prompt(ARTIST)
        self.wire.until("filteredPrompt")


@pytest.fixture
def session(player: Engine) -> Iterator[Session]:
    with line(player, PATH.format("v1alpha")) as wire:
        wire.say({"setup": {"model": MODEL}})
        assert wire.hear() == {"setupComplete": {}}
        session = Session(wire)
        yield session
        # A client that has stopped reading could not hear that the connection is closed.
        session.control("STOP")
        session.settle()


@pytest.fixture
def wire(player: Engine) -> Iterator[Line]:
    with line(player, PATH.format("v1beta")) as wire:
        wire.say({"setup": {"model": MODEL}})
        wire.hear()
        yield wire


def play(session: Session, *texts: str, seconds: int = 6, **config: Any) -> Samples:
    session.prompt(*texts)
    session.configure(**{"seed": 3, **config})
    session.control("PLAY")
    return session.hear(seconds)


def has_tempo(samples: Samples, bpm: float) -> bool:
    """Whether it repeats with the beat, or with two of them, or with half of one."""
    heard = beats_per_minute(samples)
    return any(heard * octave == pytest.approx(bpm, rel=0.02) for octave in (0.5, 1, 2))


def share(samples: Samples, low: float, high: float) -> float:
    """Of the energy, between two frequencies."""
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float(spectrum[(hertz >= low) & (hertz < high)].sum() / spectrum.sum())


def test_chunks_are_stereo_and_tell_what_made_them(session: Session) -> None:
    session.prompt("minimal techno")
    session.configure(bpm=90, scale="D_MAJOR_B_MINOR")
    session.control("PLAY")
    chunk = session.chunk()
    frames = np.frombuffer(base64.b64decode(chunk["data"]), "<i2").reshape(-1, 2)

    assert chunk["sourceMetadata"] == {
        "clientContent": {"weightedPrompts": [{"text": "minimal techno", "weight": 1.0}]},
        "musicGenerationConfig": {"bpm": 90, "scale": "D_MAJOR_B_MINOR"},
    }
    assert not np.array_equal(frames[:, 0], frames[:, 1])
    assert 0.05 < loudness(frames / 32768) < 0.5


@pytest.mark.parametrize("bpm", [66, 90, 128, 175])
def test_the_tempo_is_the_one_asked_for(session: Session, bpm: int) -> None:
    assert has_tempo(play(session, "techno", bpm=bpm, density=0.2, seconds=8), bpm)


def test_a_prompt_may_name_the_tempo_and_the_key(session: Session) -> None:
    samples = play(session, "house at 124 bpm in G minor", density=0.2, seconds=8)

    assert has_tempo(samples, 124)
    assert best_scale(play_on_without_drums(session)) == "B_FLAT_MAJOR_G_MINOR"


def play_on_without_drums(session: Session) -> Samples:
    session.configure(seed=3, muteDrums=True)
    session.control("RESET_CONTEXT")
    session.settle()
    return session.hear(8)


def best_scale(samples: Samples) -> str:
    shares = chroma(samples)
    return max(ROOTS, key=lambda name: float(shares[(ROOTS[name] + MAJOR) % 12].sum()))


@pytest.mark.parametrize("scale", ROOTS)
def test_the_notes_are_those_of_the_scale(session: Session, scale: str) -> None:
    samples = play(session, "piano", scale=scale, muteDrums=True, bpm=160, seconds=6)
    inside = chroma(samples)[(ROOTS[scale] + MAJOR) % 12].sum()

    assert best_scale(samples) == scale
    assert inside > 0.85


def test_equal_seeds_play_the_same_and_others_do_not(player: Engine) -> None:
    def piece(seed: int) -> bytes:
        with line(player, PATH.format("v1")) as wire:
            wire.say({"setup": {"model": MODEL}})
            return play(Session(wire), "jazz", seconds=3, seed=seed).tobytes()

    assert piece(1) == piece(1)
    assert piece(1) != piece(2)


def test_prompts_choose_instruments(session: Session) -> None:
    config: dict[str, Any] = {
        "muteDrums": True,
        "muteBass": True,
        "scale": "C_MAJOR_A_MINOR",
        "brightness": 0.5,
    }
    flute = play(session, "flute", **config)
    session.control("STOP")
    session.settle()
    synth = play(session, "synth", **config)

    assert share(synth, 1500, 8000) > 2 * share(flute, 1500, 8000)


@pytest.mark.parametrize(
    ("less", "more", "low", "high"),
    [
        ({"brightness": 0.0}, {"brightness": 1.0}, 1200, 9000),
        ({"muteDrums": True}, {}, 7000, 20_000),
        ({"muteBass": True, "muteDrums": True}, {"muteDrums": True}, 30, 120),
        ({"onlyBassAndDrums": True}, {}, 250, 1100),
    ],
)
def test_settings_move_the_energy(
    session: Session, less: dict[str, Any], more: dict[str, Any], low: float, high: float
) -> None:
    some = share(play(session, "rock piano", bpm=120, **less), low, high)
    session.control("STOP")
    session.settle()

    assert share(play(session, "rock piano", bpm=120, **more), low, high) > 1.3 * some


def test_density_is_how_much_happens(session: Session) -> None:
    def onsets(density: float) -> float:
        samples = play(session, "marimba", density=density, bpm=100, muteDrums=True)
        session.control("STOP")
        session.settle()
        levels = np.sqrt((samples.reshape(-1, 480) ** 2).mean(axis=1))
        return float((np.diff(levels) > 0.03).sum())

    assert onsets(0.95) > 1.5 * onsets(0.1)


def test_a_new_tempo_is_heard_after_the_context_is_reset(session: Session) -> None:
    play(session, "techno", bpm=90, density=0.2, seconds=1)
    session.configure(seed=3, bpm=140, density=0.2)
    before = session.hear(8)
    session.control("RESET_CONTEXT")
    session.settle()

    assert has_tempo(before, 90)
    assert has_tempo(session.hear(8), 140)


def test_what_a_config_leaves_out_returns_to_its_default(player: Engine) -> None:
    def piece(*configs: dict[str, Any]) -> bytes:
        with line(player, PATH.format("v1beta")) as wire:
            wire.say({"setup": {"model": MODEL}})
            session = Session(wire)
            session.prompt("pop")
            for config in configs:
                session.configure(**config)
            session.control("PLAY")
            return session.hear(3).tobytes()

    muted, plain = {"seed": 1, "muteDrums": True, "brightness": 0.9}, {"seed": 1}

    assert piece(muted, plain) == piece(plain)
    assert piece(muted) != piece(plain)


def test_nothing_comes_in_a_pause_and_stopping_begins_anew(session: Session) -> None:
    first = play(session, "pop", seconds=2)
    session.control("PAUSE")
    session.settle()
    session.prompt(ARTIST)

    assert "filteredPrompt" in session.wire.hear()  # and no music before it

    session.control("PLAY")
    later = session.hear(2)
    session.control("STOP")
    session.settle()
    session.control("PLAY")

    assert not np.array_equal(first, later)
    assert np.array_equal(first, session.hear(2))


def test_prompts_that_name_an_artist_are_filtered_and_the_others_followed(session: Session) -> None:
    session.prompt("piano", ARTIST)
    filtered = session.wire.until("filteredPrompt")["found"]
    session.control("PLAY")
    source = session.chunk()["sourceMetadata"]["clientContent"]["weightedPrompts"]

    assert filtered["text"] == ARTIST
    assert "artist" in filtered["filteredReason"]
    assert [prompt["text"] for prompt in source] == ["piano"]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"clientContent": {"weightedPrompts": [{"text": "a", "weight": 0}]}}, "weight"),
        ({"clientContent": {"weightedPrompts": [{"text": "", "weight": 1}]}}, "text"),
        ({"clientContent": {"weightedPrompts": []}}, "weighted_prompts"),
        ({"musicGenerationConfig": {"bpm": 59}}, "bpm is 59; it must be from 60 to 200"),
        ({"musicGenerationConfig": {"bpm": 90.5}}, "bpm"),
        ({"musicGenerationConfig": {"density": 1.1}}, "density is 1.1"),
        ({"musicGenerationConfig": {"guidance": -1}}, "guidance is -1"),
        ({"musicGenerationConfig": {"topK": 0}}, "top_k is 0"),
        ({"musicGenerationConfig": {"scale": "H_MAJOR"}}, "scale"),
        ({"musicGenerationConfig": {"tempo": 90}}, "Cannot find field"),
        ({"playbackControl": "REWIND"}, "playback_control"),
        ({"playbackControl": "PLAY", "musicGenerationConfig": {}}, "one field"),
        ({"setup": {"model": MODEL}}, "setup"),
        ("[1]", ""),
    ],
)
def test_a_wrong_message_closes_the_session(wire: Line, frame: Any, words: str) -> None:
    wire.say(frame)
    code, reason = wire.end()

    assert code == 1007
    assert words in reason


@pytest.mark.parametrize("model", ["models/gemini-3-flash-preview", "models/gpt-7", ""])
def test_models_that_make_no_music_are_not_found(player: Engine, model: str) -> None:
    with line(player, PATH.format("v1alpha")) as wire:
        wire.say({"setup": {"model": model}})
        code, reason = wire.end()

    assert code == 1008
    assert "not found" in reason


def test_our_client_plays(player: Engine) -> None:
    async def played() -> bytes:
        client = Client(api_key=KEY, base_url=player.url)
        async with client.aio.live.music.connect(model=MODEL) as session:
            await session.set_weighted_prompts([{"text": "minimal techno", "weight": 1.0}])
            await session.set_music_generation_config({"bpm": 90})
            await session.play()
            async for message in session.receive():
                assert message.server_content is not None
                chunks = message.server_content.audio_chunks or []
                break
            await session.stop()
        client.close()
        return bytes(chunks[0].data or b"")

    assert len(asyncio.run(played())) == RATE * 4


def test_lyria_3_gives_a_clip_and_words_about_it(engine: Engine) -> None:
    asked = {"contents": [user("A cheerful folk song with guitar at 100 bpm in D major")]}
    answer = engine.post("generateContent", asked, model_id="lyria-3-clip-preview")
    text, sound = answer["candidates"][0]["content"]["parts"]
    with wave.open(io.BytesIO(base64.b64decode(sound["inlineData"]["data"]))) as clip:
        form = (clip.getnchannels(), clip.getframerate(), clip.getnframes() / RATE)
        samples = samples_from(clip.readframes(clip.getnframes()), channels=2)

    assert "100 beats a minute in D Major" in text["text"]
    assert answer["modelVersion"] == "local-music"
    assert sound["inlineData"]["mimeType"] == "audio/wav"
    assert form == (2, RATE, 30)
    assert best_scale(samples) == "D_MAJOR_B_MINOR"


def test_lyria_3_gives_only_sound_where_only_that_is_asked_for(engine: Engine) -> None:
    asked = {
        "contents": [user("10 seconds of calm ambient")],
        "generationConfig": {"responseModalities": ["AUDIO"]},
    }
    answer = engine.post("generateContent", asked, model_id="lyria-3-pro-preview")
    (sound,) = answer["candidates"][0]["content"]["parts"]

    assert len(base64.b64decode(sound["inlineData"]["data"])) == 44 + 10 * RATE * 4


def test_lyria_3_refuses_an_artist(engine: Engine) -> None:
    asked = {"contents": [user(f"A song {ARTIST}")]}
    path = "/v1beta/models/lyria-3-clip-preview:generateContent"
    response = engine.client.post(path, json=asked)

    assert response.status_code == 400
    assert "artist" in response.json()["error"]["message"]
