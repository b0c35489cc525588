"""Large media lie beside the notebook: small in the page, whole in a file named by its content."""

from __future__ import annotations

import base64
import io
import json
import random
import struct
import warnings
import wave
import zlib

import pytest
from PIL import Image

from gemini_magic.api.types import Blob, Part
from gemini_magic.attach.thumbnail import decoded
from gemini_magic.chat import Reply, fold
from gemini_magic.chat.events import Finish, Opened, PartDelta, PartStart
from gemini_magic.render import MIME_TYPE, LivePage, render
from tests.render.reading import Element, elements_of, unbalanced_in

BESIDE = "gemini_media"


def noise(side: int, seed: int = 0, mode: str = "RGB") -> bytes:
    """A PNG that no compression makes smaller: 3 bytes a pixel."""
    count = side * side * len(mode)
    sink = io.BytesIO()
    Image.frombytes(mode, (side, side), random.Random(seed).randbytes(count)).save(sink, "PNG")
    return sink.getvalue()


PHOTO = noise(600)


def media(mime_type: str, *contents: bytes) -> Reply:
    parts = [Part(inline_data=Blob(mime_type=mime_type, data=data)) for data in contents]
    return fold([Opened("gemini-test", "r"), *map(PartStart, parts), Finish("STOP")])


def elements(reply: Reply, tag: str, beside: str = BESIDE) -> list[Element]:
    html = render(reply, beside=beside).data["text/html"]
    assert not unbalanced_in(html)
    return [element for element in elements_of(html) if element.tag == tag]


def data_of(uri: str) -> bytes:
    return base64.b64decode(uri.partition(",")[2])


def test_a_large_picture_is_small_in_the_page_and_whole_in_a_file() -> None:
    bundle = render(media("image/png", PHOTO), beside=BESIDE)
    ((path, data),) = bundle.files.items()
    (image,) = elements(media("image/png", PHOTO), "img")
    (link,) = elements(media("image/png", PHOTO), "a")
    with Image.open(io.BytesIO(data_of(image.attributes["src"]))) as thumbnail:
        side = max(thumbnail.size)

    assert data == PHOTO
    assert path.startswith(f"{BESIDE}/")
    assert path == link.attributes["href"]
    assert side <= 512
    assert image.attributes["width"] == image.attributes["height"] == "512"
    assert f"]({path})" in bundle.data["text/markdown"]
    assert path in bundle.data["text/plain"]
    assert bundle.data[MIME_TYPE]["answers"][0]["parts"][0]["file"] == path


def test_ten_pictures_of_a_megabyte_leave_the_notebook_under_one() -> None:
    reply = media("image/png", *(noise(600, seed) for seed in range(10)))
    bundle = render(reply, beside=BESIDE)

    assert len(bundle.files) == 10
    assert len(json.dumps([bundle.data, bundle.metadata])) < 1_000_000
    assert sum(map(len, bundle.files.values())) > 10_000_000


def test_the_same_picture_is_one_file() -> None:
    assert len(render(media("image/png", PHOTO, PHOTO), beside=BESIDE).files) == 1


def test_a_picture_with_holes_keeps_them() -> None:
    (image,) = elements(media("image/png", noise(300, mode="RGBA")), "img")
    with Image.open(io.BytesIO(data_of(image.attributes["src"]))) as thumbnail:
        assert thumbnail.has_transparency_data


@pytest.mark.parametrize(
    "mime_type", ["image/svg+xml", "text/html", "application/pdf", "application/javascript"]
)
def test_what_a_server_would_run_as_a_page_is_never_written(mime_type: str) -> None:
    assert not render(media(mime_type, PHOTO), beside=BESIDE).files


def test_nothing_is_written_where_the_notebook_holds_all() -> None:
    (image,) = elements(media("image/png", PHOTO), "img", beside="")

    assert not render(media("image/png", PHOTO)).files
    assert data_of(image.attributes["src"]) == PHOTO


def test_a_small_picture_stays_in_the_page() -> None:
    small = noise(20)
    (image,) = elements(media("image/png", small), "img")

    assert data_of(image.attributes["src"]) == small
    assert not render(media("image/png", small), beside=BESIDE).files


def test_a_picture_that_cannot_be_decoded_is_shown_from_its_file() -> None:
    broken = PHOTO[:40] + b"\xff" * 200_000
    (image,) = elements(media("image/png", broken), "img")
    (path,) = render(media("image/png", broken), beside=BESIDE).files

    assert image.attributes["src"] == path


def test_a_picture_that_claims_to_be_enormous_is_not_unpacked() -> None:
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\x08\x02\0\0\0"
    (image,) = elements(media("image/png", header + b"\0" * 200_000), "img")

    assert image.attributes["src"].startswith(BESIDE)


def test_a_picture_that_only_claims_to_be_enormous_is_not_unpacked_either() -> None:
    claimed = io.BytesIO()
    Image.new("1", (1, 1)).save(claimed, "PNG")
    ihdr = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    lies = claimed.getvalue()[:12] + ihdr + struct.pack(">I", zlib.crc32(ihdr))
    (image,) = elements(media("image/png", lies + claimed.getvalue()[33:]), "img")

    assert image.attributes["src"].startswith("data:image/png")


def test_decoding_leaves_the_filters_of_warnings_alone_which_all_threads_share() -> None:
    before = warnings.filters

    assert decoded(PHOTO, lambda picture: warnings.filters) is before


def test_a_long_sound_plays_from_its_file_or_else_a_few_seconds_of_it() -> None:
    samples = b"\x10\x20" * 24_000 * 10
    reply = media("audio/L16;rate=24000", samples)
    bundle = render(reply, beside=BESIDE)
    whole, preview = (element.attributes["src"] for element in elements(reply, "source"))
    with wave.open(io.BytesIO(data_of(preview))) as sound:
        seconds = sound.getnframes() / sound.getframerate()

    assert whole in bundle.files
    assert bundle.files[whole].startswith(b"RIFF")
    assert seconds == 5
    assert len(json.dumps(bundle.data)) < 100_000


def test_a_film_plays_from_its_file() -> None:
    reply = media("video/mp4", b"\0" * 2_000_000)
    (path,) = render(reply, beside=BESIDE).files
    (source,) = elements(reply, "source")

    assert path.endswith(".mp4")
    assert source.attributes["src"] == path


def test_a_growing_reply_sends_pictures_as_small_drafts() -> None:
    page = LivePage(BESIDE)
    reply = fold([PartStart(Part(inline_data=Blob(mime_type="image/png", data=PHOTO)))])
    reply = reply.apply(PartStart(Part(text="and"))).apply(PartDelta(" more"))
    (draft,) = [e for e in elements_of(page.html(reply)) if e.tag == "img"]
    ended = reply.apply(Finish("STOP"))
    (whole,) = elements(ended, "img")

    assert len(draft.attributes["src"]) < 16_000 < len(whole.attributes["src"])
    assert draft.attributes["width"] == whole.attributes["width"]
    assert render(ended, beside=BESIDE) == render(ended, page)


def test_drafts_of_players_hold_no_sound() -> None:
    reply = fold([PartStart(Part(inline_data=Blob(mime_type="audio/mpeg", data=PHOTO)))])

    assert len(LivePage().html(reply)) < 1000
