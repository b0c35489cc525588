"""Operations of films, their files, downloads, and the smaller resource endpoints."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import features

from gemini_magic import Client
from tests.local.conftest import KEY, Engine
from tests.local.films import VEO, order, uris

RECORDINGS = Path(__file__).parents[3] / "shared/recordings/exchanges.jsonl"
FILM = pytest.mark.skipif(not features.check("avif"), reason="this Pillow writes no AVIF")
PNG = {"bytesBase64Encoded": base64.b64encode(b"\x89PNG").decode(), "mimeType": "image/png"}


@pytest.fixture(scope="module")
def done(engine: Engine) -> dict[str, Any]:
    return order(engine, {"prompt": "a star"}, durationSeconds=4, generateAudio=True)


def create(engine: Engine, body: Any, model: str = VEO) -> httpx.Response:
    return engine.client.post(f"/v1beta/models/{model}:predictLongRunning", json=body)


def message(response: httpx.Response, status: int = 400) -> str:
    assert response.status_code == status, response.text
    text: str = response.json()["error"]["message"]
    return text


def shape(value: Any) -> Any:
    """The names in an answer, without what stands there."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value)


@FILM
def test_answers_have_the_shape_of_the_recorded_ones(engine: Engine, done: dict[str, Any]) -> None:
    if not RECORDINGS.exists():
        pytest.skip(f"no recordings at {RECORDINGS}")
    recorded = [
        exchange
        for line in RECORDINGS.read_text("utf-8").splitlines()
        if "/models/veo-3.1-lite" in line and "/operations/" in line
        for exchange in [json.loads(line)]
    ]
    begun, *_, ended = [exchange["response"] for exchange in recorded]

    assert shape(done) == shape(ended)
    assert done["response"]["@type"] == ended["response"]["@type"]
    body = {"instances": [{"prompt": "gore"}], "parameters": {"durationSeconds": 4}}
    assert shape(create(engine, body, "veo-3.1-lite-generate-preview").json()) == shape(begun)


@FILM
@pytest.mark.parametrize("version", ["v1", "v1beta", "v1alpha"])
def test_operations_are_found_by_either_name_and_listed(
    engine: Engine, done: dict[str, Any], version: str
) -> None:
    get = engine.client.get
    short = done["name"].partition("/operations/")[2]

    assert get(f"/{version}/{done['name']}").json() == done
    assert get(f"/{version}/operations/{short}").json() == done
    assert done in get(f"/{version}/models/{VEO}/operations").json()["operations"]
    message(get(f"/{version}/models/veo-2.0-generate-001/operations/{short}"), 404)


@FILM
def test_a_download_redirects_and_knows_ranges(engine: Engine, done: dict[str, Any]) -> None:
    (uri,) = uris(done)
    redirect = engine.client.get(uri)
    whole = engine.client.get(redirect.headers["location"])

    assert redirect.status_code == 302
    assert redirect.json()["error"]["status"] == "UNKNOWN"
    assert whole.headers["content-type"] == "video/mp4"
    for asked, part in (
        ("bytes=0-99", whole.content[:100]),
        ("bytes=1000-", whole.content[1000:]),
        ("bytes=-7", whole.content[-7:]),
        (f"bytes=5-{2**50}", whole.content[5:]),
    ):
        answer = engine.client.get(redirect.headers["location"], headers={"range": asked})
        assert answer.status_code == 206
        assert answer.content == part
        assert answer.headers["content-range"].endswith(f"/{len(whole.content)}")
    behind = {"range": f"bytes={len(whole.content)}-"}
    refused = engine.client.get(redirect.headers["location"], headers=behind)
    assert refused.status_code == 416
    for nonsense in ("bytes=9-3", "lines=1-2", "bytes=-", "bytes=0-1,4-5"):
        answer = engine.client.get(redirect.headers["location"], headers={"range": nonsense})
        assert answer.status_code == 200


@FILM
def test_a_film_is_a_generated_file(engine: Engine, done: dict[str, Any]) -> None:
    file_id = uris(done)[0].partition("/files/")[2].partition(":")[0]
    file = engine.client.get(f"/v1beta/files/{file_id}").json()
    generated = engine.client.get("/v1beta/generatedFiles").json()["generatedFiles"]

    assert (file["source"], file["mimeType"], file["state"]) == ("GENERATED", "video/mp4", "ACTIVE")
    assert file["expirationTime"] > file["createTime"]
    assert file["name"] in [
        one["name"] for one in engine.client.get("/v1beta/files").json()["files"]
    ]
    assert f"generatedFiles/{file_id}" in [one["name"] for one in generated]
    engine.client.delete(f"/v1beta/files/{file_id}")
    message(engine.client.get(uris(done)[0]), 403)


def test_an_uploaded_file_cannot_be_downloaded(engine: Engine) -> None:
    client = Client(api_key=KEY, base_url=engine.url)
    file = client.files.upload(file=b"words", config={"mime_type": "text/plain"})

    text = message(engine.client.get(f"/v1beta/{file.name}:download?alt=media"))
    assert "only generated files can be downloaded" in text


def test_a_refused_prompt_ends_without_a_film_and_without_an_error(engine: Engine) -> None:
    done = order(engine, {"prompt": "a scene of gore"}, sampleCount=2)
    response = done["response"]["generateVideoResponse"]

    assert response["raiMediaFilteredCount"] == 2
    assert "gore" in response["raiMediaFilteredReasons"][0]
    assert "generatedSamples" not in response


