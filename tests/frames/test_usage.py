"""The ledger as a table: every token once, every price from its source, and nothing guessed."""

from __future__ import annotations

import json
import math
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gemini_magic as gm
from gemini_magic import Client, session
from gemini_magic.api.resources.models import stream_call
from gemini_magic.api.types import Content, GenerateContentConfig, UsageMetadata
from gemini_magic.catalog import price
from gemini_magic.errors import APIError, InvalidRequest, UnknownName
from gemini_magic.frames.usage import Usage
from gemini_magic.ledger import About, Entry, Ledger, Recorder
from tests.conftest import REPOSITORY
from tests.scripted import ScriptedGemini, failure, texts

FLASH = "gemini-3-flash-preview"
SEED = REPOSITORY.parent / "shared" / "seeds" / "003_gemini_3_guide.txt"


@pytest.fixture(autouse=True)
def _ledger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
    yield
    session.drop()


def entry(model: str = FLASH, *, cost: float | None = None, **fields: Any) -> Entry:
    counts = {
        name: fields.pop(name) for name in list(fields) if name.endswith(("count", "details"))
    }
    usage = UsageMetadata.model_validate(counts) if counts else None
    when = {"time": "2026-11-20T08:30:00.000000Z", "key": "k"} | fields
    return Entry(model=model, usage=usage, cost=cost, **when)


def dollars(usage: UsageMetadata | None, model: str) -> float | None:
    cost = price(usage, model)
    return None if cost is None else cost.dollars


def usage_of(path: Path, *entries: Entry) -> Usage:
    with Ledger(path / "these.sqlite") as ledger:
        ledger.forget()  # makes the file, also for nothing
        for one in entries:
            ledger.add(one)
    return gm.usage(path / "these.sqlite")


def test_calls_of_cells_are_rows_with_their_types(gemini: ScriptedGemini) -> None:
    gemini.will(texts("one"), failure(400, "INVALID_ARGUMENT", "no"), texts("two", "three"))
    gm.ask("first", thread="physics")
    with pytest.raises(APIError):
        gm.ask("second")
    gm.ask("third", model="mine", cache="use")
    gm.ask("third", model="mine", cache="use")
    found = gm.usage()

    assert isinstance(found, pd.DataFrame)
    assert found["model"].astype(str).tolist() == [FLASH, FLASH, "mine", "mine"]
    assert found["tokens_in"].tolist() == [3, pd.NA, 3, 3]
    assert found["finish"].astype(str).tolist() == ["STOP", "", "STOP", "STOP"]
    assert ["no" in error for error in found["error"]] == [False, True, False, False]
    assert found["replayed"].tolist() == [False, False, False, True]
    assert found["cost_usd"].isna().tolist() == [False, True, True, False]
    kinds = found.dtypes.astype(str)
    assert kinds[["time", "model", "tokens_in", "cost_usd", "replayed"]].tolist() == [
        "datetime64[us, UTC]",
        "category",
        "Int64",
        "float64",
        "bool",
    ]
    total = found.total
    assert (total["calls"], total["replayed"], total["failed"]) == (3, 1, 1)
    assert (total["tokens_in"], total["unpriced"]) == (6, 1)


def test_what_another_kernel_asked_is_there_after_a_restart(gemini: ScriptedGemini) -> None:
    gm.ask("first")
    session.drop()

    assert len(gm.usage()) == 1


def test_the_local_engine_costs_nothing(tmp_path: Path) -> None:
    found = usage_of(tmp_path, entry("local-smollm2", cost=0.0, prompt_token_count=7))

    assert found.total[["cost_usd", "unpriced", "tokens_unpriced"]].tolist() == [0.0, 0, 0]


def test_no_token_counts_twice(tmp_path: Path) -> None:
    counts: dict[str, Any] = {
        "prompt_token_count": 100,
        "cached_content_token_count": 60,
        "tool_use_prompt_token_count": 30,
        "candidates_token_count": 20,
        "thoughts_token_count": 10,
    }
    found = usage_of(tmp_path, entry(**counts), entry(total_token_count=160, **counts)).total

    assert found[["tokens_in", "tokens_cached", "tokens_tool"]].tolist() == [200, 120, 60]
    assert found[["tokens_out", "tokens_thought", "tokens_total"]].tolist() == [40, 20, 320]


def test_modalities_are_told_apart_where_the_service_does(tmp_path: Path) -> None:
    details = [{"modality": "TEXT", "tokenCount": 5}, {"modality": "IMAGE", "tokenCount": 258}]
    found = usage_of(
        tmp_path,
        entry(prompt_token_count=263, prompt_tokens_details=details),
        entry(prompt_token_count=9),
    )

    assert found[["in_text", "in_image", "in_audio"]].iloc[0].tolist() == [5, 258, 0]
    assert found[["in_text", "in_image", "in_audio"]].iloc[1].isna().all()
    assert found.total[["in_text", "in_image"]].tolist() == [5, 258]


