"""Client and AsyncClient: where calls go, what comes back, and that connections are given back."""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import httpx
import pytest
from pydantic import BaseModel

from gemini_magic import Client, RetryPolicy, errors, types
from gemini_magic.api.call import Call, Listing
from tests.api.conftest import Colour
from tests.api.script import Script, client_with, document, error, says, stream
from tests.scripted import ScriptedGemini, texts


def ask(models: Any) -> Any:
    return models.generate_content(model="m", contents="hi")


def ask_for_chunks(models: Any) -> Any:
    return models.generate_content_stream(model="m", contents="hi")


def request_of(colour: Colour, do: Any = ask, **arguments: Any) -> httpx.Request:
    """The request that a client made with these arguments sends."""
    script = Script(document({}))
    colour.answer(client_with(script, **arguments), do)
    return script.requests[0]


# Where calls go


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        ({}, "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"),
        ({"api_version": "v1"}, "https://generativelanguage.googleapis.com/v1/models/m:generateContent"),
        ({"base_url": "https://e.org"}, "https://e.org/v1beta/models/m:generateContent"),
        ({"base_url": "https://e.org/"}, "https://e.org/v1beta/models/m:generateContent"),
        (
            {"base_url": "https://e.org:8443/proxy/gemini/"},
            "https://e.org:8443/proxy/gemini/v1beta/models/m:generateContent",
        ),
        (
            {"http_options": {"api_version": "v1alpha", "base_url": "https://e.org/p"}},
            "https://e.org/p/v1alpha/models/m:generateContent",
        ),
        (
            {"http_options": types.HttpOptions(api_version="v1alpha"), "api_version": "v1"},
            "https://generativelanguage.googleapis.com/v1/models/m:generateContent",
        ),
    ],
)  # fmt: skip
def test_the_address_is_joined_not_resolved(
    arguments: dict[str, Any], url: str, colour: Colour
) -> None:
    assert str(request_of(colour, **arguments).url) == url


def test_the_environment_names_address_and_version(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "https://e.org/x")
    monkeypatch.setenv("GOOGLE_GENAI_API_VERSION", "v1")

    assert str(request_of(colour).url) == "https://e.org/x/v1/models/m:generateContent"


def test_a_call_may_choose_its_version_headers_and_time(colour: Colour) -> None:
    options = {"api_version": "v1alpha", "headers": {"X-Mine": "1"}, "timeout": 12_000}
    request = request_of(
        colour,
        lambda models: models.generate_content(
            model="m", contents="hi", config={"http_options": options}
        ),
    )

    assert request.url.path == "/v1alpha/models/m:generateContent"
    assert request.headers["x-mine"] == "1"
    assert request.headers["x-server-timeout"] == "12"
    assert request.extensions["timeout"]["read"] == 12.0


def test_headers_of_the_client_are_sent_and_say_who_asks(colour: Colour) -> None:
    headers = request_of(colour, http_options={"headers": {"X-Mine": "1"}}).headers

    assert headers["x-mine"] == "1"
    assert headers["user-agent"].startswith("gemini-magic/")
    assert headers["x-goog-api-client"].startswith("gemini-magic/")


@pytest.mark.parametrize(
    ("arguments", "connect", "read"),
    [
        ({}, 15.0, 600.0),
        ({"timeout": 5}, 5.0, 5.0),
        ({"timeout": 90}, 15.0, 90.0),
        ({"timeout": float("inf")}, 15.0, None),
        ({"http_options": {"timeout": 5000}}, 5.0, 5.0),
        ({"http_options": {"timeout": 5000}, "timeout": 6}, 6.0, 6.0),
    ],
)
def test_times_limit_silence(
    arguments: dict[str, Any], connect: float, read: float | None, colour: Colour
) -> None:
    limits = request_of(colour, **arguments).extensions["timeout"]

    assert (limits["connect"], limits["read"]) == (connect, read)


