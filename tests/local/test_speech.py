"""Speech models answer in raw sound, with the voices and by the rules of the real ones."""

from __future__ import annotations

import importlib.util
import os
import select
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, Engine, running
from tests.local.sounds import loudness, pcm_of, pitch, samples_from

MODEL = "gemini-2.5-flash-preview-tts"
RATE = 24_000
LOW, HIGH = "Charon", "Leda"  # a man's voice and a girl's

needs_espeak = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None, reason="eSpeak NG is not installed"
)


@pytest.fixture(scope="module")
def hummer(cache: Path) -> Iterator[Engine]:
    with running(cache, "--no-llm", "--no-speech") as engine:
        yield engine


@pytest.fixture(params=[pytest.param("engine", marks=needs_espeak), "hummer"])
def either(request: pytest.FixtureRequest) -> Engine:
    """With eSpeak NG, and without any speech."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


def voice(name: str) -> dict[str, Any]:
    return {"prebuiltVoiceConfig": {"voiceName": name}}


def body(text: str | list[dict[str, Any]], **speech: Any) -> dict[str, Any]:
    parts = [{"text": text}] if isinstance(text, str) else text
    config = {"responseModalities": ["AUDIO"], **({"speechConfig": speech} if speech else {})}
    return {"contents": [{"role": "user", "parts": parts}], "generationConfig": config}


def say(engine: Engine, text: str | list[dict[str, Any]], **speech: Any) -> bytes:
    response: dict[str, Any] = engine.post("generateContent", body(text, **speech), model_id=MODEL)
    return pcm_of(response)


def two(first: str, second: str) -> dict[str, Any]:
    speakers = [
        {"speaker": "Joe", "voiceConfig": voice(first)},
        {"speaker": "Jane", "voiceConfig": voice(second)},
    ]
    return {"speakerVoiceConfigs": speakers}


def test_a_text_becomes_one_part_of_raw_sound(either: Engine) -> None:
    answer = either.post("generateContent", body("Have a wonderful day!"), model_id=MODEL)
    candidate = answer["candidates"][0]
    samples = samples_from(pcm_of(answer))

    assert len(candidate["content"]["parts"]) == 1
    assert candidate["finishReason"] == "STOP"
    assert 0.8 < len(samples) / RATE < 3
    assert 0.04 < loudness(samples) < 0.2


def test_it_says_that_it_is_not_gemini_and_that_a_hum_is_no_speech(hummer: Engine) -> None:
    answer = hummer.post("generateContent", body("Hello."), model_id=MODEL)

    assert answer["modelVersion"] == "local-hum"
    assert "no speech" in answer["candidates"][0]["finishMessage"]


@needs_espeak
def test_speech_names_its_maker(engine: Engine) -> None:
    answer = engine.post("generateContent", body("Hello."), model_id=MODEL)

    assert answer["modelVersion"] == "local-speech"
    assert "eSpeak NG" in answer["candidates"][0]["finishMessage"]


def test_a_stream_gives_the_same_sound_in_several_parts(either: Engine) -> None:
    text = "One sentence comes first. Another one follows it. Then there is a third and last one."
    chunks = either.stream(body(text), model_id=MODEL)
    pieces = [pcm for chunk in chunks if (pcm := pcm_of(chunk))]

    assert len(pieces) > 3
    assert b"".join(pieces) == say(either, text)


def test_a_second_of_sound_costs_25_tokens(either: Engine) -> None:
    answer = either.post("generateContent", body("Good morning to you all."), model_id=MODEL)
    usage = answer["usageMetadata"]
    seconds = len(pcm_of(answer)) / 2 / RATE

    (detail,) = usage["candidatesTokensDetails"]
    assert detail["modality"] == "AUDIO"
    assert detail["tokenCount"] == usage["candidatesTokenCount"]
    assert abs(detail["tokenCount"] - 25 * seconds) <= 1


def test_all_thirty_voices_sound_different(either: Engine) -> None:
    names = str(refused(either, body("Hi.", voiceConfig=voice("Nobody")))).split(": ")[-1]
    sounds = {say(either, "Hello there.", voiceConfig=voice(n)) for n in names.split(", ")}

    assert len(sounds) == 30


def test_voices_are_as_high_as_their_names_promise(either: Engine) -> None:
    text = "How are you all on this fine and sunny morning in May?"
    low, high = (
        pitch(samples_from(say(either, text, voiceConfig=voice(name))), RATE)
        for name in (LOW, HIGH)
    )

    assert high > 1.4 * low


@pytest.mark.parametrize(
    ("directed", "plain"),
    [
        ("Say: Have a wonderful day!", "Have a wonderful day!"),
        ("Read this to me:\n\nHave a wonderful day!", "Have a wonderful day!"),
        ("请说：你好，世界", "你好，世界"),
        ("# AUDIO PROFILE: Ada\n\n## TRANSCRIPT\nGood evening.", "Good evening."),
        ("Note: this is read as it stands", "Note: this is read as it stands"),
    ],
)
def test_directions_are_followed_and_not_read(engine: Engine, directed: str, plain: str) -> None:
    assert say(engine, directed) == say(engine, plain)


def test_styles_and_tags_change_how_it_is_said(either: Engine) -> None:
    plain = say(either, "I have a secret for you, my friend.")
    slowly = say(either, "Say slowly: I have a secret for you, my friend.")
    tagged = say(either, "[slowly] I have a secret for you, my friend.")

    assert len(slowly) > 1.15 * len(plain)
    assert tagged == slowly


@pytest.mark.parametrize(
    "directions", ["", "TTS the conversation between Joe and Jane:\n", "Make Jane sound bored. "]
)
def test_two_speakers_are_heard_in_order(either: Engine, directions: str) -> None:
    text = f"{directions}Joe: How is it going my old friend? Jane: Not too bad, and how are you?"

    def halves(first: str, second: str) -> tuple[float, float]:
        samples = samples_from(say(either, text, multiSpeakerVoiceConfig=two(first, second)))
        third = len(samples) // 3
        return pitch(samples[:third], RATE), pitch(samples[-third:], RATE)

    low, high = halves(LOW, HIGH)
    also_high, also_low = halves(HIGH, LOW)

    assert high > 1.4 * low
    assert also_high > 1.4 * also_low


def test_a_part_may_name_its_speaker_and_style(either: Engine) -> None:
    parts = [
        {"text": "How is it going?", "speechMetadata": {"speaker": "Joe", "style": "slowly"}},
        {"text": "Not too bad.", "speechMetadata": {"speaker": "Jane"}},
    ]
    config = two(LOW, HIGH)

    assert say(either, parts, multiSpeakerVoiceConfig=config) == say(
        either, "Joe: [slowly] How is it going? Jane: Not too bad.", multiSpeakerVoiceConfig=config
    )


@needs_espeak
def test_languages_are_guessed_or_told(engine: Engine) -> None:
    assert say(engine, "Rose", languageCode="de-DE") != say(engine, "Rose")
    assert say(engine, "Ich bin der Lehrer und das ist nicht gut.") == say(
        engine, "Ich bin der Lehrer und das ist nicht gut.", languageCode="de-DE"
    )
    assert len(say(engine, "你好，世界")) > RATE


def refused(engine: Engine, asked: dict[str, Any], model: str = MODEL) -> str:
    response = engine.client.post(f"/v1beta/models/{model}:generateContent", json=asked)

    assert response.status_code == 400, response.text
    assert response.json()["error"]["status"] == "INVALID_ARGUMENT"
    message: str = response.json()["error"]["message"]
    return message


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"generationConfig": {}}, "accepts the following combination of response modalities"),
        ({"systemInstruction": {"parts": [{"text": "x"}]}}, "Developer instruction is not enabled"),
        ({"tools": [{"googleSearch": {}}]}, "Tool use is not enabled"),
        (
            {
                "contents": [
                    {"role": "user", "parts": [{"text": "a"}]},
                    {"role": "model", "parts": [{"text": "b"}]},
                    {"role": "user", "parts": [{"text": "c"}]},
                ]
            },
            "Multiturn chat is not enabled",
        ),
        (body([{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]), "Image input modality"),
        (body("Hi.", voiceConfig=voice("Bob")), "Voice name Bob is not supported"),
        (body("Hi.", voiceConfig={"prebuiltVoiceConfig": {"name": "Kore"}}), "Cannot find field"),
        (
            body("Hi.", multiSpeakerVoiceConfig={"speakerVoiceConfigs": [{"speaker": "Joe"}]}),
            "exactly two",
        ),
        (body("Hi.", multiSpeakerVoiceConfig=two("Kore", "Bob")), "Voice name Bob"),
        (
            body("Hi.", voiceConfig=voice("Kore"), multiSpeakerVoiceConfig=two(LOW, HIGH)),
            "only one",
        ),
        (body("word " * 40_000), "exceeds the maximum number of tokens allowed (32768)"),
        (body("…"), "no text that could be said"),
    ],
)
def test_what_a_speech_model_does_not_take_is_refused(
    engine: Engine, more: dict[str, Any], words: str
) -> None:
    assert words in refused(engine, {**body("Hello."), **more})


def test_other_models_do_not_speak(engine: Engine) -> None:
    message = refused(engine, body("Hello."), "gemini-3-flash-preview")
    voiced = {**body("Hello.", voiceConfig=voice("Kore"))}
    voiced["generationConfig"].pop("responseModalities")

    assert "(AUDIO) is not supported by the model" in message
    assert "voices" in refused(engine, voiced, "gemini-3-flash-preview")


def test_a_limit_of_tokens_ends_the_sound(either: Engine) -> None:
    asked = body("This is a text that goes on for rather longer than a second or two, I am afraid.")
    asked["generationConfig"]["maxOutputTokens"] = 50
    answer = either.post("generateContent", asked, model_id=MODEL)

    assert answer["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert len(pcm_of(answer)) == 2 * 2 * RATE


@needs_espeak
def test_many_speak_at_once_and_each_hears_its_own(engine: Engine) -> None:
    texts = [f"This is number {n}." for n in range(6)]
    alone = [say(engine, text) for text in texts]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda text: say(engine, text), texts))

    assert together == alone


@needs_espeak
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_espeak_is_loaded_by_a_process_of_its_own_which_ends_with_the_engine(cache: Path) -> None:
    with running(cache, "--no-llm") as engine:
        say(engine, "Hello.")
        process = Path(f"/proc/{engine.process.pid}")
        tasks = (process / "task").glob("*/children")
        children = [pid for task in tasks for pid in task.read_text().split()]
        lines = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in children}
        (worker,) = (int(pid) for pid, line in lines.items() if "espeak_worker" in line)
        watched = os.pidfd_open(worker)

        assert "libespeak-ng" not in (process / "maps").read_text()
    ended, _, _ = select.select([watched], [], [], 5)
    os.close(watched)

    assert ended


def test_our_client_speaks(engine: Engine) -> None:
    with Client(api_key=KEY, base_url=engine.url) as client:
        response = client.models.generate_content(
            model=MODEL,
            contents="Say cheerfully: Have a wonderful day!",
            config={
                "response_modalities": ["AUDIO"],
                "speech_config": {
                    "voice_config": {"prebuilt_voice_config": {"voice_name": "Kore"}}
                },
            },
        )
    assert len(pcm_of(response.to_wire())) > RATE


def test_googles_sdk_speaks(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    types = genai.types
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    voices = [("Joe", LOW), ("Jane", HIGH)]
    config = types.GenerateContentConfig(
        response_modalities=["AUDIO"],
        speech_config=types.SpeechConfig(
            multi_speaker_voice_config=types.MultiSpeakerVoiceConfig(
                speaker_voice_configs=[
                    types.SpeakerVoiceConfig(
                        speaker=speaker,
                        voice_config=types.VoiceConfig(
                            prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name=name)
                        ),
                    )
                    for speaker, name in voices
                ]
            )
        ),
    )
    response = client.models.generate_content(
        model=MODEL, contents="Joe: How is it going? Jane: Not too bad.", config=config
    )
    client.close()

    assert len(response.candidates[0].content.parts[0].inline_data.data) > RATE
