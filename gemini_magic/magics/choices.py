"""What may stand behind a flag of `%%gemini` or a verb of `%gemini`, as far as this side knows."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from ..catalog import known
from ..chat import APPROVALS
from ..chat.request import SURFACES
from ..session import current
from ..settings import CACHE_MODES
from ..tools import ComputerUse, McpServer
from .as_code import LANGUAGES
from .defaults import settable
from .formats import FORMATS
from .notebook import keep_ledger

__all__ = ["of_flag", "of_verb", "variables"]

Choices = Callable[[Any, str], Iterable[str]]


def variables(shell: Any, fragment: str = "") -> list[str]:
    """The user's names."""
    hidden = getattr(shell, "user_ns_hidden", {})
    return [n for n, v in shell.user_ns.items() if n[:1] != "_" and hidden.get(n, shell) is not v]


def of_flag(shell: Any, name: str, fragment: str) -> Iterable[str]:
    """Values of a flag; nothing where anything may stand."""
    return _OF_FLAG[name](shell, fragment) if name in _OF_FLAG else ()


def of_verb(shell: Any, words: list[str], fragment: str) -> Iterable[str]:
    """What may follow these words of `%gemini`."""
    match words:
        case ["set"]:
            return settable()
        case ["set", name]:
            return [*of_flag(shell, name, fragment), "off"]
        case [verb] if verb in _OF_VERB:
            return _OF_VERB[verb](shell, fragment)
    return ()


def _models(shell: Any, fragment: str) -> list[str]:
    """Models that the catalog knows and that are not gone; the one in use first."""
    today = date.today()
    living = [
        one.id
        for one in known().facts.values()
        if "*" not in one.id and (one.shutdown is None or one.shutdown.date > today)
    ]
    used = current().model
    return [used, *(model for model in living if model != used)]


def _threads(shell: Any, fragment: str) -> list[str]:
    """Those of this kernel and of the notebook's ledger, without making one."""
    session = current()
    keep_ledger(session)
    return session.threads.names


def _functions(shell: Any, fragment: str) -> list[str]:
    found = (name for name in variables(shell) if callable(shell.user_ns[name]))
    return [name for name in found if not isinstance(shell.user_ns[name], type)]


def _tools(shell: Any, fragment: str) -> list[str]:
    kinds = (ComputerUse, McpServer)
    servers = [name for name in variables(shell) if isinstance(shell.user_ns[name], kinds)]
    named = (f"mcp:{name}" for name in current().mcp_servers)
    return [*_functions(shell, fragment), *servers, *named]


def _classes(shell: Any, fragment: str) -> list[str]:
    return [name for name in variables(shell) if isinstance(shell.user_ns[name], type)]


def _paths(shell: Any, fragment: str) -> list[str]:
    """Files and folders that begin so; blanks are escaped, as the line's words need it."""
    beginning = fragment.replace("\\ ", " ")
    found = sorted(glob.glob(glob.escape(os.path.expanduser(beginning)) + "*"))
    shown = (path + "/" * os.path.isdir(path) for path in found)
    return [path.replace(" ", "\\ ") for path in shown]


def _values_and_paths(shell: Any, fragment: str) -> list[str]:
    return [*variables(shell), *_paths(shell, fragment)]


def _just(*values: str) -> Choices:
    return lambda shell, fragment: values


_OF_FLAG: dict[str, Choices] = {
    "model": _models,
    "think": _just("minimal", "low", "medium", "high", "0", "-1"),
    "thread": _threads,
    "tools": _tools,
    "attach": _values_and_paths,
    "approve": _just(*APPROVALS),
    "schema": _classes,
    "media-res": _just("low", "medium", "high", "ultra_high"),
    "out": variables,
    "cache": _just(*CACHE_MODES),
    "via": _just(*SURFACES),
    "as": _just(*LANGUAGES),
    "format": _just(*FORMATS),
    "save": _paths,
    "size": _just("1K", "2K", "4K"),
    "aspect": _just("1:1", "16:9", "9:16", "4:3", "3:4"),
    "score": _just("exact", "contains", "judge", "semantic"),
}

_OF_VERB: dict[str, Choices] = {
    "use": lambda shell, fragment: [*_models(shell, fragment), "local", "gemini"],
    "reset": _threads,
    "history": _threads,
    "undo": _threads,
    "retry": _threads,
    "edit": _threads,
    "export": _threads,
    "usage": _just("model", "thread", "cell", "notebook", "day"),
    "budget": _just("off", "--stamp"),
    "replay": _just("export", "import", "forget"),
    "scan": _paths,
    "cite": variables,
    "insert": variables,
    "mcp": lambda shell, fragment: list(current().mcp_servers),
    "panel": _just("voice"),
}
