"""The environment, read in one place."""

from __future__ import annotations

import copy
import pickle
import warnings

import pytest

from gemini_magic.errors import SettingsError
from gemini_magic.settings import DEFAULT_MODEL, Secret, Settings


def read(**environ: str) -> Settings:
    return Settings.from_environment(environ)


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = read()

    assert (settings.api_key, settings.key_source, settings.engine) == (None, "", None)
    assert settings.base_url == "https://generativelanguage.googleapis.com"
    assert (settings.api_version, settings.model, settings.render) == (
        "v1beta",
        DEFAULT_MODEL,
        "auto",
    )


def test_blank_variables_count_as_absent() -> None:
    names = [
        "GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_GENAI_API_VERSION",
        "GEMINI_MAGIC_MODEL", "GEMINI_MAGIC_ENGINE", "GEMINI_MAGIC_RENDER",
    ]  # fmt: skip

    assert read(**dict.fromkeys(names, " ")) == read()


def test_variables_are_stripped() -> None:
    settings = read(
        GEMINI_API_KEY=" k\n",
        GOOGLE_GEMINI_BASE_URL=" https://e.org ",
        GEMINI_MAGIC_MODEL=" g ",
        GEMINI_MAGIC_ENGINE=" Local ",
        GEMINI_MAGIC_RENDER="STATIC",
    )

    assert settings == Settings(
        Secret("k"), "GEMINI_API_KEY", "https://e.org", "v1beta", "g", "local", "static"
    )


def test_the_key_of_google_comes_before_that_of_gemini() -> None:
    with pytest.warns(UserWarning, match="both set and differ: using GOOGLE_API_KEY"):
        settings = read(GEMINI_API_KEY="gemini", GOOGLE_API_KEY="google")

    assert (settings.api_key, settings.key_source) == (Secret("google"), "GOOGLE_API_KEY")


def test_the_warning_shows_no_key() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read(GEMINI_API_KEY="first-secret", GOOGLE_API_KEY="second-secret")

    assert len(caught) == 1
    assert "secret" not in str(caught[0].message)


@pytest.mark.parametrize(
    ("given", "version"),
    [
        ("beta", "v1beta"),
        ("v1beta", "v1beta"),
        ("v1alpha", "v1alpha"),
        ("v1", "v1"),
        ("", "v1beta"),
    ],
)
def test_the_version_may_be_short(given: str, version: str) -> None:
    assert read(GOOGLE_GENAI_API_VERSION=given).api_version == version


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("GEMINI_MAGIC_ENGINE", "gemini, local"), ("GEMINI_MAGIC_RENDER", "live, static, terminal")],
)
def test_a_choice_that_does_not_exist_names_those_that_do(name: str, allowed: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}='steam' .*{allowed}"):
        read(**{name: "steam"})


def test_pytest_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.from_environment().under_pytest
    assert not read().under_pytest


def test_a_secret_is_seen_nowhere_but_where_it_is_revealed() -> None:
    secret = Secret(" k-123\n")

    assert secret.reveal() == "k-123"
    for shown in (repr(secret), str(secret), f"{secret}", repr(Settings(secret)), repr([secret])):
        assert "123" not in shown


@pytest.mark.parametrize("do", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_is_never_copied(do: object) -> None:
    assert callable(do)
    with pytest.raises(TypeError, match="never pickled"):
        do(Secret("k"))


def test_secrets_are_compared_by_what_they_hide() -> None:
    assert Secret("k") == Secret("k ")
    assert len({Secret("k"), Secret("k")}) == 1
    assert Secret("k") != Secret("other")
    assert Secret("k") != "k"
    assert [bool(Secret("k")), bool(Secret(" "))] == [True, False]


@pytest.mark.parametrize(
    ("key", "sendable"), [("AIza-k_1/2.3", True), ("", False), ("a b", False), ("é", False)]
)
def test_a_secret_knows_whether_a_header_can_hold_it(key: str, sendable: bool) -> None:
    assert Secret(key).is_sendable is sendable