def test_sums_by_group(tmp_path: Path) -> None:
    found = usage_of(
        tmp_path,
        entry("a", cost=0.5, prompt_token_count=1, about=About("n.ipynb", "c1", "main")),
        entry("b", prompt_token_count=2, about=About("n.ipynb", "c2", "main")),
        entry("b", cost=0.25, prompt_token_count=3, about=About("n.ipynb", "c1", "other")),
        entry("c", prompt_token_count=4, time="2026-11-21T23:59:59.000000Z"),
        entry("d", error="interrupted"),
    )
    by_model = found.by()

    assert by_model["cost_usd"].tolist()[:2] == [0.5, 0.25]
    assert by_model["cost_usd"].isna().tolist() == [False, False, True, False]
    assert by_model["unpriced"].tolist() == [0, 1, 1, 0]
    assert found.by("thread")["tokens_in"].to_dict() == {"": 4, "main": 3, "other": 3}
    assert found.by("cell", "model")["calls"].loc[("c1", "b")] == 1
    assert [str(day.date()) for day in found.by("day").index] == ["2026-11-20", "2026-11-21"]
    assert gm.usage(tmp_path / "these.sqlite", since="2026-11-21")["model"].tolist() == ["c"]
    with pytest.raises(UnknownName, match="did you mean 'model'"):
        found.by("modle")


def test_usage_survives_what_pandas_does_with_it(tmp_path: Path) -> None:
    found = usage_of(tmp_path, entry("a", prompt_token_count=1), entry("b", prompt_token_count=2))
    kept = [found[found["model"] == "b"], found.sort_values("tokens_in").tail(1).copy(),
            found.iloc[1:], found.query("model == 'b'"), found.assign(x=1).iloc[1:],
            pickle.loads(pickle.dumps(found))[1:], pd.concat([found, found]).iloc[3:]]  # fmt: skip

    assert [type(one).__name__ for one in kept] == ["Usage"] * len(kept)
    assert [one.total["tokens_in"] for one in kept] == [2] * len(kept)
    for other in (found[["model"]], found.groupby("model", observed=True)[["ms"]].sum(), found.T):
        assert type(other) is pd.DataFrame


def test_nothing_asked_is_an_empty_table_with_sums() -> None:
    found = gm.usage()

    assert len(found) == 0
    assert found.total[["calls", "tokens_total", "cost_usd"]].tolist() == [0, 0, 0.0]
    assert found.by().empty


def test_where_nothing_is_written_down_that_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", "off")
    with pytest.raises(InvalidRequest, match="LEDGER is off"):
        gm.usage()
    with pytest.raises(InvalidRequest, match="there is no ledger"):
        gm.usage(tmp_path / "nowhere.sqlite")


def test_several_kernels_write_at_once_and_no_call_is_lost(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from gemini_magic.api.types import UsageMetadata\n"
        "from gemini_magic.ledger import Entry, Ledger, Recorder\n"
        "with Ledger(sys.argv[1]) as ledger:\n"
        "    recorder = Recorder(ledger)\n"
        "    for n in range(60):\n"
        "        usage = UsageMetadata(prompt_token_count=n)\n"
        "        recorder.note(Entry('', str(n), sys.argv[2], usage=usage))\n"
        "        recorder.keep_vectors([(bytes(sys.argv[2] + str(n), 'utf-8'), b'1234')])\n"
    )
    path = tmp_path / "ledger.sqlite"
    command = [sys.executable, "-W", "error", "-c", program, str(path)]
    kernels = [subprocess.Popen([*command, name]) for name in "abc"]

    assert [kernel.wait() for kernel in kernels] == [0, 0, 0]
    found = gm.usage(path).by()
    assert found["calls"].to_dict() == {"a": 60, "b": 60, "c": 60}
    assert set(found["tokens_in"]) == {sum(range(60))}


# Recorded traffic and the guides' prices

KINDS = {
    "tokens_in": "promptTokenCount",
    "tokens_cached": "cachedContentTokenCount",
    "tokens_tool": "toolUsePromptTokenCount",
    "tokens_out": "candidatesTokenCount",
    "tokens_thought": "thoughtsTokenCount",
    "tokens_total": "totalTokenCount",
}


PARTS = ("tokens_in", "tokens_tool", "tokens_out", "tokens_thought")


