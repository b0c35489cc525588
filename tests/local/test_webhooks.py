"""Webhooks: their resource, and deliveries to a real receiver on loopback, signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from gemini_magic import Client
from tests.local.conftest import KEY, MODEL, Engine, user
from tests.local.films import VEO


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event

    def is_signed_with(self, secret: str) -> bool:
        """As https://www.standardwebhooks.com has it, written here once more."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        head = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}."
        mac = base64.b64encode(hmac.new(key, head.encode() + self.body, hashlib.sha256).digest())
        return f"v1,{mac.decode()}" in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """Answers with the statuses that are said, then with 200; a number below 0 hangs up."""

    url: str
    statuses: list[int] = field(default_factory=list)
    _received: queue.SimpleQueue[Received] = field(default_factory=queue.SimpleQueue)

    def next(self) -> Received:
        return self._received.get(timeout=20)

    @property
    def is_empty(self) -> bool:
        return self._received.empty()


@contextmanager
def listening() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            here._received.put(Received(headers, body))
            status = here.statuses.pop(0) if here.statuses else 200
            if status < 0:
                return
            self.send_response(status)
            if status == 302:
                self.send_header("location", f"{here.url}/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as receiver:
        yield receiver


@pytest.fixture
def client(engine: Engine) -> Iterator[Client]:
    client = Client(api_key=KEY, base_url=engine.url)
    yield client
    for webhook in [*client.webhooks.list()]:
        assert webhook.id is not None
        client.webhooks.delete(webhook.id)


def interact(engine: Engine, **fields: Any) -> dict[str, Any]:
    body = {"model": MODEL, "input": "What is 6 * 7?", **fields}
    response = engine.client.post("/v1beta/interactions", json=body)
    assert response.status_code == 200, response.text
    interaction: dict[str, Any] = response.json()
    return interaction


def refusal(response: Any) -> str:
    assert response.status_code == 400, response.text
    error = response.json()["error"]
    assert error["code"] == "invalid_request"
    text: str = error["message"]
    return text


def test_the_secret_of_a_webhook_is_shown_once(client: Client, receiver: Receiver) -> None:
    made = client.webhooks.create(
        uri=receiver.url, subscribed_events=["video.generated"], name="films"
    )
    assert made.id is not None
    assert made.new_signing_secret is not None
    read = client.webhooks.get(made.id)

    assert read.new_signing_secret is None
    assert (read.name, read.uri, read.state) == ("films", receiver.url, "enabled")
    assert read.signing_secrets is not None
    shown = read.signing_secrets[0].truncated_secret
    assert shown is not None
    assert made.new_signing_secret.startswith(shown.removesuffix("…"))
    assert len(shown) < 15


def test_webhooks_are_listed_page_by_page(client: Client, receiver: Receiver) -> None:
    for _ in range(3):
        client.webhooks.create(uri=receiver.url, subscribed_events=["batch.failed"])

    assert len([*client.webhooks.list(page_size=2)]) == 3


def test_an_update_changes_what_its_mask_names(client: Client, receiver: Receiver) -> None:
    made = client.webhooks.create(uri=receiver.url, subscribed_events=["batch.failed"])
    assert made.id is not None
    changed = client.webhooks.update(made.id, name="new", state="disabled", update_mask="state")

    assert (changed.name, changed.state) == (None, "disabled")
    changed = client.webhooks.update(made.id, subscribed_events=["batch.expired"])
    assert changed.subscribed_events == ["batch.expired"]
    assert changed.state == "disabled"


def test_a_ping_arrives_signed_and_old_secrets_last_a_day(
    client: Client, receiver: Receiver
) -> None:
    made = client.webhooks.create(uri=receiver.url, subscribed_events=["batch.failed"])
    assert made.id is not None
    first = made.new_signing_secret or ""
    client.webhooks.ping(made.id)
    ping = receiver.next()
    second = client.webhooks.rotate_signing_secret(made.id).secret or ""
    client.webhooks.ping(made.id)
    after = receiver.next()
    third = client.webhooks.rotate_signing_secret(
        made.id, revocation_behavior="revoke_previous_secrets_immediately"
    ).secret
    client.webhooks.ping(made.id)
    last = receiver.next()

    assert ping.event["type"] == "webhook.ping"
    assert ping.is_signed_with(first)
    assert after.is_signed_with(first)
    assert after.is_signed_with(second)
    assert last.is_signed_with(third or "")
    assert not last.is_signed_with(second)
    assert ping.headers["webhook-id"] != after.headers["webhook-id"]


def test_an_interaction_tells_how_it_ended(
    engine: Engine, client: Client, receiver: Receiver
) -> None:
    made = client.webhooks.create(
        uri=receiver.url,
        subscribed_events=["interaction.completed", "interaction.requires_action"],
    )
    answered = interact(engine)
    completed = receiver.next()
    city = {"type": "object", "properties": {"city": {"type": "string"}}}
    about = {"name": "weather", "description": "The weather in a city", "parameters": city}
    tool = {"type": "function", **about}
    asked = interact(engine, input="What is the weather in Rome?", tools=[tool])
    waiting = receiver.next()

    assert completed.is_signed_with(made.new_signing_secret or "")
    assert completed.event["type"] == "interaction.completed"
    assert completed.event["version"] == "v1"
    assert completed.event["data"] == {"id": answered["id"]}
    assert asked["status"] == "requires_action"
    assert waiting.event["type"] == "interaction.requires_action"
    assert waiting.event["data"] == {"id": asked["id"]}


def test_a_batch_and_a_film_tell_where_their_results_are(
    engine: Engine, client: Client, receiver: Receiver
) -> None:
    client.webhooks.create(
        uri=receiver.url, subscribed_events=["batch.succeeded", "video.generated"]
    )
    line = json.dumps({"key": "a", "request": {"contents": [user("1 + 1?")]}})
    file = client.files.upload(file=line.encode(), config={"mime_type": "application/jsonl"})
    body = {"batch": {"inputConfig": {"fileName": file.name}}}
    batch = engine.post("batchGenerateContent", body)
    succeeded = receiver.next().event
    config = {"duration_seconds": 4}
    operation = client.models.generate_videos(model=VEO, prompt="a tree", config=config)
    generated = receiver.next().event

    assert succeeded["type"] == "batch.succeeded"
    assert succeeded["data"]["id"] == batch["name"].removeprefix("batches/")
    assert succeeded["data"]["output_file_uri"].startswith("files/batch-")
    assert generated["type"] == "video.generated"
    assert generated["data"]["id"] == operation.name
    uri = generated["data"]["output_file_uri"]
    assert generated["data"]["file_name"] in uri
    assert engine.client.get(uri, follow_redirects=True).content[4:8] == b"ftyp"


def test_a_request_may_name_its_own_address(
    engine: Engine, client: Client, receiver: Receiver
) -> None:
    with listening() as registered:
        client.webhooks.create(
            uri=registered.url, subscribed_events=["batch.succeeded", "interaction.completed"]
        )
        hook = {"uris": [receiver.url], "userMetadata": {"class": "7b"}}
        rows = {"requests": {"requests": [{"request": {"contents": [user("2 + 2?")]}}]}}
        engine.post("batchGenerateContent", {"batch": {"inputConfig": rows, "webhookConfig": hook}})
        batch = receiver.next()
        interact(engine, webhook_config={"uris": [receiver.url], "user_metadata": {"n": 1}})
        interaction = receiver.next()

        assert batch.event["type"] == "batch.succeeded"
        assert batch.event["user_metadata"] == {"class": "7b"}
        assert interaction.event["user_metadata"] == {"n": 1}
        assert registered.is_empty


def test_an_address_of_one_request_gets_a_token_that_the_public_key_verifies(
    engine: Engine, receiver: Receiver
) -> None:
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.hazmat.primitives.hashes import SHA256

    interact(engine, webhook_config={"uris": [receiver.url]})
    got = receiver.next()
    keys = engine.client.get("/.well-known/jwks.json", headers={"x-goog-api-key": ""}).json()
    head, claims, signature = got.headers["webhook-signature"].split(".")
    jwk = keys["keys"][0]
    n, e = (int.from_bytes(_decoded(jwk[name])) for name in ("n", "e"))

    RSAPublicNumbers(e, n).public_key().verify(
        _decoded(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA256()
    )
    assert json.loads(_decoded(head))["kid"] == jwk["kid"]
    said = json.loads(_decoded(claims))
    assert said["aud"] == receiver.url
    assert said["data"] == got.event["data"]


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("first", [500, 302, -1])
def test_a_delivery_that_fails_comes_again_under_the_same_id(
    client: Client, receiver: Receiver, first: int
) -> None:
    receiver.statuses = [first]
    made = client.webhooks.create(uri=receiver.url, subscribed_events=["batch.failed"])
    client.webhooks.ping(made.id or "")
    one, other = receiver.next(), receiver.next()

    assert one.headers["webhook-id"] == other.headers["webhook-id"]
    assert one.body == other.body
    assert other.is_signed_with(made.new_signing_secret or "")


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.com/hook", "http://10.0.0.1/hook", "http://169.254.169.254/", "ftp://127.0.0.1/",
        "http://127.0.0.1.example.com/", "http://localhost.example.com/", "http://me:pw@127.0.0.1/",
        "http://127.0.0.1:99999/", "http://[::2]/", "http://0.0.0.0/", "127.0.0.1", "http://\n127.0.0.1/",
        "http://2130706433/", "x" * 3000,
    ],
)  # fmt: skip
def test_only_this_machine_is_called(engine: Engine, uri: str) -> None:
    post = engine.client.post
    hook = {"uri": uri, "subscribed_events": ["batch.failed"]}
    film = {"instances": [{"prompt": "x"}], "webhookConfig": {"uris": [uri]}}
    rows = {"requests": {"requests": [{"request": {"contents": [user("x")]}}]}}
    batch = {"batch": {"inputConfig": rows, "webhookConfig": {"uris": [uri]}}}
    talk = {"model": MODEL, "input": "x", "webhook_config": {"uris": [uri]}}

    assert "addresses of this machine only" in refusal(post("/v1beta/webhooks", json=hook))
    assert "addresses of this machine only" in refusal(post("/v1beta/interactions", json=talk))
    for method, model_id, body in (
        ("predictLongRunning", VEO, film),
        ("batchGenerateContent", MODEL, batch),
    ):
        response = post(f"/v1beta/models/{model_id}:{method}", json=body)
        assert response.status_code == 400
        assert "addresses of this machine only" in response.json()["error"]["message"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.8.8.8"])
def test_this_machine_has_several_names(client: Client, host: str) -> None:
    made = client.webhooks.create(uri=f"http://{host}:9/x", subscribed_events=["batch.failed"])

    assert made.state == "enabled"


def test_what_is_no_webhook_is_refused(engine: Engine) -> None:
    def why(body: Any) -> str:
        return refusal(engine.client.post("/v1beta/webhooks", json=body))

    here = "http://127.0.0.1:9/"
    assert "moon.full" in why({"uri": here, "subscribed_events": ["moon.full"]})
    assert "subscribed_events is empty" in why({"uri": here})
    assert "uri is missing" in why({"subscribed_events": ["batch.failed"]})
    assert "Unknown name" in why({"uri": here, "events": ["batch.failed"]})
    for path in ("webhooks/none", "webhooks/none:ping", "webhooks/none:rotateSigningSecret"):
        method = "POST" if ":" in path else "GET"
        assert engine.client.request(method, f"/v1beta/{path}").status_code == 404


def test_googles_sdk_makes_and_uses_webhooks(engine: Engine, receiver: Receiver) -> None:
    genai = pytest.importorskip("google.genai")
    google = genai.Client(api_key=KEY, http_options={"base_url": engine.url})
    made = google.webhooks.create(uri=receiver.url, subscribed_events=["batch.succeeded"])
    google.webhooks.ping(id=made.id)
    ping = receiver.next()
    google.webhooks.update(id=made.id, name="mine")
    rotated = google.webhooks.rotate_signing_secret(id=made.id)
    listed = google.webhooks.list()

    assert ping.is_signed_with(made.new_signing_secret)
    assert rotated.secret.startswith("whsec_")
    assert made.id in [one.id for one in listed.webhooks]
    assert google.webhooks.get(id=made.id).name == "mine"
    google.webhooks.delete(id=made.id)
    assert made.id not in [one.id for one in google.webhooks.list().webhooks or []]