@pytest.mark.parametrize("whose", ["client", "call"])
@pytest.mark.parametrize(("seconds", "told"), [(2, None), (9.9, None), (10, "10"), (12.3, "13")])
def test_a_service_is_told_of_generous_limits_only(
    seconds: float, told: str | None, whose: str, colour: Colour
) -> None:
    """It answers a short one with a puzzling 500."""
    options = {"timeout": round(seconds * 1000)}
    request = request_of(
        colour,
        lambda models: models.generate_content(
            model="m", contents="hi", config={"http_options": options} if whose == "call" else None
        ),
        **({"http_options": options} if whose == "client" else {}),
    )

    assert told == request.headers.get("x-server-timeout")


def test_a_limit_of_silence_does_not_end_a_stream(colour: Colour) -> None:
    """What the service is told would limit the whole of it."""
    script = Script(stream(says("hi")))
    colour.items(client_with(script, timeout=20), ask_for_chunks)

    assert "x-server-timeout" not in script.requests[0].headers


@pytest.mark.parametrize("timeout", [None, float("inf")])
def test_a_service_is_not_told_of_limits_that_nobody_set(
    timeout: float | None, colour: Colour
) -> None:
    assert "x-server-timeout" not in request_of(colour, timeout=timeout).headers


def test_a_silent_service_times_out(colour: Colour, gemini: ScriptedGemini) -> None:
    gemini.will(texts("a").then_stall())
    client = Client(timeout=0.2, retry=RetryPolicy(attempts=1))
    with pytest.raises(errors.TimedOut, match="no data from 127"):
        colour.items(client, ask_for_chunks)


def test_no_engine_but_the_two_exists() -> None:
    with pytest.raises(errors.SettingsError, match="'steam'"):
        Client(api_key="k", engine="steam")


def test_http_options_that_do_not_fit_name_their_field() -> None:
    with pytest.raises(errors.GeminiError, match=r"http_options\.timeout"):
        Client(api_key="k", http_options={"timeout": "soon"})


# What comes back


def test_an_answer_is_whole(colour: Colour) -> None:
    assert colour.answer(client_with(Script(document(says("ok")))), ask).text == "ok"


def test_a_stream_is_its_chunks(colour: Colour) -> None:
    chunks = colour.items(client_with(Script(stream(says("a"), says("b")))), ask_for_chunks)

    assert [chunk.text for chunk in chunks] == ["a", "b"]


def test_a_refused_prompt_is_not_silence(colour: Colour) -> None:
    script = Script(document({"promptFeedback": {"blockReason": "SAFETY"}}))
    answer = colour.answer(client_with(script), ask)
    with pytest.raises(errors.Blocked, match="SAFETY"):
        _ = answer.text


def test_pages_are_turned_to_the_end(colour: Colour) -> None:
    script = Script(
        document({"models": [{"name": "models/a"}], "nextPageToken": "1"}),
        document({"nextPageToken": "2"}),  # an empty page may have a next one
        document({"models": [], "nextPageToken": "3"}),
        document({"models": [{"name": "models/b"}], "nextPageToken": ""}),
    )
    found = colour.items(client_with(script), lambda models: models.list())

    assert [model.id for model in found] == ["a", "b"]
    assert [r.url.params.get("pageToken") for r in script.requests] == [None, "1", "2", "3"]
    assert {"1000"} == {r.url.params.get("pageSize") for r in script.requests}


def test_a_page_is_asked_for_when_it_is_needed() -> None:
    script = Script(document({"models": [{"name": "models/a"}], "nextPageToken": "1"}))
    models = client_with(script).models.list()

    assert script.requests == []
    assert next(models).id == "a"
    assert len(script.requests) == 1


def test_an_error_on_a_later_page_is_raised_there(colour: Colour) -> None:
    first = document({"models": [{"name": "models/a"}], "nextPageToken": "1"})
    client = client_with(Script(first, document(error(403), 403)))
    with pytest.raises(errors.PermissionDenied):
        colour.items(client, lambda models: models.list())


