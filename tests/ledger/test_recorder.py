"""Calls are written down, and answers are given once more, to the letter."""

from __future__ import annotations

import sqlite3
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic import Client, RetryPolicy
from gemini_magic.api.resources.models import stream_call
from gemini_magic.api.types import Content, GenerateContentConfig, GenerateContentResponse
from gemini_magic.errors import APIError, LedgerError, NotKept
from gemini_magic.ledger import About, Ledger, Recorder, export, key_of, take_in
from gemini_magic.settings import CacheMode
from tests.scripted import chunk, sse

MODEL = "gemini-x"


class Service:
    """Answers each request with the next of its replies, and counts."""

    def __init__(self, *replies: Any) -> None:
        self.replies = list(replies)
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        reply = self.replies.pop(0)
        if isinstance(reply, int):
            return httpx.Response(reply, json={"error": {"code": reply, "message": "no"}})
        return httpx.Response(200, content=reply, headers={"content-type": "text/event-stream"})


def body(*chunks: dict[str, Any]) -> bytes:
    return b"".join(sse(chunks).pieces)


def wire(*pieces: str, finish: str = "STOP", **more: Any) -> bytes:
    *before, last = pieces
    usage = {"usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 5}, "responseId": "r1"}
    return body(*map(chunk, before), {**chunk(last, finish=finish), **usage, **more})


def client_of(service: Service) -> Client:
    transport = httpx.MockTransport(service)
    return Client(api_key="secret-key", transport=transport, retry=RetryPolicy(first_wait=0))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / ".gemini" / "ledger.sqlite") as ledger:
        yield ledger


def call_for(text: str, **config: Any) -> Any:
    contents = [Content.model_validate({"role": "user", "parts": [{"text": text}]})]
    return stream_call(MODEL, contents, GenerateContentConfig(**config))


def ask(
    service: Service, ledger: Ledger, text: str = "hi", cache: CacheMode = "use", **more: Any
) -> list[GenerateContentResponse]:
    with client_of(service) as client:
        return list(Recorder(ledger).stream(client, call_for(text), cache=cache, **more))


def test_an_answer_is_given_once_more_to_the_letter(ledger: Ledger) -> None:
    service = Service(wire("Hel", "lo 🦉", futureField={"a": [1, None]}))
    first = ask(service, ledger)
    second = ask(service, ledger)

    assert [c.to_wire() for c in second] == [c.to_wire() for c in first]
    assert service.asked == 1


@pytest.mark.parametrize(
    ("cache", "asked", "texts"),
    [("use", 1, ["one", "one"]), ("refresh", 2, ["one", "two"]), ("off", 2, ["one", "two"])],
)
def test_the_mode_says_who_answers(
    ledger: Ledger, cache: CacheMode, asked: int, texts: list[str]
) -> None:
    service = Service(wire("one"), wire("two"))
    said = [ask(service, ledger, cache=cache)[-1].text for _ in range(2)]

    assert (said, service.asked) == (texts, asked)


def test_refresh_keeps_the_newer_answer_and_off_keeps_none(ledger: Ledger) -> None:
    service = Service(wire("one"), wire("two"), wire("three"))
    ask(service, ledger, cache="refresh")
    ask(service, ledger, cache="refresh")
    ask(service, ledger, cache="off")

    assert ask(service, ledger, cache="only")[-1].text == "two"


def test_only_asks_nobody(ledger: Ledger) -> None:
    service = Service()
    with pytest.raises(NotKept, match="run it once with cache='use'"):
        ask(service, ledger, cache="only")

    assert service.asked == 0


def test_another_prompt_model_or_config_is_another_request() -> None:
    calls = [call_for("a"), call_for("b"), call_for("a", temperature=1)]

    assert len({key_of(call) for call in calls}) == 3
    assert key_of(call_for("a")) == key_of(call_for("a"))
    assert key_of(call_for("a")) != key_of(call_for("a"), is_local=True)


def test_every_call_is_a_row(ledger: Ledger) -> None:
    about = About("nb.ipynb", "cell-1", "main")
    service = Service(wire("ok", modelVersion="gemini-x-001"))
    ask(service, ledger, about=about)
    ask(service, ledger, about=about)
    asked, replayed = ledger.entries()

    assert (asked.model, asked.model_version, asked.about) == (MODEL, "gemini-x-001", about)
    assert (asked.finish, asked.error, asked.response_id) == ("STOP", "", "r1")
    assert asked.usage is not None
    assert asked.usage.to_wire() == {"promptTokenCount": 3, "totalTokenCount": 5}
    assert asked.first_ms is not None
    assert 0 <= asked.first_ms <= asked.ms
    assert (asked.replayed, replayed.replayed, replayed.cost) == (False, True, 0.0)


def test_the_price_is_of_the_usage_and_the_model(ledger: Ledger) -> None:
    asked: list[Any] = []

    def price(usage: Any, model: str) -> float:
        asked.append((usage.total_token_count, model))
        return 0.25

    with client_of(Service(wire("ok"))) as client:
        list(Recorder(ledger, price).stream(client, call_for("hi")))

    assert asked == [(5, MODEL)]
    assert [entry.cost for entry in ledger.entries()] == [0.25]


def test_what_breaks_off_is_a_row_but_no_answer_to_give_again(ledger: Ledger) -> None:
    service = Service(wire("half", finish=""), 400)
    ask(service, ledger)
    with pytest.raises(APIError):
        ask(service, ledger)
    with client_of(Service(wire("a", "b"))) as client:
        stream = Recorder(ledger).stream(client, call_for("hi"))
        next(stream)
        stream.close()  # type: ignore[attr-defined]
    cut, failed, interrupted = ledger.entries()

    assert (cut.finish, cut.error) == ("", "")
    assert "no" in failed.error
    assert (interrupted.finish, interrupted.error) == ("", "interrupted")
    assert list(ledger.answers()) == []


