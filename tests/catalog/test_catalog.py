"""The catalog: facts with their sources, prices, lifecycle, and the service's word over all."""

from __future__ import annotations

import warnings
from datetime import date
from typing import Any

import pytest

from gemini_magic import Chat, Client, Request, RetryPolicy, Session, catalog, types
from gemini_magic.catalog import Advisor, Catalog, Cost, OutdatedModel
from gemini_magic.chat.successors import successors_of
from tests.scripted import ScriptedGemini

TODAY = date(2026, 11, 21)
FLASH = "gemini-3-flash-preview"
GONE = "gemini-3-pro-preview"


def usage(**counts: Any) -> types.UsageMetadata:
    return types.UsageMetadata.model_validate(counts)


def model(id: str, **fields: Any) -> types.Model:
    return types.Model(name=f"models/{id}", **fields)


def cost(model: str, /, **counts: Any) -> Cost:
    found = catalog.price(usage(**counts), model)
    assert found is not None
    return found


# Facts


def test_every_fact_names_a_source_of_the_file() -> None:
    known = catalog.known()
    named: set[str | None] = {known.discounts.source}
    for facts in known.facts.values():
        named |= {facts.source, facts.limits_source}
        named |= {part.source for part in (facts.prices, facts.shutdown) if part is not None}

    assert named - {None} <= set(known.sources)
    assert all(source.date or source.not_after for source in known.sources.values())


def test_every_successor_is_in_the_catalog_and_lives() -> None:
    ends = [facts.shutdown for facts in catalog.known().facts.values() if facts.shutdown]
    successors = [catalog.lookup(end.successor) for end in ends if end.successor]

    assert successors
    assert [facts for facts in successors if facts is None or facts.shutdown] == []


def test_what_no_source_states_is_unknown() -> None:
    facts = catalog.lookup("gemini-3.8-flash")

    assert facts is not None
    assert (facts.context_window, facts.prices, facts.makes) == (None, None, None)
    assert catalog.lookup("my-own-model") is None


def test_a_model_is_found_with_its_collection_and_by_its_family() -> None:
    flash, family = catalog.lookup(f"models/{FLASH}"), catalog.lookup("imagen-4.0-fast")

    assert flash is not None
    assert (flash.context_window, flash.output_limit) == (1_000_000, 64_000)
    assert family is not None
    assert family.id == "imagen-4.0-*"


def test_an_alias_inherits_nothing_for_it_moves() -> None:
    alias = catalog.lookup("gemini-pro-latest")

    assert alias is not None
    assert (alias.alias_of, alias.shutdown, alias.prices) == (GONE, None, None)
    assert catalog.advice("gemini-pro-latest", TODAY) is None


# Prices


def test_a_price_is_dollars_for_a_million_tokens() -> None:
    found = cost(FLASH, prompt_token_count=1_000_000, candidates_token_count=1_000_000)

    assert found.dollars == pytest.approx(0.50 + 3.00)
    assert found.is_whole
    assert found.as_of == date(2026, 5, 25)
    assert str(found) == "$3.500000"


def test_cached_tokens_cost_a_quarter_and_are_part_of_the_prompt() -> None:
    found = cost(FLASH, prompt_token_count=1_000_000, cached_content_token_count=400_000)

    assert found.dollars == pytest.approx(0.6 * 0.50 + 0.4 * 0.50 * 0.25)


def test_a_long_prompt_has_other_prices() -> None:
    pro = "gemini-3.1-pro-preview"

    assert cost(pro, prompt_token_count=200_000).dollars == pytest.approx(0.2 * 2)
    assert cost(pro, prompt_token_count=200_001).dollars == pytest.approx(0.200001 * 4)


def test_sound_has_a_price_of_its_own() -> None:
    details = [
        {"modality": "TEXT", "tokenCount": 1_000_000},
        {"modality": "AUDIO", "tokenCount": 1_000_000},
    ]
    found = cost(
        "gemini-3.1-flash-lite-preview",
        prompt_token_count=2_000_000,
        prompt_tokens_details=details,
    )

    assert found.dollars == pytest.approx(0.25 + 0.50)


def test_cached_tokens_without_details_are_taken_from_what_there_is() -> None:
    found = cost(
        "gemini-3.1-flash-lite-preview",
        prompt_token_count=1_000_000,
        prompt_tokens_details=[{"modality": "AUDIO", "tokenCount": 1_000_000}],
        cached_content_token_count=400_000,
    )

    assert found.dollars == pytest.approx(0.6 * 0.50 + 0.4 * 0.25 * 0.25)


def test_tokens_that_no_price_covers_make_the_cost_the_least() -> None:
    found = cost(FLASH, prompt_token_count=10, thoughts_token_count=7)
    image = cost(
        "gemini-3-pro-image-preview",
        prompt_token_count=10,
        candidates_tokens_details=[{"modality": "IMAGE", "tokenCount": 1120}],
    )

    assert (found.is_whole, found.unpriced) == (False, {"thoughts": 7})
    assert str(found).startswith("at least $")
    assert image.unpriced == {"image output": 1120}


