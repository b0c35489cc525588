"""The flags of `%%gemini` as their declarations say, for settings and completion."""

from __future__ import annotations

from argparse import Action, ArgumentParser
from functools import cache
from typing import NamedTuple

from IPython.core.error import UsageError

from ..errors import InvalidRequest
from .magics import GeminiMagics
from .verb_flags import VERB_FLAGS

__all__ = ["Flag", "check_value", "flags", "flags_of"]


class Flag(NamedTuple):
    """One flag: its long name without dashes, all its spellings, and what it takes, if anything."""

    name: str
    spellings: tuple[str, ...]
    metavar: str
    help: str
    verbs: tuple[str, ...] = ()

    @property
    def takes_value(self) -> bool:
        """Whether a value follows."""
        return bool(self.metavar)


@cache
def flags() -> dict[str, Flag]:
    """All flags by name, in the order in which they are declared."""
    parser: ArgumentParser = GeminiMagics.cell.parser
    of_verbs = {flag.name.lstrip("-"): flag.verbs for flag in VERB_FLAGS}
    found = (_flag(action, of_verbs) for action in parser._actions if action.option_strings)
    return {flag.name: flag for flag in found}


def flags_of(verb: str) -> list[Flag]:
    """The flags that a verb takes."""
    return [flag for flag in flags().values() if not flag.verbs or verb in flag.verbs]


def check_value(name: str, text: str) -> None:
    """Raises `InvalidRequest` for a value that the flag cannot take: a word for a number."""
    try:
        GeminiMagics.cell.parser.parse_args([f"--{name}={text}"])
    except UsageError as error:
        raise InvalidRequest(str(error)) from None


def _flag(action: Action, of_verbs: dict[str, tuple[str, ...]]) -> Flag:
    name = max(action.option_strings, key=len).lstrip("-")
    metavar = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    verbs = of_verbs.get(name, ())
    return Flag(name, tuple(action.option_strings), metavar, action.help or "", verbs)
