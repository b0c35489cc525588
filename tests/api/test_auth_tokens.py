"""Ephemeral tokens: what is asked for, and that their name is a secret."""

from __future__ import annotations

import asyncio
import datetime
from typing import Any

import httpx
import pytest

from gemini_magic import Client, errors, types
from tests.api.script import Script, client_with, document

NAME = "auth_tokens/very-secret"


def body_of(config: Any) -> dict[str, Any]:
    script = Script(document({"name": NAME}))
    client_with(script).auth_tokens.create(config=config)
    (body,) = script.bodies
    assert isinstance(body, dict)
    return body


def test_the_guides_token_is_made_on_v1alpha() -> None:
    script = Script(document({"name": NAME}))
    now = datetime.datetime(2026, 11, 21, 12, 0, tzinfo=datetime.UTC)
    client = client_with(script, http_options={"api_version": "v1alpha"})
    token = client.auth_tokens.create(
        config={
            "uses": 1,
            "expire_time": now + datetime.timedelta(minutes=30),
            "new_session_expire_time": now + datetime.timedelta(minutes=1),
            "http_options": {"api_version": "v1alpha"},
        }
    )

    assert token.name == NAME
    assert script.requests[0].url.path == "/v1alpha/auth_tokens"
    assert script.bodies == [
        {
            "uses": 1,
            "expireTime": "2026-11-21T12:30:00Z",
            "newSessionExpireTime": "2026-11-21T12:01:00Z",
        }
    ]


def test_tokens_are_made_on_v1alpha_whatever_the_client_uses() -> None:
    script = Script(document({"name": NAME}))
    asyncio.run(_create(client_with(script, api_version="v1")))

    assert script.requests[0].url.path == "/v1alpha/auth_tokens"
    assert script.bodies == [{}]


async def _create(client: Any) -> types.AuthToken:
    token: types.AuthToken = await client.aio.auth_tokens.create()
    return token


def test_constraints_alone_fix_everything() -> None:
    body = body_of(
        {"live_connect_constraints": {"model": "m", "config": {"response_modalities": ["AUDIO"]}}}
    )

    assert body == {
        "bidiGenerateContentSetup": {
            "model": "models/m",
            "generationConfig": {"responseModalities": ["AUDIO"]},
        }
    }


@pytest.mark.parametrize(
    ("additional", "mask"),
    [
        ([], "model,generationConfig.temperature,inputAudioTranscription"),
        (
            ["top_k", "tools", "labels.a"],
            (
                "model,generationConfig.temperature,inputAudioTranscription,"
                "generationConfig.topK,tools,labels.a"
            ),
        ),
    ],
    ids=["what is named", "and more"],
)
def test_a_mask_fixes_what_is_named_and_what_is_added(additional: list[str], mask: str) -> None:
    config = {"temperature": 1, "input_audio_transcription": {}}
    body = body_of(
        {
            "live_connect_constraints": {"model": "m", "config": config},
            "lock_additional_fields": additional,
        }
    )

    assert body["fieldMask"] == mask


def test_fields_may_be_fixed_without_a_setup() -> None:
    assert body_of({"lock_additional_fields": ["tools"]}) == {"fieldMask": "tools"}


def test_the_name_is_in_no_repr() -> None:
    script = Script(document({"name": NAME, "token": NAME, "uses": 1}))
    token = client_with(script).auth_tokens.create()

    assert NAME not in repr(token)
    assert NAME not in str(token)
    assert token.uses == 1


def test_a_token_is_refused_everywhere_but_in_live() -> None:
    script = Script(document({}))
    client = Client(api_key=types.AuthToken(name=NAME).name, transport=httpx.MockTransport(script))
    with pytest.raises(errors.InvalidRequest, match="ephemeral token") as caught:
        client.models.list().__next__()

    assert script.requests == []
    assert NAME not in str(caught.value)
    assert NAME not in repr(client)


def test_a_misspelled_constraint_is_refused() -> None:
    with pytest.raises(errors.InvalidRequest, match="temperature"):
        body_of({"live_connect_constraints": {"model": "m", "config": {"temprature": 1}}})
