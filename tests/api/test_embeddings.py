"""Embeddings: any number of contents, in order, of unit length where the service cut them."""

from __future__ import annotations

import json
import math
import threading
from typing import Any

import httpx
import pytest

from gemini_magic import Client, errors, types
from tests.api.conftest import Colour
from tests.api.script import AT_ONCE, Script, client_with, document, error

MODEL = "gemini-embedding-001"


def embed(contents: Any, config: Any = None, model: str = MODEL) -> Any:
    return lambda models: models.embed_content(model=model, contents=contents, config=config)


def counting() -> tuple[Client, list[int]]:
    """A service whose vector for "7" is [7.0, 0.0], and the sizes of its requests."""
    sizes: list[int] = []
    lock = threading.Lock()

    def answer(request: httpx.Request) -> httpx.Response:
        texts = [r["content"]["parts"][0]["text"] for r in json.loads(request.content)["requests"]]
        with lock:
            sizes.append(len(texts))
        vectors = [{"values": [float(text), 0.0]} for text in texts]
        usage = {"promptTokenCount": len(texts)}
        return httpx.Response(200, json={"embeddings": vectors, "usageMetadata": usage})

    return Client(api_key="k", transport=httpx.MockTransport(answer), retry=AT_ONCE), sizes


def test_any_number_of_texts_is_split_and_stays_in_order(colour: Colour) -> None:
    client, sizes = counting()
    response = colour.answer(client, embed([str(n) for n in range(1, 251)]))

    assert [e.values[0] for e in response.embeddings] == list(range(1, 251))
    assert sorted(sizes) == [50, 100, 100]
    assert response.usage_metadata.prompt_token_count == 250


def test_one_text_is_one_vector(colour: Colour) -> None:
    client, sizes = counting()
    response = colour.answer(client, embed("5"))

    assert [e.values for e in response.embeddings] == [[5.0, 0.0]]
    assert sizes == [1]


def test_reduced_vectors_have_unit_length(colour: Colour) -> None:
    script = Script(document({"embeddings": [{"values": [3, 4]}, {"values": [0, 0]}]}))
    client = client_with(script)
    response = colour.answer(client, embed(["a", "b"], {"output_dimensionality": 2}))
    whole = colour.answer(client, embed(["a", "b"]))

    assert [e.values for e in response.embeddings] == [[0.6, 0.8], [0.0, 0.0]]
    assert [e.values for e in whole.embeddings] == [[3.0, 4.0], [0.0, 0.0]]
    assert math.hypot(*response.embeddings[0].values) == pytest.approx(1)


IMAGE = types.Part.from_bytes(data=b"x", mime_type="image/png")
INLINE = {"inlineData": {"mimeType": "image/png", "data": "eA=="}}


@pytest.mark.parametrize(
    ("contents", "config", "expected"),
    [
        (["a", IMAGE], None, [[{"text": "a"}], [INLINE]]),
        (["a", IMAGE], {"fold": True}, [[{"text": "a"}, INLINE]]),
        ([["a", IMAGE], "b"], None, [[{"text": "a"}, INLINE], [{"text": "b"}]]),
        (types.Content(parts=[types.Part(text="a"), IMAGE]), None, [[{"text": "a"}, INLINE]]),
        ({"parts": [{"text": "a"}]}, None, [[{"text": "a"}]]),
    ],
    ids=["list", "fold", "nested", "content", "dict"],
)
def test_what_stands_together_becomes_one_vector(contents: Any, config: Any, expected: Any) -> None:
    script = Script(document({}))
    embed(contents, config)(client_with(script).models)

    assert [r["content"]["parts"] for r in script.bodies[0]["requests"]] == expected


def test_nothing_to_embed_is_refused() -> None:
    with pytest.raises(errors.InvalidRequest, match="contents are empty"):
        embed([])(client_with(Script(document({}))).models)


def test_one_failing_request_fails_the_whole(colour: Colour) -> None:
    script = Script(document({"embeddings": []}), document(error(400), 400))
    with pytest.raises(errors.BadRequest):
        colour.answer(client_with(script), embed(["a"] * 150))


def test_the_single_form_makes_one_vector_of_all(colour: Colour) -> None:
    script = Script(document({"embedding": {"values": [3, 4]}}))
    response = colour.answer(
        client_with(script),
        lambda models: models.embed_one(
            model=MODEL, content=["a", IMAGE], config={"output_dimensionality": 2}
        ),
    )

    assert response.embedding.values == [0.6, 0.8]
    assert script.requests[0].url.path.endswith(f"models/{MODEL}:embedContent")
    assert script.bodies == [
        {
            "model": f"models/{MODEL}",
            "content": {"role": "user", "parts": [{"text": "a"}, INLINE]},
            "outputDimensionality": 2,
        }
    ]
