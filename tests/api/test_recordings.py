"""Real traffic: it parses, comes back equal, and folds into a reply."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from gemini_magic import Chat, Client, Request, RetryPolicy, errors, types
from tests.api.script import AT_ONCE

ONCE = RetryPolicy(attempts=1)

METHODS = ("generateContent", "streamGenerateContent")


@dataclass(frozen=True)
class Recorded:
    """One exchange: the answer's documents, and the body they came in."""

    source: str
    status: int
    documents: list[dict[str, Any]]
    body: bytes


def recorded(exchange: dict[str, Any]) -> Recorded | None:
    """The exchange, if generateContent or streamGenerateContent answered."""
    response, events = exchange["response"], exchange["events"]
    method = (exchange["url"] or "").partition("?")[0].rpartition(":")[2]
    if exchange["api"] != "gemini" or (exchange["url"] and method not in METHODS):
        return None
    if events is not None:
        body = "".join(f"data: {json.dumps(event)}\r\n\r\n" for event in events)
        documents = events
    else:
        body = json.dumps(response)
        documents = response if isinstance(response, list) else [response]
    if not exchange["url"] and not any("candidates" in d or "error" in d for d in documents):
        return None  # a response of another method; the source did not say which
    return Recorded(exchange["source"], exchange["status"], documents, body.encode())


@pytest.fixture(scope="module")
def exchanges(recordings: Path) -> list[Recorded]:
    with (recordings / "exchanges.jsonl").open(encoding="utf-8") as lines:
        return [found for line in lines if (found := recorded(json.loads(line)))]


@pytest.fixture(scope="module")
def answers(exchanges: list[Recorded]) -> list[Recorded]:
    return [exchange for exchange in exchanges if exchange.status == 200]


def parts_of(exchange: Recorded) -> Iterator[dict[str, Any]]:
    """The parts of the first candidate, as they came."""
    for document in exchange.documents:
        for candidate in document.get("candidates") or ():
            if candidate.get("index", 0) == 0:
                yield from candidate.get("content", {}).get("parts") or ()


def test_all_answers_come_back_equal(
    exchanges: list[Recorded],
    answers: list[Recorded],
    record_property: Callable[[str, object], None],
) -> None:
    failures = []
    for exchange in answers:
        for document in exchange.documents:
            python = types.GenerateContentResponse.model_validate(document)
            text = types.GenerateContentResponse.model_validate_json(json.dumps(document))
            for response in (python, text):
                back = response.model_dump(mode="json", by_alias=True, exclude_unset=True)
                if back != document:
                    failures.append(exchange.source)
    documents = sum(len(exchange.documents) for exchange in answers)
    record_property("recorded exchanges", len(exchanges))
    record_property("answers", f"{len(answers)} in {documents} documents")
    record_property("failures", len(failures))

    assert not failures
    assert len(answers) > 500


def test_all_answers_fold_into_replies(answers: list[Recorded]) -> None:
    bodies = iter(answers)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=next(bodies).body))
    client = Client(api_key="k", transport=transport, retry=AT_ONCE)
    kinds: Counter[str] = Counter()
    for exchange in answers:
        stream = Chat(client, model="m").send(Request(parts=(types.Part(text="?"),)))
        reply = stream.finish()
        came = list(parts_of(exchange))
        texts = [p["text"] for p in came if "text" in p and not p.get("thought")]
        thoughts = [p["text"] for p in came if "text" in p and p.get("thought")]
        signatures = [p["thoughtSignature"] for p in came if "thoughtSignature" in p]
        folded = [part.to_wire() for part in reply.parts]
        kinds.update(part.kind for part in reply.parts)

        assert ("".join(texts), "".join(thoughts)) == (reply.text, reply.thoughts), exchange.source
        assert signatures == [p["thoughtSignature"] for p in folded if "thoughtSignature" in p]
        assert [p for p in came if "text" not in p] == [p for p in folded if "text" not in p]
        usage = [d["usageMetadata"] for d in exchange.documents if "usageMetadata" in d]
        assert usage[-1:] == ([reply.usage.to_wire()] if reply.usage else [])

    assert {"text", "thought", "function_call", "inline_data", "executable_code"} <= set(kinds)
    assert not kinds["unknown"]


def test_all_errors_have_a_class(exchanges: list[Recorded]) -> None:
    refused = [exchange for exchange in exchanges if exchange.status != 200]
    for exchange in refused:
        answer = httpx.Response(exchange.status, content=exchange.body)
        transport = httpx.MockTransport(lambda request, answer=answer: answer)
        client = Client(api_key="k", transport=transport, retry=ONCE)
        with pytest.raises(errors.ClientError) as caught:
            client.models.generate_content(model="m", contents="?")

        assert exchange.status == caught.value.code
        assert exchange.documents[0]["error"]["message"] == caught.value.message

    assert len(refused) >= 4