def test_one_model_is_described(colour: Colour) -> None:
    script = Script(document({"name": "models/g", "inputTokenLimit": 5}))
    model = colour.answer(client_with(script), lambda models: models.get(model="g"))

    assert (model.id, model.input_token_limit) == ("g", 5)
    assert script.requests[0].url.path == "/v1beta/models/g"


class Colours(Enum):
    RED = "red"


class Point(BaseModel):
    x: int
    label: str | None = None


@dataclass
class Pair:
    a: int
    b: int


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        (Point, '{"x": 1}', Point(x=1)),
        (list[Point], '[{"x": 1}]', [Point(x=1)]),
        (Pair, '{"a": 1, "b": 2}', Pair(1, 2)),
        (dict[str, int], '{"a": 1}', {"a": 1}),
        (Literal["a", "b"], '"a"', "a"),
        (Colours, '"red"', Colours.RED),
        (int, "5", 5),
        (Point, '{"x": ', None),
        (Point, '{"y": 1}', None),
        ({"type": "object"}, '{"x": 1}', None),
        (None, '{"x": 1}', None),
    ],
    ids=str,
)
def test_an_answer_becomes_what_the_schema_described(
    schema: Any, text: str, expected: Any, colour: Colour
) -> None:
    config = {"response_schema": schema}
    answer = colour.answer(
        client_with(Script(document(says(text)))),
        lambda models: models.generate_content(model="m", contents="hi", config=config),
    )

    assert answer.parsed == expected
    assert answer.text == text


@pytest.mark.parametrize(("text", "expected"), [("red", Colours.RED), ("green", None)])
def test_a_bare_value_becomes_a_member(text: str, expected: Any, colour: Colour) -> None:
    config = {"response_schema": Colours, "response_mime_type": "text/x.enum"}
    answer = colour.answer(
        client_with(Script(document(says(text)))),
        lambda models: models.generate_content(model="m", contents="hi", config=config),
    )

    assert answer.parsed == expected


@pytest.mark.parametrize(
    "document_", [{}, {"candidates": []}, {"promptFeedback": {"blockReason": "SAFETY"}}]
)
def test_no_answer_is_no_object_and_no_error(document_: dict[str, Any], colour: Colour) -> None:
    answer = colour.answer(
        client_with(Script(document(document_))),
        lambda models: models.generate_content(
            model="m", contents="hi", config={"response_schema": Point}
        ),
    )

    assert answer.parsed is None


def test_help_shows_what_can_be_given(colour: Colour) -> None:
    client = client_with(Script(document({})))
    for models in (client.models, client.aio.models):
        method = models.generate_content
        assert list(inspect.signature(method).parameters) == ["model", "contents", "config"]
        assert method.__name__ == "generate_content"
        assert (method.__doc__ or "").startswith("One whole answer.")


def test_an_argument_that_does_not_exist_is_a_type_error(colour: Colour) -> None:
    with pytest.raises(TypeError, match="prompt"):
        colour.answer(
            client_with(Script(document({}))),
            lambda models: models.generate_content(model="m", prompt="hi"),
        )


def test_a_listing_keeps_its_query() -> None:
    listing: Listing[Any] = Listing(Call("GET", "models", bytes, query={"pageSize": "2"}), "models")

    assert listing.page("") is listing.page(None) is listing.first
    assert listing.page("t").query == {"pageSize": "2", "pageToken": "t"}


# Connections


def test_closing_a_stream_closes_its_connection(gemini: ScriptedGemini) -> None:
    gemini.will(texts("a", "b", "c").then_stall())
    chunks = Client().models.generate_content_stream(model="m", contents="hi")

    assert next(chunks).text == "a"
    chunks.close()  # type: ignore[attr-defined]
    assert gemini.exchanges[0].left.wait(5)


def test_dropping_a_stream_closes_its_connection(gemini: ScriptedGemini) -> None:
    gemini.will(texts("a", "b", "c").then_stall())
    chunks = Client().models.generate_content_stream(model="m", contents="hi")

    assert next(chunks).text == "a"
    del chunks
    gc.collect()
    assert gemini.exchanges[0].left.wait(5)


