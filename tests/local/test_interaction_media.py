"""Films as answers of interactions, and media that are delivered by their addresses."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import PIL.Image
import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine, running

OMNI = "gemini-omni-1.1-flash"
SHORT = {"type": "video", "duration": "4s", "resolution": "360p"}

Wire = dict[str, Any]


def asked(engine: Engine, input: Any, model: str = OMNI, **body: Any) -> tuple[int, Wire]:
    named = {"model": model, "input": input, **body}
    response = engine.client.post("/v1beta/interactions", json=named)
    return response.status_code, response.json()


def media(interaction: Wire, kind: str) -> Wire:
    contents = [c for step in interaction["steps"] for c in step.get("content", ())]
    found: Wire = next(content for content in contents if content["type"] == kind)
    return found


def fetched(engine: Engine, uri: str) -> bytes:
    return engine.client.get(uri, follow_redirects=True).content


def of_film(film: bytes | None) -> tuple[str, bool]:
    assert film
    return film[4:8].decode(), b"av01" in film


def test_a_film_is_an_answer(engine: Engine) -> None:
    status, interaction = asked(engine, "A red ball rolls", response_format=SHORT)
    film = media(interaction, "video")

    assert status == 200, interaction
    assert (interaction["status"], film["mime_type"]) == ("completed", "video/mp4")
    assert interaction["model_version"] == "local-film"
    assert of_film(base64.b64decode(film["data"])) == ("ftyp", True)
    assert interaction["usage"]["output_tokens_by_modality"][0]["modality"] == "video"


def test_a_film_in_the_background_has_an_address_and_goes_on(engine: Engine) -> None:
    wanted = {"type": "video", "duration": "4s", "delivery": "uri", "aspect_ratio": "9:16"}
    with Client(api_key=KEY, base_url=engine.url) as client:
        begun = client.interactions.create(
            model=OMNI, input="A cat walks", background=True, response_format=wanted
        )
        done = client.interactions.wait(begun, timeout=60)
        film = media(done.to_wire(), "video")
        first = client.files.download(file=film["uri"])
        longer = client.interactions.create(
            model=OMNI, input="It sits down", previous_interaction_id=done.id
        )
    more = base64.b64decode(media(longer.to_wire(), "video")["data"])

    assert str(begun.status) == "in_progress"
    assert "data" not in film
    assert of_film(first) == of_film(more) == ("ftyp", True)
    assert len(more) > len(first or b"")


def test_a_film_begins_with_a_picture(engine: Engine) -> None:
    file = io.BytesIO()
    PIL.Image.new("RGB", (320, 180), "navy").save(file, "PNG")
    picture = {"type": "image", "data": base64.b64encode(file.getvalue()).decode()}
    words = {"type": "text", "text": "Zoom in"}
    status, interaction = asked(engine, [picture, words], response_format=SHORT)

    assert status == 200, interaction
    assert of_film(base64.b64decode(media(interaction, "video")["data"])) == ("ftyp", True)


@pytest.mark.parametrize(
    ("model", "input", "wanted", "expected"),
    [
        (MODEL, "A cat", SHORT, "gemini-omni"),
        (OMNI, "A cat", {**SHORT, "duration": "soon"}, "write seconds"),
        (OMNI, "A cat", {**SHORT, "duration": "60s"}, "durationSeconds"),
        (OMNI, "A cat", {**SHORT, "resolution": "8k"}, "resolution"),
        (OMNI, "Torture of a cat", SHORT, "makes no film"),
        (OMNI, [{"type": "thought"}], SHORT, "nothing to make a film of"),
        (OMNI, [{"type": "video", "data": "AAAA"}], SHORT, "give the film's uri"),
        (OMNI, [{"type": "image", "data": "AAAA"}], SHORT, "Unable to process input image"),
    ],
)
def test_what_cannot_be_filmed_is_refused(
    engine: Engine, model: str, input: Any, wanted: Wire, expected: str
) -> None:
    status, answer = asked(engine, input, model, response_format=wanted)

    assert status == 400
    assert expected in answer["error"]["message"]


def test_a_picture_has_an_address(engine: Engine) -> None:
    wanted = {"type": "image", "delivery": "uri"}
    _, drawn = asked(engine, "Draw a red circle", "gemini-3.1-flash-image", response_format=wanted)
    picture = media(drawn, "image")

    assert "data" not in picture
    assert fetched(engine, picture["uri"]).startswith(b"\x89PNG")


def test_speech_has_one_address(engine: Engine) -> None:
    wanted = {"type": "audio", "delivery": "uri"}
    model = "gemini-3.1-flash-tts-preview"
    _, spoken = asked(engine, "Say hello to everybody here", model, response_format=wanted)
    (sound,) = spoken["steps"][-1]["content"]

    assert (sound["sample_rate"], sound["channels"]) == (24000, 1)
    assert len(fetched(engine, sound["uri"])) > 24000


def test_googles_sdk_reads_a_film(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    made = client.interactions.create(model=OMNI, input="A ball", response_format=SHORT)

    assert made.status == "completed"
    assert made.steps[-1].content[0].mime_type == "video/mp4"


def test_words_of_a_transcription_have_places_and_times(cache: Path, tmp_path: Path) -> None:
    words = [
        {"word": "Grüß", "startOffset": "0.10s", "endOffset": "0.40s"},
        {"word": "Gott", "startOffset": "0.50s", "endOffset": "0.80s"},
    ]
    part = {"text": "Grüß Gott.", "audioTranscription": {"text": "Grüß Gott.", "words": words}}
    script = tmp_path / "script.jsonl"
    script.write_text(json.dumps({"part": part}), "utf-8")
    wanted = {"mode": {"type": "verbatim", "timestamp_granularities": ["word"]}}
    with running(cache, "--no-llm", "--script", str(script)) as engine:
        _, told = asked(engine, "?", MODEL, generation_config={"transcription_config": wanted})
    (content,) = told["steps"][-1]["content"]
    first, second = content["annotations"]

    assert content["text"].encode()[first["start_index"] : first["end_index"]].decode() == "Grüß"
    assert (second["type"], second["text"]) == ("word_info", "Gott")
    assert (second["start_index"], second["end_index"]) == (7, 11)
    assert (second["start_offset"], second["end_offset"]) == ("0.50s", "0.80s")


@pytest.mark.parametrize("mode", ["poetic", {"type": "poetic"}])
def test_an_unknown_mode_of_transcription_is_refused(engine: Engine, mode: Any) -> None:
    wanted = {"transcription_config": {"mode": mode}}
    status, answer = asked(engine, "?", MODEL, generation_config=wanted)

    assert status == 400
    assert "transcription_config.mode" in answer["error"]["message"]
