"""The tree of errors, what each says, and that each survives a pickle."""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Iterable
from typing import Any

import pytest

from gemini_magic import errors
from gemini_magic.errors import APIError, GeminiError

RPC = "type.googleapis.com/google.rpc."
QUOTA = {
    "@type": f"{RPC}QuotaFailure",
    "violations": [
        {
            "quotaMetric": "…",
            "quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
            "quotaDimensions": {"model": "g", "location": "global"},
            "quotaValue": "20",
        },
        {"quotaId": "TokensPerMinute"},
    ],
}
FIELDS = {
    "@type": f"{RPC}BadRequest",
    "fieldViolations": [{"field": "contents", "description": "must not be empty"}],
}
INVALID_KEY = {"@type": f"{RPC}ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}


def retry_info(delay: str) -> dict[str, str]:
    return {"@type": f"{RPC}RetryInfo", "retryDelay": delay}


def api(code: int = 400, message: str = "no", *details: dict[str, Any]) -> APIError:
    return APIError.of(code, "SOME_STATUS", message, details)


def pickled(error: GeminiError) -> Any:
    return pickle.loads(pickle.dumps(error))


EXAMPLES: list[GeminiError] = [
    errors.GeminiError("a"),
    errors.MissingKey(),
    errors.UnknownName("tool", "serch", ["search"]),
    errors.Blocked("SAFETY"),
    errors.TimedOut("late"),
    errors.MalformedResponse("odd"),
    api(400, "no", FIELDS),
    api(400, "no", INVALID_KEY),
    api(429, "no", QUOTA, retry_info("5s")),
    api(503, "Overloaded.\n* try later\n* or never"),
    errors.ModelNotFound(api(404), "old", ["new", "newer"]),
]


def test_every_error_is_listed_and_ours() -> None:
    kinds = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception)
    }

    assert kinds <= set(errors.__all__)
    assert all(issubclass(getattr(errors, name), GeminiError) for name in kinds)


def test_the_tree_is_the_one_in_the_docstring() -> None:
    drawn = [line for line in (errors.__doc__ or "").splitlines() if line.startswith("    ")]
    above: list[str] = []
    for line in drawn:
        name = next(word for word in line.split() if word.isidentifier())
        depth = (line.index(name) - 4) // 4
        above = [*above[:depth], name]
        parents = [parent.__name__ for parent in getattr(errors, name).__mro__]

        assert parents[: depth + 1] == above[::-1]

    assert len(drawn) > 20


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("again", [pickled, copy.copy, copy.deepcopy])
def test_every_error_survives_pickling_and_copying(error: GeminiError, again: Any) -> None:
    found = again(error)

    assert type(found) is type(error)
    assert (str(found), found.args, vars(found)) == (str(error), error.args, vars(error))


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_a_message_is_one_line(error: GeminiError) -> None:
    assert len(str(error).splitlines()) == 1


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [("53.016s", 53.016), ("5s", 5.0), ("0.000000001s", 1e-9), ("0s", 0.0),
     ("soon", None), ("", None), ("5", None), ("-5s", None)],
)  # fmt: skip
def test_the_delay_is_read_as_seconds(delay: str, seconds: float | None) -> None:
    assert api(429, "no", retry_info(delay)).retry_delay == seconds


def test_an_error_without_details_knows_nothing_more() -> None:
    error = api()

    assert (error.retry_delay, error.reason) == (None, "")
    assert (error.quota_violations, error.field_violations) == ([], [])


def test_quotas_are_named_with_limit_and_model() -> None:
    error = api(429, "no", QUOTA)

    assert isinstance(error, errors.RateLimited)
    assert error.per_day
    assert [(v.subject, v.description) for v in error.quota_violations] == [
        ("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "limit 20 for g"),
        ("TokensPerMinute", "limit ?"),
    ]


def test_fields_are_said_once() -> None:
    assert str(api(400, "Bad.", FIELDS)) == ("400 SOME_STATUS: Bad. (contents: must not be empty)")
    assert str(api(400, "contents: must not be empty", FIELDS)).count("must not be empty") == 1


def test_an_invalid_key_is_a_bad_request() -> None:
    error = api(400, "no", INVALID_KEY)

    assert type(error) is errors.InvalidKey
    assert isinstance(error, errors.BadRequest)
    assert error.reason == "API_KEY_INVALID"
    assert str(error).endswith("Look at GOOGLE_API_KEY or GEMINI_API_KEY.")


@pytest.mark.parametrize(
    ("code", "status"),
    [(400, "BAD_REQUEST"), (429, "RATE_LIMITED"), (504, "DEADLINE_EXCEEDED"), (418, "ERROR")],
)
def test_a_status_without_a_name_gets_one(code: int, status: str) -> None:
    assert APIError.of(code, "", "no").status == status


def test_a_bad_gateway_has_its_name() -> None:
    assert APIError.of(502, "", "no").status == "BAD_GATEWAY"


def test_a_model_that_is_gone_names_the_next() -> None:
    error = errors.ModelNotFound(api(404), "old", ["new", "newer"])

    assert str(error) == "404 SOME_STATUS: model 'old' is not available. Try new or newer."
    assert (error.model, error.successors) == ("old", ["new", "newer"])
    assert "Try" not in str(errors.ModelNotFound(api(404), "old", []))


def test_an_unknown_name_lists_what_looks_like_it() -> None:
    error = errors.UnknownName("field", "temprature", ["temperature", "seed"])

    assert str(error) == "field 'temprature' does not exist; did you mean 'temperature'?"


def test_an_unknown_name_that_looks_like_none_lists_them_if_they_are_few() -> None:
    def said(known: Iterable[str]) -> str:
        return str(errors.UnknownName("field", "zzz", known))

    assert said(iter(["seed", "stop"])) == "field 'zzz' does not exist; choose 'seed' or 'stop'"
    assert said([]) == said("abcdef") == "field 'zzz' does not exist"


def test_near_matches_are_few_and_the_best_first() -> None:
    known = ["alpha", "alphas", "alphabet", "alpine", "beta"]

    assert errors.near_matches("alpha", known)[0] == "alpha"
    assert len(errors.near_matches("alpha", known)) <= 3
    assert errors.near_matches("zzz", known) == []
