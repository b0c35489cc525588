"""The HTTP server: tornado on loopback, and the process's life from readiness to its end."""

import asyncio
import json
import logging
import os
import secrets
import ssl
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from gemini_magic.local.closing import GOING_AWAY, Closing
from gemini_magic.local.corpus.python_docs import PythonDocs
from gemini_magic.local.endpoints import ROUTES
from gemini_magic.local.engine import Engine
from gemini_magic.local.execution.workshop import Workshop
from gemini_magic.local.handlers.base import NotFound
from gemini_magic.local.language_model import LanguageModel, installed_weights
from gemini_magic.local.lessons.event_log import EventLog
from gemini_magic.local.lessons.faults import Chance
from gemini_magic.local.lessons.lesson import Lesson
from gemini_magic.local.lessons.script import read_script
from gemini_magic.local.process.lifetime import ending
from gemini_magic.local.process.tls import Certificate
from gemini_magic.local.project import Dials, Project
from gemini_magic.local.recording.exchange import Recording
from gemini_magic.local.recording.replay import Replaying
from gemini_magic.local.resources import Resources
from gemini_magic.local.signature import Signer, kept_key
from gemini_magic.local.sound.hearing import Listener
from gemini_magic.local.sound.speech import Speaker

_SECONDS_TO_END = 1
_SOCKET_IDLE_SECONDS = 600
# Above the API's own limit, so that a body over that limit still gets an answer in shape.
_MOST_BODY_BYTES = 64 * 1024 * 1024


def serve(
    *,
    port: int,
    api_key: str | None,
    parent: bool,
    with_llm: bool,
    with_speech: bool,
    dials: Dials,
    lesson: Lesson,
    certificate_in: Callable[[Path], Certificate] | None = None,
) -> int:
    """Serves until a signal, or with `parent` until stdin ends.

    With `certificate_in`, which gives a certificate and may make it in a folder, over TLS.
    """
    weights = installed_weights() if with_llm else None
    language_model = LanguageModel(weights) if weights else None
    script = read_script(lesson.script) if lesson.script else None
    log = EventLog(lesson.log) if lesson.log else None
    project = Project(dials)
    resources = Resources(
        PythonDocs(),
        language_model,
        _signer(lesson.seed),
        project,
        speaker=Speaker(with_espeak=with_speech),
        listener=Listener(with_whisper=with_speech),
        workshop=Workshop(dials.code_timeout),
    )
    engine = Engine(resources, lesson.seed, script)
    key = api_key or f"local-{secrets.token_urlsafe(18)}"
    application = Application(
        ROUTES,
        default_handler_class=NotFound,
        engine=engine,
        api_key=key,
        tokens_per_second=lesson.tokens_per_second,
        latency=lesson.latency,
        chance=Chance(lesson.failures, lesson.seed),
        sockets=set(),
        socket_idle_seconds=_SOCKET_IDLE_SECONDS,
        dials=dials,
        log_function=log or _log_nothing,
    )
    # Malformed HTTP is the client's affair and is answered with 400; it needs no log line.
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    try:
        replaying = _replaying(application, lesson)
        certificate = certificate_in(project.folder) if certificate_in is not None else None
        context = certificate.context() if certificate is not None else None
        ready: dict[str, str] = {"apiKey": key}
        if certificate is not None:
            ready["caFile"] = str(certificate.certificate)
        asyncio.run(_run(application, port, ready, parent, language_model, context, replaying))
    finally:
        project.close()
        if log is not None:
            log.close()
    if language_model is not None:
        sys.stdout.flush()
        sys.stderr.flush()
        # llama.cpp's threads abort a process that ends in the usual way while they still run.
        os._exit(0)
    return 0


def _replaying(application: Application, lesson: Lesson) -> Replaying | None:
    if lesson.replay is None:
        return None
    recording = Recording(lesson.replay)
    return Replaying(application, recording, only=lesson.replay_only, in_time=lesson.replay_in_time)


def _signer(seed: int | None) -> Signer:
    if seed is not None:
        return Signer(f"seed {seed}".encode())
    try:
        return Signer(kept_key(platformdirs.user_cache_path("gemini-magic")))
    except OSError as error:
        print(f"Signatures hold until this engine ends: {error}.", file=sys.stderr, flush=True)
        return Signer()


async def _run(
    application: Application,
    port: int,
    ready: dict[str, str],
    parent: bool,
    language_model: LanguageModel | None,
    tls: ssl.SSLContext | None,
    delegate: Replaying | None,
) -> None:
    ended = ending(with_parent=parent)
    loop = asyncio.get_running_loop()
    application.settings["engine"].resources.project.webhooks.postman.attach(loop)
    sockets = bind_sockets(port, "127.0.0.1")
    server = HTTPServer(delegate or application, max_body_size=_MOST_BODY_BYTES, ssl_options=tls)
    server.add_sockets(sockets)
    own_ports = application.settings["engine"].resources.pages.own_ports
    own_ports.update(one.getsockname()[1] for one in sockets)
    scheme = "http" if tls is None else "https"
    url = f"{scheme}://127.0.0.1:{sockets[0].getsockname()[1]}"
    _announce({"url": url, **ready}, human=not parent)
    await ended.wait()
    server.stop()
    application.settings["engine"].resources.workshop.close()
    for socket in [*application.settings["sockets"]]:
        socket.end(Closing(GOING_AWAY, "The local engine ends."))
    if language_model is not None:
        language_model.close()
    await server.close_all_connections()
    answering = asyncio.all_tasks() - {asyncio.current_task()}
    if answering:
        await asyncio.wait(answering, timeout=_SECONDS_TO_END)


def _announce(ready: dict[str, str], *, human: bool) -> None:
    print(json.dumps(ready), flush=True)
    if human:
        url, key = ready["url"], ready["apiKey"]
        ca_file = ready.get("caFile")
        hint = (
            f"\nThe local engine answers at {url} (not Gemini; Ctrl-C ends it).\n"
            "  gemini-magic uses it by itself. With Google's SDK:\n"
            f"    genai.Client(api_key={key!r}, http_options={{'base_url': {url!r}}})\n"
            f"  curl -H 'x-goog-api-key: {key}' {url}/v1beta/models\n"
        )
        if ca_file is not None:
            hint += f"  Clients trust it with SSL_CERT_FILE={ca_file} (curl: --cacert).\n"
        print(hint, file=sys.stderr, flush=True)


def _log_nothing(handler: Any) -> None:
    """Requests are not logged: a log would hold keys in query strings."""
