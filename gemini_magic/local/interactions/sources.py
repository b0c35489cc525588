"""Where an agent looks: the documentation of Python, and File Search stores."""

import platform
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.corpus.python_docs import Document, PythonDocs, address
from gemini_magic.local.project.stores import Found, Stores
from gemini_magic.local.skills.file_search import source_chunk

Wire = dict[str, Any]

_MOST_DOCUMENTS = 3


@dataclass(frozen=True)
class Source:
    """A text that was found; `chunk` is its place in the words of `groundingChunks`."""

    title: str
    text: str
    chunk: Wire


class Sources:
    """All that one run of an agent may look into; `tools` are `fileSearch` tools, checked."""

    def __init__(self, docs: PythonDocs, stores: Stores, tools: Iterable[Wire]) -> None:
        self._docs = docs
        self._stores = stores
        self._tools = [*tools]

    @property
    def stores(self) -> int:
        return sum(len(tool["fileSearchStoreNames"]) for tool in self._tools)

    def in_stores(self, question: str) -> list[Source]:
        found = [one for tool in self._tools for one in self._stores.search(tool, question)]
        return [_stored(one) for one in found]

    def in_docs(self, query: str) -> list[Source]:
        return [_documented(one) for one in self._docs.search(query, _MOST_DOCUMENTS)]


def _stored(found: Found) -> Source:
    title = found.document.display_name or found.document.id
    return Source(title, found.chunk.text, source_chunk(found))


def _documented(document: Document) -> Source:
    title = f"{document.name} — Python {platform.python_version()} documentation"
    chunk = {"web": {"uri": address(document), "title": title}}
    return Source(f"`{document.name}`", document.text, chunk)
