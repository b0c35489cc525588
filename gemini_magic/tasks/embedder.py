"""Embedder: a model and how it is to embed, as calls that are answered by matrices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from pydantic_core import from_json

from ..api.call import Call
from ..api.generate_call import model_path
from ..api.resources.embeddings import embed_call
from ..api.types import EmbedContentConfig, UsageMetadata
from ..errors import MalformedResponse

__all__ = ["MODEL", "Embeddable", "Embedder", "Matrix", "Vectors", "unit"]

MODEL = "gemini-embedding-2"

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Embeddable = str | Mapping[str, Any]
"""What becomes one vector: a text, or a content in its wire form."""

_ENCODING = "utf-8", "surrogatepass"
_DIGEST = 16  # bytes: among 2**64 texts two may be taken for one


class Vectors(NamedTuple):
    """What one request gave: a row for each content."""

    matrix: Matrix
    usage: UsageMetadata | None


@dataclass(frozen=True)
class Embedder:
    """`dimensions` cuts the vectors off (they are scaled to unit length then); None leaves them
    as the model makes them. `title` is for documents that are to be found.
    """

    model: str = MODEL
    task_type: str | None = None
    title: str | None = None
    dimensions: int | None = None

    @property
    def for_queries(self) -> Embedder:
        """What embeds the questions whose answers these vectors are."""
        if self.task_type == "RETRIEVAL_DOCUMENT":
            return replace(self, task_type="RETRIEVAL_QUERY", title=None)
        return self

    def call(self, contents: Sequence[Embeddable]) -> Call[Vectors]:
        """One request for at most 100 vectors."""
        wire = [_wire(content) for content in contents]

        def read(document: bytes) -> Vectors:
            return self._read(document, len(wire))

        return embed_call(self._path, wire, self._options, read)

    def key(self, content: Embeddable, *, is_local: bool = False) -> bytes:
        """By which equal contents are known that are embedded in the same way."""
        kind, written = "text", content
        if not isinstance(content, str):
            kind, written = "parts", json.dumps(content, sort_keys=True)
        hashed = self._begun.copy()
        hashed.update(f"{kind} {'local' if is_local else ''}\0{written}".encode(*_ENCODING))
        return bytes(hashed.digest())

    @cached_property
    def _path(self) -> str:
        return model_path(self.model)

    @cached_property
    def _options(self) -> EmbedContentConfig:
        return EmbedContentConfig(
            task_type=self.task_type, title=self.title, output_dimensionality=self.dimensions
        )

    @cached_property
    def _begun(self) -> Any:
        how = json.dumps([self._path, self.task_type, self.title, self.dimensions])
        return hashlib.blake2b(how.encode(), digest_size=_DIGEST)

    def _read(self, document: bytes, count: int) -> Vectors:
        """The matrix itself: a pydantic model would hold each number three times as long."""
        try:
            found = from_json(document)
            rows = [one["values"] for one in found["embeddings"]]
            matrix = np.empty((len(rows), len(rows[0]) if rows else 0), np.float32)
            for at, row in enumerate(rows):
                matrix[at] = row
        except (ValueError, TypeError, KeyError) as error:
            raise MalformedResponse(
                f"the answer holds no vectors ({error}); it begins with "
                f"{document[:80].decode(errors='replace')!r}"
            ) from None
        if len(matrix) != count:
            raise MalformedResponse(f"{count} contents were sent, and {len(matrix)} vectors came")
        usage = found.get("usageMetadata")
        return Vectors(
            matrix if self.dimensions is None else unit(matrix),
            UsageMetadata.model_validate(usage) if usage else None,
        )


def unit(matrix: Matrix) -> Matrix:
    """The rows, scaled in place to unit length; a row of zeros stays."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    np.divide(matrix, lengths, out=matrix, where=lengths > 0)
    return matrix


def _wire(content: Embeddable) -> Mapping[str, Any]:
    if isinstance(content, str):
        return {"parts": [{"text": content}], "role": "user"}
    return content
