"""What stands below an answer: pages, places, documents, why it ended, tokens and cost."""

from __future__ import annotations

from typing import Any

import pytest

from gemini_magic.api.types import (
    Candidate,
    Part,
    UsageMetadata,
)
from gemini_magic.chat import Reply, fold
from gemini_magic.chat.events import Annotated, Counted, Finish, Opened, PartStart, Refused
from gemini_magic.render import MIME_TYPE, render
from tests.render.reading import elements_of

MODEL = "gemini-3-flash-preview"


def answered(wire: dict[str, Any], model: str = MODEL, usage: UsageMetadata | None = None) -> Reply:
    candidate = Candidate.model_validate(wire)
    fields = ("grounding_metadata", "url_context_metadata", "safety_ratings")
    notes = {name: value for name in fields if (value := getattr(candidate, name)) is not None}
    return fold(
        [
            Opened(model, "r"),
            PartStart(Part(text="so")),
            Annotated(notes),
            Counted(usage or UsageMetadata()),
            Finish(wire.get("finishReason", "STOP")),
        ]
    )


def test_pages_of_url_context_are_listed_with_what_became_of_them() -> None:
    pages = [
        {"retrievedUrl": "https://a.org/x", "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_SUCCESS"},
        {"retrievedUrl": "https://b.org", "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_PAYWALL"},
        {"retrievedUrl": "javascript:x", "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_NEW_ONE"},
    ]
    bundle = render(answered({"urlContextMetadata": {"urlMetadata": pages}})).data

    assert ">https://a.org/x</a> · read</li>" in bundle["text/html"]
    assert ">https://b.org</a> · behind a paywall</li>" in bundle["text/html"]
    assert "<li>javascript:x · new one</li>" in bundle["text/html"]
    assert "- [https&#58;//a&#46;org/x](https://a.org/x) · read" in bundle["text/markdown"]
    assert bundle[MIME_TYPE]["answers"][0]["pages"][0] == {
        "uri": "https://a.org/x",
        "status": "read",
    }
    assert bundle["text/plain"] == "so"


def test_places_name_google_maps_and_documents_their_page() -> None:
    chunks = [
        {"maps": {"uri": "https://maps.google.com/?cid=1", "title": "Tim Wendelboe"}},
        {"retrievedContext": {"title": "report.pdf", "pageNumber": 12}},
    ]
    bundle = render(answered({"groundingMetadata": {"groundingChunks": chunks}})).data

    assert ">Tim Wendelboe</a> · Google Maps</li>" in bundle["text/html"]
    assert "<li>report.pdf · page 12</li>" in bundle["text/html"]
    assert "2. report&#46;pdf · page 12" in bundle["text/markdown"]


@pytest.mark.parametrize(
    ("wire", "said"),
    [
        ({"finishReason": "MAX_TOKENS"}, "the limit of output tokens is reached"),
        ({"finishReason": "RECITATION"}, "it came too close to a known text"),
        (
            {
                "finishReason": "SAFETY",
                "safetyRatings": [
                    {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH"},
                    {"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"},
                ],
            },
            "withheld by the safety filters; dangerous content (high)</span>",
        ),
    ],
)
def test_an_early_end_is_explained(wire: dict[str, Any], said: str) -> None:
    bundle = render(answered(wire)).data

    assert said in bundle["text/html"]
    assert bundle["text/plain"] == f"so\n[{wire['finishReason']}]"


def test_a_refused_prompt_is_explained() -> None:
    html = render(fold([Refused("PROHIBITED_CONTENT")])).data["text/html"]

    assert "blocked: PROHIBITED_CONTENT</strong>: it may hold prohibited content" in html


def test_tokens_and_their_cost_stand_below_the_answer() -> None:
    usage = UsageMetadata(
        prompt_token_count=1_000_000,
        cached_content_token_count=1_000,
        total_token_count=1_000_000,
    )
    reply = answered({}, usage=usage)
    html = render(reply).data["text/html"]

    assert "1\u202f000\u202f000 tokens (1\u202f000 cached)" in html
    assert str(reply.cost).replace("$", "<span>$</span>") in html


@pytest.mark.parametrize("model", ["gemini-nobody-knows", "local-rules"])
def test_of_a_price_that_is_not_known_nothing_is_said(model: str) -> None:
    usage = UsageMetadata(prompt_token_count=10, total_token_count=10)
    html = render(answered({}, model, usage)).data["text/html"]

    assert "10 tokens" in html
    assert "$" not in html


def test_search_suggestions_stay_visible_in_a_sandbox() -> None:
    chip = '<style>a{color:red}</style><a href="https://google.com/search?q=x">x</a>'
    grounding = {"searchEntryPoint": {"renderedContent": chip}}
    html = render(answered({"groundingMetadata": grounding})).data["text/html"]
    [frame] = [e for e in elements_of(html) if e.tag == "iframe"]

    assert (frame.attributes["sandbox"], frame.attributes["srcdoc"]) == ("", chip)
    before = html[: html.index("<iframe")]
    assert before.count("<details") == before.count("</details")
