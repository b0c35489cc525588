"""`gm.image` and `gm.speak`, by the wire and by the local engine."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import PIL.Image
import pytest

import gemini_magic as gm
from gemini_magic import session
from gemini_magic.catalog import newest
from gemini_magic.errors import InvalidRequest
from gemini_magic.render import render
from tests.scripted import ScriptedGemini, chunk, sse

pytestmark = pytest.mark.filterwarnings("ignore::gemini_magic.catalog.OutdatedModel")


@pytest.fixture(autouse=True)
def _dropped() -> Any:
    yield
    session.drop()


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "local")


def config_of(gemini: ScriptedGemini) -> Any:
    return gemini.exchanges[-1].json["generationConfig"]


def test_a_picture_is_asked_of_the_newest_image_model(gemini: ScriptedGemini) -> None:
    gm.image("a fox", aspect="16:9", size="2k")

    assert f"/models/{newest('image')}:" in gemini.exchanges[-1].path
    assert config_of(gemini) == {"imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"}}


def test_nothing_is_sent_of_what_was_not_said(gemini: ScriptedGemini) -> None:
    gm.image("a fox", model="gemini-3-pro-image")

    assert gemini.exchanges[-1].json == {
        "contents": [{"role": "user", "parts": [{"text": "a fox"}]}]
    }


def test_several_pictures_are_several_candidates(gemini: ScriptedGemini) -> None:
    pictures = [
        {"inlineData": {"mimeType": "image/png", "data": data}} for data in ("AAAA", "BBBB")
    ]
    usage = {"promptTokenCount": 3, "candidatesTokenCount": 10, "totalTokenCount": 13}
    gemini.will(
        *(sse([chunk(picture, finish="STOP", usageMetadata=usage)]) for picture in pictures)
    )

    reply = gm.image("a fox", count=2)

    assert [len(image.image_bytes or b"") for image in reply.images] == [3, 3]
    assert reply.images[0] != reply.images[1]
    assert not reply.is_partial
    assert reply.total_usage is not None
    assert reply.total_usage.total_token_count == 26
    seeds = [one.json.get("generationConfig", {}).get("seed") for one in gemini.exchanges]
    assert seeds == [None, 1]  # equal requests would be one in the ledger


@pytest.mark.parametrize("aspect", ["wide", "16x9", "0:1", "16:"])
def test_a_shape_that_is_none_is_refused_unsent(aspect: str, gemini: ScriptedGemini) -> None:
    with pytest.raises(InvalidRequest, match="is not WIDTH:HEIGHT"):
        gm.image("a fox", aspect=aspect)
    assert gemini.exchanges == []


def test_no_pictures_cannot_be_drawn(gemini: ScriptedGemini) -> None:
    with pytest.raises(InvalidRequest, match="ask for 1 or more"):
        gm.image("a fox", count=0)


@pytest.mark.usefixtures("local")
def test_the_local_engine_draws_and_changes_what_it_drew(tmp_path: Path) -> None:
    first = gm.image("a red circle", aspect="16:9", model="gemini-3-pro-image", thread="art")
    second = gm.image("make it green", model="gemini-3-pro-image", thread="art")
    second.images[0].save(tmp_path / "circle.png")

    before, after = (
        PIL.Image.open(io.BytesIO(reply.images[0].image_bytes or b"")) for reply in (first, second)
    )
    assert before.width / before.height == pytest.approx(16 / 9, rel=0.05)
    assert before.size == after.size
    assert before.tobytes() != after.tobytes()
    assert (tmp_path / "circle.png").read_bytes() == second.images[0].image_bytes
    assert first.cost is not None
    assert first.cost.dollars == 0


def test_one_voice_speaks(gemini: ScriptedGemini) -> None:
    gm.speak("Hello", voice="Kore")

    assert f"/models/{newest('tts')}:" in gemini.exchanges[-1].path
    assert config_of(gemini) == {
        "responseModalities": ["AUDIO"],
        "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}},
    }


def test_two_speakers_have_voices_of_their_own(gemini: ScriptedGemini) -> None:
    gm.speak("Ann: Hi!\nBob: Hello.", voices={"Ann": "Kore", "Bob": "Puck"})

    speakers = config_of(gemini)["speechConfig"]["multiSpeakerVoiceConfig"]["speakerVoiceConfigs"]
    assert [
        (one["speaker"], one["voiceConfig"]["prebuiltVoiceConfig"]["voiceName"]) for one in speakers
    ] == [("Ann", "Kore"), ("Bob", "Puck")]


def test_one_voice_and_several_exclude_each_other(gemini: ScriptedGemini) -> None:
    with pytest.raises(InvalidRequest, match="exclude each other"):
        gm.speak("Hi", voice="Kore", voices={"Ann": "Kore"})


@pytest.mark.usefixtures("local")
def test_the_local_engine_speaks_wav(tmp_path: Path) -> None:
    reply = gm.speak("Good morning", voice="Kore", model="gemini-2.5-flash-preview-tts")
    assert reply.audio is not None
    reply.audio.save(tmp_path / "morning.wav")

    assert (tmp_path / "morning.wav").read_bytes()[:4] == b"RIFF"
    assert (reply.audio.seconds or 0) > 0.3


def test_pictures_to_choose_from_are_not_folded_away(gemini: ScriptedGemini) -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}
    gemini.will(*[sse([chunk(picture, finish="STOP")])] * 2)

    assert "<details open" in render(gm.image("a fox", count=2)).data["text/html"]