@pytest.mark.parametrize(
    ("instance", "parameters", "why"),
    [
        ({"prompt": "x"}, {"durationSeconds": 3}, "between 4 and 8, inclusive"),
        ({"prompt": "x"}, {"durationSeconds": "8"}, "needs to be a number"),
        ({"prompt": "x"}, {"durationSeconds": True}, "needs to be a number"),
        ({"prompt": "x"}, {"numberOfVideos": 2}, "`numberOfVideos` isn't supported"),
        ({"prompt": "x"}, {"sampleCount": 5}, "between 1 and 4"),
        ({"prompt": "x"}, {"resolution": "4k"}, "must be one of 720p, 1080p"),
        ({"prompt": "x"}, {"resolution": ["720p"]}, "must be one of 720p, 1080p"),
        ({"prompt": "x"}, {"resolution": "1080p", "durationSeconds": 4}, "durationSeconds` of 8"),
        ({"prompt": "x"}, {"aspectRatio": "1:1"}, "16:9, 9:16"),
        ({"prompt": "x"}, {"negativePrompt": 3}, "needs to be a string"),
        ({"prompt": "x" * 9000}, {}, "more than 1024 tokens"),
        ({}, {}, "no `prompt`, `image` or `video`"),
        ({"promt": "x"}, {}, 'Unknown name "promt"'),
        ({"prompt": 3}, {}, "Invalid value at 'prompt'"),
        ({"image": PNG}, {}, "Unable to process input image"),
        ({"image": {"inlineData": {}}}, {}, 'Unknown name "inlineData"'),
        ({"prompt": "x", "lastFrame": PNG}, {}, "`lastFrame` needs `image`"),
        ({"prompt": "x", "image": PNG, "video": {"uri": "files/a"}}, {}, "only one of"),
        ({"prompt": "x", "referenceImages": [{"image": PNG}] * 4}, {}, "3 are the most"),
        ({"prompt": "x", "referenceImages": [{"image": PNG, "referenceType": "X"}]}, {}, "ASSET"),
        ({"prompt": "x", "video": {"uri": "https://example.com/v.mp4"}}, {}, "names no file"),
        ({"prompt": "x", "video": {"uri": "a", "encodedVideo": "AA=="}}, {}, "exactly one of"),
    ],
)  # fmt: skip
def test_a_wrong_order_is_refused(
    engine: Engine, instance: Any, parameters: dict[str, Any], why: str
) -> None:
    text = message(create(engine, {"instances": [instance], "parameters": parameters}))

    assert why in text


def test_one_instance_is_wanted_and_a_model_that_films(engine: Engine) -> None:
    assert "holds 0 entries" in message(create(engine, {"instances": []}))
    assert "holds 2 entries" in message(create(engine, {"instances": [{"prompt": "x"}] * 2}))
    assert "Unknown name" in message(create(engine, {"instance": {"prompt": "x"}}))
    body = {"instances": [{"prompt": "x"}]}
    assert "not supported for" in message(create(engine, body, "gemini-3-flash-preview"), 404)


def test_registering_wants_credentials_and_has_no_bucket(engine: Engine) -> None:
    body = {"uris": ["gs://bucket/film.mp4"]}
    post = engine.client.post
    bearer = {"authorization": "Bearer ya29.token", "x-goog-api-key": ""}

    assert "OAuth2 access token" in message(post("/v1beta/files:register", json=body), 401)
    assert message(post("/v1beta/files:register", json=body, headers={"x-goog-api-key": "no"}))
    text = message(post("/v1beta/files:register", json=body, headers=bearer), 403)
    assert "gs://bucket/film.mp4" in text
    wrong = {"uris": ["http://x"]}
    assert message(post("/v1beta/files:register", json=wrong, headers=bearer))


def test_a_cited_passage_can_be_downloaded(engine: Engine) -> None:
    client = Client(api_key=KEY, base_url=engine.url)
    store = client.file_search_stores.create()
    assert store.name is not None
    operation = client.file_search_stores.upload_to_file_search_store(
        file_search_store_name=store.name,
        file=b"The lighthouse of Alexandria was 103 metres high.",
        config={"mime_type": "text/plain"},
    )
    client.operations.wait(operation, pause=0.05)
    tool = {"fileSearch": {"fileSearchStoreNames": [store.name]}}
    answer = engine.ask("How high was the lighthouse?", tools=[tool])
    (chunk,) = answer["candidates"][0]["groundingMetadata"]["groundingChunks"]
    media_id = chunk["retrievedContext"]["mediaId"]

    passage = client.file_search_stores.download_media(media_id=media_id)
    assert passage is not None
    assert passage.decode() == chunk["retrievedContext"]["text"]
    message(engine.client.get(f"/v1beta/{media_id}x?alt=media"), 404)
    message(engine.client.get(f"/v1beta/{media_id}"), 400)


@pytest.mark.parametrize("collection", ["tunedModels", "corpora"])
def test_legacy_collections_are_empty(engine: Engine, collection: str) -> None:
    assert engine.client.get(f"/v1beta/{collection}").json() == {}
    assert engine.client.get(f"/v1beta/{collection}/mine").status_code in (403, 404)
