"""OAuth: bearer tokens of google-auth, made anew when they expire, seen by nobody else."""

from __future__ import annotations

import asyncio
import base64
import copy
import datetime
import json
import pickle
import sys
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from gemini_magic import Client, RetryPolicy, errors, types
from tests.api.conftest import Colour
from tests.api.live_service import TURN_COMPLETE, Line, LiveService
from tests.api.live_service import says as live_says
from tests.api.script import AT_ONCE, Script, document, says

google_auth = pytest.importorskip("google.auth")
from google.auth.credentials import Credentials  # noqa: E402
from google.oauth2.credentials import Credentials as UserCredentials  # noqa: E402

SECRET = "ya29.not-to-be-seen"


class Tokens(Credentials):
    """Credentials that count how often they were refreshed."""

    def __init__(self, *, project: str | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.refreshed = 0
        self.token: str | None = None
        self._quota_project_id = project

    def refresh(self, request: Any) -> None:
        self.refreshed += 1
        self.token = f"{SECRET}-{self.refreshed}"
        self.expiry = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        self.expiry += datetime.timedelta(hours=1)


def ask(models: Any) -> Any:
    return models.generate_content(model="m", contents="hi")


def client_of(script: Script, credentials: Any, **arguments: Any) -> Client:
    transport = httpx.MockTransport(script)
    return Client(credentials=credentials, transport=transport, retry=AT_ONCE, **arguments)


class TokenService:
    """Google's token endpoint, on loopback."""

    def __init__(self, *answers: tuple[int, dict[str, Any]]) -> None:
        self.asked: list[str] = []
        left = list(answers)
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                service.asked.append(self.rfile.read(length).decode())
                status, answer = left.pop(0) if len(left) > 1 else left[0]
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nothing to say."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/token"

    def __enter__(self) -> TokenService:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def of_user(token_uri: str) -> dict[str, str]:
    return {
        "refresh_token": "refresh-not-to-be-seen",
        "client_id": "id",
        "client_secret": "client-not-to-be-seen",
        "token_uri": token_uri,
    }


def private_key() -> str:
    """A key for signing, as a service account's file holds it."""
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    forms = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem: bytes = key.private_bytes(
        forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption()
    )
    return pem.decode()


@pytest.fixture
def well_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenService]:
    """A machine that keeps the credentials of a service account."""
    with TokenService((200, {"access_token": SECRET, "expires_in": 3600})) as service:
        about = {"type": "service_account", "client_email": "me@example.com"}
        signing = {"private_key": private_key(), "token_uri": service.url}
        (tmp_path / "adc.json").write_text(json.dumps({**about, **signing}))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "adc.json"))
        monkeypatch.setenv("GOOGLE_CLOUD_QUOTA_PROJECT", "my-project")
        yield service


def test_a_token_is_made_at_the_first_request_and_kept(colour: Colour) -> None:
    script, tokens = Script(document(says("ok"))), Tokens()
    client = client_of(script, tokens)
    made = tokens.refreshed
    for _ in range(2):
        colour.answer(client, ask)
    headers = [request.headers for request in script.requests]

    assert (made, tokens.refreshed) == (0, 1)
    assert [h["authorization"] for h in headers] == [f"Bearer {SECRET}-1"] * 2
    assert not any("x-goog-api-key" in h or "x-goog-user-project" in h for h in headers)


def test_an_expired_token_is_made_anew(colour: Colour) -> None:
    script, tokens = Script(document(says("ok"))), Tokens()
    client = client_of(script, tokens)
    colour.answer(client, ask)
    tokens.expiry = datetime.datetime(2020, 1, 1)
    colour.answer(client, ask)

    assert script.requests[-1].headers["authorization"] == f"Bearer {SECRET}-2"


def test_the_quota_project_goes_with_the_token(colour: Colour) -> None:
    script = Script(document(says("ok")))
    colour.answer(client_of(script, Tokens(project="my-project")), ask)

    assert script.requests[0].headers["x-goog-user-project"] == "my-project"


def test_threads_that_ask_at_once_refresh_once() -> None:
    script, tokens = Script(document(says("ok"))), Tokens()
    client = client_of(script, tokens)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ask(client.models), range(8)))

    assert tokens.refreshed == 1
    assert len(script.requests) == 8


def test_credentials_count_more_than_the_key_of_the_environment(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "k")
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "local")
    script = Script(document(says("ok")))
    colour.answer(client_of(script, Tokens()), ask)

    assert "x-goog-api-key" not in script.requests[0].headers


def test_default_asks_for_the_credentials_of_this_machine(
    colour: Colour, well_known: TokenService
) -> None:
    script = Script(document(says("ok")))
    colour.answer(client_of(script, "default"), ask)
    headers = script.requests[0].headers
    (signed,) = parse_qs(well_known.asked[0])["assertion"]
    claims = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))

    assert headers["authorization"] == f"Bearer {SECRET}"
    assert headers["x-goog-user-project"] == "my-project"
    assert "https://www.googleapis.com/auth/cloud-platform" in claims["scope"].split()


