"""An answer over several calls: functions called, pieces continued, broken streams resumed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import PIL.Image
import pytest
from pydantic import BaseModel

from gemini_magic import Client, errors, types
from tests.api.conftest import Colour
from tests.api.script import AT_ONCE, Script, client_with, document, says, stream

MODEL = "gemini-3-flash-preview"


def weather(place: str, days: int = 1) -> dict[str, Any]:
    """The weather."""
    if place == "Atlantis":
        raise LookupError("it sank")
    return {"temp": 70 + days}


def asks(*calls: dict[str, Any], **part: Any) -> dict[str, Any]:
    parts = [{"functionCall": call, **part} for call in calls]
    return {"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}]}


def call(name: str = "weather", id: str = "c1", **args: Any) -> dict[str, Any]:
    return {"id": id, "name": name, "args": args}


def responses(script: Script, number: int = 1) -> list[dict[str, Any]]:
    """What our functions answered, in one of the requests."""
    last = script.bodies[number]["contents"][-1]
    assert last["role"] == "user"
    return [part["functionResponse"] for part in last["parts"]]


def generate(config: Any, contents: Any = "?") -> Any:
    return lambda models: models.generate_content(model=MODEL, contents=contents, config=config)


def generate_stream(config: Any, contents: Any = "?") -> Any:
    return lambda models: models.generate_content_stream(
        model=MODEL, contents=contents, config=config
    )


def test_functions_are_called_and_the_model_is_asked_again(colour: Colour) -> None:
    turn = asks(call(place="Bern"), call(id="c2", place="Rome", days=2), thoughtSignature="AA-_")
    script = Script(document(turn), document(says("71 and 72")))
    response = colour.answer(client_with(script), generate({"tools": [weather]}))

    assert response.text == "71 and 72"
    assert responses(script) == [
        {"id": "c1", "name": "weather", "response": {"result": {"temp": 71}}},
        {"id": "c2", "name": "weather", "response": {"result": {"temp": 72}}},
    ]
    assert script.bodies[1]["contents"][1] == turn["candidates"][0]["content"]
    assert [c.role for c in response.automatic_function_calling_history] == [
        "user",
        "model",
        "user",
    ]


def test_functions_are_called_within_a_stream_too(colour: Colour) -> None:
    script = Script(
        stream(says("Let me "), says("see"), asks(call(place="Bern"))),
        stream(says("It is "), says("71", finishReason="STOP")),
    )
    chunks = colour.items(client_with(script), generate_stream({"tools": [weather]}))

    assert [chunk.text for chunk in chunks] == ["Let me ", "see", None, "It is ", "71"]
    assert script.bodies[1]["contents"][1]["parts"] == [
        {"text": "Let me see"},
        {"functionCall": call(place="Bern")},
    ]
    assert responses(script)[0]["response"] == {"result": {"temp": 71}}
    assert len(chunks[-1].automatic_function_calling_history) == 3
    assert chunks[0].automatic_function_calling_history == []


@pytest.mark.parametrize(
    ("args", "expected"),
    [({"place": "Atlantis"}, "LookupError: it sank"),
     ({"days": 1}, "wrong arguments: place: Field required")],
)  # fmt: skip
def test_what_goes_wrong_is_told_to_the_model(
    args: dict[str, Any], expected: str, colour: Colour
) -> None:
    script = Script(document(asks(call(**args))), document(says("sorry")))
    response = colour.answer(client_with(script), generate({"tools": [weather]}))

    assert responses(script)[0]["response"] == {"error": expected}
    assert response.text == "sorry"


def test_an_interrupt_in_a_function_is_no_answer() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    script = Script(document(asks(call("stop"))))
    with pytest.raises(KeyboardInterrupt):
        generate({"tools": [stop]})(client_with(script).models)

    assert len(script.requests) == 1


def test_a_turn_with_a_call_that_is_not_ours_is_left_to_the_caller(colour: Colour) -> None:
    declared = {"function_declarations": [{"name": "book"}]}
    script = Script(document(asks(call(place="Bern"), call("book"))))
    response = colour.answer(client_with(script), generate({"tools": [weather, declared]}))

    assert [c.name for c in response.function_calls] == ["weather", "book"]
    assert response.automatic_function_calling_history == []
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("automatic", "requests"),
    [({"disable": True}, 1), ({"maximum_remote_calls": 3}, 3), ({"maximum_remote_calls": 0}, 1),
     ({}, 10)],
)  # fmt: skip
def test_the_model_is_asked_as_often_as_was_allowed(
    automatic: dict[str, Any], requests: int, colour: Colour
) -> None:
    script = Script(document(asks(call(place="Bern"))))
    config = {"tools": [weather], "automatic_function_calling": automatic}
    response = colour.answer(client_with(script), generate(config))

    assert len(script.requests) == requests
    assert response.function_calls[0].name == "weather"
    assert len(response.automatic_function_calling_history) == (2 * requests - 1) * (requests > 1)


def test_a_history_can_be_left_out() -> None:
    script = Script(document(asks(call(place="Bern"))), document(says("71")))
    config = {"tools": [weather], "automatic_function_calling": {"ignore_call_history": True}}
    response = generate(config)(client_with(script).models)

    assert response.automatic_function_calling_history == []


async def later(place: str) -> str:
    await asyncio.sleep(0)
    return f"sun in {place}"


def test_functions_may_be_async_for_the_async_client() -> None:
    async def ask(script: Script) -> tuple[Any, list[Any]]:
        models = client_with(script).aio.models
        whole = await generate({"tools": [later]})(models)
        chunks = [chunk async for chunk in await generate_stream({"tools": [later]})(models)]
        return whole, chunks

    turn = asks(call("later", place="Bern"))
    script = Script(document(turn), document(says("whole")), stream(turn), stream(says("streamed")))
    whole, chunks = asyncio.run(ask(script))

    assert (whole.text, chunks[-1].text) == ("whole", "streamed")
    assert [responses(script, n)[0]["response"] for n in (1, 3)] == [{"result": "sun in Bern"}] * 2


def test_an_async_function_is_refused_by_the_other_client() -> None:
    script = Script(document(asks(call("later", place="Bern"))))
    with pytest.raises(errors.InvalidRequest, match=r"later\(\) is an `async def`.*client\.aio"):
        generate({"tools": [later]})(client_with(script).models)


class Figure:
    """Draws itself as figures of matplotlib do."""

    def savefig(self, file: Any, format: str) -> None:
        file.write(f"a {format}".encode())


class Pair(BaseModel):
    model_config = {"arbitrary_types_allowed": True}
    name: str
    picture: Any


PICTURE = types.Blob(mime_type="image/png", data=b"png")


@pytest.mark.parametrize(
    ("result", "value", "media"),
    [
        (Figure(), {"$ref": "image_1.png"}, [("image/png", "a png")]),
        (PICTURE, {"$ref": "image_1.png"}, [("image/png", "png")]),
        (types.Part(inline_data=PICTURE), {"$ref": "image_1.png"}, [("image/png", "png")]),
        (
            {"two": [Figure(), types.Image(image_bytes=b"jpg", mime_type="image/jpeg")]},
            {"two": [{"$ref": "image_1.png"}, {"$ref": "image_2.jpg"}]},
            [("image/png", "a png"), ("image/jpeg", "jpg")],
        ),
        (
            Pair(name="a", picture=Figure()),
            {"name": "a", "picture": {"$ref": "image_1.png"}},
            [("image/png", "a png")],
        ),
        (
            types.Blob(mime_type="application/pdf", data=b"pdf", display_name="report.pdf"),
            {"$ref": "report.pdf"},
            [("application/pdf", "pdf")],
        ),
    ],
    ids=["figure", "blob", "part", "nested", "in a model", "named"],
)
def test_media_go_back_as_parts_that_the_result_refers_to(
    result: Any, value: Any, media: list[tuple[str, str]]
) -> None:
    def draw() -> Any:
        return result

    script = Script(document(asks(call("draw"))), document(says("nice")))
    generate({"tools": [draw]})(client_with(script).models)
    (answer,) = responses(script)
    parts = types.FunctionResponse.model_validate(answer).parts or []
    blobs = [part.inline_data for part in parts if part.inline_data]

    assert answer["response"] == {"result": value}
    assert [(b.mime_type, (b.data or b"").decode()) for b in blobs] == media
    assert all(f'"{b.display_name}"' in json.dumps(value) for b in blobs)


def test_a_pil_image_goes_back_as_a_png() -> None:
    def draw() -> Any:
        return PIL.Image.new("RGB", (1, 1))

    script = Script(document(asks(call("draw"))), document(says("nice")))
    generate({"tools": [draw]})(client_with(script).models)
    (part,) = responses(script)[0]["parts"]

    assert part["inlineData"]["mimeType"] == "image/png"
    assert responses(script)[0]["response"] == {"result": {"$ref": "image_1.png"}}


@pytest.mark.parametrize(
    ("result", "value"),
    [
        (
            pd.DataFrame({"day": pd.to_datetime(["2026-01-02"]), "rain": [None], "n": [3]}),
            [{"day": "2026-01-02T00:00:00.000", "rain": None, "n": 3}],
        ),
        ({"sums": pd.Series({"a": 1.5})}, {"sums": {"a": 1.5}}),
        (pd.Series([1, 2]).to_numpy(), [1, 2]),
        (pd.Series([1.5]).to_numpy()[0], 1.5),
    ],
    ids=["table", "series", "array", "scalar"],
)
def test_tables_go_back_as_records(result: Any, value: Any) -> None:
    def table() -> Any:
        return result

    script = Script(document(asks(call("table"))), document(says("nice")))
    generate({"tools": [table]})(client_with(script).models)

    assert responses(script) == [{"id": "c1", "name": "table", "response": {"result": value}}]


def test_what_cannot_be_sent_is_told_to_the_model() -> None:
    def give() -> Any:
        return object()

    script = Script(document(asks(call("give"))), document(says("nice")))
    generate({"tools": [give]})(client_with(script).models)

    assert "a object cannot be sent" in responses(script)[0]["response"]["error"]


def piece(text: str, token: str = "", finish: str = "CONTINUATION", tokens: int = 1) -> Any:
    candidate: dict[str, Any] = {"finishReason": finish} if finish else {}
    if token:
        candidate["continuationToken"] = token
    counted = {"promptTokenCount": 5, "totalTokenCount": 5 + tokens}
    details = [{"modality": "TEXT", "tokenCount": 5}]
    return {**says(text, **candidate), "usageMetadata": {**counted, "promptTokensDetails": details}}


def test_pieces_are_put_together_and_their_usage_is_added(colour: Colour) -> None:
    script = Script(
        document(piece('{"a"', "T1")), document(piece(":", "T2")), document(piece("1}", "", "STOP"))
    )
    config = {"response_schema": dict[str, int]}
    response = colour.answer(client_with(script), generate(config))

    assert response.text == '{"a":1}'
    assert response.parsed == {"a": 1}
    assert response.hops == 3
    assert response.usage_metadata.to_wire() == {
        "promptTokenCount": 15,
        "totalTokenCount": 18,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 15}],
    }
    assert [body.pop("continuationToken", None) for body in script.bodies] == [None, "T1", "T2"]
    assert len({json.dumps({**b, "continuationToken": 0}) for b in script.bodies}) == 1


def tokens() -> Iterator[httpx.Response]:
    number = 0
    while True:
        number += 1
        yield document(piece("x", f"T{number}"))


@pytest.mark.parametrize(
    ("config", "requests"),
    [({}, 6), ({"maximum_continuations": 2}, 3), ({"automatic_continuation": False}, 1)],
)
def test_an_answer_is_continued_as_often_as_was_allowed(
    config: dict[str, Any], requests: int, colour: Colour
) -> None:
    endless = tokens()
    transport = httpx.MockTransport(lambda request: next(endless))
    client = Client(api_key="k", transport=transport, retry=AT_ONCE)
    response = colour.answer(client, generate(config))

    assert response.hops == requests
    assert response.text == "x" * requests
    assert response.candidates[0].finish_reason == "CONTINUATION"


def test_the_same_token_again_is_not_followed() -> None:
    script = Script(document(piece("a", "T1")))
    response = generate({})(client_with(script).models)

    assert (response.text, response.hops) == ("aa", 2)


def test_a_stream_of_pieces_is_one_stream(colour: Colour) -> None:
    script = Script(
        stream(piece("a", "", ""), piece("b", "T1", tokens=2)), stream(piece("c", "", "STOP"))
    )
    chunks = colour.items(client_with(script), generate_stream({}))

    assert "".join(chunk.text for chunk in chunks) == "abc"
    assert script.bodies[1]["continuationToken"] == "T1"
    assert [chunk.usage_metadata.total_token_count for chunk in chunks] == [6, 7, 13]
    assert [chunk.hops for chunk in chunks] == [1, 1, 2]


def broken(*chunks: Any, error: Exception | None = None) -> httpx.Response:
    """A stream that breaks behind its chunks."""
    body = b"".join(b"data: %s\r\n\r\n" % json.dumps(chunk).encode() for chunk in chunks)

    class Breaking(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield body
            raise error or httpx.ReadError("cut")

        async def __aiter__(self) -> Any:
            for piece in self:
                yield piece

    return httpx.Response(200, stream=Breaking())


def client_that(*answers: Any) -> tuple[Client, list[Any]]:
    """A client whose service gives each answer once, and the bodies that it is sent."""
    bodies: list[Any] = []
    waiting = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        response: httpx.Response = waiting.pop(0)
        return response

    return Client(api_key="k", transport=httpx.MockTransport(answer), retry=AT_ONCE), bodies


def test_a_broken_stream_goes_on_behind_its_last_checkpoint(colour: Colour) -> None:
    client, bodies = client_that(
        broken(piece("a", "T1", ""), piece("b", "", ""), piece("c", "", "")),
        broken(piece("b", "", "")),
        stream(piece("bc", "", ""), piece("d", "", "STOP")),
    )
    chunks = colour.items(client, generate_stream({}))

    assert "".join(chunk.text for chunk in chunks) == "abcd"
    assert [body.get("continuationToken") for body in bodies] == [None, "T1", "T1"]


def test_a_stream_that_is_told_differently_keeps_its_break(colour: Colour) -> None:
    client, _ = client_that(broken(piece("a", "T1", ""), piece("b", "", "")), stream(piece("x")))
    with pytest.raises(errors.ConnectionFailed, match="cut"):
        colour.items(client, generate_stream({}))


@pytest.mark.parametrize(
    "chunks",
    [[piece("a", "", "")], [piece("a", "T1", ""), asks(call())]],
    ids=["no checkpoint", "a call behind it"],
)
def test_what_cannot_be_resumed_is_reported(chunks: list[Any], colour: Colour) -> None:
    chunks[-1]["candidates"][0].pop("finishReason", None)
    client, bodies = client_that(broken(*chunks))
    with pytest.raises(errors.ConnectionFailed, match="cut"):
        colour.items(client, generate_stream({}))

    assert len(bodies) == 1


def test_connections_that_bring_nothing_new_end_the_stream(colour: Colour) -> None:
    client, bodies = client_that(broken(piece("a", "T1", "")), *(broken() for _ in range(4)))
    with pytest.raises(errors.ConnectionFailed, match="cut"):
        colour.items(client, generate_stream({}))

    assert len(bodies) == 5


def test_the_same_checkpoint_again_is_nothing_new(colour: Colour) -> None:
    client, bodies = client_that(*(broken(piece("", "T1", "")) for _ in range(5)))
    with pytest.raises(errors.ConnectionFailed, match="cut"):
        colour.items(client, generate_stream({}))

    assert len(bodies) == 5


def test_a_whole_answer_is_not_resumed(colour: Colour) -> None:
    client, bodies = client_that(broken(piece("a", "T1", ""), piece("b", "", "STOP")))
    with pytest.raises(errors.ConnectionFailed, match="cut"):
        colour.items(client, generate_stream({}))

    assert len(bodies) == 1


def test_a_stream_that_breaks_between_two_pieces_is_continued(colour: Colour) -> None:
    silent = piece("b", "T2", "")
    del silent["usageMetadata"]
    client, _ = client_that(
        broken(piece("a", "T1")), broken(silent), stream(piece("c", "", "STOP"))
    )
    chunks = colour.items(client, generate_stream({}))

    assert "".join(chunk.text for chunk in chunks) == "abc"
    assert chunks[-1].usage_metadata.prompt_token_count == 10


def test_an_error_of_the_service_is_no_break(colour: Colour) -> None:
    error = {"error": {"code": 503, "status": "UNAVAILABLE", "message": "later"}}
    client, _ = client_that(stream(piece("a", "T1", ""), error))
    with pytest.raises(errors.Unavailable):
        colour.items(client, generate_stream({}))


def test_a_path_too_large_for_a_request_is_uploaded(tmp_path: Path, colour: Colour) -> None:
    path = tmp_path / "long.mp4"
    with path.open("wb") as file:
        file.truncate(16_000_000)
    uploaded = {"name": "files/x", "uri": "https://g/files/x", "mimeType": "video/mp4"}
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/upload"):
            is_start = request.headers["x-goog-upload-command"] == "start"
            headers = {"x-goog-upload-status": "active" if is_start else "final"}
            headers |= {"x-goog-upload-url": "https://g/upload?id=1"} if is_start else {}
            return httpx.Response(200, headers=headers, json={"file": uploaded})
        sent.append(json.loads(request.content))
        is_stream = "stream" in request.url.path
        return stream(says("a film")) if is_stream else document(says("a film"))

    client = Client(api_key="k", transport=httpx.MockTransport(answer), retry=AT_ONCE)
    colour.answer(client, generate(None, [path, "what is it?"]))
    colour.items(client, generate_stream(None, [path, "what is it?"]))
    media = {"fileData": {"fileUri": "https://g/files/x", "mimeType": "video/mp4"}}

    assert [body["contents"][0]["parts"] for body in sent] == [[media, {"text": "what is it?"}]] * 2
