"""What there is, as tables with their types, on the local engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import gemini_magic as gm
from gemini_magic import session
from gemini_magic.errors import UnknownName
from gemini_magic.ledger import About


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "local")
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
    yield
    session.drop()


def dtypes(table: pd.DataFrame, *names: str) -> list[str]:
    return table.dtypes.astype(str)[list(names)].tolist()


def test_models_have_their_limits() -> None:
    found = gm.models()

    assert found["input_limit"].min() > 0
    assert dtypes(found, "output_limit", "thinks", "in_use") == ["Int64", "boolean", "bool"]
    assert found["usd_per_million_in"].isna().any()  # no source states a price of the engine


def test_files_have_their_size_and_their_end(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("seven letters")
    file = session.current().client.files.upload(file=path)
    found = gm.files()

    assert found.set_index("file").loc[str(file.name), "bytes"] == 13
    assert (found["expires"] > found["made"]).all()
    assert dtypes(found, "type", "bytes", "made") == ["category", "Int64", "datetime64[us, UTC]"]
    session.current().client.files.delete(name=file.name or "")


def test_jobs_have_their_counts() -> None:
    client = session.current().client
    requests = [{"contents": [{"parts": [{"text": f"number {n}"}]}]} for n in range(3)]
    job = client.batches.create(
        model="gemini-3-flash-preview", src=requests, config={"display_name": "three"}
    )
    found = gm.jobs()
    mine = found[found["job"] == job.name].iloc[0]

    assert (mine["name"], mine["requests"]) == ("three", 3)
    assert mine[["answered", "failed", "pending"]].sum() == 3
    assert dtypes(found, "requests", "state", "made") == [
        "Int64",
        "category",
        "datetime64[us, UTC]",
    ]
    assert type(found[found["state"] == "none"]).__name__ == "Jobs"
    assert found.plot().alt.startswith("Batch jobs: ")
    client.batches.delete(name=job.name or "")


def test_history_has_the_turns_of_all_threads() -> None:
    gm.ask("What is 2 + 3?", thread="sums")
    gm.ask("What is 4 + 5?", thread="sums")
    gm.ask("Hello", thread="greetings")
    found = gm.history()

    assert found.index.tolist() == [("sums", 1), ("sums", 2), ("greetings", 1)]
    assert found["prompt"].tolist() == ["What is 2 + 3?", "What is 4 + 5?", "Hello"]
    assert dtypes(found, "time", "tokens", "is_stale") == ["datetime64[us, UTC]", "Int64", "bool"]
    assert gm.history("sums")["answer"].str.contains("5|9").all()
    with pytest.raises(UnknownName, match="did you mean 'sums'"):
        gm.history("sum")


def test_history_survives_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "/somewhere/lesson.ipynb")
    gm.history()  # from here on it is known which notebook this is
    asked = gm.Request(parts=(gm.types.Part(text="What is 2 + 3?"),))
    about = About("lesson.ipynb", "a-cell", "sums")
    session.current().send(asked, thread="sums", about=about).finish()
    session.drop()

    assert gm.history()["prompt"].tolist() == ["What is 2 + 3?"]


def test_tokens_are_counted_by_row_and_modality() -> None:
    import PIL.Image

    notes = pd.Series(["three short words", None, "three short words", ""], index=list("abcd"))
    found = gm.tokens(notes)
    picture = gm.tokens(["text", PIL.Image.new("RGB", (64, 64))])

    assert found.index.tolist() == list("abcd")
    assert found["tokens"].isna().tolist() == [False, True, False, False]
    assert found["tokens"]["a"] == found["tokens"]["c"] > 2
    assert picture["tokens_image"].iloc[1] > 0
    assert gm.tokens("three short words")["tokens"].tolist() == [found["tokens"]["a"]]
    assert gm.tokens([])["tokens"].tolist() == []


def test_tables_of_nothing_keep_their_types() -> None:
    assert dtypes(gm.history(), "tokens", "cost_usd") == ["Int64", "float64"]
