"""`Embeddings`: the vectors of many texts, with the index of the table that they come from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import pandas as pd

from ..errors import InvalidRequest
from ..tasks.cluster_names import cluster_names
from ..tasks.embedder import Embedder, Matrix
from ..tasks.embedding import embedded
from .kmeans import Clustering, kmeans, well_clustered
from .nearest import nearest, same_as, similarities
from .projection import plane
from .vector_column import arrow_of, matrix_of, missing_rows, vector_column

if TYPE_CHECKING:
    from .pictures import Picture

__all__ = ["Embeddings"]

_ABOUT = b"gemini_magic"  # in the metadata of a parquet file
_SHOWN = 8  # texts of a cluster by which it is named


@dataclass(frozen=True, eq=False, repr=False)
class Embeddings:
    """`matrix` has a row of 32-bit floats for each of `items`, of NaN where one has no vector.

    `errors` says, by row number, what the service refused. `embedder` made the vectors, and
    embeds what they are compared with. `numpy.asarray(…)` gives the matrix itself.
    """

    matrix: Matrix
    items: pd.Series[Any]
    embedder: Embedder
    errors: Mapping[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the column of items is called."""
        return str(self.items.name if self.items.name is not None else "text")

    @property
    def index(self) -> pd.Index[Any]:
        """The labels of the rows."""
        return self.items.index

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and dimensions."""
        return self.matrix.shape

    @property
    def df(self) -> pd.DataFrame:
        """The items and their vectors, which share the memory of the matrix."""
        table = pd.DataFrame({self.name: self.items, "embedding": self.column()})
        if self.errors:
            said = [self.errors.get(row, "") for row in range(len(table))]
            table["_error"] = pd.array(said, dtype="string")
        return table

    def column(self, name: str = "embedding") -> pd.Series[Any]:
        """The vectors as one column."""
        return vector_column(self.matrix, self.index, name)

    def nearest(self, query: Any, k: int = 5) -> pd.DataFrame:
        """The `k` rows that are most like a text, a picture, or a vector; best first.

        Of several queries in a list each gets its own rows, and `query` says whose they are.
        """
        if k < 1:
            raise InvalidRequest(f"k={k} asks for nothing; give 1 or more")
        is_list = isinstance(query, (list, tuple, pd.Series))
        queries = list(query) if is_list else [query]
        found = nearest(self.vectors_of(queries), self.matrix, k)
        tables = [
            self._ranked(*ranked, query=one if is_list else None)
            for one, *ranked in zip(queries, *found, strict=True)
        ]
        return pd.concat(tables) if tables else self._ranked(*found, query=None)

    def vectors_of(self, queries: list[Any]) -> Matrix:
        """What the rows are compared with: questions, embedded as such, or vectors as they are."""
        if all(isinstance(one, np.ndarray) and one.ndim == 1 for one in queries):
            return np.stack(queries).astype(np.float32)
        return embedded(queries, self.embedder.for_queries).matrix

    def like(self, label: Any, k: int = 5) -> pd.DataFrame:
        """The `k` other rows that are most like the row with this label."""
        row = np.flatnonzero(self.index == label)
        if len(row) != 1:
            raise InvalidRequest(f"{label!r} is the label of {len(row)} rows; name one")
        positions, cosines = nearest(self.matrix[row], self.matrix, k + 1)
        others = positions[0] != row[0]
        return self._ranked(positions[0][others][:k], cosines[0][others][:k])

    def similarity(self, other: Embeddings | None = None) -> pd.DataFrame:
        """How alike all rows are, to each other or to those of `other`: cosines from -1 to 1."""
        other = other or self
        alike = similarities(self.matrix, other.matrix)
        return pd.DataFrame(alike, index=self.index, columns=other.index)

    def cluster(
        self, k: int | Literal["auto"] = "auto", *, names: bool = False, seed: int = 0
    ) -> pd.Series[Any]:
        """The cluster of each row, from 0, the largest first; missing where there is no vector.

        `auto` chooses how many by their silhouette. With `names` the session's model gives each
        a name, by the texts nearest to its centre.
        """
        whole = self._whole
        if k != "auto" and not 1 <= k <= whole.sum():
            raise InvalidRequest(f"k={k} clusters of {whole.sum()} vectors; give 1 to that many")
        labels = pd.Series(pd.array([pd.NA] * len(self.items), "Int64"), self.index, name="cluster")
        if not whole.any():
            return labels
        rows = self.matrix if whole.all() else self.matrix[whole]
        found = well_clustered(rows, seed) if k == "auto" else kmeans(rows, k, seed)
        labels[whole] = found.labels
        if not names:
            return labels
        named = cluster_names(self._typical(found, self.items[whole]))
        return labels.astype("category").cat.rename_categories(dict(enumerate(named)))

    def duplicates(self, threshold: float = 0.95) -> pd.Series[Any]:
        """For rows that say the same as one before them the label of that row; else missing."""
        labels = self.index.take(self._first(threshold)).to_series(self.index)
        return labels.mask(self.firsts(threshold), None).rename("duplicate_of")

    def firsts(self, threshold: float = 0.95) -> Any:
        """A truth value for each row: whether no row before it says the same."""
        return self._first(threshold) == np.arange(len(self))

    def drift(self, newer: Embeddings) -> pd.Series[Any]:
        """How far newer texts have moved away from these.

        `middles` is the cosine between the means of both. `familiar` is the median likeness of a
        newer text to the one here that is most like it, `usual` that of these to each other, and
        `novel` the share of newer texts that are less familiar than 95 % of these are.
        """
        ours, theirs = self.matrix[self._whole], newer.matrix[newer._whole]
        if len(ours) < 2 or not len(theirs):
            raise InvalidRequest("drift needs two vectors here and one newer; embed more texts")
        usual = nearest(ours, ours, 2)[1][:, 1]  # the first is the text itself
        familiar = nearest(theirs, ours, 1)[1][:, 0]
        [[middles]] = similarities(ours.mean(0, keepdims=True), theirs.mean(0, keepdims=True))
        told = {
            "middles": middles,
            "familiar": np.median(familiar),
            "usual": np.median(usual),
            "novel": (familiar < np.quantile(usual, 0.05)).mean(),
        }
        return pd.Series(told, name="drift").astype(float)

    def project(self, method: str = "auto") -> pd.DataFrame:
        """Each row as a point on a plane, `x` and `y`, by PCA or, where installed, UMAP."""
        return self._placed(method)[0]

    def plot(self, *, color: Any = None, label: Any = None, method: str = "auto") -> Picture:
        """The points as a picture.

        `color` is a column of values, or of the names of groups; by default the clusters.
        `label` is a column of texts to stand at some of the points.
        """
        from .pictures import embedding_map

        points, how = self._placed(method)
        groups = self.cluster() if color is None else pd.Series(color, index=self.index)
        texts = self.items if label is None else pd.Series(label, index=self.index)
        return embedding_map(points, groups, texts, how)

    def to_parquet(self, path: str | Path) -> None:
        """Write items as text, index and vectors, and what they were made by. Needs pyarrow."""
        import pyarrow as pa
        import pyarrow.parquet as parquet

        # Not as a column of pandas: no version of it so far reads back the type of a fixed list.
        items = self.df.drop(columns="embedding").astype({self.name: "string"})
        vectors = arrow_of(self.column())
        table = pa.Table.from_pandas(items).append_column("embedding", vectors)
        about = {**(table.schema.metadata or {}), _ABOUT: json.dumps(asdict(self.embedder))}
        parquet.write_table(table.replace_schema_metadata(about), path)

    @classmethod
    def from_parquet(cls, path: str | Path) -> Self:
        """Read what `to_parquet` wrote. Needs pyarrow."""
        import pyarrow.parquet as parquet

        table = parquet.read_table(path)
        about = (table.schema.metadata or {}).get(_ABOUT)
        if about is None:
            raise InvalidRequest(f"{str(path)!r} was not written by Embeddings.to_parquet")
        vectors = table["embedding"].combine_chunks()
        frame = table.drop_columns(["embedding"]).to_pandas()
        column = pd.Series(pd.arrays.ArrowExtensionArray(vectors), index=frame.index)
        errors = {row: text for row, text in enumerate(frame.get("_error", ())) if text}
        return cls(matrix_of(column), frame.iloc[:, 0], Embedder(**json.loads(about)), errors)

    def __len__(self) -> int:
        return len(self.matrix)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self.matrix, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        rows, size = self.shape
        missing = int(missing_rows(self.matrix).sum())
        lacks = f", {missing:,} of them missing" if missing else ""
        return f"<Embeddings: {rows:,} × {size:,} by {self.embedder.model}{lacks}>"

    @property
    def _whole(self) -> Any:
        return ~missing_rows(self.matrix)

    def _first(self, threshold: float) -> Any:
        if not 0 < threshold <= 1:
            raise InvalidRequest(f"threshold={threshold} is no likeness; give one from 0 to 1")
        return same_as(self.matrix, threshold)

    def _ranked(self, positions: Any, cosines: Any, *, query: Any = None) -> pd.DataFrame:
        found = positions >= 0
        table: pd.DataFrame = self.items.iloc[positions[found]].to_frame(self.name)
        if query is not None:
            table.insert(0, "query", [query] * len(table))
        return table.assign(similarity=cosines[found])

    def _typical(self, found: Clustering, items: pd.Series[Any]) -> list[list[str]]:
        rows = self.matrix[self._whole]
        positions, _ = nearest(found.centres, rows, _SHOWN)
        return [
            [str(items.iloc[at]) for at in ranked if at >= 0 and found.labels[at] == cluster]
            for cluster, ranked in enumerate(positions)
        ]

    def _placed(self, method: str) -> tuple[pd.DataFrame, str]:
        whole = self._whole
        points = np.full((len(whole), 2), np.nan, np.float32)
        how = "pca"
        if whole.any():
            points[whole], how = plane(self.matrix if whole.all() else self.matrix[whole], method)
        return pd.DataFrame(points, index=self.index, columns=["x", "y"]), how
