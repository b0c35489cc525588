"""All recorded traffic, counted: each exchange is read by one type, or has a reason not to be.

Requests of generateContent are made again here, those of other resources in their own tests;
sessions of the Live API in test_live.py.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from gemini_magic import Client, errors, types
from gemini_magic.api.failures import error_from_response
from tests.api.golden import normal
from tests.api.script import AT_ONCE

Exchange = dict[str, Any]
EVENT: TypeAdapter[types.InteractionEvent] = TypeAdapter(types.InteractionEvent)

# Method and path → the type of the answer; the first that fits.
KINDS: dict[str, Any] = {
    r"POST models/[^/]+:(generateContent|streamGenerateContent)": types.GenerateContentResponse,
    r"POST models/[^/]+:batchEmbedContents": types.EmbedContentResponse,
    r"POST models/[^/]+:countTokens": types.CountTokensResponse,
    r"POST models/[^/]+:batchGenerateContent": types.BatchJob,
    r"POST models/[^/]+:predictLongRunning": types.GenerateVideosOperation,
    r"GET models/.*/operations/.*": types.GenerateVideosOperation,
    r"GET models": types.ListModelsResponse,
    r"GET batches/.*": types.BatchJob,
    r"DELETE cachedContents/.*": types.DeleteCachedContentResponse,
    r"(POST|GET|PATCH) cachedContents.*": types.CachedContent,
    r"DELETE files/.*": types.DeleteFileResponse,
    r"GET files": types.ListFilesResponse,
    r"(GET|POST) files(/[^:]+)?": types.File,
    r"POST fileSearchStores/[^/]+:uploadToFileSearchStore": types.UploadToFileSearchStoreOperation,
    r"POST fileSearchStores": types.FileSearchStore,
    r"POST interactions": types.Interaction,
}
# Of answers whose source did not say where they came from, what they hold tells the type.
BY_FIELD: dict[str, Any] = {
    "candidates": types.GenerateContentResponse,
    "object": types.Interaction,
    "service_tier": types.Interaction,
    "": types.LiveServerMessage,
}
EXCEPTIONS = {
    r".* openai/.*": "JSON of another API: see test_openai_compatible.py",
    r"GET files/.*:download": "bytes, or a redirect to them",
    r"DELETE fileSearchStores/.*": "an empty object; the method returns nothing",
}


def address_of(exchange: Exchange) -> str:
    """Method and path below the version; empty where the source did not say."""
    path = re.sub(r"^.*?/v1(?:beta|alpha)?/", "", exchange["url"] or "").partition("?")[0]
    return f"{exchange['method']} {path}" if path else ""


def resource_of(exchange: Exchange) -> str:
    """What is counted together: collection and method."""
    path = address_of(exchange).partition(" ")[2]
    return re.sub(r"/[^:]+", "", path) or "(address unknown)"


def documents_of(exchange: Exchange) -> list[Any]:
    """The JSON documents of an answer: one, or those of a stream."""
    response = exchange["response"]
    found = exchange["events"] or (response if isinstance(response, list) else [response])
    is_start = address_of(exchange) == "POST files"  # an upload's answer wraps the file
    return [document["file"] if is_start and document else document for document in found]


def reader_of(exchange: Exchange, document: Any) -> Callable[[str], Any]:
    if "event_type" in document:
        return EVENT.validate_json
    address = address_of(exchange)
    kinds = [kind for pattern, kind in KINDS.items() if re.fullmatch(pattern, address)]
    kinds += [BY_FIELD[field] for field in BY_FIELD if not address and field in (*document, "")]
    read: Callable[[str], Any] = kinds[0].model_validate_json
    return read


def excuse(exchange: Exchange) -> str | None:
    address = address_of(exchange)
    return next((why for what, why in EXCEPTIONS.items() if re.fullmatch(what, address)), None)


@pytest.fixture(scope="module")
def exchanges(recordings: Path) -> list[Exchange]:
    with (recordings / "exchanges.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_every_exchange_is_read_and_comes_back_equal(
    exchanges: list[Exchange], record_property: Callable[[str, object], None]
) -> None:
    read: Counter[str] = Counter()
    excused: Counter[str] = Counter()
    failures: list[str] = []
    for exchange in exchanges:
        if (why := excuse(exchange)) is not None:
            excused[why] += 1
            continue
        if exchange["status"] != 200:
            failure = error_from_response(
                exchange["status"], json.dumps(exchange["response"]).encode()
            )
            read["errors"] += isinstance(failure, errors.ClientError)
            continue
        read[resource_of(exchange)] += 1
        for document in documents_of(exchange):
            if document is None:  # an upload's start answers by headers alone
                continue
            back = reader_of(exchange, document)(json.dumps(document)).to_wire()
            failures += [f"{exchange['source']}: {address_of(exchange)}"] * (back != document)
    for name, count in (read | excused).items():
        record_property(name, count)
    total = sum(read.values())
    record_property("recordings", f"{total} of {len(exchanges)} read, {len(failures)} failures")

    assert failures == []
    assert total + sum(excused.values()) == len(exchanges)


def asked(exchanges: list[Exchange]) -> Iterator[tuple[str, str, Exchange]]:
    """Model, method and body of each recorded request for an answer of a model."""
    for exchange in exchanges:
        found = re.fullmatch(
            r"POST (models/.*):((?:streamG|g)enerateContent)", address_of(exchange)
        )
        if found:
            yield found[1], found[2], exchange["request"]


def settled(body: Exchange) -> Any:
    """Comparable: some leave out whose a content is, give one tool as itself, repeat the model.

    Schemas of the newer dialect that were sent as such of the older one we send as what they are.
    """
    found = normal({name: value for name, value in body.items() if name != "model"})
    for content in (*found["contents"], found.get("systemInstruction", {})):
        content.setdefault("role", "user")
    generation = found.get("generationConfig", {})
    if generation.get("responseSchema", {}).get("type", "").islower():
        generation["responseJsonSchema"] = generation.pop("responseSchema")
    return found | {"tools": tools_of(found)}


def tools_of(body: Exchange) -> list[Any]:
    tools = body.get("tools", [])
    return tools if isinstance(tools, list) else [tools]


def config_of(body: Exchange) -> dict[str, Any]:
    """The config that asks for the same: flat, as Google's SDK has it."""
    beside = {"contents", "generationConfig", "model"}
    config = {name: value for name, value in body.items() if name not in beside}
    return {**config, **body.get("generationConfig", {}), "tools": tools_of(body)}


def test_requests_for_answers_are_made_again(
    exchanges: list[Exchange], record_property: Callable[[str, object], None]
) -> None:
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, content=b"" if "stream" in request.url.path else b"{}")

    client = Client(api_key="k", transport=httpx.MockTransport(answer), retry=AT_ONCE)
    methods: dict[str, Callable[..., Any]] = {
        "generateContent": client.models.generate_content,
        "streamGenerateContent": lambda **given: list(
            client.models.generate_content_stream(**given)
        ),
    }
    made: Counter[str] = Counter()
    for model, method, body in asked(exchanges):
        methods[method](model=model, contents=body["contents"], config=config_of(body))
        made[method] += 1
        assert settled(body) == settled(sent[-1])
    record_property("requests made again", dict(made))

    assert sum(made.values()) == len(sent) > 500