@pytest.mark.parametrize("taken", [0, 1])
def test_dropping_an_asynchronous_stream_closes_its_connection(
    taken: int, gemini: ScriptedGemini
) -> None:
    gemini.will(texts("a", "b", "c").then_stall())

    async def look_and_leave() -> bool:
        chunks = await Client().aio.models.generate_content_stream(model="m", contents="hi")
        for _ in range(taken):
            await anext(chunks)
        del chunks
        gc.collect()
        return await asyncio.to_thread(gemini.exchanges[0].left.wait, 5)

    assert asyncio.run(look_and_leave())


def test_cancelling_an_asynchronous_stream_closes_its_connection(gemini: ScriptedGemini) -> None:
    gemini.will(texts("a").then_stall())

    async def look_and_leave() -> bool:
        task = asyncio.create_task(read())
        await asyncio.to_thread(wait_for_exchange, gemini)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await asyncio.to_thread(gemini.exchanges[0].left.wait, 5)

    async def read() -> None:
        async for _ in await Client().aio.models.generate_content_stream(model="m", contents="hi"):
            pass

    assert asyncio.run(look_and_leave())


def wait_for_exchange(gemini: ScriptedGemini) -> None:
    while not gemini.exchanges:
        time.sleep(0.005)


def test_an_asynchronous_client_works_in_one_event_loop_after_another(
    gemini: ScriptedGemini,
) -> None:
    client = Client()
    loops = []

    async def once() -> list[str | None]:
        loops.append(weakref.ref(asyncio.get_running_loop()))
        chunks = await client.aio.models.generate_content_stream(model="m", contents="hi")
        return [chunk.text async for chunk in chunks]

    assert [asyncio.run(once()) for _ in range(3)] == [["ok"], ["ok"], ["ok"]]
    gc.collect()
    assert [loop() for loop in loops[:2]] == [None, None]  # the client lets go of them


def test_a_closed_client_opens_again(colour: Colour) -> None:
    client = client_with(Script(document(says("ok"))))
    assert colour.answer(client, ask).text == "ok"
    client.close()
    client.close()

    assert colour.answer(client, ask).text == "ok"


def test_clients_are_context_managers() -> None:
    with client_with(Script(document(says("ok")))) as client:
        assert ask(client.models).text == "ok"

    async def asked() -> str:
        async with client.aio as aio:
            answer = await ask(aio.models)
            return str(answer.text)

    assert asyncio.run(asked()) == "ok"


def test_both_colours_have_the_same_methods() -> None:
    client = client_with(Script(document({})))
    public = [name for name in dir(client.models) if not name.startswith("_")]

    assert public == [name for name in dir(client.aio.models) if not name.startswith("_")]
    assert {"count_tokens", "generate_content", "generate_content_stream", "get", "list"} <= set(
        public
    )


def test_many_threads_share_a_client(gemini: ScriptedGemini) -> None:
    client = Client()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: list(ask_for_chunks(client.models)), range(24)))

    assert [chunks[0].text for chunks in answers] == ["ok"] * 24


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_has_connections_of_its_own(gemini: ScriptedGemini) -> None:
    client = Client()
    list(ask_for_chunks(client.models))
    ours = client._http
    process = os.fork()
    if process == 0:
        os._exit(int(client._opened_http() is ours))

    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert client._opened_http() is ours
    client.close()


@pytest.mark.parametrize("wrong", ["\ud83d", float("nan")])
def test_what_no_json_can_hold_is_a_usage_mistake(wrong: Any, colour: Colour) -> None:
    config = {"temperature": wrong} if isinstance(wrong, float) else {}
    script = Script()

    with pytest.raises(errors.InvalidRequest, match="cannot be written as JSON"):
        colour.answer(
            client_with(script),
            lambda models: models.generate_content(model="m", contents=str(wrong), config=config),
        )
    assert script.requests == []
