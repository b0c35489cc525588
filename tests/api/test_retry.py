"""Which failures are tried again, how often, how patiently, and who is told."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from gemini_magic import Client, RetryPolicy, errors
from gemini_magic.api.call import Call, json_of
from gemini_magic.api.retry import Retry
from gemini_magic.api.types import GenerateContentResponse
from tests.api.conftest import Colour
from tests.api.script import Script, client_with, document, error, quota, retry_info, says, stream

CALL = Call(
    "POST",
    "models/m:streamGenerateContent",
    json_of(GenerateContentResponse),
    body={},
    query={"alt": "sse"},
)


def ask(models: Any) -> Any:
    return models.generate_content(model="m", contents="hi")


def ask_for_chunks(models: Any) -> Any:
    return models.generate_content_stream(model="m", contents="hi")


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(code: int, colour: Colour) -> None:
    script = Script(document(error(code), code), document(says("ok")))

    assert colour.answer(client_with(script), ask).text == "ok"
    assert len(script.requests) == 2


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 499, 501])
def test_a_lasting_failure_is_not(code: int, colour: Colour) -> None:
    script = Script(document(error(code), code))
    with pytest.raises(errors.APIError):
        colour.answer(client_with(script), ask)

    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "failure",
    [httpx.ConnectError("x"), httpx.ReadError("x"), httpx.ReadTimeout("x"),
     httpx.RemoteProtocolError("x"), httpx.PoolTimeout("x")],
    ids=repr,
)  # fmt: skip
def test_connection_errors_are_tried_again(failure: Exception, colour: Colour) -> None:
    script = Script(failure, document(says("ok")))

    assert colour.answer(client_with(script), ask).text == "ok"


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_there_are_at_most_so_many_attempts(attempts: int, colour: Colour) -> None:
    script = Script(document(error(503), 503))
    policy = RetryPolicy(attempts=attempts, first_wait=0)
    with pytest.raises(errors.Unavailable):
        colour.answer(client_with(script, retry=policy), ask)

    assert len(script.requests) == attempts


def test_a_daily_quota_is_not_tried_again(colour: Colour) -> None:
    details = [retry_info("0.001s"), quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier")]
    script = Script(document(error(429, details=details), 429))
    with pytest.raises(errors.RateLimited) as caught:
        colour.answer(client_with(script), ask)

    assert len(script.requests) == 1
    assert caught.value.per_day
    assert "the quota of a day: GenerateRequestsPerDay" in str(caught.value)


def test_a_quota_of_a_minute_is_tried_again(colour: Colour) -> None:
    details = [quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier")]
    script = Script(document(error(429, details=details), 429), document(says("ok")))

    assert colour.answer(client_with(script), ask).text == "ok"


def told(client: Client) -> list[Retry]:
    """The waits before the stream's first chunk."""
    waits: list[Retry] = []
    list(client.stream(CALL, on_retry=waits.append))
    return waits


def test_the_services_own_delay_is_the_least_wait() -> None:
    script = Script(document(error(429, details=[retry_info("0.05s")]), 429), stream(says("ok")))
    begun = time.monotonic()
    (wait,) = told(client_with(script))

    assert wait.seconds >= 0.05
    assert time.monotonic() - begun >= 0.05


def test_a_delay_longer_than_allowed_is_raised_at_once() -> None:
    script = Script(document(error(429, details=[retry_info("53.016s")]), 429))
    policy = RetryPolicy(first_wait=0, longest_wait=53)
    with pytest.raises(errors.RateLimited) as caught:
        client_with(script, retry=policy).models.generate_content(model="m", contents="hi")

    assert caught.value.retry_delay == 53.016
    assert len(script.requests) == 1


def test_waits_double_with_jitter_up_to_the_cap() -> None:
    script = Script(*[document(error(503), 503)] * 4, stream(says("ok")))
    policy = RetryPolicy(first_wait=0.001, longest_wait=0.003)
    seconds = [wait.seconds for wait in told(client_with(script, retry=policy))]

    for wait, most in zip(seconds, [0.001, 0.002, 0.003, 0.003], strict=True):
        assert most / 2 <= wait <= most


def test_the_caller_is_told_of_each_wait() -> None:
    busy, broken = document(error(503), 503), document(error(500), 500)
    script = Script(busy, httpx.ConnectError("x"), broken, stream(says("ok")))
    waits = told(client_with(script))

    assert [(wait.attempt, wait.attempts) for wait in waits] == [(1, 5), (2, 5), (3, 5)]
    assert [errors.Unavailable, errors.ConnectionFailed, errors.ServerError] == [
        type(wait.error) for wait in waits
    ]


def test_nothing_is_told_where_nothing_is_waited_for() -> None:
    assert told(client_with(Script(stream(says("ok"))))) == []


def test_a_stream_is_tried_again_before_its_first_byte(colour: Colour) -> None:
    script = Script(document(error(503), 503), httpx.ConnectError("x"), stream(says("ok")))
    chunks = colour.items(client_with(script), ask_for_chunks)

    assert [chunk.text for chunk in chunks] == ["ok"]
    assert len(script.requests) == 3


@pytest.mark.parametrize("before", [[], [says("a")]], ids=["at once", "after a chunk"])
def test_a_stream_that_began_is_never_tried_again(before: list[Any], colour: Colour) -> None:
    script = Script(stream(*before, error(503, "UNAVAILABLE")))
    with pytest.raises(errors.Unavailable):
        colour.items(client_with(script), ask_for_chunks)

    assert len(script.requests) == 1