def test_a_batch_costs_half() -> None:
    whole = catalog.price(usage(prompt_token_count=1000), FLASH)
    half = catalog.price(usage(prompt_token_count=1000), FLASH, batch=True)

    assert whole is not None
    assert half is not None
    assert half.dollars == pytest.approx(whole.dollars / 2)


@pytest.mark.parametrize(
    ("counts", "id"),
    [
        (usage(prompt_token_count=5), "gemini-3.8-flash"),
        (usage(prompt_token_count=5), "a-model-of-mine"),
        (usage(prompt_token_count=5, service_tier="priority"), FLASH),
        (usage(thoughts_token_count=5), FLASH),
        (usage(), FLASH),
        (None, FLASH),
    ],
)
def test_where_the_price_is_unknown_there_is_none(
    counts: types.UsageMetadata | None, id: str
) -> None:
    assert catalog.price(counts, id) is None


# Lifecycle


@pytest.mark.parametrize(
    ("id", "today", "sentence"),
    [
        (GONE, TODAY, "was shut down on 2026-03-09; use 'gemini-3.1-pro-preview' instead"),
        (GONE, date(2026, 3, 8), "is to be shut down on 2026-03-09; use"),
        ("gemini-2.5-pro", TODAY, "was to be shut down on 2026-06-17; if it is gone, "),
        ("gemini-2.0-flash-001", TODAY, "was shut down on 2026-06-01; the newest of its kind"),
        ("imagen-4.0-generate-001", TODAY, "was shut down on 2026-08-17; models.list() has"),
        ("gemini-9-flash", TODAY, "is unknown to the catalog of 2026-11-21; the newest"),
    ],
)
def test_advice_says_what_is_wrong_and_what_to_take(id: str, today: date, sentence: str) -> None:
    advice = catalog.advice(f"models/{id}", today)

    assert advice is not None
    assert advice.startswith(f"model {id!r} {sentence}")


@pytest.mark.parametrize("id", [FLASH, "gemini-flash-latest", "a-model-of-mine", "local-rules"])
def test_where_all_is_well_there_is_no_advice(id: str) -> None:
    assert catalog.advice(id, TODAY) is None


# The service's word


def corrected() -> Catalog:
    return catalog.corrected_by(
        [
            model("gemini-9-flash", input_token_limit=2_000_000),
            model("gemini-2.5-pro"),
            model(FLASH, output_token_limit=65_536),
        ]
    )


def test_what_the_service_lists_lives() -> None:
    assert corrected().advice("gemini-9-flash", TODAY) is None
    assert corrected().advice("gemini-2.5-pro", TODAY) is None
    assert corrected().advice(GONE, TODAY) is not None


def test_the_service_s_limits_count_and_the_rest_stays() -> None:
    flash, new = corrected().lookup(FLASH), corrected().lookup("gemini-9-flash")

    assert flash is not None
    assert (flash.output_limit, flash.context_window) == (65_536, 1_000_000)
    assert flash.prices is not None
    assert flash.limits_source == "models.list"
    assert new is not None
    assert (new.context_window, new.source) == (2_000_000, "models.list")


def test_the_named_successor_comes_first_where_the_service_has_it() -> None:
    listed = [model("gemini-4-pro"), model("gemini-3.1-pro-preview"), model(FLASH)]

    assert successors_of(GONE, listed)[0] == "gemini-3.1-pro-preview"
    assert successors_of(GONE, listed[:1]) == ["gemini-4-pro"]


# Warnings


def ask(id: str) -> Request:
    return Request(parts=(types.Part(text="hi"),), model=id)


def test_a_chat_warns_once_and_asks_all_the_same(gemini: ScriptedGemini) -> None:
    chat = Chat(Client(retry=RetryPolicy(first_wait=0)), model=GONE)
    with pytest.warns(OutdatedModel, match="use 'gemini-3.1-pro-preview' instead") as caught:
        replies = [chat.send(ask("")).finish().text for _ in range(2)]

    assert replies == ["ok", "ok"]
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_the_chats_of_a_session_warn_once_together(gemini: ScriptedGemini) -> None:
    session = Session(Client(retry=RetryPolicy(first_wait=0)))
    with pytest.warns(OutdatedModel) as caught:
        replies = [session.send(ask(GONE), thread=name).finish() for name in ("a", "b", None)]

    assert (len(replies), len(caught)) == (3, 1)


def test_a_session_takes_the_service_s_word_for_what_lives(gemini: ScriptedGemini) -> None:
    gemini.models = [{"name": "models/gemini-9-flash"}]
    session = Session(Client(retry=RetryPolicy(first_wait=0)))

    assert [model.id for model in session.models()] == ["gemini-9-flash"]
    assert session.send(ask("gemini-9-flash")).finish().text == "ok"


def test_an_advisor_says_nothing_of_models_that_are_well() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        Advisor(catalog.known(), TODAY).look_at(FLASH)


def test_the_local_engine_answers_for_any_model() -> None:
    chat = Chat(Client(engine="local"), model=GONE)

    assert chat.send(Request(parts=(types.Part(text="What is 6 * 7?"),))).finish().text
