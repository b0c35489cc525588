"""Texts and media → vectors: as a value that can compare them, or as a column of their table."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypedDict, Unpack

import pandas as pd

from ..api.resources.embeddings import MOST_AT_ONCE
from ..errors import InvalidRequest, UnknownName
from ..session import current
from ..settings import CacheMode
from ..tasks.embedder import MODEL, Embedder
from ..tasks.embedding import AT_ONCE, embedded
from .embeddings import Embeddings
from .progress import is_watched
from .vector_column import holds_vectors, matrix_of, objects_of

__all__ = ["Options", "column_of", "embed", "embed_column"]

Data = Any
"""A list, a Series, an array of texts; or a DataFrame, of which a column is named."""

_BAR_AFTER = 2.0  # seconds: what is done by then needs no bar


class Options(TypedDict, total=False):
    """How it is embedded; all of them may be left out.

    model        gemini-embedding-2 by default, which takes texts, pictures, sound and film
    task_type    what for: RETRIEVAL_DOCUMENT, SEMANTIC_SIMILARITY, CLASSIFICATION, CLUSTERING, …
    title        of documents that are to be found
    dimensions   the length of the vectors, which then have unit length
    cache        "use" takes what the ledger holds, "refresh" asks anew, "only" never asks
    at_once      requests under way, of 100 texts each
    progress     whether to show any; by default where somebody may be watching
    """

    model: str
    task_type: str
    title: str
    dimensions: int
    cache: CacheMode
    at_once: int
    progress: bool


def embed(data: Data, column: Any = None, **options: Unpack[Options]) -> Embeddings:
    """The vectors of a list, a Series, or a column of a DataFrame: `embed(texts).nearest("…")`.

    Requests hold 100 texts, equal texts are sent once, and what the ledger holds is not sent at
    all. What is missing has no vector; what the service refuses has none either, and says why.
    A column of vectors is taken as it is.
    """
    items = column_of(data, column)
    embedder = _embedder(options)
    if holds_vectors(items):
        return Embeddings(matrix_of(items), items, embedder)
    current().keep_here()
    with _progress(len(items), options.get("progress")) as show:
        found = embedded(
            items.astype(object).where(items.notna(), None).tolist(),
            embedder,
            cache=options.get("cache", "use"),
            at_once=options.get("at_once", AT_ONCE),
            on_progress=show,
        )
    return Embeddings(found.matrix, items, embedder, found.errors)


def embed_column(
    data: Data, column: Any = None, *, array: bool = False, **options: Unpack[Options]
) -> Any:
    """The vectors of a column as a column: an Arrow list of fixed size; or as a 2-D `array`."""
    found = embed(data, column, **options)
    return found.matrix if array else found.column()


def column_of(data: Data, column: Any = None) -> pd.Series[Any]:
    """What is meant, as a Series: of a DataFrame a column, named where it has several."""
    if isinstance(data, pd.Series):
        return data
    if not isinstance(data, pd.DataFrame):
        if isinstance(data, str) or not hasattr(data, "__iter__"):
            raise InvalidRequest(
                f"{type(data).__name__} is no list of texts; give several, or one in a list"
            )
        return pd.Series(objects_of(list(data)), name="text")
    if column is None and len(data.columns) == 1:
        return data.iloc[:, 0]
    if column is None:
        raise InvalidRequest(f"say which column: {', '.join(map(repr, map(str, data.columns)))}")
    if column not in data:
        raise UnknownName("column", str(column), map(str, data.columns))
    found: pd.Series[Any] = data[column]
    return found


def _embedder(options: Options) -> Embedder:
    for name in options:
        if name not in Options.__annotations__:
            raise UnknownName("option", name, Options.__annotations__)
    return Embedder(
        options.get("model", MODEL),
        options.get("task_type"),
        options.get("title"),
        options.get("dimensions"),
    )


@contextmanager
def _progress(count: int, is_wanted: bool | None) -> Iterator[Callable[[int, int], None]]:
    """What shows how many are done: tqdm's bar, where there is tqdm and something to wait for."""
    is_shown = is_watched() if is_wanted is None else is_wanted
    if not is_shown or count <= MOST_AT_ONCE or importlib.util.find_spec("tqdm") is None:
        yield lambda done, of: None
        return
    from tqdm.auto import tqdm

    with tqdm(total=count, unit=" texts", delay=_BAR_AFTER, leave=False) as bar:
        yield lambda done, of: bar.update(done - bar.n)
