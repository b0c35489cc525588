"""How tests ask the engine for films and read them: the boxes of an mp4, and its frames."""

from __future__ import annotations

import io
import struct
import time
from collections.abc import Iterator
from typing import Any

from PIL import Image

from tests.local.conftest import Engine

VEO = "veo-3.1-generate-preview"
_CONTAINERS = {"moov", "trak", "mdia", "minf", "stbl", "edts"}


def order(engine: Engine, instance: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    """The operation at its end."""
    body: dict[str, Any] = {"instances": [instance]}
    if parameters:
        body["parameters"] = parameters
    name = engine.post("predictLongRunning", body, model_id=VEO)["name"]
    operation: dict[str, Any] = {}
    while "done" not in operation:
        operation = engine.client.get(f"/v1beta/{name}").json()
        assert "done" in operation or operation == {"name": name}
        time.sleep(0.1)
    return operation


def uris(operation: dict[str, Any]) -> list[str]:
    samples = operation["response"]["generateVideoResponse"]["generatedSamples"]
    return [sample["video"]["uri"] for sample in samples]


def film(engine: Engine, instance: dict[str, Any], **parameters: Any) -> bytes:
    (uri,) = uris(order(engine, instance, **parameters))
    return download(engine, uri)


def download(engine: Engine, uri: str) -> bytes:
    response = engine.client.get(uri, follow_redirects=True)
    assert response.status_code == 200, response.text
    return response.content


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[str, bytes]]:
    """The boxes of a film, one after another, each with its payload."""
    end = len(data) if end is None else end
    while start < end:
        size, kind = struct.unpack_from(">I4s", data, start)
        yield kind.decode(), data[start + 8 : start + size]
        if kind.decode() in _CONTAINERS:
            yield from boxes(data, start + 8, start + size)
        start += size


def frames(data: bytes) -> Image.Image:
    """The film as Pillow's animation: an AVIF sequence has the same boxes under other brands."""
    head = struct.unpack_from(">I", data)[0]
    brands = b"avis" + data[12:16] + b"avis" + b"msf1" * ((head - 20) // 4)
    sequence = data[:8] + brands + data[head:]
    return Image.open(io.BytesIO(sequence.replace(b"vide", b"pict", 1)), formats=["AVIF"])


def frame(data: bytes, number: int) -> Image.Image:
    animation = frames(data)
    animation.seek(number)
    return animation.convert("RGB")
