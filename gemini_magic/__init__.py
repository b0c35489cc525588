"""Talk to Google's Gemini from notebooks: cell magics and a Python client.

Importing this package imports nothing heavy; names are loaded when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .frames.arrival import when_imported
from .settings import VERSION

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from . import catalog, errors, types
    from . import panels as panel
    from .api.aio import AsyncClient
    from .api.client import Client
    from .api.retry import RetryPolicy
    from .chat import Chat, Reply, Request
    from .frames.calls import calls
    from .frames.classify import classify
    from .frames.cluster import cluster
    from .frames.dedupe import dedupe
    from .frames.embed import embed
    from .frames.estimate import estimate
    from .frames.extract import extract
    from .frames.later import batch, job
    from .frames.listings import files, history, jobs, models, tokens
    from .frames.map import map
    from .frames.score import score
    from .frames.search import search
    from .frames.semantic_join import semantic_join
    from .frames.similarity import similarity
    from .frames.usage import usage
    from .session import Session
    from .tasks.ask import ask
    from .tasks.comparison import compare
    from .tasks.evaluation import evaluate
    from .tasks.image import image
    from .tasks.overlay import overlay
    from .tasks.quiz import quiz
    from .tasks.speech import speak
    from .tasks.talk import talk
    from .tasks.threads import threads
    from .tools import ComputerUse, McpServer, asks_first

__version__ = VERSION

__all__ = [
    "AsyncClient",
    "Chat",
    "Client",
    "ComputerUse",
    "McpServer",
    "Reply",
    "Request",
    "RetryPolicy",
    "Session",
    "__version__",
    "ask",
    "asks_first",
    "batch",
    "calls",
    "catalog",
    "classify",
    "cluster",
    "compare",
    "dedupe",
    "embed",
    "errors",
    "estimate",
    "evaluate",
    "extract",
    "files",
    "history",
    "image",
    "job",
    "jobs",
    "load_ipython_extension",
    "map",
    "models",
    "overlay",
    "panel",
    "quiz",
    "score",
    "search",
    "semantic_join",
    "similarity",
    "speak",
    "talk",
    "threads",
    "tokens",
    "types",
    "unload_ipython_extension",
    "usage",
]

# name → (module, attribute); an empty attribute means the module itself.
_HOMES = {
    "AsyncClient": ("api.aio", "AsyncClient"),
    "Chat": ("chat", "Chat"),
    "Client": ("api.client", "Client"),
    "ComputerUse": ("tools", "ComputerUse"),
    "McpServer": ("tools", "McpServer"),
    "Reply": ("chat", "Reply"),
    "Request": ("chat", "Request"),
    "RetryPolicy": ("api.retry", "RetryPolicy"),
    "Session": ("session", "Session"),
    "ask": ("tasks.ask", "ask"),
    "asks_first": ("tools", "asks_first"),
    "batch": ("frames.later", "batch"),
    "calls": ("frames.calls", "calls"),
    "catalog": ("catalog", ""),
    "classify": ("frames.classify", "classify"),
    "cluster": ("frames.cluster", "cluster"),
    "compare": ("tasks.comparison", "compare"),
    "dedupe": ("frames.dedupe", "dedupe"),
    "embed": ("frames.embed", "embed"),
    "errors": ("errors", ""),
    "estimate": ("frames.estimate", "estimate"),
    "evaluate": ("tasks.evaluation", "evaluate"),
    "extract": ("frames.extract", "extract"),
    "files": ("frames.listings", "files"),
    "history": ("frames.listings", "history"),
    "image": ("tasks.image", "image"),
    "job": ("frames.later", "job"),
    "jobs": ("frames.listings", "jobs"),
    "map": ("frames.map", "map"),
    "models": ("frames.listings", "models"),
    "overlay": ("tasks.overlay", "overlay"),
    "panel": ("panels", ""),
    "quiz": ("tasks.quiz", "quiz"),
    "score": ("frames.score", "score"),
    "search": ("frames.search", "search"),
    "semantic_join": ("frames.semantic_join", "semantic_join"),
    "similarity": ("frames.similarity", "similarity"),
    "speak": ("tasks.speech", "speak"),
    "talk": ("tasks.talk", "talk"),
    "threads": ("tasks.threads", "threads"),
    "tokens": ("frames.listings", "tokens"),
    "types": ("types", ""),
    "usage": ("frames.usage", "usage"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, attribute = _HOMES[name]
    module = importlib.import_module(f".{home}", __name__)
    value = getattr(module, attribute) if attribute else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext gemini_magic`: register `%%gemini` and `%gemini`."""
    from .magics import register

    register(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext gemini_magic`: leave the shell as it was."""
    from .magics import unregister

    unregister(shell)


def _register_accessors() -> None:
    from .frames.registration import register

    register()


def _register_partitions() -> None:
    from .frames.registration import register_partitions

    register_partitions()


when_imported("pandas", _register_accessors)
when_imported("dask.dataframe", _register_partitions)
