"""Ephemeral tokens: how they are made, what they lock, and how they end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gemini_magic import Client
from gemini_magic.errors import PermissionDenied
from tests.local.conftest import KEY, Engine
from tests.local.live_line import LIVE, SERVICE, TEXT, line

CONSTRAINED = SERVICE.replace("v1beta", "v1alpha") + "Constrained"
MODEL = f"models/{LIVE}"


def soon(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def token(engine: Engine, **body: Any) -> str:
    response = engine.client.post("/v1alpha/auth_tokens", json=body)
    assert response.status_code == 200, response.text
    assert list(response.json()) == ["name"]
    name: str = response.json()["name"]
    return name


def opened(engine: Engine, name: str, **setup: Any) -> tuple[int, str] | str:
    """What a question is answered in a session with the token, or how it was closed."""
    with line(engine, CONSTRAINED, key=None, authorization=f"Token {name}") as session:
        session.say({"setup": {"model": MODEL, **TEXT, **setup}})
        if (closed := session.end_or({"setupComplete"})) is not None:
            return closed
        return session.ask("What is 6 * 7?")


class TestMaking:
    def test_names_are_secrets_and_differ(self, engine: Engine) -> None:
        names = {token(engine) for _ in range(3)}

        assert len(names) == 3
        assert all(name.startswith("auth_tokens/") and len(name) > 40 for name in names)

    @pytest.mark.parametrize(
        "body",
        [
            {"uses": -1},
            {"uses": "many"},
            {"expireTime": "2020-01-01T00:00:00Z"},
            {"expireTime": "tomorrow"},
            {"expireTime": soon(21 * 3600)},
            {"newSessionExpireTime": "2020-01-01T00:00:00Z"},
            {"bidiGenerateContentSetup": {"setup": {}}},
            {"bidiGenerateContentSetup": {"model": MODEL}, "fieldMask": "model,colour"},
            {"bidiGenerateContentSetup": {"model": MODEL}, "fieldMask": "model.id"},
            {"name": "auth_tokens/mine"},
        ],
    )
    def test_what_is_no_token_is_refused(self, engine: Engine, body: Any) -> None:
        response = engine.client.post("/v1alpha/auth_tokens", json=body)

        assert response.status_code == 400, response.text
        assert response.json()["error"]["status"] == "INVALID_ARGUMENT"

    def test_it_needs_the_key(self, engine: Engine) -> None:
        headers = {"x-goog-api-key": token(engine)}

        assert engine.client.post("/v1alpha/auth_tokens", headers=headers).status_code == 400

    def test_they_are_of_the_versions_that_have_them(self, engine: Engine) -> None:
        assert engine.client.post("/v1beta/auth_tokens", json={}).status_code == 200
        assert engine.client.post("/v1/auth_tokens", json={}).status_code == 404


class TestUsing:
    def test_a_token_opens_one_session_unless_it_says_more(self, engine: Engine) -> None:
        once, twice, ever = token(engine), token(engine, uses=2), token(engine, uses=0)

        assert [_is_open(opened(engine, once)) for _ in range(2)] == [True, False]
        assert [_is_open(opened(engine, twice)) for _ in range(3)] == [True, True, False]
        assert [_is_open(opened(engine, ever)) for _ in range(3)] == [True, True, True]

    def test_a_used_token_says_so(self, engine: Engine) -> None:
        name = token(engine)
        opened(engine, name)

        assert opened(engine, name) == (
            1008,
            "The ephemeral token has been used as often as it may.",
        )

    def test_to_resume_a_session_is_no_use(self, engine: Engine) -> None:
        name = token(engine)
        with _session(engine, name) as first:
            first.set_up(**TEXT, sessionResumption={})
            first.ask("My name is Ada.")
            handle = first.until("sessionResumptionUpdate", "newHandle")["found"]
        with _session(engine, name) as second:
            second.set_up(**TEXT, sessionResumption={"handle": handle})

            assert "Ada" in second.ask("What is my name?")

    def test_new_sessions_may_end_before_the_token(self, engine: Engine) -> None:
        name = token(engine, newSessionExpireTime=soon(1.5), uses=0)
        with _session(engine, name) as open_session:
            open_session.set_up(**TEXT)
            while _is_open(opened(engine, name)):
                pass

            assert "42" in open_session.ask("What is 6 * 7?")

    def test_a_session_ends_with_its_token(self, engine: Engine) -> None:
        name = token(engine, expireTime=soon(2))
        with _session(engine, name) as session:
            session.set_up(**TEXT)
            code, reason = session.end()

        assert (code, reason) == (1008, "The ephemeral token has expired.")
        assert opened(engine, name)[0] == 1008

    @pytest.mark.parametrize("name", ["auth_tokens/none", "a-key", ""])
    def test_what_is_no_token_is_told_after_the_upgrade(self, engine: Engine, name: str) -> None:
        with line(engine, CONSTRAINED, key=None, authorization=f"Token {name}") as session:
            assert session.end()[0] == 1008

    def test_a_token_may_stand_in_the_query_or_in_the_key_header(self, engine: Engine) -> None:
        for path, key in (
            (f"{CONSTRAINED}?access_token={token(engine)}", None),
            (CONSTRAINED, token(engine)),
        ):
            with line(engine, path, key=key) as session:
                session.set_up(**TEXT)

    def test_a_key_does_not_open_what_is_for_tokens_nor_a_token_what_is_for_keys(
        self, engine: Engine
    ) -> None:
        with line(engine, CONSTRAINED) as session:
            assert session.end()[0] == 1008
        with line(engine, SERVICE, key=token(engine)) as session:
            assert session.end()[0] == 1007


class TestLocking:
    def test_a_setup_without_a_mask_is_all_there_is(self, engine: Engine) -> None:
        name = token(engine, uses=0, bidiGenerateContentSetup={"model": MODEL, **TEXT})

        assert "42" in opened(engine, name, model="models/other", generationConfig={})

    def test_a_mask_overrides_its_fields_and_no_others(self, engine: Engine) -> None:
        name = token(
            engine,
            uses=0,
            bidiGenerateContentSetup={"model": MODEL, **TEXT},
            fieldMask="model,generationConfig.responseModalities",
        )
        short = {"generationConfig": {"responseModalities": ["IMAGE"], "maxOutputTokens": 1}}

        assert opened(engine, name, model="models/gpt-7", **short) != "42"
        assert len(str(opened(engine, name, model="models/gpt-7", **short))) < 4

    def test_a_locked_field_without_a_value_is_taken_away(self, engine: Engine) -> None:
        name = token(
            engine,
            uses=0,
            bidiGenerateContentSetup={"model": MODEL},
            fieldMask="model,generation_config.max_output_tokens",
        )
        long = {"generationConfig": {**TEXT["generationConfig"], "maxOutputTokens": 1}}

        assert "42" in opened(engine, name, **long)


class TestOurClient:
    def test_makes_a_token_and_opens_a_session_with_it(self, engine: Engine) -> None:
        with Client(api_key=KEY, base_url=engine.url) as client:
            made = client.auth_tokens.create(
                config={
                    "uses": 1,
                    "live_connect_constraints": {
                        "model": LIVE,
                        "config": {"response_modalities": ["TEXT"]},
                    },
                    "lock_additional_fields": [],
                }
            )
        with Client(api_key=made.name, base_url=engine.url) as phone:
            with phone.live.connect(model=LIVE) as session:
                session.send_client_content(turns="What is 6 * 7?")
                answer = "".join(message.text or "" for message in session.receive())
            with pytest.raises(PermissionDenied, match="used"), phone.live.connect(model=LIVE):
                pass

        assert "42" in answer


def _session(engine: Engine, name: str) -> Any:
    return line(engine, CONSTRAINED, key=None, authorization=f"Token {name}")


def _is_open(outcome: Any) -> bool:
    return isinstance(outcome, str)
