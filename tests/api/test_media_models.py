"""Images, videos and speech: what models make, and what is said where they make nothing."""

from __future__ import annotations

import base64
import io
import wave
from functools import partial
from pathlib import Path
from typing import Any

import PIL.Image
import pytest

from gemini_magic import errors, types
from gemini_magic.api.audio import Audio, joined_audio
from tests.api.conftest import Colour
from tests.api.script import Script, client_with, document, error, stream

IMAGEN = "imagen-4.0-generate-001"
VEO = "veo-3.1-generate-preview"


def imagine(colour: Colour, script: Script) -> Any:
    return colour.answer(
        client_with(script), lambda models: models.generate_images(model=IMAGEN, prompt="a robot")
    )


def test_images_come_with_those_that_were_withheld(colour: Colour) -> None:
    about = {"categories": ["Violence"], "scores": [0.1]}
    predictions = [
        {"mimeType": "image/png", "bytesBase64Encoded": "AAAA", "prompt": "better"},
        {"raiFilteredReason": "blocked"},
        {"contentType": "Positive Prompt", "safetyAttributes": about},
    ]
    response = imagine(colour, Script(document({"predictions": predictions})))
    made, withheld = response.generated_images

    assert made.image.image_bytes == b"\0\0\0"
    assert made.enhanced_prompt == "better"
    assert (withheld.image, withheld.rai_filtered_reason) == (None, "blocked")
    assert response.images == [made.image]
    assert response.positive_prompt_safety_attributes.categories == ["Violence"]
    assert response.positive_prompt_safety_attributes.content_type == "Positive Prompt"
    assert response.to_wire() == {"predictions": predictions}


def test_no_predictions_mean_that_all_were_withheld(colour: Colour) -> None:
    response = imagine(colour, Script(document({})))

    assert (response.generated_images, response.images) == ([], [])
    assert response.positive_prompt_safety_attributes is None


def model(name: str, *methods: str) -> dict[str, Any]:
    return {"name": f"models/{name}", "supportedGenerationMethods": list(methods)}


def test_a_model_that_is_gone_names_those_that_draw_now(colour: Colour) -> None:
    listed = [
        model("gemini-3-flash", "generateContent"),
        model("gemini-3-pro-image", "generateContent"),
        model("image-embedder", "embedContent"),
    ]
    script = Script(document(error(404, "NOT_FOUND"), 404), document({"models": listed}))
    with pytest.raises(errors.NotFound, match=r"shut Imagen down.*with gemini-3-pro-image$"):
        imagine(colour, script)


def test_the_first_error_is_reported_if_no_models_are_listed(colour: Colour) -> None:
    script = Script(document(error(404, "NOT_FOUND"), 404), document(error(403), 403))
    with pytest.raises(errors.NotFound, match="a model that has image in its name"):
        imagine(colour, script)


PNG = types.Image(image_bytes=b"x", mime_type="image/png")
SPELLED = {"bytesBase64Encoded": "eA==", "mimeType": "image/png"}


def animate(image: Any, models: Any) -> Any:
    return models.generate_videos(model=VEO, image=image)


def test_whatever_is_an_image_can_begin_a_video(tmp_path: Path, colour: Colour) -> None:
    path = tmp_path / "first.png"
    path.write_bytes(b"x")
    pil = PIL.Image.new("RGB", (1, 1))
    begun = io.BytesIO()
    pil.save(begun, format="PNG")
    images: list[Any] = [
        PNG,
        {"image_bytes": "eA==", "mime_type": "image/png"},
        path,
        types.Part.from_bytes(data=b"x", mime_type="image/png"),
        types.Image.from_file(location=path),
        pil,
    ]
    script = Script(document({"name": f"models/{VEO}/operations/o"}))
    for image in images:
        colour.answer(client_with(script), partial(animate, image))
    of_pil = {**SPELLED, "bytesBase64Encoded": base64.b64encode(begun.getvalue()).decode()}

    assert [body["instances"][0]["image"] for body in script.bodies] == [*[SPELLED] * 5, of_pil]


def test_a_video_may_go_on_and_say_when_it_is_done(colour: Colour) -> None:
    script = Script(document({"name": f"models/{VEO}/operations/o"}))
    source = {"prompt": "p", "video": {"video_bytes": b"mp4", "mime_type": "video/mp4"}}
    config = {"webhook_config": {"uris": ["https://h"]}, "duration_seconds": 4, "seed": 1}
    operation = colour.answer(
        client_with(script),
        lambda models: models.generate_videos(model=VEO, source=source, config=config),
    )

    assert isinstance(operation, types.GenerateVideosOperation)
    assert not operation.done
    assert script.bodies == [
        {
            "instances": [
                {"prompt": "p", "video": {"encodedVideo": "bXA0", "encoding": "video/mp4"}}
            ],
            "parameters": {"durationSeconds": 4, "seed": 1},
            "webhookConfig": {"uris": ["https://h"]},
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({}, "needs a prompt"), ({"prompt": "p", "source": {"prompt": "p"}}, "one `source`"),
     ({"image": types.Image(gcs_uri="gs://b/i.png")}, "no image for a video"),
     ({"image": "a cat"}, "no image for a video"), ({"video": {}, "prompt": "p"}, "uri or its")],
)  # fmt: skip
def test_half_a_request_for_a_video_is_refused(arguments: Any, message: str) -> None:
    with pytest.raises(errors.InvalidRequest, match=message):
        client_with(Script(document({}))).models.generate_videos(model=VEO, **arguments)


