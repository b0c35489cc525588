"""The API key: where it comes from, where it goes, and where it must never be seen."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import gemini_magic
from gemini_magic import Chat, Client, Request, RetryPolicy, errors, types
from tests.api.conftest import COLOURS, Colour
from tests.api.script import Script, client_with, document, says
from tests.scripted import ScriptedGemini, failure, texts

KEY = "AIza-not-to-be-seen"
ONCE = RetryPolicy(attempts=1)


def ask(models: Any) -> Any:
    return models.generate_content(model="m", contents="hi")


def ask_for_chunks(models: Any) -> Any:
    return models.generate_content_stream(model="m", contents="hi")


def sent_key(colour: Colour, **arguments: Any) -> str:
    script = Script(document(says("ok")))
    client = Client(transport=httpx.MockTransport(script), **arguments)
    colour.answer(client, ask)
    key: str = script.requests[0].headers["x-goog-api-key"]
    return key


def test_the_key_given_by_hand_comes_first(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "google")
    monkeypatch.setenv("GEMINI_API_KEY", "google")

    assert sent_key(colour, api_key=" mine\n") == "mine"


def test_then_comes_the_key_of_google_and_then_that_of_gemini(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", " gemini ")
    assert sent_key(colour) == "gemini"

    monkeypatch.setenv("GOOGLE_API_KEY", "google")
    with pytest.warns(UserWarning, match="differ: using GOOGLE_API_KEY"):
        assert sent_key(colour) == "google"


def test_the_same_key_twice_is_no_reason_to_warn(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "google")
    monkeypatch.setenv("GEMINI_API_KEY", "google ")

    assert sent_key(colour) == "google"


@pytest.mark.parametrize("key", [None, "", "  "])
def test_without_a_key_the_error_names_three_ways_out(key: str | None) -> None:
    with pytest.raises(errors.MissingKey) as caught:
        Client(api_key=key)

    for way in ("GOOGLE_API_KEY", 'Client(engine="local")', "GEMINI_MAGIC_ENGINE=local"):
        assert way in str(caught.value)


@pytest.mark.parametrize("key", ["two\nlines", "cl\u00e9", "a b", "tab\there"])
def test_a_key_that_no_header_can_hold_is_refused_unseen(key: str) -> None:
    with pytest.raises(errors.SettingsError) as caught:
        Client(api_key=key)

    assert key not in str(caught.value)


def test_any_other_key_is_taken_whatever_it_begins_with(colour: Colour) -> None:
    assert sent_key(colour, api_key="AQ.something-new/1") == "AQ.something-new/1"


def test_the_key_stands_in_its_header_and_nowhere_else(colour: Colour) -> None:
    script = Script(document(says("ok")))
    client = Client(api_key=KEY, transport=httpx.MockTransport(script))
    colour.answer(client, ask)
    (request,) = script.requests
    holding = [name for name, value in request.headers.items() if KEY in value]

    assert holding == ["x-goog-api-key"]
    assert KEY not in str(request.url)
    assert KEY.encode() not in request.content


def test_no_repr_shows_the_key() -> None:
    client = Client(api_key=KEY)
    shown = [client, client.aio, client.models, client._connection, client._connection.endpoint]

    assert "https://generativelanguage.googleapis.com/v1beta" in repr(client)
    assert KEY not in "".join(f"{value!r}{value}" for value in shown)
    assert KEY not in "".join(repr(vars(value)) for value in shown)


@pytest.mark.parametrize("copied", [pickle.dumps, copy.deepcopy], ids=["pickle", "deepcopy"])
def test_no_pickle_holds_the_key(copied: Callable[[Any], Any]) -> None:
    client = Client(api_key=KEY)
    for value in (client, client._connection, client._connection.access):
        with pytest.raises(TypeError):
            copied(value)


def shown_with_locals(error: BaseException) -> str:
    """The most talkative traceback that Python has."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


ANSWERS = {
    "an error": failure(400, "INVALID_ARGUMENT", "no"),
    "a cut answer": texts("a", "b").cut_after(30),
    "nonsense": texts("a").__class__((b"data: nonsense\n\n",)),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=list(ANSWERS))
