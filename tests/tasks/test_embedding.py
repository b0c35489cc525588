"""Any number of texts become one matrix, by few requests of which none repeats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_magic import session
from gemini_magic.errors import BadRequest, InvalidRequest, MalformedResponse, NotKept
from gemini_magic.ledger import About, Ledger
from gemini_magic.tasks.embedder import Embedder
from gemini_magic.tasks.embedding import Embedded, embedded
from tests.vector_service import VectorService, vector_of

REFUSED = {"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "no such text"}}
NOW_NOT = {
    "error": {
        "code": 429,
        "status": "RESOURCE_EXHAUSTED",
        "message": "quota",
        "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.01s"}],
    }
}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[VectorService]:
    with VectorService() as service:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", service.base_url)
        monkeypatch.setenv("GOOGLE_API_KEY", "test-key")
        monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
        yield service
        session.drop()


def embed(texts: Any, embedder: Embedder | None = None, **options: Any) -> Embedded:
    return embedded(texts, embedder or Embedder(), **options)


def rows_of(texts: list[str]) -> list[list[float]]:
    return [vector_of(text) for text in texts]


def test_any_number_of_texts_is_sent_by_hundreds_and_stays_in_order(service: VectorService) -> None:
    texts = [f"text {'x' * n}" for n in range(250)]

    found = embed(texts)

    assert found.matrix.dtype == np.float32
    assert found.matrix.tolist() == rows_of(texts)
    assert service.sizes == [100, 100, 50]
    assert (found.sent, found.tokens) == (250, 250)


def test_equal_texts_are_sent_once(service: VectorService) -> None:
    found = embed(["one", "two", "one", "one"])

    assert service.texts == ["one", "two"]
    assert found.matrix.tolist() == rows_of(["one", "two", "one", "one"])


def test_what_was_embedded_before_is_not_sent_again_by_any_kernel(service: VectorService) -> None:
    first = embed(["one", "three"])
    session.drop()
    second = embed(["three", "seven", "one"])

    assert service.sizes == [2, 1]
    assert second.matrix.tolist() == rows_of(["three", "seven", "one"])
    assert (first.sent, second.sent) == (2, 1)


def test_another_way_to_embed_is_another_vector(service: VectorService) -> None:
    embed(["one"])
    embed(["one"], Embedder(task_type="CLUSTERING"))
    embed(["one"], Embedder(model="another"))

    assert service.sizes == [1, 1, 1]
    assert service.requests[1]["requests"][0]["taskType"] == "CLUSTERING"


def test_questions_about_documents_are_embedded_as_questions() -> None:
    documents = Embedder(task_type="RETRIEVAL_DOCUMENT", title="News", dimensions=8)

    assert documents.for_queries == Embedder(task_type="RETRIEVAL_QUERY", dimensions=8)
    assert Embedder().for_queries == Embedder()


def test_what_is_missing_is_not_sent_and_has_no_vector(service: VectorService) -> None:
    found = embed(["one", None, float("nan"), " ", "two"])

    assert service.texts == ["one", "two"]
    assert np.isnan(found.matrix[:, 0]).tolist() == [False, True, True, True, False]
    assert found.errors == {}


def test_nothing_to_embed_asks_nothing(service: VectorService) -> None:
    assert embed([]).matrix.shape == (0, 0)
    assert embed([None], Embedder(dimensions=5)).matrix.shape == (1, 5)
    assert service.requests == []


def test_a_text_that_is_refused_costs_its_own_row_only(service: VectorService) -> None:
    service.fails = lambda texts: (400, REFUSED) if "bad" in texts else None
    texts = [*(f"text {n}" for n in range(70)), "bad", *(f"more {n}" for n in range(70)), "bad"]

    found = embed(texts)

    assert list(found.errors) == [70, 141]
    assert "no such text" in found.errors[70]
    assert np.isnan(found.matrix[70]).all()
    assert np.delete(found.matrix, (70, 141), 0).tolist() == rows_of(
        [t for t in texts if t != "bad"]
    )


def test_where_all_is_refused_it_is_said_after_a_few_requests(service: VectorService) -> None:
    service.fails = lambda texts: (400, REFUSED)

    with pytest.raises(BadRequest, match="no such text"):
        embed([f"text {n}" for n in range(100)])
    assert len(service.requests) < 12


def test_a_full_quota_is_waited_for(service: VectorService) -> None:
    service.fails = lambda texts: (429, NOW_NOT) if len(service.requests) <= 2 else None

    assert embed(["one"]).matrix.tolist() == rows_of(["one"])
    assert len(service.requests) == 3


def test_what_an_interrupted_run_has_is_kept(service: VectorService) -> None:
    texts = [f"text {n}" for n in range(500)]

    def stop(done: int, of: int) -> None:
        if done >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed(texts, on_progress=stop, at_once=1)
    before = len(service.texts)
    found = embed(texts)

    assert 200 <= before < 500
    assert len(set(service.texts)) == 500
    assert len(service.texts) <= 600  # the request that was under way may be asked twice
    assert found.matrix.tolist() == rows_of(texts)


def test_progress_tells_how_many_have_their_vector(service: VectorService) -> None:
    told: list[tuple[int, int]] = []
    embed(["a", "b", "a", None], on_progress=lambda *how_far: told.append(how_far))

    assert told == [(1, 4), (4, 4)]


def test_only_what_is_kept_is_given_where_nothing_may_be_asked(service: VectorService) -> None:
    embed(["one"])

    assert embed(["one"], cache="only").sent == 0
    with pytest.raises(NotKept, match="no vectors of 1 of the texts"):
        embed(["one", "two"], cache="only")
    assert service.sizes == [1]


def test_what_nobody_was_asked_leaves_no_row(
    service: VectorService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_CACHE", "only")
    with pytest.raises(NotKept):
        embed(["one"])

    assert service.requests == []
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert list(ledger.entries()) == []


def test_what_is_asked_anew_is_sent_and_off_keeps_nothing(service: VectorService) -> None:
    embed(["one"], cache="off")
    embed(["one"])
    embed(["one"], cache="refresh")

    assert service.sizes == [1, 1, 1]


def test_reduced_vectors_have_unit_length(service: VectorService) -> None:
    found = embed(["one", "three"], Embedder(dimensions=3))

    assert np.linalg.norm(found.matrix, axis=1) == pytest.approx([1, 1])
    assert found.matrix[0] == pytest.approx(
        np.array(vector_of("one")) / np.hypot(3, 111.0045), 1e-3
    )
    assert service.requests[0]["requests"][0]["outputDimensionality"] == 3


def test_pictures_and_files_are_embedded_too(service: VectorService, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "note.txt"
    path.write_text("written down")
    found = embed([Image.new("RGB", (20, 20)), "text", path, Image.new("RGB", (20, 20))])

    assert found.matrix[:2].tolist() == [[-1.0, 1.0, 1.0], vector_of("text")]
    assert found.matrix[3].tolist() == [-1.0, 1.0, 1.0]
    assert service.sizes == [3]


def test_each_request_is_a_row_of_the_ledger(service: VectorService, tmp_path: Path) -> None:
    embed([f"text {n}" for n in range(150)])
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        rows = list(ledger.entries())

    assert sorted(row.usage.prompt_token_count or 0 for row in rows if row.usage) == [50, 100]
    assert {row.model for row in rows} == {"gemini-embedding-2"}
    assert {row.cost for row in rows} == {None}  # no source states its price


def test_the_ledger_knows_which_cell_embedded(service: VectorService, tmp_path: Path) -> None:
    session.current().where = lambda: About("lesson.ipynb", "cell-1")
    embed(["one"])
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        [row] = ledger.entries()

    assert row.about == About("lesson.ipynb", "cell-1")


def test_forgetting_answers_forgets_vectors(service: VectorService, tmp_path: Path) -> None:
    embed(["one", "two"])
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.forget() == 2
    embed(["one"])

    assert service.sizes == [2, 1]


def test_nobody_to_ask_is_said(service: VectorService) -> None:
    with pytest.raises(InvalidRequest, match="at_once=0"):
        embed(["one"], at_once=0)


def test_a_model_that_has_changed_its_vectors_is_said_to_have(
    service: VectorService, tmp_path: Path
) -> None:
    """What is kept, and what comes now, are of other sizes."""
    embed(["one"])
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.write("UPDATE vectors SET vector = ?", (np.ones(2, np.float32).tobytes(),))

    with pytest.raises(MalformedResponse, match="cache='refresh' asks anew"):
        embed(["one", "two"])
    assert embed(["one", "two"], cache="refresh").matrix.shape == (2, 3)


@pytest.mark.parametrize(
    "document", [b"{}", b"<html>", b'{"embeddings": [{"values": [1]}, {"values": [1, 2]}]}']
)
def test_an_answer_without_vectors_is_said_to_be_so(document: bytes) -> None:
    with pytest.raises(MalformedResponse):
        Embedder().call(["one", "two"]).parse(document)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=3), max_size=12))
def test_every_text_gets_its_own_vector(service: VectorService, texts: list[str]) -> None:
    service.requests.clear()
    found = embed(texts).matrix

    for text, row in zip(texts, found, strict=True):
        assert np.isnan(row).all() if not text.strip() else row.tolist() == vector_of(text)
    assert len(service.texts) == len(set(service.texts))
