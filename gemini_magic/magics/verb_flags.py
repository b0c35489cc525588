"""What `%%gemini VERB` takes beside the flags of every cell: operands, flags, a thread."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any, NamedTuple

from IPython.core.magic_arguments import argument

from .cell_error import CellError

__all__ = ["OPERANDS", "VERB_FLAGS", "settle", "verb_flags"]

OPERANDS = {"prompt": "NAME", "eval": "CASES"}
"""The verbs that a word must follow, and what it stands for."""

# An image model can do little with what was said to another; a Live session goes on by itself.
_THREADS = {"image": "image", "talk": "talk"}
_THREAD = "main"


class VerbFlag(NamedTuple):
    """A flag that only some verbs take; the options are argparse's."""

    verbs: tuple[str, ...]
    name: str
    options: dict[str, Any]


VERB_FLAGS = (
    VerbFlag(
        ("ask", "image", "speak"),
        "--bg",
        {"action": "store_true", "help": "return at once; the answer goes on arriving"},
    ),
    VerbFlag(("image",), "--aspect", {"metavar": "W:H", "help": "shape of the image, as 16:9"}),
    VerbFlag(("image",), "--size", {"metavar": "SIZE", "help": "1K, 2K or 4K"}),
    VerbFlag(("image", "quiz"), "--count", {"type": int, "metavar": "N", "help": "how many"}),
    VerbFlag(("speak", "talk"), "--voice", {"metavar": "VOICE", "help": "who speaks, as Kore"}),
    VerbFlag(
        ("speak",),
        "--voices",
        {"metavar": "NAME=VOICE,…", "help": "who speaks for whom, where the text names two"},
    ),
    VerbFlag(
        ("image", "speak", "talk"), "--save", {"metavar": "PATH", "help": "write it to this file"}
    ),
    VerbFlag(("eval",), "--label", {"metavar": "COLUMN", "help": "where the right answers are"}),
    VerbFlag(
        ("eval",),
        "--score",
        {"metavar": "HOW", "help": "exact (the default), contains, judge or semantic"},
    ),
)


def verb_flags(magic: Callable[..., Any]) -> Callable[..., Any]:
    """Declare the flags of the verbs; stands among `argument`s."""
    for flag in reversed(VERB_FLAGS):
        options = {**flag.options, "help": f"{', '.join(flag.verbs)}: {flag.options['help']}"}
        magic = argument(flag.name, **options)(magic)
    return magic


def settle(verb: str, words: list[str], parse: Callable[[list[str]], Namespace]) -> Namespace:
    """The arguments of a verb, with its `operand`. Raises `CellError` for another verb's flag."""
    operand = ""
    if verb in OPERANDS:
        if not words or words[0].startswith("-"):
            raise CellError(f"%%gemini {verb} needs a {OPERANDS[verb]}: %%gemini {verb} …")
        operand, *words = words
    arguments = parse(words)
    for flag in VERB_FLAGS:
        if verb not in flag.verbs and getattr(arguments, flag.name.strip("-")):
            others = " or ".join(f"%%gemini {other}" for other in flag.verbs)
            raise CellError(f"{flag.name} belongs to {others}, not to %%gemini {verb}")
    arguments.operand = operand
    arguments.thread = arguments.thread or _THREADS.get(verb, _THREAD)
    return arguments
