"""What the wire says when something went wrong → which error a caller sees."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from gemini_magic import Client, RetryPolicy, errors
from tests.api.conftest import Colour
from tests.api.script import Script, client_with, document, error, says

ONCE = RetryPolicy(attempts=1)
CLASSES = [
    (302, errors.APIError),
    (400, errors.BadRequest),
    (401, errors.Unauthenticated),
    (402, errors.ClientError),
    (403, errors.PermissionDenied),
    (404, errors.NotFound),
    (409, errors.Conflict),
    (418, errors.ClientError),
    (429, errors.RateLimited),
    (499, errors.Cancelled),
    (500, errors.ServerError),
    (502, errors.ServerError),
    (503, errors.Unavailable),
    (504, errors.DeadlineExceeded),
    (599, errors.ServerError),
]
HTML = (
    b"<html><head><style>p{}</style><script>x()</script><title>502</title></head>"
    b"<body><h1>Bad\n Gateway</h1></body></html>"
)


def ask(models: Any) -> Any:
    return models.generate_content(model="m", contents="hi")


def ask_for_chunks(models: Any) -> Any:
    return models.generate_content_stream(model="m", contents="hi")


def failure(colour: Colour, answer: httpx.Response | Exception) -> errors.GeminiError:
    client = client_with(Script(answer), retry=ONCE)
    with pytest.raises(errors.GeminiError) as caught:
        colour.answer(client, ask)
    return caught.value


def stream_failure(colour: Colour, body: bytes) -> errors.GeminiError:
    client = client_with(Script(httpx.Response(200, content=body)), retry=ONCE)
    with pytest.raises(errors.GeminiError) as caught:
        colour.items(client, ask_for_chunks)
    return caught.value


@pytest.mark.parametrize(("code", "kind"), CLASSES)
@pytest.mark.parametrize("shape", ["object", "array", "string code", "text", "html", "empty"])
def test_every_status_in_every_shape_has_its_class(
    code: int, kind: type[errors.APIError], shape: str, colour: Colour
) -> None:
    bodies = {
        "object": json.dumps(error(code, "SOME_STATUS", "why")).encode(),
        "array": json.dumps([error(code, "SOME_STATUS", "why")]).encode(),
        "string code": json.dumps({"error": {"code": "some_status", "message": "why"}}).encode(),
        "text": b"why",
        "html": b"<p>why</p>",
        "empty": b"",
    }
    caught = failure(colour, httpx.Response(code, content=bodies[shape]))

    assert isinstance(caught, errors.APIError)
    assert type(caught) is kind
    assert caught.code == code
    assert caught.message == {"empty": "the answer has no text"}.get(shape, "why")
    assert caught.status == "SOME_STATUS" or shape in ("text", "html", "empty")
    assert str(caught).startswith(f"{code} ")


def test_a_page_of_a_proxy_becomes_its_text(colour: Colour) -> None:
    caught = failure(colour, httpx.Response(502, content=HTML))

    assert isinstance(caught, errors.APIError)
    assert caught.message == "502 Bad Gateway"


def test_the_style_of_a_page_is_no_text(colour: Colour) -> None:
    page = b"<STYLE type=a>\n* { margin: 0 }\n</STYLE><p>Bad\nGateway</p>"
    caught = failure(colour, httpx.Response(502, content=page))

    assert str(caught) == "502 BAD_GATEWAY: Bad Gateway"


@pytest.mark.parametrize(
    "body", [b"null", b"[]", b"5", b'{"error": "no"}', b'{"error": {}}', b'{"error": null}',
             b'{"error": {"code": null, "details": null}}', b"\xff\xfe"]
)  # fmt: skip
def test_strange_bodies_keep_the_status(body: bytes, colour: Colour) -> None:
    caught = failure(colour, httpx.Response(400, content=body))

    assert type(caught) is errors.BadRequest
    assert caught.message


def test_an_invalid_key_has_a_class_of_its_own(colour: Colour) -> None:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
    caught = failure(colour, document(error(400, "INVALID_ARGUMENT", "no", [info]), 400))

    assert type(caught) is errors.InvalidKey


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"<html>", b'{"candidates": 5}'])
def test_an_answer_of_another_shape_is_malformed(body: bytes, colour: Colour) -> None:
    assert type(failure(colour, httpx.Response(200, content=body))) is errors.MalformedResponse


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx.ConnectError("refused"), errors.ConnectionFailed),
        (httpx.ReadError("reset"), errors.ConnectionFailed),
        (httpx.RemoteProtocolError("cut"), errors.ConnectionFailed),
        (httpx.DecodingError("gzip"), errors.ConnectionFailed),
        (httpx.ConnectTimeout(""), errors.TimedOut),
        (httpx.ReadTimeout(""), errors.TimedOut),
        (httpx.LocalProtocolError("Illegal header value b'mine'"), errors.SettingsError),
    ],
    ids=repr,
)
def test_errors_of_the_transport_are_ours(
    raised: Exception, kind: type[errors.GeminiError], colour: Colour
) -> None:
    caught = failure(colour, raised)

    assert type(caught) is kind
    assert "mine" not in str(caught)
    assert caught.__cause__ is None
    assert caught.__context__ is None


@pytest.mark.parametrize("url", ["localhost:1", "ftp://e.org", "//e.org"])
def test_an_address_that_is_none_is_said_when_the_client_is_made(url: str) -> None:
    with pytest.raises(errors.SettingsError, match=url):
        client_with(Script(document({})), base_url=url)


@pytest.mark.parametrize("url", ["https://e.org:port", "http://"])
def test_an_address_that_leads_nowhere_is_an_error_of_ours(url: str, colour: Colour) -> None:
    client = Client(api_key="k", base_url=url, retry=ONCE)
    with pytest.raises(errors.SettingsError, match="base_url"):
        colour.answer(client, ask)


UNAVAILABLE = error(503, "UNAVAILABLE", "overloaded")
PRETTY = json.dumps(UNAVAILABLE, indent=2)


@pytest.mark.parametrize(
    "tail",
    [
        f"data: {json.dumps(UNAVAILABLE)}\r\n\r\n",
        f"data:{json.dumps(UNAVAILABLE)}",
        json.dumps(UNAVAILABLE),
        PRETTY,
        f"\n\n{PRETTY}\n\n".replace("\n", "\n\n"),
        "".join(f"data: {line}\n" for line in PRETTY.splitlines()),
        f"[{PRETTY}]",
        f"data: {json.dumps([says('b'), UNAVAILABLE])}\n\n",
    ],
    ids=["data", "no blank", "bare", "pretty", "blank lines", "data lines", "array", "in array"],
)
def test_an_error_inside_a_stream_is_raised_behind_what_came(tail: str, colour: Colour) -> None:
    body = f"data: {json.dumps(says('a'))}\r\n\r\n{tail}".encode()
    caught = stream_failure(colour, body)

    assert type(caught) is errors.Unavailable
    assert caught.message == "overloaded"


def test_an_error_with_a_string_for_its_code_is_raised_too(colour: Colour) -> None:
    caught = stream_failure(colour, b'data: {"error": {"code": "too_bad", "message": "no"}}\n\n')

    assert isinstance(caught, errors.ServerError)
    assert caught.status == "TOO_BAD"


@pytest.mark.parametrize(
    "body", [b"<html><p>sign in</p></html>", b"data: {\n\n", b"data: [{},\n\n",
             b"data: nonsense\n\n", b'{"error": {"code"']
)  # fmt: skip
def test_a_stream_of_something_else_is_malformed(body: bytes, colour: Colour) -> None:
    assert type(stream_failure(colour, body)) is errors.MalformedResponse


@pytest.mark.parametrize(
    "body",
    [
        b'data: {"modelVersion": "1"}\n\ndata: {"modelVersion": "2"}\n\ndata: [DONE]\n\n',
        b'data:{"modelVersion": "1"}\n\ndata:{"modelVersion": "2"}\n\ndata:  [DONE] \n\n',
        b'[{"modelVersion": "1"},\n{"modelVersion": "2"}]',
        b'[{\n\n"modelVersion": "1"}\n,\n{"modelVersion": "2"}\n]\n',
        b'data: [{"modelVersion": "1"}, {"modelVersion": "2"}]\n\n',
        b'\xef\xbb\xbf: hi\ndata: {"modelVersion": "1"}\n\ndata: {\ndata:"modelVersion": "2"}\n\n',
        b'data: {"modelVersion": "1"}\r\rdata: {"modelVersion": "2"}',
    ],
)
def test_streams_in_other_dress_are_read(body: bytes, colour: Colour) -> None:
    client = client_with(Script(httpx.Response(200, content=body)))

    assert [c.model_version for c in colour.items(client, ask_for_chunks)] == ["1", "2"]


def test_the_word_error_in_a_text_is_no_error(colour: Colour) -> None:
    chunk = {"error": None, "candidates": [{"content": {"parts": [{"text": '"error": {}'}]}}]}
    body = f"data: {json.dumps(chunk)}\n\n".encode()
    client = client_with(Script(httpx.Response(200, content=body)))

    assert [c.text for c in colour.items(client, ask_for_chunks)] == ['"error": {}']