def test_a_finished_video_is_downloaded_and_saved(tmp_path: Path) -> None:
    uri = "https://generativelanguage.googleapis.com/v1beta/files/v-1:download?alt=media"
    sample = {"video": {"uri": uri}}
    response = {"generateVideoResponse": {"generatedSamples": [sample]}}
    name = f"models/{VEO}/operations/o"
    script = Script(
        document({"name": name}),
        document({"name": name, "done": True, "response": response}),
        document("the film"),
    )
    client = client_with(script)
    operation = client.models.generate_videos(model=VEO, prompt="a lake")
    operation = client.operations.wait(operation, pause=0)
    assert operation.response
    video = operation.response.generated_videos[0].video
    assert video
    client.files.download(file=video)
    video.save(tmp_path / "film.mp4")

    assert (tmp_path / "film.mp4").read_bytes() == b'"the film"'
    assert script.requests[-1].url.path == "/v1beta/files/v-1:download"


def sound(*slices: bytes, mime_type: str = "audio/L16;codec=pcm;rate=24000") -> Any:
    parts = [
        {"inlineData": {"mimeType": mime_type, "data": base64.b64encode(data).decode()}}
        for data in slices
    ]
    return {"candidates": [{"content": {"role": "model", "parts": parts}}]}


def test_speech_is_saved_as_wav(tmp_path: Path, colour: Colour) -> None:
    pcm = bytes(range(48)) * 1000
    script = Script(document(sound(pcm[:20_000], pcm[20_000:])))
    response = colour.answer(
        client_with(script),
        lambda models: models.generate_content(
            model="tts",
            contents="Say hi",
            config={"response_modalities": ["AUDIO"], "speech_config": "Kore"},
        ),
    )
    response.audio.save(tmp_path / "out.wav")
    with wave.open(str(tmp_path / "out.wav")) as file:
        form = file.getnchannels(), file.getsampwidth(), file.getframerate()
        read = file.readframes(file.getnframes())

    assert (form, read) == ((1, 2, 24_000), pcm)
    assert (response.audio.data, response.audio.rate, response.audio.seconds) == (pcm, 24_000, 1.0)


def test_streamed_speech_is_put_together(colour: Colour) -> None:
    script = Script(stream(sound(b"ab"), sound(b"cd"), sound()))
    chunks = colour.items(
        client_with(script),
        lambda models: models.generate_content_stream(model="tts", contents="Say hi"),
    )
    whole = joined_audio(chunks)

    assert whole == Audio(b"abcd", "audio/L16;codec=pcm;rate=24000")
    assert [chunk.audio and chunk.audio.data for chunk in chunks] == [b"ab", b"cd", None]


@pytest.mark.parametrize(
    ("mime_type", "rate", "channels"),
    [
        ("audio/L16;codec=pcm;rate=24000", 24_000, 1),
        ("audio/l16; rate=48000; channels=2", 48_000, 2),
        ("audio/pcm", 24_000, 1),
        ("AUDIO/PCM;Rate=16000", 16_000, 1),
        ("audio/mpeg", None, 1),
        ("audio/pcm;bitrate=8000", 24_000, 1),
    ],
)
def test_the_media_type_says_rate_and_channels(
    mime_type: str, rate: int | None, channels: int
) -> None:
    found = Audio(b"\0" * 8, mime_type)

    assert (found.rate, found.channels) == (rate, channels)
    assert found.as_file()[:4] == (b"RIFF" if rate else b"\0" * 4)


def test_a_file_of_sound_is_left_as_it_is() -> None:
    found = Audio(b"ID3...", "audio/mpeg")

    assert (found.as_file(), found.seconds) == (b"ID3...", None)
    assert repr(found) == "Audio(6 bytes of 'audio/mpeg')"


def test_an_image_is_edited_in_conversation() -> None:
    drawn = {"inlineData": {"mimeType": "image/png", "data": "eA=="}, "thoughtSignature": "AA-_"}
    answer = {"candidates": [{"content": {"role": "model", "parts": [drawn]}}]}
    script = Script(document(answer))
    chat = client_with(script).chats.create(
        model="gemini-3-pro-image",
        config={"response_modalities": ["TEXT", "IMAGE"], "image_config": {"image_size": "2K"}},
    )
    image = chat.send_message("a beach").parts[0].as_image()
    chat.send_message("at sunset")

    assert image
    assert image.image_bytes == b"x"
    assert script.bodies[1]["contents"][1] == {"role": "model", "parts": [drawn]}
    assert script.bodies[1]["generationConfig"] == {
        "responseModalities": ["TEXT", "IMAGE"],
        "imageConfig": {"imageSize": "2K"},
    }