def test_a_redirect_to_another_host_carries_no_token(colour: Colour) -> None:
    away = httpx.Response(302, headers={"location": "https://elsewhere.example/x"})
    script = Script(away, document({"name": "models/m"}))
    colour.answer(client_of(script, Tokens()), lambda models: models.get(model="m"))

    assert "authorization" in script.requests[0].headers
    assert "authorization" not in script.requests[1].headers


def test_live_sessions_open_with_the_token() -> None:
    async def scene(line: Line) -> None:
        await line.set_up()
        await line.hear()
        await line.say(live_says("hello"), TURN_COMPLETE)
        await line.goodbye()

    async def talk(client: Client) -> list[types.LiveServerMessage]:
        async with client.aio.live.connect(model="m") as session:
            await session.send_client_content(turns="hi")
            return [message async for message in session.receive()]

    with LiveService(scene) as service:
        client = Client(credentials=Tokens(project="p"), base_url=service.base_url)
        messages = asyncio.run(talk(client))
        headers = service.lines[0].headers

    assert messages[0].text == "hello"
    assert headers["authorization"] == f"Bearer {SECRET}-1"
    assert headers["x-goog-user-project"] == "p"
    assert "x-goog-api-key" not in headers


# Errors


def test_a_key_and_credentials_are_one_too_many() -> None:
    with pytest.raises(errors.SettingsError, match="two ways in; give one"):
        Client(api_key="k", credentials=Tokens())


@pytest.mark.parametrize("wrong", [SECRET, object(), 7])
def test_what_is_no_credentials_is_refused_unseen(wrong: Any) -> None:
    with pytest.raises(errors.SettingsError, match="give credentials of google-auth") as caught:
        Client(credentials=wrong)

    shown = "".join(
        repr(frame.frame.f_locals)
        for frame in caught.traceback
        if "gemini_magic/api" in str(frame.path)
    )

    assert "credentials" in shown
    assert SECRET not in f"{caught.value}{shown}"


def test_without_google_auth_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.auth", None)

    with pytest.raises(errors.SettingsError, match=r"pip install 'gemini-magic\[auth\]'"):
        Client(credentials="default")


def test_a_machine_without_credentials_says_how_to_make_some(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "absent.json"))

    with pytest.raises(errors.SettingsError, match="gcloud auth application-default login"):
        Client(credentials="default")


def test_credentials_that_were_withdrawn_raise_one_clear_error(colour: Colour) -> None:
    script = Script(document(says("ok")))
    answer = {"error": "invalid_grant", "error_description": "Token has been revoked."}
    with TokenService((400, answer)) as service:
        client = client_of(script, UserCredentials(None, **of_user(service.url)))
        with pytest.raises(errors.SettingsError, match=r"invalid_grant.*revoked") as caught:
            colour.answer(client, ask)

    shown = shown_with_locals(caught.value)

    assert script.requests == []
    assert caught.value.__context__ is None
    assert "not-to-be-seen" not in shown


def test_a_token_service_out_of_reach_is_an_error_too(colour: Colour) -> None:
    with TokenService((200, {})) as service:
        url = service.url
    client = client_of(Script(document(says("ok"))), UserCredentials(None, **of_user(url)))

    with pytest.raises(errors.SettingsError, match=r"ConnectError at 127\.0\.0\.1"):
        colour.answer(client, ask)


# Nothing shows the token


def shown_with_locals(error: BaseException) -> str:
    """The most talkative traceback that Python has."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def test_no_repr_shows_the_token() -> None:
    client = client_of(Script(document(says("ok"))), Tokens())
    ask(client.models)
    shown = [client, client.aio, client._connection, client._connection.endpoint]

    assert SECRET not in "".join(f"{value!r}{vars(value)!r}" for value in shown)


def test_no_pickle_holds_the_token() -> None:
    client = client_of(Script(document(says("ok"))), Tokens())
    for value in (client, client._connection, client._connection.access):
        for copied in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError):
                copied(value)


def test_no_traceback_shows_the_token(colour: Colour) -> None:
    script = Script(httpx.ConnectError("no route"))
    client = client_of(script, Tokens(), api_version="v1beta")
    with pytest.raises(errors.ConnectionFailed) as caught:
        colour.answer(client, ask)

    assert SECRET not in shown_with_locals(caught.value)


def test_retries_carry_the_token_too(colour: Colour) -> None:
    script = Script(httpx.Response(503), document(says("ok")))
    client = Client(
        credentials=Tokens(),
        transport=httpx.MockTransport(script),
        retry=RetryPolicy(first_wait=0),
    )
    colour.answer(client, ask)

    assert {r.headers["authorization"] for r in script.requests} == {f"Bearer {SECRET}-1"}