def answers(recordings: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Model and chunks of each recorded answer that counts its tokens."""
    with (recordings / "exchanges.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            exchange = json.loads(line)
            asked = re.search(
                r"models/([^/:]+):(?:stream)?[gG]enerateContent", exchange["url"] or ""
            )
            response = exchange["response"]
            chunks = exchange["events"] or (response if isinstance(response, list) else [response])
            if asked and exchange["status"] == 200 and any("usageMetadata" in c for c in chunks):
                yield asked[1], chunks


def test_totals_are_the_sums_over_the_recorded_answers(recordings: Path, tmp_path: Path) -> None:
    recorded = list(answers(recordings))
    bodies = iter("".join(f"data: {json.dumps(c)}\n\n" for c in chunks) for _, chunks in recorded)
    transport = httpx.MockTransport(lambda request: httpx.Response(
        200, content=next(bodies).encode(), headers={"content-type": "text/event-stream"}
    ))  # fmt: skip
    client = Client("key", transport=transport)
    contents = [Content.model_validate({"parts": [{"text": "x"}]})]
    with Ledger(tmp_path / "recorded.sqlite") as ledger:
        recorder = Recorder(ledger, dollars)
        for model, _ in recorded:
            call = stream_call(model, contents, GenerateContentConfig())
            list(recorder.stream(client, call, cache="off"))
    found = gm.usage(tmp_path / "recorded.sqlite")
    said: Counter[str] = Counter()
    for _, chunks in recorded:
        last = [chunk["usageMetadata"] for chunk in chunks if "usageMetadata" in chunk][-1]
        counts = {kind: last.get(name, 0) for kind, name in KINDS.items()}
        parts = sum(counts[kind] for kind in PARTS)
        # Some answers state no total. Where one is stated it is the sum of all but what was cached.
        assert counts["tokens_total"] in (0, parts)
        said.update({**counts, "tokens_total": parts})

    assert len(found) == len(recorded) > 500
    assert {kind: found.total[kind] for kind in KINDS} == dict(said)
    assert found.by("model")[list(KINDS)].sum().to_dict() == dict(said)
    unknown = {
        model for model, _ in recorded if price(UsageMetadata(prompt_token_count=1), model) is None
    }
    assert set(found["model"][found["cost_usd"].isna()].astype(str)) == unknown


def test_costs_are_those_of_the_guides_price_table(tmp_path: Path) -> None:
    """The table's own text: "| model | … | $input / $output |", dollars a million tokens."""
    if not SEED.is_file():
        pytest.skip(f"no seeds at {SEED.parent}")
    row = r"^\| (gemini-\S+) \|.*\| \$([\d.]+)[^|/]*/ \$([\d.]+)"
    table = re.findall(row, SEED.read_text("utf-8"), re.MULTILINE)
    prices = [one for one in table if "image" not in one[0]]  # their output is priced by pictures
    found = usage_of(
        tmp_path,
        *(
            entry(model, cost=dollars(counts, model),
                  **counts.model_dump(exclude_unset=True))
            for model, *_ in prices
            for counts in [UsageMetadata(prompt_token_count=100_000, candidates_token_count=2_000)]
        ),
    ).by()  # fmt: skip

    assert len(prices) >= 3
    for model, dollars_in, dollars_out in prices:
        expected = (100_000 * float(dollars_in) + 2_000 * float(dollars_out)) / 1e6
        assert found.loc[model, "cost_usd"] == pytest.approx(expected)
        assert found.loc[model, "tokens_unpriced"] == 0


def test_an_unknown_model_has_no_price_rather_than_a_guessed_one(gemini: ScriptedGemini) -> None:
    gm.ask("first", model="a-model-of-mine")
    found = gm.usage()

    assert math.isnan(found["cost_usd"].iloc[0])
    assert math.isnan(found.total["cost_usd"])
    assert found.total["tokens_unpriced"] == found.total["tokens_total"] > 0


def test_tokens_that_no_price_covers_are_counted(tmp_path: Path) -> None:
    found = usage_of(tmp_path, entry(cost=0.1, prompt_token_count=5, thoughts_token_count=7)).total

    assert found[["unpriced", "tokens_unpriced"]].tolist() == [0, 7]


COUNTS = st.fixed_dictionaries(
    {"prompt_token_count": st.integers(0, 99), "candidates_token_count": st.integers(0, 99)}
)
CALLS = st.lists(
    st.builds(
        lambda model, counts, cost, replayed: entry(model, cost=cost, replayed=replayed, **counts),
        st.sampled_from(["a", "b"]), COUNTS, st.none() | st.floats(0, 1), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(CALLS)
def test_groups_add_up_to_the_total(
    tmp_path_factory: pytest.TempPathFactory, calls: list[Entry]
) -> None:
    found = usage_of(tmp_path_factory.mktemp("usage"), *calls)
    groups, total = found.by(), found.total

    for name in groups.columns.drop("cost_usd"):
        assert groups[name].sum() == total[name]
    priced = [call.cost for call in calls if call.cost is not None and not call.replayed]
    if priced:
        assert total["cost_usd"] == pytest.approx(sum(priced))
