"""Films: ordered as from Veo, a real mp4, and what it shows."""

from __future__ import annotations

import base64
import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageStat, features

from gemini_magic import Client
from tests.local.conftest import KEY, Engine
from tests.local.films import VEO, boxes, download, film, frame, frames, order, uris

pytestmark = pytest.mark.skipif(not features.check("avif"), reason="this Pillow writes no AVIF")

Colour = Any


PROMPT = "A red car drives along the beach"


@pytest.fixture(scope="module")
def takes(engine: Engine) -> list[str]:
    """The addresses of two films of one prompt."""
    return uris(order(engine, {"prompt": PROMPT}, durationSeconds=4, sampleCount=2, seed=7))


@pytest.fixture(scope="module")
def red_car(engine: Engine, takes: list[str]) -> bytes:
    return download(engine, takes[0])


@pytest.fixture(scope="module")
def evening(engine: Engine) -> bytes:
    """Night comes, words appear, and one thing that is named is not wanted."""
    prompt = 'A static shot of a red car and a tree on a meadow, "HELLO", day turns to night'
    return film(engine, {"prompt": prompt}, negativePrompt="car", durationSeconds=4)


def picture(colour: Colour, size: tuple[int, int] = (640, 360)) -> dict[str, str]:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    return {"bytesBase64Encoded": data, "mimeType": "image/png"}


def middle_of(image: Image.Image, colour: Callable[[Colour], bool]) -> float:
    """How far to the right the pixels of a colour are, as a share of the width."""
    small = image.resize((160, 90))
    at = [i % 160 for i, pixel in enumerate(small.get_flattened_data()) if colour(pixel)]
    assert at
    return sum(at) / len(at) / 160


def is_red(pixel: Any) -> bool:
    red, green, blue = pixel
    return bool(red > 190 and green < 90 and blue < 90)


