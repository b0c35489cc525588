"""Many requests: each answered once, whatever happens on the way."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from gemini_magic import Client, RetryPolicy
from gemini_magic.chat import Request, answer_schema
from gemini_magic.errors import (
    BadRequest,
    ConnectionFailed,
    GeminiError,
    InvalidKey,
    InvalidRequest,
    NotKept,
    RateLimited,
    SchemaMismatch,
)
from gemini_magic.ledger import Ledger
from gemini_magic.session import Session
from gemini_magic.tasks.many import Outcome, many
from gemini_magic.tasks.pace import Pace
from gemini_magic.tools import tools_from
from gemini_magic.types import Part
from tests.scripted import JSON, Answer, ScriptedGemini, chunk

QUICK = RetryPolicy(first_wait=0.0)
Handler = Callable[[str, int], httpx.Response]


class Service:
    """Answers a prompt with itself, or as `handler` says: of a prompt, and how often it came."""

    def __init__(self, handler: Handler | None = None) -> None:
        self._handler = handler
        self.prompts: list[str] = []
        self.bodies: list[Any] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        prompt = body["contents"][-1]["parts"][-1].get("text", "")
        self.bodies.append(body)
        self.prompts.append(prompt)
        if self._handler is not None:
            return self._handler(prompt, self.prompts.count(prompt))
        return says(prompt)

    def session(self, ledger: Path | None = None) -> Session:
        client = Client("k", transport=httpx.MockTransport(self), retry=QUICK)
        return Session(client, ledger=None if ledger is None else Ledger(ledger))


def says(text: str) -> httpx.Response:
    usage = {"promptTokenCount": 3, "candidatesTokenCount": 2}
    return httpx.Response(200, json=chunk(text, finish="STOP", usageMetadata=usage))


def fails(code: int, status: str, message: str, *details: Any) -> httpx.Response:
    error = {"code": code, "status": status, "message": message, "details": list(details)}
    return httpx.Response(code, json={"error": error})


def asked(*prompts: str, **fields: Any) -> Iterator[tuple[int, Request]]:
    return ((at, Request((Part(text=text),), **fields)) for at, text in enumerate(prompts))


def by_key(outcomes: Iterator[Outcome[int]]) -> list[Outcome[int]]:
    return sorted(outcomes, key=lambda outcome: outcome.key)


def test_every_request_is_answered_by_its_own_reply() -> None:
    service = Service()
    prompts = [f"prompt {number}" for number in range(100)]

    outcomes = by_key(many(asked(*prompts), session=service.session()))

    assert [outcome.reply.text for outcome in outcomes] == prompts
    assert sorted(service.prompts) == sorted(prompts)
    assert not any(outcome.is_cached or outcome.error for outcome in outcomes)


def test_equal_requests_are_sent_once_wherever_they_stand() -> None:
    service = Service()
    prompts = ["a", "a", *(f"between {number}" for number in range(200)), "a"]

    outcomes = by_key(many(asked(*prompts), session=service.session()))

    assert service.prompts.count("a") == 1
    assert [outcomes[at].reply.text for at in (0, 1, -1)] == ["a", "a", "a"]
    assert sum(outcomes[at].is_cached for at in (0, 1, -1)) == 2
    assert sum(outcomes[at].ms is None for at in (0, 1, -1)) == 2


def test_with_cache_off_equal_requests_are_asked_one_by_one() -> None:
    service = Service()
    list(many(asked("a", "a", "a"), session=service.session(), cache="off"))

    assert service.prompts == ["a", "a", "a"]


def test_a_request_that_is_refused_or_fails_for_the_moment_is_asked_again() -> None:
    def handler(prompt: str, time: int) -> httpx.Response:
        codes = {1: fails(429, "RESOURCE_EXHAUSTED", "slow"), 2: fails(500, "INTERNAL", "oops")}
        return codes.get(time) or says(prompt)

    service = Service(handler)
    outcomes = list(many(asked(*"abcdef"), session=service.session()))

    assert sorted(outcome.reply.text for outcome in outcomes) == list("abcdef")
    assert len(service.prompts) == 18


def test_one_bad_request_does_not_lose_the_others() -> None:
    def handler(prompt: str, time: int) -> httpx.Response:
        return fails(400, "INVALID_ARGUMENT", "bad") if prompt == "b" else says(prompt)

    outcomes = by_key(many(asked(*"abc"), session=Service(handler).session()))

    assert [outcome.reply.text for outcome in outcomes] == ["a", "", "c"]
    assert [type(outcome.error) for outcome in outcomes] == [type(None), BadRequest, type(None)]


def test_a_failure_that_does_not_pass_is_given_up_after_as_many_tries_as_the_client_has() -> None:
    service = Service(lambda prompt, time: fails(503, "UNAVAILABLE", "down"))
    [outcome] = many(asked("a"), session=service.session())

    assert outcome.error is not None
    assert len(service.prompts) == QUICK.attempts


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (fails(400, "INVALID_ARGUMENT", "no", {"@type": "x/google.rpc.ErrorInfo",
                                               "reason": "API_KEY_INVALID"}), InvalidKey),
        (fails(429, "RESOURCE_EXHAUSTED", "no", {"@type": "x/google.rpc.QuotaFailure",
               "violations": [{"quotaId": "RequestsPerDay"}]}), RateLimited),
    ],
    ids=["a key that is not valid", "the quota of a day"],
)  # fmt: skip
def test_what_would_fail_for_all_ends_the_asking(
    answer: httpx.Response, error: type[GeminiError]
) -> None:
    service = Service(lambda prompt, time: httpx.Response(answer.status_code, json=answer.json()))
    outcomes = list(many(asked(*map(str, range(500))), session=service.session(), pace=Pace(4)))

    assert len(outcomes) == 500
    assert {type(outcome.error) for outcome in outcomes} == {error}
    assert len(service.prompts) <= 8


def test_a_service_that_nobody_reaches_is_not_asked_for_every_row() -> None:
    def handler(prompt: str, time: int) -> httpx.Response:
        raise httpx.ConnectError("no route")

    service = Service(handler)
    outcomes = list(many(asked(*map(str, range(300))), session=service.session(), pace=Pace(4)))

    assert {type(outcome.error) for outcome in outcomes} == {ConnectionFailed}
    assert len(set(service.prompts)) < 100


def test_what_the_ledger_holds_is_not_asked_again(tmp_path: Path) -> None:
    service = Service()
    book = tmp_path / "ledger.sqlite"
    list(many(asked(*"ab"), session=service.session(book)))
    outcomes = by_key(many(asked(*"abc"), session=service.session(book)))

    assert sorted(service.prompts) == ["a", "b", "c"]
    assert [outcome.is_cached for outcome in outcomes] == [True, True, False]
    rows = [(row.replayed, row.cost) for row in Ledger(book).entries()]
    assert rows.count((True, 0.0)) == 2
    assert len(rows) == 5


def test_refresh_asks_anew_and_only_never_asks(tmp_path: Path) -> None:
    service = Service()
    book = tmp_path / "ledger.sqlite"
    list(many(asked("a"), session=service.session(book)))
    list(many(asked("a", "a"), session=service.session(book), cache="refresh"))
    outcomes = by_key(many(asked("a", "new"), session=service.session(book), cache="only"))

    assert service.prompts == ["a", "a"]
    assert outcomes[0].reply.text == "a"
    assert isinstance(outcomes[1].error, NotKept)


def test_a_request_may_be_made_late_or_not_at_all() -> None:
    def made() -> Request:
        made_in.append(threading.current_thread())
        return Request((Part(text="made"),))

    def broken() -> Request:
        raise InvalidRequest("there is no file")

    made_in: list[threading.Thread] = []
    rows: list[Any] = [(0, made), (1, broken), (2, InvalidRequest("nothing to ask"))]
    outcomes = by_key(many(rows, session=Service().session()))

    assert outcomes[0].reply.text == "made"
    assert [str(outcome.error) for outcome in outcomes[1:]] == [
        "there is no file",
        "nothing to ask",
    ]
    assert made_in != [threading.main_thread()]


def test_an_answer_that_does_not_fit_its_schema_is_an_error_with_its_text() -> None:
    class Person(BaseModel):
        age: int

    answers = {"a": '{"age": 3}', "b": '{"age": "old"}', "c": "no JSON"}
    service = Service(lambda prompt, time: says(answers[prompt]))
    rows = asked(*"abc", schema=answer_schema(Person))
    outcomes = by_key(many(rows, session=service.session()))

    assert outcomes[0].reply.parsed == Person(age=3)
    assert [type(outcome.error) for outcome in outcomes[1:]] == [SchemaMismatch] * 2
    assert outcomes[1].reply.text == '{"age": "old"}'


def test_an_answer_that_does_not_fit_may_be_asked_for_once_more() -> None:
    def handler(prompt: str, time: int) -> httpx.Response:
        return says('{"age": "old"}' if prompt == "a" else '{"age": 4}')

    class Person(BaseModel):
        age: int

    rows = asked("a", schema=answer_schema(Person), retry_schema=True)
    [outcome] = many(rows, session=Service(handler).session())

    assert outcome.reply.parsed == Person(age=4)
    assert outcome.error is None


def test_functions_of_ours_are_called_for_each_row() -> None:
    def double(number: int) -> int:
        """Twice the number."""
        return 2 * number

    def handler(prompt: str, time: int) -> httpx.Response:
        if prompt:
            call = {"functionCall": {"name": "double", "args": {"number": int(prompt)}}}
            return httpx.Response(200, json=chunk(call, finish="STOP"))
        [response] = [
            part["functionResponse"]["response"]
            for part in service.bodies[-1]["contents"][-1]["parts"]
        ]
        return says(f"it is {response['result']}")

    service = Service(handler)
    rows = asked("1", "20", tools=tools_from([double]))
    outcomes = by_key(many(rows, session=service.session(), pace=Pace(1)))

    assert [outcome.reply.text for outcome in outcomes] == ["it is 2", "it is 40"]


def test_what_reading_the_requests_raises_is_raised_to_the_reader() -> None:
    def rows() -> Iterator[tuple[int, Request]]:
        yield from asked("a")
        raise ZeroDivisionError("of the caller")

    with pytest.raises(ZeroDivisionError, match="of the caller"):
        list(many(rows(), session=Service().session()))


def whole(text: str) -> Answer:
    return Answer((json.dumps(chunk(text, finish="STOP")).encode(),), content_type=JSON)


def test_an_interrupt_closes_every_connection_and_gives_what_is_done(
    gemini: ScriptedGemini,
) -> None:
    def interrupt() -> None:
        while len(gemini.exchanges) < 7:
            gemini.wait_for_request()
        signal.pthread_kill(reader, signal.SIGINT)

    gemini.will(*map(whole, "abc"), *[Answer(ending="stall")] * 4)
    reader = threading.get_ident()
    interrupting = threading.Thread(target=interrupt)
    done: list[str] = []
    run = many(asked(*map(str, range(50))), session=Session(), pace=Pace(4))
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        done.extend(outcome.reply.text for outcome in run)
    interrupting.join()

    assert sorted(done) == ["a", "b", "c"]
    assert len(gemini.exchanges) == 7
    assert all(exchange.left.wait(10) for exchange in gemini.exchanges[3:])


def test_closing_the_run_closes_every_connection(gemini: ScriptedGemini) -> None:
    gemini.will(whole("a"), *[Answer(ending="stall")] * 3)
    run = many(asked(*map(str, range(50))), session=Session(), pace=Pace(3))

    assert next(run).reply.text == "a"
    while len(gemini.exchanges) < 4:
        gemini.wait_for_request()
    run.close()
    assert all(exchange.left.wait(10) for exchange in gemini.exchanges[1:])
