"""The documentation of this Python, searchable: language topics and docstrings in SQLite FTS5.

Docstrings are read from source files without importing them; the index is kept per Python version.
"""

import ast
import contextlib
import importlib
import inspect
import os
import platform
import re
import sqlite3
import sys
import sysconfig
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import platformdirs

from gemini_magic.local.words.ranking import terms
from gemini_magic.local.words.syntax import parsed

_FORMAT = 1
_SITE = f"https://docs.python.org/{sys.version_info.major}.{sys.version_info.minor}"
_LONGEST_TEXT = 6000
# Written in C, so there is no source to read; importing these is quick and has no effects.
_COMPILED = (
    "array", "binascii", "builtins", "cmath", "collections", "datetime", "errno", "functools",
    "gc", "itertools", "math", "operator", "re", "struct", "sys", "time", "zlib",
)  # fmt: skip
_LEFT_OUT = frozenset(
    "antigravity distutils ensurepip idlelib lib2to3 msilib pydoc_data test this tkinter turtle "
    "turtledemo __phello__".split()
)
_IDENTIFIER = re.compile(r"[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*")


@dataclass(frozen=True)
class Document:
    """A topic or an object of the standard library, and what Python says about it."""

    name: str
    kind: str
    text: str


def address(document: Document) -> str:
    """Where the document stands on the web; for a topic of the language, a search for it."""
    module, _, member = document.name.partition(".")
    if document.kind == "language topic":
        return f"{_SITE}/search.html?q={quote(document.name)}"
    if module in sys.stdlib_module_names:
        return f"{_SITE}/library/{module}.html#{'' if member else 'module-'}{document.name}"
    page = "stdtypes" if member else "functions"
    return f"{_SITE}/library/{page}.html#{document.name}"


class PythonDocs:
    """The index, built at the first search where there is none yet (one or two seconds)."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or platformdirs.user_cache_path("gemini-magic")
        self._building = threading.Lock()

    def named(self, name: str) -> Document | None:
        """The document of this name, or of the shortest that ends in it: `datetime.strptime`."""
        rows = self._rows(
            "SELECT name, kind, text FROM docs WHERE name = ?1 "
            "OR (instr(?1, '.') AND substr(name, -length(?1) - 1) = '.' || ?1) "
            "ORDER BY length(name) LIMIT 1",
            name,
        )
        return rows[0] if rows else None

    def mentioned(self, text: str) -> list[Document]:
        """Documents whose dotted or back-quoted names stand in the text."""
        quoted = re.findall(r"`([^`\s]{1,80})`", text)
        called = re.findall(r"([\w.]{2,80})\(", text)
        dotted = [name for name in _IDENTIFIER.findall(text) if "." in name]
        names = [name.rstrip("().") for name in (*quoted, *called, *dotted)]
        found = (self.named(name) for name in dict.fromkeys(names))
        return [document for document in found if document is not None]

    def search(self, query: str, count: int = 3) -> list[Document]:
        """The best documents for a question, best first."""
        wanted = " OR ".join(f'"{term}"*' for term in dict.fromkeys(terms(query)) if term)
        if not wanted:
            return []
        sql = (
            "SELECT docs.name, docs.kind, docs.text "
            "FROM docs JOIN words ON docs.rowid = words.rowid "
            "WHERE words MATCH ? ORDER BY bm25(words, 8.0, 3.0, 1.0) "
            # `list.reverse` before `collections.UserList.reverse`
            "+ 2 * (length(docs.name) - length(replace(docs.name, '.', ''))) LIMIT ?"
        )
        return self._rows(sql, wanted, count)

    def _rows(self, sql: str, *values: object) -> list[Document]:
        with contextlib.closing(sqlite3.connect(self._index())) as connection:
            return [Document(*row) for row in connection.execute(sql, values)]

    def _index(self) -> Path:
        version = platform.python_version()
        path = self._folder / f"python-docs-{version}-{_FORMAT}.sqlite3"
        with self._building:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                # Built aside and moved: another process never sees half an index.
                unfinished = path.with_suffix(f".{os.getpid()}")
                _build(unfinished)
                os.replace(unfinished, path)
        return path


def _build(path: Path) -> None:
    path.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE docs (name TEXT, kind TEXT, text TEXT)")
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(name, head, text, content='')")
        seen: set[str] = set()
        for document in documents():
            if document.name in seen:
                continue
            seen.add(document.name)
            text = document.text[:_LONGEST_TEXT]
            row = connection.execute(
                "INSERT INTO docs VALUES (?, ?, ?)", (document.name, document.kind, text)
            ).lastrowid
            head = text.partition("\n\n")[0]
            connection.execute(
                "INSERT INTO words (rowid, name, head, text) VALUES (?, ?, ?, ?)",
                (row, *(" ".join(terms(part)) for part in (document.name, head, text))),
            )
        connection.execute("CREATE INDEX by_name ON docs (name)")
        connection.commit()


def documents() -> Iterator[Document]:
    """Everything worth finding, the language's own topics first."""
    topics: dict[str, str] = importlib.import_module("pydoc_data.topics").topics
    for name, text in topics.items():
        yield Document(name, "language topic", text.strip())
    for name in _COMPILED:
        yield from _of_object(name, importlib.import_module(name))
    library = Path(sysconfig.get_path("stdlib"))
    for name in sorted(sys.stdlib_module_names - _LEFT_OUT):
        if not name.startswith("_"):
            for path in (library / f"{name}.py", library / name / "__init__.py"):
                if path.is_file():
                    yield from _of_source(name, path)


def _of_object(name: str, thing: object, depth: int = 0) -> Iterator[Document]:
    if text := inspect.getdoc(thing):
        kind = "module" if inspect.ismodule(thing) else "class" if inspect.isclass(thing) else ""
        yield Document(name.removeprefix("builtins."), kind or "function", text)
    if depth < 2 and (inspect.ismodule(thing) or inspect.isclass(thing)):
        for member, value in vars(thing).items():
            if not member.startswith("_") and (callable(value) or inspect.isclass(value)):
                yield from _of_object(f"{name}.{member}", value, depth + 1)


def _of_source(module: str, path: Path) -> Iterator[Document]:
    tree = parsed(path.read_text("utf-8"))
    if text := ast.get_docstring(tree):
        yield Document(module, "module", text)
    yield from _of_body(module, tree.body)


def _of_body(prefix: str, body: list[ast.stmt]) -> Iterator[Document]:
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if node.name.startswith("_"):
            continue
        name = f"{prefix}.{node.name}"
        is_class = isinstance(node, ast.ClassDef)
        if text := ast.get_docstring(node):
            signature = "" if isinstance(node, ast.ClassDef) else f"({ast.unparse(node.args)})"
            heading = f"{node.name}{signature}\n\n" if signature else ""
            yield Document(name, "class" if is_class else "function", heading + text)
        if isinstance(node, ast.ClassDef):
            yield from _of_body(name, node.body)
