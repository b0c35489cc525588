"""Columns by what they mean, on the local engine: vectors, search, clusters, duplicates, joins."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import gemini_magic as gm
from gemini_magic import session
from gemini_magic.errors import InvalidRequest, UnknownName
from gemini_magic.frames.embeddings import Embeddings
from gemini_magic.frames.kmeans import kmeans, well_clustered
from gemini_magic.frames.nearest import nearest, same_as, similarities
from gemini_magic.frames.projection import pca
from gemini_magic.frames.vector_column import arrow_of, matrix_of, vector_column
from gemini_magic.tasks.embedder import Embedder

CATS = [
    "the cat sleeps on the sofa",
    "a cat sleeps all day",
    "my cat sleeps",
    "the cat sleeps on the sofa",
]
RAIN = ["heavy rain tomorrow", "rain and wind tomorrow", "will it rain tomorrow"]


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "local")
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
    yield
    session.drop()


@pytest.fixture
def notes() -> pd.DataFrame:
    """Three notes of cats, one of them twice, three of rain, one without text."""
    texts = [*CATS, *RAIN, None]
    return pd.DataFrame({"note": texts, "n": range(8)}, index=list("abcdefgh"))


def test_a_list_becomes_a_matrix_with_an_index() -> None:
    found = gm.embed(["one", "two", "one"], dimensions=64)

    assert repr(found) == "<Embeddings: 3 × 64 by gemini-embedding-2>"
    assert (found.shape, list(found.index)) == ((3, 64), [0, 1, 2])
    assert np.asarray(found) is not None
    assert np.shares_memory(np.asarray(found, copy=False), found.matrix)
    assert np.array_equal(found.matrix[0], found.matrix[2])


def test_a_column_of_vectors_keeps_index_and_gaps_and_copies_nothing(notes: pd.DataFrame) -> None:
    column = notes.gemini.embed("note", dimensions=64)
    array = notes.gemini.embed("note", dimensions=64, array=True)
    found = gm.embed(notes, "note", dimensions=64)

    assert str(column.dtype) == "fixed_size_list<item: float>[64][pyarrow]"
    assert list(column.index) == list(notes.index)
    assert column.isna().tolist() == [False] * 7 + [True]
    assert np.array_equal(matrix_of(column), array, equal_nan=True)
    numbers = arrow_of(found.column()).values.to_numpy()
    assert np.shares_memory(numbers, found.matrix)


def test_a_column_of_vectors_is_taken_as_it_is(notes: pd.DataFrame) -> None:
    column = notes.gemini.embed("note", dimensions=64)
    lists = pd.Series([[1.0, 0.0], [0.0, 2.0]])

    assert np.array_equal(gm.embed(column).matrix, matrix_of(column), equal_nan=True)
    assert gm.embed(lists).matrix.tolist() == [[1, 0], [0, 2]]
    assert gm.embed([[1.0, 0.0], [0.0, 2.0]]).matrix.tolist() == [[1, 0], [0, 2]]
    assert gm.embed(np.eye(2)).matrix.tolist() == [[1, 0], [0, 1]]


def test_what_is_nearest_to_a_question_is_found(notes: pd.DataFrame) -> None:
    found = gm.embed(notes, "note", task_type="RETRIEVAL_DOCUMENT")
    one = found.nearest("rain tomorrow?", 3)
    several = found.nearest(["rain", "cats sleep"], 1)

    assert sorted(one.index) == ["e", "f", "g"]
    assert one["similarity"].is_monotonic_decreasing
    assert several["query"].tolist() == ["rain", "cats sleep"]
    assert [label in "efg" for label in several.index] == [True, False]
    assert found.nearest(found.matrix[4], 1).index[0] == "e"


def test_rows_like_a_row_leave_out_the_row_itself(notes: pd.DataFrame) -> None:
    found = gm.embed(notes, "note")

    assert found.like("a", 1).index.tolist() == ["d"]
    assert len(found.like("a", 20)) == 6
    with pytest.raises(InvalidRequest, match="'z' is the label of 0 rows"):
        found.like("z")


def test_search_gives_whole_rows(notes: pd.DataFrame) -> None:
    found = notes.gemini.search("rain tomorrow?", 2, on="note")

    assert list(found.columns) == ["note", "n", "_similarity"]
    assert set(found.index) <= {"e", "f", "g"}


def test_columns_are_compared_row_by_row_or_with_one_text(notes: pd.DataFrame) -> None:
    table = notes.assign(other=[*CATS[::-1], *RAIN, "x"])
    by_row = table.gemini.similarity("note", "other")
    by_text = table.gemini.similarity("note", "rain tomorrow")

    assert by_row.iloc[[0, 4, 5, 6]].to_numpy() == pytest.approx(1, abs=1e-5)
    assert by_row.isna().tolist() == [False] * 7 + [True]
    assert by_text[list("efg")].min() > by_text[list("abcd")].max()


def test_clusters_are_found_and_counted_without_the_missing(notes: pd.DataFrame) -> None:
    found = notes.gemini.cluster("note", 2)
    auto = gm.embed(notes, "note").cluster()

    assert found.tolist()[:7] == [0, 0, 0, 0, 1, 1, 1]
    assert found.isna().tolist() == [False] * 7 + [True]
    assert auto.nunique() >= 2
    with pytest.raises(InvalidRequest, match="k=8 clusters of 7 vectors"):
        notes.gemini.cluster("note", 8)


def test_clusters_are_named_by_the_model(notes: pd.DataFrame) -> None:
    found = notes.gemini.cluster("note", 2, names=True)

    assert str(found.dtype) == "category"
    assert len(found.cat.categories) == 2
    assert found.notna().sum() == 7


def test_what_says_the_same_is_left_out(notes: pd.DataFrame) -> None:
    assert notes.gemini.dedupe("note").index.tolist() == list("abcefgh")
    repeats = gm.embed(notes, "note").duplicates()
    assert repeats.dropna().to_dict() == {"d": "a"}


def test_tables_are_joined_by_what_they_mean(notes: pd.DataFrame) -> None:
    topics = pd.DataFrame({"note": ["cat sleeps", "rain tomorrow"], "topic": ["pets", "weather"]})
    joined = gm.semantic_join(notes, topics, on="note", threshold=0.2)
    inner = notes.gemini.semantic_join(topics, on="note", threshold=0.2, how="inner")

    assert joined.index.tolist() == list(notes.index)
    assert joined["topic"].tolist()[:7] == ["pets"] * 4 + ["weather"] * 3
    assert pd.isna(joined["topic"].iloc[7])
    assert list(joined.columns) == ["note_x", "n", "note_y", "topic", "_similarity"]
    assert inner.index.tolist() == list("abcdefg")


def test_points_of_alike_texts_are_near(notes: pd.DataFrame) -> None:
    points = gm.embed(notes, "note").project("pca")
    cats, rain = points.loc[list("abcd")], points.loc[list("efg")]

    assert (cats["x"].max() < rain["x"].min()) or (cats["x"].min() > rain["x"].max())
    assert points.loc["h"].isna().all()


def test_a_projection_that_is_not_there_is_named_with_its_remedy(notes: pd.DataFrame) -> None:
    found = gm.embed(notes, "note")

    with pytest.raises(UnknownName, match="did you mean 'umap'"):
        found.project("umpa")
    if importlib.util.find_spec("umap") is None:
        with pytest.raises(InvalidRequest, match="pip install umap-learn"):
            found.project("umap")
    assert found.project("auto").equals(found.project("pca"))  # UMAP says nothing of so few


def test_drift_tells_new_texts_from_more_of_the_same(notes: pd.DataFrame) -> None:
    before = gm.embed(CATS)
    same, other = gm.embed(["a cat sleeps on my sofa"]), gm.embed(RAIN)

    assert before.drift(same)["middles"] > before.drift(other)["middles"]
    assert before.drift(other)["novel"] == 1
    assert before.drift(before)["familiar"] == pytest.approx(1, abs=1e-5)
    with pytest.raises(InvalidRequest, match="drift needs two vectors"):
        gm.embed(["one"]).drift(other)


def test_vectors_travel_by_parquet(notes: pd.DataFrame, tmp_path: Path) -> None:
    found = gm.embed(notes, "note", task_type="RETRIEVAL_DOCUMENT", dimensions=64)
    found.to_parquet(tmp_path / "notes.parquet")
    again = Embeddings.from_parquet(tmp_path / "notes.parquet")

    assert np.array_equal(found.matrix, again.matrix, equal_nan=True)
    assert (again.embedder, list(again.index), again.name) == (
        found.embedder,
        [*"abcdefgh"],
        "note",
    )
    assert pd.read_parquet(tmp_path / "notes.parquet")["note"].tolist()[:7] == [*CATS, *RAIN]
    notes.assign(embedding=1).to_parquet(tmp_path / "other.parquet")
    with pytest.raises(InvalidRequest, match="was not written by"):
        Embeddings.from_parquet(tmp_path / "other.parquet")


def test_a_wrong_word_is_named(notes: pd.DataFrame) -> None:
    with pytest.raises(UnknownName, match="did you mean 'note'"):
        gm.embed(notes, "notes")
    with pytest.raises(UnknownName, match="did you mean 'dimensions'"):
        gm.embed(notes, "note", dimension=3)  # type: ignore[call-arg]
    with pytest.raises(InvalidRequest, match="say which column: 'note', 'n'"):
        gm.embed(notes)
    with pytest.raises(InvalidRequest, match="str is no list of texts"):
        gm.embed("one text")


def test_an_empty_column_is_no_error() -> None:
    empty = pd.DataFrame({"note": pd.Series([], dtype="string")})

    assert gm.embed(empty, "note").shape == (0, 0)
    assert empty.gemini.cluster("note").tolist() == []
    assert empty.gemini.dedupe("note").empty
    assert empty.gemini.search("x", on="note").empty


def test_without_pyarrow_a_column_holds_rows_of_the_matrix() -> None:
    """In a process that cannot import pyarrow."""
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'pyarrow' else found(name, *a)\n"
        "import numpy as np, pandas as pd\n"
        "from gemini_magic.frames.vector_column import arrow_of, matrix_of, vector_column\n"
        "matrix = np.array([[1, 2], [np.nan, np.nan]], np.float32)\n"
        "column = vector_column(matrix, pd.Index(['a', 'b']))\n"
        "assert np.shares_memory(column['a'], matrix) and column['b'] is None\n"
        "assert np.array_equal(matrix_of(column), matrix, equal_nan=True)\n"
        "whole = vector_column(matrix[:1].repeat(2, 0), pd.Index(['a', 'b']))\n"
        "assert matrix_of(whole).tolist() == [[1, 2], [1, 2]]\n"
    )

    subprocess.run([sys.executable, "-c", program], check=True)


MATRICES = st.integers(1, 5).flatmap(
    lambda size: arrays.arrays(
        np.float32, st.tuples(st.integers(1, 12), st.just(size)),
        elements=st.floats(-4, 4, width=16),
    )
)  # fmt: skip


@settings(deadline=None)  # machines are shared
@given(MATRICES, st.integers(1, 4))
def test_the_nearest_are_those_of_the_highest_cosine(matrix: Any, k: int) -> None:
    positions, cosines = nearest(matrix[:2], matrix, k)
    alike = similarities(matrix[:2], matrix)
    expected = -np.sort(-alike, axis=1)[:, :k]

    assert cosines[:, : expected.shape[1]] == pytest.approx(expected, abs=1e-5)
    assert ((positions >= 0).sum(axis=1) == min(k, len(matrix))).all()


@settings(deadline=None)  # machines are shared
@given(MATRICES, st.floats(0.5, 1))
def test_no_two_firsts_say_the_same_and_each_repeat_has_one(matrix: Any, threshold: float) -> None:
    first = same_as(matrix, threshold)
    alike = similarities(matrix, matrix)
    firsts = np.flatnonzero(first == np.arange(len(matrix)))

    for at, row in enumerate(first):
        assert row in firsts
        assert row == at or alike[at, row] >= threshold
    among = alike[np.ix_(firsts, firsts)]
    assert (among[~np.eye(len(firsts), dtype=bool)] < threshold + 1e-6).all()


@settings(deadline=None)  # machines are shared
@given(MATRICES, st.integers(1, 4))
def test_each_row_is_in_the_cluster_of_the_nearest_centre(matrix: Any, k: int) -> None:
    found = kmeans(matrix, min(k, len(matrix)))
    distances = ((matrix[:, None] - found.centres[None]) ** 2).sum(axis=2)
    own = distances[np.arange(len(matrix)), found.labels]

    assert own == pytest.approx(distances.min(axis=1), abs=1e-2)
    counts = np.bincount(found.labels, minlength=len(found.centres))
    assert (np.diff(counts) <= 0).all()


def test_blobs_are_found_as_many_as_there_are() -> None:
    random = np.random.default_rng(3)
    centres = random.standard_normal((4, 32)) * 3
    blobs = np.concatenate([centre + 0.2 * random.standard_normal((25, 32)) for centre in centres])

    found = well_clustered(blobs.astype(np.float32))
    assert np.bincount(found.labels).tolist() == [25] * 4


def test_the_plane_is_that_of_the_principal_components() -> None:
    random = np.random.default_rng(5)
    matrix = (random.standard_normal((60, 40)) * np.linspace(5, 1, 40)).astype(np.float32)
    centred = matrix - matrix.mean(axis=0)
    _, _, axes = np.linalg.svd(centred.astype(np.float64), full_matrices=False)

    assert np.abs(pca(matrix)) == pytest.approx(np.abs(centred @ axes[:2].T), abs=0.05)


@settings(deadline=None)  # machines are shared
@given(MATRICES, st.data())
def test_a_matrix_comes_back_from_its_column(matrix: Any, data: Any) -> None:
    gone = data.draw(st.lists(st.integers(0, len(matrix) - 1), max_size=3))
    matrix[gone] = np.nan
    column = vector_column(matrix, pd.RangeIndex(len(matrix)))

    assert np.array_equal(matrix_of(column), matrix, equal_nan=True)
    assert np.array_equal(matrix_of(column.iloc[::2]), matrix[::2], equal_nan=True)
    assert np.array_equal(matrix_of(column.iloc[1:]), matrix[1:], equal_nan=True)


def test_an_embedder_is_a_value() -> None:
    assert Embedder(dimensions=4) == Embedder(dimensions=4)
    assert Embedder().key("a") != Embedder().key("a", is_local=True)
