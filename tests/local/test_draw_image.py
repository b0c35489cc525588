"""Image models on the wire: pictures in, pictures out, edits, signatures, sizes, Imagen."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from gemini_magic import Client
from gemini_magic.local.drawing.colours import name_of
from tests.local.conftest import KEY, Engine, user

PRO = "gemini-3-pro-image"
FLASH = "gemini-2.5-flash-image"

Content = dict[str, Any]


def ask(engine: Engine, contents: str | list[Content], model_id: str = PRO, **config: Any) -> Any:
    contents = [user(contents)] if isinstance(contents, str) else contents
    body = {"contents": contents, **({"generationConfig": config} if config else {})}
    return engine.post("generateContent", body, model_id=model_id)


def parts(response: Any) -> list[Content]:
    found: list[Content] = response["candidates"][0]["content"]["parts"]
    return found


def picture(response: Any) -> Any:
    blob = next(part["inlineData"] for part in parts(response) if "inlineData" in part)
    assert blob["mimeType"] == "image/png"
    return opened(blob["data"])


def opened(data: str) -> Any:
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    image.load()
    return image.convert("RGB")


def colour_at(image: Any, x: float, y: float) -> str:
    return name_of(image.getpixel((round(x * image.width), round(y * image.height))))


def png(image: Any, **options: Any) -> Content:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **options)
    data = base64.b64encode(buffer.getvalue()).decode()
    return {"inlineData": {"mimeType": "image/png", "data": data}}


def refused(engine: Engine, body: Any, model_id: str = PRO, method: str = "generateContent") -> str:
    response = engine.client.post(f"/v1beta/models/{model_id}:{method}", json=body)
    assert response.status_code == 400, response.text
    error = response.json()["error"]
    assert error["status"] == "INVALID_ARGUMENT"
    return str(error["message"])


def test_a_prompt_becomes_text_and_a_picture(engine: Engine) -> None:
    response = ask(engine, "Draw a red circle on a white background", FLASH)
    text, image = parts(response)

    assert "not by Gemini" in text["text"]
    assert set(image) == {"inlineData"}
    assert colour_at(picture(response), 0.5, 0.5) == "red"
    assert response["modelVersion"] == "local-drawing"
    assert response["candidates"][0]["finishReason"] == "STOP"


@pytest.mark.parametrize(("model_id", "tokens"), [(FLASH, 1290), (PRO, 1120)])
def test_a_picture_costs_what_it_costs_there(engine: Engine, model_id: str, tokens: int) -> None:
    usage = ask(engine, "a house", model_id)["usageMetadata"]

    assert {"modality": "IMAGE", "tokenCount": tokens} in usage["candidatesTokensDetails"]
    assert usage["candidatesTokenCount"] > tokens


@pytest.mark.parametrize(
    ("config", "size"),
    [
        ({}, (1024, 1024)),
        ({"aspectRatio": "16:9"}, (1376, 768)),
        ({"aspectRatio": "9:16", "imageSize": "2K"}, (1536, 2752)),
        ({"aspectRatio": "21:9", "imageSize": "512"}, (792, 336)),
        ({"aspectRatio": "4:3", "imageSize": "4K"}, (4800, 3584)),
        ({"aspectRatio": "1:8"}, (384, 3072)),
    ],
)
def test_sizes_are_the_documented_ones(
    engine: Engine, config: dict[str, str], size: tuple[int, int]
) -> None:
    response = ask(engine, "two trees", imageConfig=config, responseModalities=["IMAGE"])

    assert size == picture(response).size
    assert len(parts(response)) == 1


@pytest.mark.parametrize(
    "config",
    [
        {"imageConfig": {"aspectRatio": "7:3"}},
        {"imageConfig": {"imageSize": "1k"}},
        {"imageConfig": {"personGeneration": "ALLOW_ALL"}},
        {"responseModalities": ["AUDIO"]},
        {"responseModalities": ["SMELL"]},
    ],
)
def test_what_the_api_does_not_know_is_refused(engine: Engine, config: dict[str, Any]) -> None:
    assert refused(engine, {"contents": [user("a cat")], "generationConfig": config})


def test_a_text_model_gives_no_pictures(engine: Engine) -> None:
    body = {"contents": [user("a cat")], "generationConfig": {"responseModalities": ["IMAGE"]}}

    assert "response modalities" in refused(engine, body, "gemini-3-flash-preview")


def test_several_candidates_are_several_pictures(engine: Engine) -> None:
    candidates = ask(engine, "a forest", candidateCount=2)["candidates"]
    data = [c["content"]["parts"][-1]["inlineData"]["data"] for c in candidates]

    assert len(set(data)) == 2


def test_equal_requests_give_equal_pictures_in_a_stream_too(engine: Engine) -> None:
    body = {"contents": [user("a fox in the snow")]}
    chunks = engine.stream(body, model_id=PRO)
    streamed = [
        part["inlineData"]
        for chunk in chunks
        for part in chunk["candidates"][0].get("content", {}).get("parts", ())
        if "inlineData" in part
    ]

    assert [parts(engine.post("generateContent", body, model_id=PRO))[-1]["inlineData"]] == streamed


def test_the_earlier_picture_is_changed(engine: Engine) -> None:
    history = [user("Draw a red circle on a white background")]
    history.append(ask(engine, history)["candidates"][0]["content"])
    history.append(user("Make the background blue"))
    response = ask(engine, history)
    image = picture(response)

    assert (colour_at(image, 0.1, 0.1), colour_at(image, 0.5, 0.5)) == ("blue", "red")

    history += [response["candidates"][0]["content"], user("make it greyscale and rotate it by 90")]
    changed = picture(ask(engine, history))
    red, green, blue = changed.getpixel((512, 512))

    assert red == green == blue


def test_a_new_picture_is_not_an_edit(engine: Engine) -> None:
    history = [user("a red circle on a white background")]
    history += [
        ask(engine, history)["candidates"][0]["content"],
        user("Draw a plain green picture"),
    ]

    assert colour_at(picture(ask(engine, history)), 0.5, 0.5) == "green"


def test_what_is_no_edit_is_told_how_to_be_another_picture(engine: Engine) -> None:
    history = [user("a red circle on a white background")]
    drawn = ask(engine, history)["candidates"][0]["content"]
    kept = ask(engine, [*history, drawn, user("a cat")])
    new = ask(engine, [*history, drawn, user("Draw a cat")])

    assert "“Draw …” begins another picture" in parts(kept)[0]["text"]
    assert picture(kept).tobytes() == picture({"candidates": [{"content": drawn}]}).tobytes()
    assert picture(new).tobytes() != picture(kept).tobytes()


def test_a_strangers_picture_is_edited_by_its_pixels(engine: Engine) -> None:
    image = Image.new("RGB", (200, 100), "white")
    image.paste((220, 30, 30), (80, 30, 120, 70))

    def edited(prompt: str, one: Any = image) -> Any:
        contents = [{"role": "user", "parts": [png(one), {"text": prompt}]}]
        return picture(ask(engine, contents))

    turned = edited("rotate by 90 degrees")
    assert turned.size == (100, 200)
    blue = edited("make the background blue")
    assert (colour_at(blue, 0.1, 0.1), colour_at(blue, 0.5, 0.5)) == ("blue", "red")
    assert edited("resize to 30%").size == (60, 30)
    assert colour_at(edited("invert the colours"), 0.5, 0.5) == "turquoise"
    assert edited("add a green star").tobytes() != image.tobytes()


def test_a_file_is_edited_too_and_two_pictures_stand_side_by_side(engine: Engine) -> None:
    red, blue = (
        Image.new("RGB", (80, 80), (226, 54, 54)),
        Image.new("RGB", (80, 80), (52, 106, 216)),
    )
    with Client(api_key=KEY, base_url=engine.url) as client:
        data = base64.b64decode(png(red)["inlineData"]["data"])
        file = client.files.upload(file=data, config={"mime_type": "image/png"})
    uploaded = {"fileData": {"fileUri": file.uri, "mimeType": "image/png"}}
    grey = picture(ask(engine, [{"role": "user", "parts": [uploaded, {"text": "greyscale"}]}]))
    both = [uploaded, png(blue), {"text": "combine these two"}]
    joined = picture(ask(engine, [{"role": "user", "parts": both}]))

    assert len(set(grey.getpixel((40, 20)))) == 1
    assert (colour_at(joined, 0.25, 0.5), colour_at(joined, 0.75, 0.5)) == ("red", "blue")


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_broken_pictures_end_without_one(engine: Engine, data: bytes) -> None:
    blob = {"mimeType": "image/png", "data": base64.b64encode(data).decode()}
    contents = [{"role": "user", "parts": [{"inlineData": blob}, {"text": "make it blue"}]}]
    candidate = ask(engine, contents)["candidates"][0]

    assert candidate["finishReason"] == "NO_IMAGE"


def test_bombs_are_not_opened(engine: Engine) -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header
    data += struct.pack(">I", zlib.crc32(header)) + b"\0\0\0\0IDAT"
    bomb = {"mimeType": "image/png", "data": base64.b64encode(data).decode()}
    contents = [{"role": "user", "parts": [{"inlineData": bomb}, {"text": "make it blue"}]}]

    assert "too large to open" in parts(ask(engine, contents))[0]["text"]


def test_a_hostile_scene_in_a_file_makes_it_a_strangers_picture(engine: Engine) -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("gemini-magic-scene", '{"items": [{"size": 1e999}], "seed": []}')
    notes.add_text("gemini-magic-size", "9999x9999")
    image = png(Image.new("RGB", (64, 64), "white"), pnginfo=notes)
    response = ask(engine, [{"role": "user", "parts": [image, {"text": "invert it"}]}])

    assert picture(response).size == (64, 64)


@pytest.fixture(scope="module")
def drawn(engine: Engine) -> list[Content]:
    history = [user("a cat")]
    return [*history, ask(engine, history)["candidates"][0]["content"], user("add a red hat")]


def test_every_picture_carries_a_signature_where_the_model_signs(
    engine: Engine, drawn: list[Content]
) -> None:
    assert all("thoughtSignature" in part for part in drawn[1]["parts"])
    assert not any("thoughtSignature" in part for part in parts(ask(engine, "a cat", FLASH)))


def test_a_picture_comes_back_with_its_signature_or_not_at_all(
    engine: Engine, drawn: list[Content]
) -> None:
    import copy

    missing, altered = copy.deepcopy(drawn), copy.deepcopy(drawn)
    del missing[1]["parts"][-1]["thoughtSignature"]
    altered[1]["parts"][-1]["inlineData"] = png(Image.new("RGB", (8, 8)))["inlineData"]

    assert "missing a thought_signature" in refused(engine, {"contents": missing})
    assert "Corrupted thought signature" in refused(engine, {"contents": altered})
    assert ask(engine, drawn)["candidates"]
    assert ask(engine, missing, FLASH)["candidates"]


def test_our_client_shows_the_picture(engine: Engine) -> None:
    with Client(api_key=KEY, base_url=engine.url) as client:
        answer = client.models.generate_content(model=FLASH, contents="a boat on the sea")
        imagen = client.models.generate_images(
            model="imagen-4.0-generate-001", prompt="a boat", config={"number_of_images": 1}
        )
    blob = next(part.inline_data for part in answer.parts if part.inline_data)

    assert Image.open(io.BytesIO(blob.data or b"")).size == (1024, 1024)
    assert len(imagen.generated_images) == 1


def test_googles_sdk_edits_in_a_chat(engine: Engine) -> None:
    genai = pytest.importorskip("google.genai")
    client = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    config = {"response_modalities": ["TEXT", "IMAGE"], "image_config": {"aspect_ratio": "3:2"}}
    chat = client.chats.create(model=PRO, config=config)
    chat.send_message("a yellow star on a black background")
    response = chat.send_message("make the star red")
    data = next(part.inline_data.data for part in response.parts if part.inline_data)
    image = Image.open(io.BytesIO(data)).convert("RGB")
    client.close()

    assert image.size == (1264, 848)
    assert (colour_at(image, 0.5, 0.5), colour_at(image, 0.05, 0.05)) == ("red", "black")


def test_imagen_predicts(engine: Engine) -> None:
    body = {
        "instances": [{"prompt": "a red heart on a white background"}],
        "parameters": {"sampleCount": 2, "aspectRatio": "16:9", "personGeneration": "allow_adult"},
    }
    predictions = engine.post("predict", body, model_id="imagen-4.0-generate-001")["predictions"]

    assert [one["mimeType"] for one in predictions] == ["image/png"] * 2
    image = opened(predictions[0]["bytesBase64Encoded"])
    assert image.size == (1376, 768)
    assert colour_at(image, 0.5, 0.5) == "red"


def test_imagen_gives_jpeg_where_asked(engine: Engine) -> None:
    options = {"mimeType": "image/jpeg", "compressionQuality": 60}
    parameters = {"sampleCount": 1, "outputOptions": options}
    body = {"instances": {"prompt": "a tree"}, "parameters": parameters}
    (one,) = engine.post("predict", body, model_id="imagen-4.0-generate-001")["predictions"]

    assert one["mimeType"] == "image/jpeg"
    assert base64.b64decode(one["bytesBase64Encoded"])[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"instances": [{"prompt": " "}]},
        {"instances": [{"prompt": "a"}, {"prompt": "b"}]},
        {"instances": [{"prompt": "a", "image": {}}]},
        {"instances": [{"prompt": "a"}], "parameters": {"sampleCount": 5}},
        {"instances": [{"prompt": "a"}], "parameters": {"aspectRatio": "21:9"}},
        {"instances": [{"prompt": "a"}], "parameters": {"seed": 1}},
        {"instances": [{"prompt": "a"}], "parameters": {"outputMimeType": "image/gif"}},
        {"instances": [{"prompt": "a"}], "parameters": {"personGeneration": "EVERYBODY"}},
    ],
)
def test_imagen_is_strict(engine: Engine, body: dict[str, Any]) -> None:
    assert refused(engine, body, "imagen-4.0-generate-001", "predict")


def test_the_catalog_lists_the_drawing_model(engine: Engine) -> None:
    models = engine.client.get("/v1beta/models").json()["models"]
    methods = next(m for m in models if m["name"] == "models/local-drawing")

    assert {"generateContent", "predict"} <= set(methods["supportedGenerationMethods"])