def test_a_blocked_prompt_is_an_answer_too(ledger: Ledger) -> None:
    blocked = body({"promptFeedback": {"blockReason": "SAFETY"}})
    ask(Service(blocked), ledger)
    [again] = ask(Service(), ledger, cache="only")

    assert again.prompt_feedback is not None
    assert [entry.finish for entry in ledger.entries()] == ["blocked: SAFETY"] * 2


def test_a_ledger_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "broken.sqlite"
    path.write_bytes(b"this is no database, whatever its name says" * 50)
    with client_of(Service(wire("one"), wire("two"))) as client, Ledger(path) as ledger:
        recorder = Recorder(ledger)
        with pytest.warns(UserWarning, match="nothing is written down any more"):
            said = [list(recorder.stream(client, call_for("hi")))[-1].text for _ in range(2)]

    assert said == ["one", "two"]


@pytest.mark.parametrize("damaged", [b"no pack", zlib.compress(b'{"candidates": 7}')])
def test_a_kept_answer_that_is_damaged_is_said_to_be_so_and_can_be_asked_anew(
    ledger: Ledger, damaged: bytes
) -> None:
    ledger.keep(key_of(call_for("hi")), "t", MODEL, damaged)

    with pytest.raises(LedgerError, match="cannot be read"):
        ask(Service(), ledger, cache="use")
    assert ask(Service(wire("new")), ledger, cache="refresh")[-1].text == "new"
    assert ask(Service(), ledger, cache="only")[-1].text == "new"


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    with Ledger(path) as ledger, pytest.raises(LedgerError, match="newer version"):
        list(ledger.entries())


def test_no_key_is_written_down(ledger: Ledger) -> None:
    ask(Service(wire("ok"), 400), ledger)
    with pytest.raises(APIError):
        ask(Service(400), ledger, "other")
    ledger.close()

    written = b"".join(path.read_bytes() for path in ledger.path.parent.iterdir())
    assert b"secret-key" not in written


def test_an_export_is_equal_text_for_equal_answers_and_can_be_taken_in(
    ledger: Ledger, tmp_path: Path
) -> None:
    ask(Service(wire("one 🦉")), ledger, "a")
    ask(Service(wire("two")), ledger, "b")
    exported = tmp_path / "answers.jsonl"

    assert export(ledger, exported) == 2
    with Ledger(tmp_path / "other.sqlite") as other:
        assert take_in(other, exported) == 2
        assert ask(Service(), other, "a", "only")[-1].text == "one 🦉"
        export(other, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_text("utf-8") == exported.read_text("utf-8")
    assert "one 🦉" in exported.read_text("utf-8")


@pytest.mark.parametrize("line", [b'{"key": "k"}', b"\xff\xfe", b"[" * 99_999])
def test_a_line_that_is_no_answer_is_named(ledger: Ledger, tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_bytes(line + b"\n")

    with pytest.raises(LedgerError, match="line 1"):
        take_in(ledger, path)


def test_forgetting_drops_answers_and_keeps_the_rows(ledger: Ledger) -> None:
    ask(Service(wire("one")), ledger)

    assert ledger.forget() == 1
    assert list(ledger.answers()) == []
    assert len(list(ledger.entries())) == 1


def test_several_processes_write_at_once(ledger: Ledger) -> None:
    import subprocess

    program = (
        "import sys\n"
        "from gemini_magic.ledger import Entry, Ledger\n"
        "with Ledger(sys.argv[1]) as ledger:\n"
        "    for n in range(50):\n"
        "        ledger.add(Entry(time='t', key=str(n), model=sys.argv[2]))\n"
        "        ledger.keep(f'{sys.argv[2]}{n}', 't', 'm', b'x')\n"
    )
    command = [sys.executable, "-c", program, str(ledger.path)]
    writers = [subprocess.Popen([*command, name]) for name in ("a", "b", "c")]

    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(list(ledger.entries())) == 150
    assert len(list(ledger.answers())) == 150


def test_a_ledger_that_another_kernel_begins_just_now_is_waited_for(ledger: Ledger) -> None:
    ledger.path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(ledger.path, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = threading.Timer(0.3, other.commit)
        begun.start()
        ledger.keep("k", "t", "m", b"x")
        begun.join()

    assert ledger.answer("k") == b"x"


def test_several_threads_use_one_ledger(ledger: Ledger) -> None:
    def write(name: str) -> None:
        for n in range(50):
            ledger.keep(f"{name}{n}", "t", "m", b"x")
            assert ledger.answer(f"{name}{n}") == b"x"

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(list(ledger.answers())) == 150


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.dictionaries(st.text(min_size=1), _JSON, max_size=3), min_size=1, max_size=4))
def test_whatever_a_chunk_holds_comes_back(
    tmp_path_factory: pytest.TempPathFactory, extras: list[dict[str, Any]]
) -> None:
    chunks = [{**chunk("x"), "extra": extra} for extra in extras]
    chunks[-1] = {**chunk("y", finish="STOP"), "extra": extras[-1]}
    with Ledger(tmp_path_factory.mktemp("ledger") / "l.sqlite") as ledger:
        first = ask(Service(body(*chunks)), ledger)
        again = ask(Service(), ledger, cache="only")

    assert [c.to_wire() for c in again] == [c.to_wire() for c in first]