def near(image: Image.Image, colour: Colour) -> bool:
    """Whether a picture is of a colour, but for the badge."""
    mean = ImageStat.Stat(image.crop((0, 0, image.width, image.height // 2))).mean
    return all(abs(one - other) < 12 for one, other in zip(mean, colour, strict=True))


def test_a_film_is_an_mp4_of_av1(red_car: bytes) -> None:
    found = dict(boxes(red_car))
    kinds = [kind for kind, _ in boxes(red_car)]

    assert kinds[:3] == ["ftyp", "free", "moov"]
    assert found["ftyp"][:4] == b"isom"
    assert b"av01" in found["ftyp"][8:]
    assert b"avif" not in found["ftyp"]
    assert found["hdlr"][8:12] == b"vide"
    assert found["stsd"][12:16] == b"av01"
    assert b"not by Gemini" in found["free"]
    assert "meta" not in kinds


def test_a_film_lasts_as_long_as_it_was_asked_to(red_car: bytes) -> None:
    found = dict(boxes(red_car))
    movie_clock, movie = struct.unpack_from(">IQ", found["mvhd"], 20)
    media_clock, media = struct.unpack_from(">IQ", found["mdhd"], 20)
    (track,) = struct.unpack_from(">Q", found["tkhd"], 28)
    _, count, each = struct.unpack_from(">III", found["stts"], 4)

    assert (movie_clock, movie) == (24, 96)
    assert (media_clock, media) == (24, 96)
    assert track == 96
    assert (count, each) == (96, 1)


def test_samples_lie_in_the_file(red_car: bytes) -> None:
    found = dict(boxes(red_car))
    (offset,) = struct.unpack_from(">I", found["stco"], 8)
    (count,) = struct.unpack_from(">I", found["stsz"], 8)
    sizes = struct.unpack_from(f">{count}I", found["stsz"], 12)

    assert offset + sum(sizes) == len(red_car)
    assert red_car[offset - 4 : offset] == b"mdat"


def test_what_the_prompt_names_moves(red_car: bytes) -> None:
    places = [middle_of(frame(red_car, number), is_red) for number in (30, 60, 95)]

    assert frames(red_car).size == (1280, 720)
    assert places == sorted(places)
    assert places[-1] - places[0] > 0.2


def test_day_turns_to_night(evening: bytes) -> None:
    sky = (0, 0, 1280, 200)
    lights = [ImageStat.Stat(frame(evening, n).crop(sky).convert("L")).mean[0] for n in (0, 48, 95)]

    assert lights[0] > lights[1] > lights[2]
    assert lights[0] - lights[2] > 60


def test_quoted_words_appear(evening: bytes) -> None:
    box = (400, 240, 880, 460)
    before, after = (frame(evening, number).crop(box) for number in (0, 95))
    white = [one.convert("L").point(lambda v: 255 * (v > 225)) for one in (before, after)]

    assert ImageStat.Stat(white[1]).mean[0] - ImageStat.Stat(white[0]).mean[0] > 2


def test_what_the_negative_prompt_names_stays_away(evening: bytes, red_car: bytes) -> None:
    shown = [[*frame(one, 60).resize((160, 90)).get_flattened_data()] for one in (evening, red_car)]

    assert [any(map(is_red, pixels)) for pixels in shown] == [False, True]


def test_a_film_goes_from_its_first_picture_to_its_last(engine: Engine) -> None:
    instance = {
        "image": picture((200, 40, 40)),
        "lastFrame": picture((40, 40, 200), (300, 900)),
    }
    made = film(engine, instance, durationSeconds=4)

    assert near(frame(made, 0), (200, 40, 40))
    assert near(frame(made, 95), (40, 40, 200))
    assert not near(frame(made, 48), (200, 40, 40))
    assert not near(frame(made, 48), (40, 40, 200))


def test_an_upright_film_shows_its_reference_pictures(engine: Engine) -> None:
    reference = {"image": picture((230, 20, 30), (200, 200)), "referenceType": "ASSET"}
    instance = {"prompt": "on a meadow", "referenceImages": [reference]}
    made = film(engine, instance, aspectRatio="9:16")

    assert frames(made).size == (720, 1280)
    assert getattr(frames(made), "n_frames", 0) == 8 * 24
    assert 0.3 < middle_of(frame(made, 20), is_red) < 0.7


def test_a_film_goes_on(engine: Engine, takes: list[str], red_car: bytes) -> None:
    client = Client(api_key=KEY, base_url=engine.url)
    begun = client.models.generate_videos(model=VEO, prompt="it snows", video={"uri": takes[0]})
    done = client.operations.wait(begun, pause=0.2)
    assert done.response is not None
    assert done.response.generated_videos
    longer = client.files.download(file=done.response.generated_videos[0])

    assert longer is not None
    assert getattr(frames(longer), "n_frames", 0) == 96 + 7 * 24
    assert abs(middle_of(frame(longer, 60), is_red) - middle_of(frame(red_car, 60), is_red)) < 0.02


def test_two_takes_differ(engine: Engine, takes: list[str], red_car: bytes) -> None:
    assert download(engine, takes[1]) != red_car


def test_the_badge_is_on_every_film(red_car: bytes) -> None:
    corner = frame(red_car, 40).crop((1100, 690, 1270, 715))
    shades = [*corner.convert("L").get_flattened_data()]

    assert min(shades) < 70
    assert max(shades) > 200


@pytest.mark.parametrize("video", [b"\0\0\0\x10ftypmp42" + b"\0" * 400, b"x" * 50, b"0"])
def test_a_foreign_video_is_not_lengthened(engine: Engine, video: bytes) -> None:
    encoded = base64.b64encode(video).decode()
    operation = order(engine, {"prompt": "on", "video": {"encodedVideo": encoded}})

    assert operation["error"]["code"] == 9
    assert "made no film" in operation["error"]["message"]


def test_half_a_film_is_not_lengthened(engine: Engine, red_car: bytes) -> None:
    encoded = base64.b64encode(red_car[: len(red_car) // 2]).decode()
    operation = order(engine, {"prompt": "on", "video": {"encodedVideo": encoded}})

    assert operation["error"]["code"] == 9
    assert "bytes, and" in operation["error"]["message"]


def test_our_client_saves_a_film_and_equal_orders_give_equal_ones(
    engine: Engine, red_car: bytes, tmp_path: Path
) -> None:
    client = Client(api_key=KEY, base_url=engine.url)
    operation = client.models.generate_videos(
        model=VEO, prompt=PROMPT, config={"duration_seconds": 4, "seed": 7}
    )
    done = client.operations.wait(operation, pause=0.2)
    assert done.response is not None
    assert done.response.generated_videos
    video = done.response.generated_videos[0].video
    assert video is not None
    client.files.download(file=video, destination=tmp_path / "car.mp4")

    assert (tmp_path / "car.mp4").read_bytes() == red_car