@pytest.mark.parametrize("streaming", [False, True])
def test_no_traceback_shows_the_key(
    answer: Any, streaming: bool, colour: Colour, gemini: ScriptedGemini
) -> None:
    gemini.will(answer)
    client = Client(api_key=KEY, base_url=gemini.base_url, retry=ONCE)
    do = (colour.items, ask_for_chunks) if streaming else (colour.answer, ask)
    with pytest.raises(errors.GeminiError) as caught:
        do[0](client, do[1])

    assert gemini.exchanges[0].headers["x-goog-api-key"] == KEY
    assert KEY not in shown_with_locals(caught.value)
    assert caught.value.__context__ is None or isinstance(
        caught.value.__context__, errors.GeminiError | ValueError
    )


def test_no_traceback_of_a_setting_shows_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.SettingsError) as by_hand:
        Client(api_key=KEY, engine="steam")
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "steam")
    with pytest.raises(errors.SettingsError) as by_environment:
        Client()

    assert KEY not in shown_with_locals(by_hand.value)
    assert KEY not in shown_with_locals(by_environment.value)


WAYS: dict[str, tuple[str, Callable[[], Any], str]] = {
    "sync": ("sync", lambda: None, "httpcore"),
    "async": ("async", lambda: None, "gemini_magic"),  # over connections of our own
    "async-over-httpx": ("async", httpx.AsyncHTTPTransport, "httpcore"),
}
"""How requests go: the colour, the transport, and who logs the requests themselves."""


@pytest.mark.parametrize("way", WAYS)
def test_no_log_shows_the_key(
    way: str, gemini: ScriptedGemini, caplog: pytest.LogCaptureFixture
) -> None:
    colour, transport, carrier = WAYS[way]
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "gemini_magic", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    gemini.will(failure(503, "UNAVAILABLE", "busy"), texts("ok"))
    policy = RetryPolicy(first_wait=0)
    client = Client(api_key=KEY, base_url=gemini.base_url, retry=policy, transport=transport())
    COLOURS[colour].items(client, ask_for_chunks)
    said = "".join(f"{record.getMessage()}{record.__dict__}" for record in caplog.records)
    told = [r.getMessage() for r in caplog.records if r.name.partition(".")[0] == carrier]

    assert any(record.name == "gemini_magic" for record in caplog.records)
    assert any(record.name == "httpx" for record in caplog.records) == (carrier == "httpcore")
    assert any("POST" in line for line in told)
    assert KEY not in said


def test_no_reply_and_no_error_of_a_chat_shows_the_key(gemini: ScriptedGemini) -> None:
    gemini.will(texts("a", "b").cut_after(120))
    client = Client(api_key=KEY, base_url=gemini.base_url, retry=ONCE)
    stream = Chat(client, model="m").send(Request(parts=(types.Part(text="hi"),)))
    with pytest.raises(errors.ConnectionFailed) as caught:
        stream.finish()

    assert KEY not in shown_with_locals(caught.value)
    assert KEY not in repr(stream.reply)


def test_a_header_of_the_caller_does_not_replace_the_key(colour: Colour) -> None:
    options = {"headers": {"x-goog-api-key": "other", "x-mine": "1"}}

    assert sent_key(colour, api_key=KEY, http_options=options) == KEY


def test_the_endpoint_of_the_environment_is_used(gemini: ScriptedGemini, colour: Colour) -> None:
    (chunk,) = colour.items(gemini_magic.Client(), ask_for_chunks)

    assert chunk.text == "ok"
    assert gemini.exchanges[0].headers["x-goog-api-key"] == "test-key"


def test_a_missing_key_is_no_matter_for_the_local_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client(engine="local").is_local
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "local")
    assert Client().is_local
    # A key given by hand means Gemini, and so does its name.
    assert not Client(api_key=KEY).is_local
    with pytest.raises(errors.MissingKey):
        Client(engine="gemini")
    assert "local" in repr(Client(engine="local"))
    assert asyncio.iscoroutinefunction(client_with(Script(document({}))).aio.aclose)
