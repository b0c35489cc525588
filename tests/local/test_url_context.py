"""The URL context tool on the engine: pages of this machine, and nothing else."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from gemini_magic import Client
from gemini_magic.local.corpus.page_text import page_text
from tests.local.conftest import KEY, MODEL, Engine, user

_LIGHTHOUSE = """<!DOCTYPE html><html><head><title>Arn &amp; its lighthouse</title>
<style>p { color: red }</style></head><body><h1>The lighthouse – 灯塔</h1>
<p>The lighthouse of Arn was built in 1871 by Mara Voss.</p>
<p>Its lamp was lit with whale oil until 1902.</p>
<script>document.write("Mara Voss never lived")</script>
<p>灯塔由玛拉·沃斯建造。它现在是一座博物馆。</p></body></html>"""
_STATUS = "URL_RETRIEVAL_STATUS_"


@dataclass
class Site:
    """A server of pages on loopback, and which of its paths were asked for."""

    port: int
    asked: list[str] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def _pdf(text: str) -> bytes:
    """A PDF file of one page with one line."""
    stream = f"BT /F1 24 Tf 50 700 Td ({text}) Tj ET".encode()
    fonts = b"/Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R %s >>" % fonts,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(data))
    )


@pytest.fixture(scope="module")
def site(engine: Engine) -> Iterator[Site]:
    engine_port = urlsplit(engine.url).port
    pages: dict[str, tuple[str, bytes]] = {
        "/arn": ("text/html; charset=utf-8", _LIGHTHOUSE.encode()),
        "/latin": ("text/html; charset=iso-8859-1", "<p>Der Käse ist alt.</p>".encode("latin-1")),
        "/tea.txt": ("text/plain", b"Tea is grown on the hills. The harvest begins in April."),
        "/data.json": ("application/json", b'{"station": {"name": "Arn", "height": 42}}'),
        "/paper.pdf": ("application/pdf", _pdf("The moon has a radius of 1737 kilometres.")),
        "/image.png": ("image/png", b"\x89PNG"),
        "/empty": ("text/html", b"<title></title>"),
        "/huge": ("text/plain", b"The first word is whale. " + b"filler text here. " * 400_000),
        "/hostile": ("text/html", b"<!--" * 300_000 + b"<a " * 100_000),
    }
    places = {
        "/moved": "/arn",
        "/loop": "/loop",
        "/away": "http://example.com/",
        "/aside": "http://127.0.0.1.example.com/",
        "/file": "file:///etc/passwd",
        "/engine": f"http://127.0.0.1:{engine_port}/v1beta/models?key={KEY}",
    }

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            if self.path in places:
                self.send_response(302)
                self.send_header("Location", places[self.path])
                self.end_headers()
                return
            kind, body = pages.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in {*pages, "/slow", "/drip"} else 404)
            self.send_header("Content-Type", kind)
            self.end_headers()
            # The engine hangs up on what is too slow or too long.
            with contextlib.suppress(OSError):
                for _ in range(600 if self.path == "/drip" else 0):
                    self.wfile.write(b"x")
                    ended.wait(0.1)
                if self.path == "/slow":
                    ended.wait(60)
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """The test says what matters."""

    ended = threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        server.daemon_threads = False
        found = Site(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield found
        ended.set()
        server.shutdown()
        thread.join()


def _ask(engine: Engine, prompt: str, **body: Any) -> Any:
    return engine.ask([user(prompt)], tools=[{"urlContext": {}}], **body)["candidates"][0]


def _text(candidate: Any) -> str:
    text: str = candidate["content"]["parts"][0]["text"]
    return text


def _statuses(candidate: Any) -> list[str]:
    visited = candidate["urlContextMetadata"]["urlMetadata"]
    return [one["urlRetrievalStatus"].removeprefix(_STATUS) for one in visited]


def _cited(candidate: Any) -> list[str]:
    data = _text(candidate).encode()
    segments = [s["segment"] for s in candidate["groundingMetadata"]["groundingSupports"]]
    found = [data[s.get("startIndex", 0) : s["endIndex"]].decode() for s in segments]
    assert found == [segment["text"] for segment in segments]
    return found


@pytest.mark.parametrize(
    ("path", "question", "quoted"),
    [
        ("/arn", "Who built the lighthouse according to {}?", "1871 by Mara Voss."),
        ("/arn", "请阅读 {}，灯塔是谁建造的？", "灯塔由玛拉·沃斯建造。"),
        ("/moved", "When was its lamp lit with oil? See {}.", "whale oil until 1902."),
        ("/latin", "Was steht auf {} über Käse?", "Der Käse ist alt."),
        ("/tea.txt", "When does the harvest begin ({})?", "The harvest begins in April."),
        ("/data.json", "What is the height in {}?", "station height: 42"),
        ("/huge", "What is the first word of {}?", "The first word is whale."),
    ],
)
def test_a_page_is_quoted_at_the_right_bytes(
    engine: Engine, site: Site, path: str, question: str, quoted: str
) -> None:
    candidate = _ask(engine, question.format(site.url(path)))

    assert any(quoted in text for text in _cited(candidate))
    assert _statuses(candidate) == ["SUCCESS"]
    (chunk,) = candidate["groundingMetadata"]["groundingChunks"]
    assert chunk["web"]["uri"] == site.url(path)
    assert "never lived" not in _text(candidate)


def test_a_pdf_is_read(engine: Engine, site: Site) -> None:
    pytest.importorskip("pypdf")
    candidate = _ask(engine, f"What radius has the moon? {site.url('/paper.pdf')}")

    assert any("1737" in text for text in _cited(candidate))


def test_the_title_is_told_in_the_language_of_the_question(engine: Engine, site: Site) -> None:
    url = site.url("/arn")

    asked = _ask(engine, f"{url} 的标题是什么？")
    assert _text(asked) == f"网页 {url} 的标题是“Arn & its lighthouse”。"
    assert _cited(asked) == [_text(asked)]


def test_a_name_of_this_machine_is_resolved_and_the_usage_counts_the_page(
    engine: Engine, site: Site
) -> None:
    prompt = f"Who built the lighthouse? {site.url('/arn', 'localhost')}"
    response = engine.ask(prompt, tools=[{"urlContext": {}}])

    assert "Mara Voss" in _text(response["candidates"][0])
    assert response["usageMetadata"]["toolUsePromptTokenCount"] > 20


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/away", "UNSAFE", "redirects to an address that is not on this machine"),
        ("/aside", "UNSAFE", "redirects to an address that is not on this machine"),
        ("/file", "UNSAFE", "file is not http or https"),
        ("/engine", "UNSAFE", "the local engine itself"),
        ("/loop", "ERROR", "redirects more than 5 times"),
        ("/missing", "ERROR", "answered 404"),
        ("/image.png", "ERROR", "image/png"),
        ("/empty", "SUCCESS", "holds no text"),
        ("/hostile", "SUCCESS", ""),
    ],
)
def test_what_cannot_be_read_is_said(
    engine: Engine, site: Site, path: str, status: str, said: str
) -> None:
    candidate = _ask(engine, f"What does {site.url(path)} say?")

    assert _statuses(candidate) == [status]
    assert said in _text(candidate)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://example.com/", "ERROR"),
        ("http://10.0.0.1/", "ERROR"),
        ("http://0.0.0.0:{port}/arn", "ERROR"),
        ("http://2130706433:{port}/arn", "ERROR"),
        ("http://127.1:{port}/arn", "ERROR"),
        ("http://127.0.0.1.example.com:{port}/arn", "ERROR"),
        ("http://127.0.0.1:{port}@example.com/arn", "ERROR"),
        ("http://[::ffff:10.0.0.1]:{port}/arn", "ERROR"),
        ("http://169.254.169.254/latest/meta-data", "ERROR"),
        ("http://me:secret@127.0.0.1:{port}/arn", "UNSAFE"),
        ("http://127.0.0.1:{engine}/v1beta/models?key=k", "UNSAFE"),
        ("http://localhost:{engine}/v1beta/models?key=k", "UNSAFE"),
        ("http://127.0.0.1:99999/", "ERROR"),
        ("http://[::1/", "ERROR"),
    ],
)
def test_no_other_address_is_fetched(engine: Engine, site: Site, url: str, status: str) -> None:
    site.asked.clear()
    address = url.format(port=site.port, engine=urlsplit(engine.url).port)
    candidate = _ask(engine, f"What is written at {address} ?")

    assert _statuses(candidate) == [status]
    assert site.asked == []
    assert "groundingMetadata" not in candidate


def test_pages_that_are_slow_to_answer_or_drip_are_given_up(engine: Engine, site: Site) -> None:
    candidate = _ask(engine, f"Compare {site.url('/slow')} and {site.url('/drip')}")

    assert _statuses(candidate) == ["ERROR", "ERROR"]
    assert _text(candidate).count("took too long") == 2


def test_twenty_addresses_are_visited_and_no_more(engine: Engine, site: Site) -> None:
    urls = [site.url(f"/missing{n}") for n in range(25)]
    site.asked.clear()
    candidate = _ask(engine, "Compare " + " ".join([site.url("/arn"), *urls]))

    assert _statuses(candidate) == ["SUCCESS"] + ["ERROR"] * 19
    assert len(site.asked) == 20


def test_without_the_tool_or_an_address_nothing_is_fetched(engine: Engine, site: Site) -> None:
    site.asked.clear()

    engine.text(f"Who built the lighthouse? {site.url('/arn')}")
    without = _ask(engine, "What is 2 + 2?")
    assert site.asked == []
    assert "urlContextMetadata" not in without


def test_a_server_that_speaks_no_http_is_an_error(engine: Engine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_babble, args=(server,))
        thread.start()
        candidate = _ask(engine, f"Read http://127.0.0.1:{server.getsockname()[1]}/ please")
        thread.join()

    assert _statuses(candidate) == ["ERROR"]
    assert "its server failed" in _text(candidate)


def _babble(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"\x00\x01 no such thing\r\n\r\n")


def test_a_stream_ends_with_the_metadata_and_shows_the_invocation(
    engine: Engine, site: Site
) -> None:
    body = {
        "contents": [user(f"Who built the lighthouse? {site.url('/arn')}")],
        "tools": [{"urlContext": {}}, {"googleSearch": {}}],
        "toolConfig": {"includeServerSideToolInvocations": True},
    }
    chunks = [chunk["candidates"][0] for chunk in engine.stream(body)]
    call, result = (chunk["content"]["parts"][0] for chunk in chunks[:2])

    assert call["toolCall"]["toolType"] == "URL_CONTEXT"
    assert call["toolCall"]["args"] == {"urls": [site.url("/arn")]}
    assert result["toolResponse"]["id"] == call["toolCall"]["id"]
    assert _statuses(chunks[-1]) == ["SUCCESS"]
    segment = chunks[-1]["groundingMetadata"]["groundingSupports"][0]["segment"]
    assert segment["partIndex"] == 2
    text = "".join(part.get("text", "") for c in chunks for part in c["content"]["parts"])
    assert text.encode()[segment["startIndex"] : segment["endIndex"]].decode() == segment["text"]


def test_our_client_and_googles_sdk_read_the_metadata(engine: Engine, site: Site) -> None:
    genai = pytest.importorskip("google.genai")
    prompt = f"Who built the lighthouse? {site.url('/arn')}"
    config: dict[str, Any] = {"tools": [{"url_context": {}}]}
    with Client(api_key=KEY, base_url=engine.url) as client:
        ours = client.models.generate_content(model=MODEL, contents=prompt, config=config)
    with genai.Client(api_key=KEY, http_options={"base_url": engine.url}) as google:
        theirs = google.models.generate_content(model=MODEL, contents=prompt, config=config)

    assert ours.text == theirs.text
    assert "Mara Voss" in theirs.text
    (visited,) = theirs.candidates[0].url_context_metadata.url_metadata
    assert visited.retrieved_url == site.url("/arn")
    assert visited.url_retrieval_status.name == f"{_STATUS}SUCCESS"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b<script>c</script><!-- d -->e", "a\n\nbe"),
        ("<p>1 < 2 &amp; 3 > 2", "1 < 2 & 3 > 2"),
        ("<p title='x'>unclosed <b>bold", "unclosed bold"),
        ("<template><p>hidden</template>seen", "seen"),
    ],
)
def test_the_text_of_html_is_what_a_person_reads(html: str, text: str) -> None:
    assert page_text(html.encode(), "text/html").text == text
