"""`%gemini panel`: a widget for what a cell cannot be."""

from __future__ import annotations

import importlib
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any, NoReturn

from IPython.core.getipython import get_ipython
from IPython.display import display

from ..errors import InvalidRequest, UnknownName
from ..session import current
from .notebook import keep_ledger
from .render_mode import mode_of

__all__ = ["PANELS", "panel"]

PANELS = ("voice",)
"""What can be shown. The panels themselves know widgets, which cells must not wait for."""


class _Flags(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InvalidRequest(f"{message}; {' '.join(self.format_usage().split())}")


def panel(arguments: Sequence[str]) -> None:
    """Show a panel in the output of this cell."""
    if not arguments:
        raise InvalidRequest("say which panel: %gemini panel voice")
    name, *words = arguments
    if name not in PANELS:
        raise UnknownName("panel", name, PANELS)
    shell = get_ipython()
    given = _voice_flags(words, shell.user_ns if shell is not None else {})
    if shell is None or mode_of(shell) != "live":
        raise InvalidRequest("a panel needs a notebook that somebody looks at; use %%gemini talk")
    panels: Any = importlib.import_module("..panels", __package__)
    keep_ledger(current())
    made = panels.PANELS[name](**given)
    display(made)
    shell.displayhook.update_user_ns(made)


def _voice_flags(words: Sequence[str], names: dict[str, Any]) -> dict[str, Any]:
    flags = _Flags(prog="%gemini panel voice", add_help=False, allow_abbrev=False)
    flags.add_argument("-m", "--model", metavar="MODEL")
    flags.add_argument("-s", "--system", metavar="TEXT", default="")
    flags.add_argument("-c", "--thread", metavar="NAME", default="voice")
    flags.add_argument("--voice", metavar="VOICE")
    flags.add_argument("--tools", metavar="NAME,…", default="")
    flags.add_argument("--approve", metavar="MODE", default="auto")
    flags.add_argument("--hands-free", action="store_true")
    given = vars(flags.parse_args(words))
    tools = [name.strip() for name in given["tools"].split(",") if name.strip()]
    for name in tools:
        if name not in names:
            raise UnknownName(
                "function", name, [n for n, value in names.items() if callable(value)]
            )
    return {**given, "tools": [names[name] for name in tools]}
