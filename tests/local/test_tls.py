"""The engine over TLS: certificates made on the spot or given, and clients that trust them."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from gemini_magic.local.process.tls import self_signed
from tests.local.conftest import KEY, running
from tests.local.live_line import LIVE

OURS = """
from gemini_magic import Client
with Client(api_key={key!r}, base_url={url!r}) as client:
    print(client.models.generate_content(model="gemini-3-flash-preview", contents="6 * 7").text)
    with client.live.connect(model={live!r}, config={{"response_modalities": ["TEXT"]}}) as session:
        session.send_client_content(turns="What is 6 * 7?")
        print("".join(message.text or "" for message in session.receive()))
"""
GOOGLES = """
import asyncio
from google import genai
async def talk():
    client = genai.Client(api_key={key!r}, http_options={{"base_url": {url!r}}}).aio
    print((await client.models.generate_content(
        model="gemini-3-flash-preview", contents="6 * 7")).text)
    config = {{"response_modalities": ["TEXT"]}}
    async with client.live.connect(model={live!r}, config=config) as session:
        await session.send_client_content(
            turns={{"role": "user", "parts": [{{"text": "What is 6 * 7?"}}]}}, turn_complete=True)
        async for message in session.receive():
            print(message.text or "", end="")
    await client.aclose()
asyncio.run(talk())
"""
WITHOUT_CRYPTOGRAPHY = """
import sys
sys.modules["cryptography"] = None
from gemini_magic.local.__main__ import main
sys.exit(main(["serve", "--no-llm", "--parent", "--tls"]))
"""


@pytest.mark.parametrize(("program", "needs"), [(OURS, "httpx"), (GOOGLES, "google.genai")])
def test_clients_trust_it_by_ssl_cert_file(cache: Path, program: str, needs: str) -> None:
    pytest.importorskip(needs)
    with running(cache, "--no-llm", "--tls") as engine:
        ran = subprocess.run(
            [sys.executable, "-c", program.format(key=KEY, url=engine.url, live=LIVE)],
            env={**os.environ, "SSL_CERT_FILE": engine.ca_file},
            capture_output=True,
            text=True,
            timeout=60,
        )
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(engine.url)
        assert engine.url.startswith("https://")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("42") == 2
    assert not Path(engine.ca_file).exists()


def test_a_certificate_may_be_given(cache: Path, tmp_path: Path) -> None:
    made = self_signed(tmp_path)
    options = ("--tls-cert", str(made.certificate), "--tls-key", str(made.key))
    with running(cache, "--no-llm", *options) as engine:
        assert engine.ca_file == str(made.certificate)
        assert engine.client.get("/v1beta/models").status_code == 200
    assert made.key.stat().st_mode & 0o077 == 0
    assert made.certificate.exists()


def test_what_is_no_certificate_is_said(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no")
    ran = subprocess.run(
        [sys.executable, "-m", "gemini_magic.local", "serve", "--no-llm", "--tls-cert",
         str(tmp_path / "no.pem")],
        capture_output=True, text=True, timeout=30,
    )  # fmt: skip

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "no.pem" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_program_openssl_will_do() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WITHOUT_CRYPTOGRAPHY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            pytest.skip("the program openssl is not installed")
        ready = json.loads(line)
        trusting = ssl.create_default_context(cafile=ready["caFile"])
        headers = {"x-goog-api-key": ready["apiKey"]}
        answer = httpx.get(f"{ready['url']}/v1beta/models", headers=headers, verify=trusting)
        assert process.stdin is not None
        process.stdin.close()

    assert answer.status_code == 200


def test_without_either_it_says_what_to_install(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_CRYPTOGRAPHY],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert ran.returncode == 2
    assert "pip install cryptography" in ran.stderr
    assert "Traceback" not in ran.stderr
