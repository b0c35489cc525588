"""Functions, chats, embeddings, caches, batches, images, videos: the requests of Google's SDK.

Where we differ on purpose:
- v1beta is asked unless a version is given, and the model of a video's name is what it is;
- the result of a function goes back with the id of its call, and its declaration says nothing
  of what it returns: that travels wrapped, and may be media;
- a list for a multimodal model is folded into one vector only if that was asked for;
- Imagen and Veo, which 3.4.0 refuses, are compared with 1.75.0.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Client, types
from tests.api.golden import Sent, captured, sent
from tests.api.script import Script, client_with, document, says

MODEL = "gemini-3-flash-preview"
PNG = types.Image(image_bytes=b"x", mime_type="image/png")
VEO = "veo-3.1-generate-preview"
DAY = "2026-01-01T00:00:00Z"


def get_weather(location: str, days: int = 3) -> dict[str, Any]:
    """Weather.

    Args:
      location: where
    """
    return {"temp": 72}


def said(*parts: Any, **candidate: Any) -> httpx.Response:
    content = {"role": "model", "parts": list(parts)}
    return document({"candidates": [{"content": content, **candidate}]})


CALL = {
    "functionCall": {"id": "c1", "name": "get_weather", "args": {"location": "NYC"}},
    "thoughtSignature": "AAECAwT_-w==",
}
JOB = {"name": "batches/b1", "metadata": {"state": "BATCH_STATE_PENDING"}}
ROWS = [
    types.InlinedRequest(
        contents="a",
        metadata={"key": "k1"},
        config={"system_instruction": "s", "temperature": 1, "tools": [{"google_search": {}}]},
    )
]
WEBHOOK = {"uris": ["https://h"], "user_metadata": {"a": "b"}}
QUERY = {"task_type": "RETRIEVAL_QUERY", "output_dimensionality": 64}
FILE = "https://generativelanguage.googleapis.com/v1beta/files/abc:download?alt=media"
EXPIRES = types.UpdateCachedContentConfig.model_validate({"expire_time": DAY})


async def two_messages(client: Any) -> None:
    chat = client.chats.create(model=MODEL)
    for message in ("a", "b"):
        answer = chat.send_message(message)
        if inspect.isawaitable(answer):
            await answer


Scenario = tuple[Callable[[Any], Any], tuple[httpx.Response, ...]]


def one(do: Callable[[Any], Any], answer: Any = None) -> Scenario:
    return do, (document(answer or {}),)


SCENARIOS: dict[str, Scenario] = {
    "continuation": (
        lambda c: c.models.generate_content(
            model=MODEL, contents="Hi", config={"http_options": {"api_version": "v1"}}
        ),
        (
            said({"text": "a"}, finishReason="CONTINUATION", continuationToken="AAECAw=="),
            said({"text": "b"}, finishReason="STOP"),
        ),
    ),
    "blocked": one(
        lambda c: c.models.generate_content(model=MODEL, contents="Hi"),
        {"promptFeedback": {"blockReason": "SAFETY"}},
    ),
    "chat_hist": (
        two_messages,
        (
            said({"text": "t", "thought": True}, {"text": "one", "thoughtSignature": "AAEC"}),
            document(says("two")),
        ),
    ),
    "embed_one": one(
        lambda c: c.models.embed_content(
            model="gemini-embedding-001",
            contents="a",
            config=types.EmbedContentConfig(
                task_type="RETRIEVAL_DOCUMENT", title="t", output_dimensionality=256
            ),
        ),
        {"embeddings": [{"values": [1, 2]}]},
    ),
    "embed_many": one(
        lambda c: c.models.embed_content(model="gemini-embedding-001", contents=["a", "b"])
    ),
    "embed_multimodal": one(
        lambda c: c.models.embed_content(
            model="gemini-embedding-2",
            contents=["a", types.Part.from_bytes(data=b"x", mime_type="image/png")],
            config={"fold": True},
        )
    ),
    "cache_create": one(
        lambda c: c.caches.create(
            model=MODEL,
            config=types.CreateCachedContentConfig(
                contents=["doc"],
                system_instruction="s",
                ttl="3600s",
                display_name="n",
                tools=[{"google_search": {}}],
            ),
        )
    ),
    "cache_get": one(lambda c: c.caches.get(name="abc")),
    "cache_list": one(lambda c: c.caches.list(config={"page_size": 3})),
    "cache_update": one(
        lambda c: c.caches.update(name="cachedContents/abc", config={"ttl": "60s"})
    ),
    "cache_update_exp": one(lambda c: c.caches.update(name="cachedContents/abc", config=EXPIRES)),
    "cache_delete": one(lambda c: c.caches.delete(name="cachedContents/abc")),
    "batch_inline": one(
        lambda c: c.batches.create(
            model=MODEL, src=ROWS, config={"display_name": "dn", "webhook_config": WEBHOOK}
        ),
        JOB,
    ),
    "batch_file": one(lambda c: c.batches.create(model=MODEL, src="files/abc"), JOB),
    "batch_embed_inline": one(
        lambda c: c.batches.create_embeddings(
            model="gemini-embedding-001",
            src={"inlined_requests": {"contents": ["a", "b"], "config": QUERY}},
        ),
        JOB,
    ),
    "batch_embed_file": one(
        lambda c: c.batches.create_embeddings(
            model="gemini-embedding-001", src={"file_name": "files/abc"}
        ),
        JOB,
    ),
    "batch_get_failed": one(lambda c: c.batches.get(name="batches/b1"), JOB),
    "batch_get_file_done": one(lambda c: c.batches.get(name="b1"), JOB),
    "batch_list": one(lambda c: c.batches.list(config={"page_size": 2}), {"operations": [JOB]}),
    "batch_cancel": one(lambda c: c.batches.cancel(name="batches/b1")),
    "batch_delete": one(lambda c: c.batches.delete(name="batches/b1")),
    "op_get_video": one(
        lambda c: c.operations.get(types.GenerateVideosOperation(name="models/veo/operations/o"))
    ),
    "imagen": one(
        lambda c: c.models.generate_images(
            model="imagen-4.0-generate-001",
            prompt="p",
            config=types.GenerateImagesConfig(
                number_of_images=4,
                aspect_ratio="16:9",
                guidance_scale=3.0,
                safety_filter_level="BLOCK_LOW_AND_ABOVE",
                person_generation="ALLOW_ADULT",
                include_safety_attributes=True,
                include_rai_reason=True,
                language="en",
                output_mime_type="image/jpeg",
                output_compression_quality=80,
                image_size="2K",
            ),
        )
    ),
    "veo": one(
        lambda c: c.models.generate_videos(
            model=VEO,
            prompt="p",
            image=PNG,
            config=types.GenerateVideosConfig(
                number_of_videos=1,
                duration_seconds=8,
                aspect_ratio="16:9",
                resolution="1080p",
                person_generation="allow_adult",
                negative_prompt="n",
                last_frame=PNG,
                reference_images=[types.VideoGenerationReferenceImage(image=PNG)],
            ),
        )
    ),
    "veo_extend": one(
        lambda c: c.models.generate_videos(model=VEO, prompt="p", video=types.Video(uri=FILE))
    ),
    "veo_poll": one(lambda c: c.operations.get(f"models/{VEO}/operations/abc")),
    "veo_download": one(lambda c: c.files.download(file="files/v1abc")),
}
OLDER = {name: SCENARIOS[name] for name in SCENARIOS if name.startswith(("imagen", "veo"))}
"""Compared with 1.75.0."""


def requests_of(scenario: str, is_async: bool) -> list[Sent]:
    """What our client sends, asked in either colour."""
    do, answers = SCENARIOS[scenario]
    script = Script(*answers)
    client = client_with(script)

    async def ask() -> None:
        given = do(client.aio if is_async else client)
        given = await given if inspect.isawaitable(given) else given
        if hasattr(given, "__aiter__"):
            [item async for item in given]
        elif hasattr(given, "__next__"):
            list(given)

    asyncio.run(ask())
    return sent(script.requests)


@pytest.fixture(scope="session")
def everything(golden: dict[str, Any], recordings: Path) -> dict[str, Any]:
    """Also what 1.75.0 sent for Imagen and Veo; those captures have no headers."""
    path = recordings.parent / "golden" / "golden_175.json"
    older: dict[str, Any] = json.loads(path.read_text("utf-8"))
    kept = {name: older[name] for name in OLDER}
    headers = {"x-goog-api-key": "KEY", "content-type": "application/json"}
    for scenario in kept.values():
        scenario["requests"] = [{"headers": headers, **request} for request in scenario["requests"]]
    return golden | kept


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_call_sends_what_googles_sdk_sends(
    scenario: str, is_async: bool, everything: dict[str, Any]
) -> None:
    assert captured(everything, scenario) == requests_of(scenario, is_async)


def test_functions_are_called_as_by_googles_sdk(golden: dict[str, Any]) -> None:
    script = Script(said(CALL), said({"text": "72"}))
    client: Client = client_with(script)
    client.models.generate_content(model=MODEL, contents="w?", config={"tools": [get_weather]})
    theirs, ours = captured(golden, "afc"), sent(script.requests)
    for request in theirs:
        request[2]["tools"][0]["functionDeclarations"][0].pop("responseJsonSchema")
    answer = ours[1][2]["contents"][2]["parts"][0]["functionResponse"]

    assert answer.pop("id") == "c1"
    assert theirs == ours
    assert script.bodies[1]["contents"][1]["parts"][0]["thoughtSignature"] == "AAECAwT_-w=="


def test_each_of_these_scenarios_is_compared(
    everything: dict[str, Any], record_property: Callable[[str, object], None]
) -> None:
    ours = ("afc", "embed", "cache", "batch", "imagen", "veo", "chat", "op_get_video", "continu")
    expected = {name for name in everything if name.startswith((*ours, "blocked"))}
    compared = {*SCENARIOS, "afc"}
    record_property("scenarios", f"{len(compared)} of {len(expected)} equal")

    assert expected == compared
