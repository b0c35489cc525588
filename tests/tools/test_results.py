"""What functions return, as the model gets it: data as JSON, media as parts of the response."""

from __future__ import annotations

import io
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from pydantic import BaseModel

from gemini_magic import types
from gemini_magic.api.audio import Audio, wav
from gemini_magic.api.types import FunctionCall
from gemini_magic.tools import FunctionTool


def png(colour: str = "red") -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", (3, 2), colour).save(sink, "PNG")
    return sink.getvalue()


def told(result: Any) -> dict[str, Any]:
    """The functionResponse on the wire."""

    def give() -> Any:
        return result() if callable(result) else result

    return FunctionTool(give).respond(FunctionCall(id="c", name="give", args={})).to_wire()


def figure() -> Any:
    from matplotlib.figure import Figure

    return Figure(figsize=(1, 1))


def axes() -> Any:
    return figure().add_subplot()


def ipython_image() -> Any:
    from IPython.display import Image as Shown

    return Shown(data=png())


def ipython_audio() -> Any:
    from IPython.display import Audio as Player

    return Player(data=wav(b"\0\0" * 10, 8000), rate=8000)


@pytest.mark.parametrize(
    ("make", "mime_type"),
    [
        (lambda: Image.new("RGB", (3, 2)), "image/png"),
        (figure, "image/png"),
        (axes, "image/png"),
        (png, "image/png"),
        (lambda: bytearray(png()), "image/png"),
        (lambda: np.zeros((4, 5, 3), "uint8"), "image/png"),
        (lambda: Audio(b"\0\0" * 8, "audio/L16;rate=8000"), "audio/wav"),
        (lambda: wav(b"\0\0" * 8, 8000), "audio/wav"),
        (ipython_image, "image/png"),
        (ipython_audio, "audio/wav"),
        (lambda: b"%PDF-1.4", "application/pdf"),
        (lambda: types.Part.from_bytes(data=b"x", mime_type="image/webp"), "image/webp"),
    ],
)
def test_media_stand_beside_the_answer_which_refers_to_them(
    make: Callable[[], Any], mime_type: str
) -> None:
    response = told(lambda: {"seen": [make()]})
    [part] = response["parts"]

    assert part["inlineData"]["mimeType"] == mime_type
    assert part["inlineData"]["data"]
    assert response["response"] == {
        "result": {"seen": [{"$ref": part["inlineData"]["displayName"]}]}
    }


def test_several_media_have_names_of_their_own() -> None:
    names = [part["inlineData"]["displayName"] for part in told([png(), png("blue")])["parts"]]

    assert names == ["image_1.png", "image_2.png"]


def test_an_uploaded_file_goes_by_its_address() -> None:
    file = types.File(name="files/a", uri="https://x/files/a", mime_type="video/mp4")

    assert told(file)["parts"] == [
        {
            "fileData": {
                "fileUri": "https://x/files/a",
                "mimeType": "video/mp4",
                "displayName": "video_1.mp4",
            }
        }
    ]


def test_a_path_is_its_file_or_else_a_name(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(png())

    assert told(picture)["response"] == {"result": {"$ref": "image_1.png"}}
    assert told(tmp_path)["response"] == {"result": str(tmp_path)}


class Weather(BaseModel):
    city: str
    degrees: float


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (Weather(city="Bern", degrees=3), {"city": "Bern", "degrees": 3.0}),
        (b"plain", "plain"),
        (pd.DataFrame({"a": [1, 2]}), [{"a": 1}, {"a": 2}]),
        (pd.Series([1, 2], name="a"), {"0": 1, "1": 2}),
        (np.arange(3), [0, 1, 2]),
        (np.float64(0.5), 0.5),
        (range(3), [0, 1, 2]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_data_are_json(result: Any, expected: Any) -> None:
    assert told(result)["response"] == {"result": expected}


def test_of_large_arrays_and_endless_generators_the_beginning_is_sent() -> None:
    array = told(np.zeros((1000, 50)))["response"]["result"]
    endless = told(itertools.count())["response"]["result"]

    assert array["rows_in_all"] == 1000
    assert len(array["first_rows"]) == 200
    assert endless == {"first_items": list(range(200)), "more": True}


def test_a_generator_gives_what_it_yields() -> None:
    def count(most: int) -> Iterator[int]:
        yield from range(most)

    answer = FunctionTool(count).respond(FunctionCall(name="count", args={"most": 3}))

    assert answer.response == {"result": [0, 1, 2]}


def test_an_asynchronous_generator_gives_what_it_yields() -> None:
    async def count(most: int) -> AsyncIterator[int]:
        for number in range(most):
            yield number

    answer = FunctionTool(count).respond(FunctionCall(name="count", args={"most": 300}))

    assert answer.response == {"result": {"first_items": list(range(200)), "more": True}}


def test_a_function_may_say_the_whole_response_itself() -> None:
    response = told(types.FunctionResponse(response={"status": "queued"}, will_continue=True))

    assert response == {
        "id": "c",
        "name": "give",
        "response": {"status": "queued"},
        "willContinue": True,
    }


def test_what_a_function_raises_is_one_line_without_keys() -> None:
    key = "AIza" + "x" * 35

    def fail() -> None:
        raise ValueError(f"GET https://x/?key={key}\nfailed")

    answer = FunctionTool(fail).respond(FunctionCall(name="fail", args={}))

    assert answer.response == {"error": "ValueError: GET https://x/?key=AIza…[redacted] failed"}
