"""`%%gemini` and `%gemini`: declared here, parsed here, and handed on.

What they do lives in `run` and `verbs`, which are imported with the first use: loading the
extension must cost a notebook nothing.
"""

from __future__ import annotations

import importlib
import shlex
import sys
from argparse import Namespace
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments

from .cell_error import CellError, cell_errors
from .displayed import Displayed
from .verb_flags import OPERANDS, settle, verb_flags

__all__ = ["CELL_VERBS", "NAME", "ONE_LINE_VERBS", "GeminiMagics"]

NAME = "gemini"

CELL_VERBS = {
    "ask": ".run",
    "image": ".image",
    "speak": ".speak",
    "talk": ".talk",
    "compare": ".compare",
    "eval": ".evaluate",
    "prompt": ".prompt_function",
    "quiz": ".quiz",
}
"""What a cell may begin with, and the module whose `run_cell(shell, arguments, cell)` does it."""

ONE_LINE_VERBS = tuple(verb for verb in CELL_VERBS if verb not in OPERANDS)
"""The verbs of cells whose body may be one line: `%gemini ask QUESTION`."""


def _with_both_signs(magic: Callable[..., Any]) -> Callable[..., Any]:
    """What `%%gemini?` shows: IPython writes every usage with one sign, as of a line."""
    magic.__doc__ = (magic.__doc__ or "").replace(f"%{NAME} [", f"%%{NAME} [", 1)
    return magic


@magics_class
class GeminiMagics(Magics):
    """The magics of one shell.

    `displaced` holds magics of the same name found on loading; `displayed` the last pictures.
    """

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.displaced: dict[str, Callable[..., Any]] = {}
        self.displayed = Displayed(shell)

    @no_var_expand
    @_with_both_signs
    @magic_arguments(NAME)
    @argument("-m", "--model", metavar="MODEL", help="the model; %%gemini models lists them")
    @argument("-s", "--system", metavar="TEXT", help="system instruction")
    @argument("-t", "--temperature", type=float, metavar="T", help="sent only if you set it")
    @argument(
        "--think",
        metavar="LEVEL|BUDGET",
        help="minimal, low, medium, high; or a budget in tokens (0 off, -1 as the model likes)",
    )
    @argument("--thoughts", action="store_true", help="show summaries of the model's thinking")
    @argument(
        "-c",
        "--thread",
        metavar="NAME",
        help="the chat this cell belongs to, else main; main/NAME branches off from main",
    )
    @argument("--new", action="store_true", help="forget the thread's history first")
    @argument(
        "--no-history",
        action="store_true",
        help="ask without the thread's history, and leave no trace in it",
    )
    @argument("--search", action="store_true", help="let the model search the web")
    @argument("--url", action="store_true", help="let it read the addresses in the prompt")
    @argument("--maps", action="store_true", help="let it look up places")
    @argument("--exec", action="store_true", help="let it run Python, at the service and not here")
    @argument("--files", metavar="STORE,…", help="let it look into these File Search stores")
    @argument(
        "--tools",
        metavar="NAME,…",
        help="functions of yours that it may call, they run here; or mcp:SERVER, mcp:SERVER.TOOL",
    )
    @argument(
        "--approve",
        metavar="MODE",
        help="ask before each call, auto (ask only for @asks_first), or never run any; unsaid, "
        "only tools of MCP servers ask",
    )
    @argument("--max-calls", type=int, metavar="N", help="how many calls may run in this cell")
    @argument("--call-timeout", type=float, metavar="SECONDS", help="how long each may take")
    @argument(
        "--schema",
        metavar="NAME|JSON|FILE",
        help="what the answer must look like: a model, a type, a table, a JSON Schema; -o gets "
        "the value",
    )
    @argument(
        "--retry-schema",
        action="store_true",
        help="an answer that does not fit: tell the model, and ask once more",
    )
    @argument(
        "-i",
        "--attach",
        action="append",
        metavar="PATH|URL|NAME",
        help="send a file (or those of a pattern), a film, a variable; #t=1:30,2:00, #fps=2 or "
        "#res=low behind it take part of a film, or look less closely; may stand more than once",
    )
    @argument("--see", action="store_true", help="send the last output: a figure, image or value")
    @argument(
        "--above",
        nargs="?",
        type=int,
        const=0,
        metavar="N",
        help="send the cells that ran before, with outputs (with --see their pictures, too)",
    )
    @argument("--media-res", metavar="LEVEL", help="of media: low, medium, high or ultra_high")
    @argument("-o", "--out", metavar="NAME", help="keep the reply in this variable")
    @argument(
        "-f", "--format", metavar="FORMAT", help="show it as markdown (all), text, json or code"
    )
    @argument("--insert", action="store_true", help="make the answer's code the next cell")
    @argument(
        "--cache",
        metavar="MODE",
        help="use a kept answer, refresh it, only kept ones, or off (see %%gemini replay)",
    )
    @argument("--via", metavar="SURFACE", help="generate, or interactions: kept at the service")
    @argument(
        "--timeout", type=float, metavar="SECONDS", help="the longest silence that is waited for"
    )
    @argument("--dry", action="store_true", help="show what would be sent, and send nothing")
    @argument(
        "--as",
        dest="language",
        metavar="LANGUAGE",
        help="write the request as code: python (Google's SDK), curl or ours",
    )
    @argument("--max-cost", metavar="US$", help="refuse to send what may cost more than this")
    @argument("--soft", action="store_true", help="show an error, and do not fail the cell")
    @argument("--raw", action="store_true", help="leave {{name}} as it stands")
    @verb_flags
    @cell_magic(NAME)
    def cell(self, line: str, cell: str) -> None:
        """Ask Gemini; the cell's body is the prompt. ``%%gemini VERB`` does other things with it.

        ``{{name}}``, ``{{name.attr}}`` and ``{{name[0]}}`` are filled in once from your
        variables; every other brace stays as it is. Figures, images, sounds, tables, paths and
        functions become parts of their kind; text of several lines is fenced as data, and
        ``{{name!s}}`` puts it in as it stands. ``{{In[3]}}``, ``{{Out[3]}}`` and ``{{Err[3]}}``
        are what cell 3 was, gave and raised. The answer streams into the output, and
        the reply object is in ``_`` (and in NAME with ``-o NAME``): ``.text``, ``.parts``,
        ``.thoughts``, ``.sources``, ``.calls``, ``.trace``, ``.parsed``, ``.images``,
        ``.audio``, ``.usage``, ``.cost``. With ``--schema`` NAME holds the value itself.

        ::

          %%gemini image           draw; the next such cell changes what this one drew
          %%gemini speak           read the cell aloud
          %%gemini talk            say it to a Live model, with -i FILE.wav; it answers aloud
          %%gemini compare -m A,B  ask several models, or prompts parted by lines of ---, at once
          %%gemini eval CASES      ask of each case in a list or DataFrame; {{column}} is filled in
          %%gemini prompt NAME     make the cell a function; {{name}} becomes a parameter
          %%gemini quiz            questions on the cell's topic or text, their answers folded

        With ``--bg`` a cell returns at once; ``await _`` gives the reply, ``_.stop()`` ends it.
        """
        words = _split(line)
        verb = _taken_verb(words)
        with cell_errors():
            from .defaults import default_words  # with the first cell, like all that asks

            defaults = default_words(verb)
            module = importlib.import_module(CELL_VERBS[verb], __package__)
        arguments = settle(verb, words, lambda words: _parsed(self.cell, [*defaults, *words]))
        arguments.line = line
        try:
            module.run_cell(self.shell, arguments, cell)
        except CellError as error:
            # Who stops a cell stops those that wait behind it, too.
            if not arguments.soft or error.cause == CellError.STOPPED:
                raise
            print(*error._render_traceback_(), sep="\n", file=sys.stderr)

    @no_var_expand
    @line_magic(NAME)
    def line(self, line: str) -> None:
        """Settings and lists: %gemini VERB.

        ::

          %gemini ask QUESTION     ask on one line, flags first; image, speak, … TEXT, too
          %gemini models           the models you can use
          %gemini use MODEL        the model for the next cells
          %gemini use local        the local engine: no key, no network, not Gemini
          %gemini use gemini       Gemini itself
          %gemini set NAME VALUE   a flag that the next cells have by default; off takes it back
          %gemini reset [THREAD]   forget one chat, or all of them
          %gemini threads          the threads as a tree: turns, tokens, cost
          %gemini history [THREAD] the turns of one, and what has changed since each answer
          %gemini undo [THREAD]    its last turn goes; retry asks it anew, edit shows its cell
          %gemini export [THREAD] --to FILE  as .md, .html, .ipynb or .json
          %gemini usage            what was asked so far, in tokens and dollars
          %gemini budget [US$]     what may be spent on this notebook; more is refused
          %gemini replay           the answers that are kept, to be given once more
          %gemini cite [NAME]      where an answer comes from: model, date, response id
          %gemini vote A           which answer of a comparison is best; alone, who has won
          %gemini files            what was uploaded; %gemini caches and jobs, too
          %gemini panel voice      speak with a Live model in the notebook, and hear it
          %gemini mcp              MCP servers, for --tools mcp:NAME
          %gemini insert [NAME]    the code of an answer as the next cell
          %gemini fix              the model explains the last exception
          %gemini scan [PATH]      keys that stand in notebooks, by cell
          %gemini help             everything %%gemini understands
        """
        verb, _, text = line.strip().partition(" ")
        if verb in CELL_VERBS:
            from .one_line import ask_in_line

            ask_in_line(verb, text, self.shell.execution_count, self.cell)
            return
        verb, *rest = _split(line) or ["help"]
        with cell_errors():
            from .verbs import run_verb

        run_verb(verb, rest, self.cell.__func__.__doc__ or "")


def _taken_verb(words: list[str]) -> str:
    """The verb that the words begin with, taken from them."""
    if not words or words[0].startswith("-"):
        return "ask"
    from ..errors import near_matches

    verb = words.pop(0)
    if verb not in CELL_VERBS:
        near = near_matches(verb, CELL_VERBS)
        hint = f"did you mean {near[0]!r}?" if near else "the prompt goes into the lines below"
        raise CellError(f"%%{NAME} has no verb {verb!r}; {hint}")
    return verb


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise CellError(f"cannot read {line.strip()!r}: {error}") from None


def _parsed(magic: Any, words: list[str]) -> Namespace:
    try:
        found = _flags(magic.__func__.parser, *words)
    except UsageError as error:
        raise CellError(f"{error}; %%{NAME}? shows every option") from None
    # Lists of their own: what belongs to one cell is changed by no other.
    return Namespace(**{name: v[:] if isinstance(v, list) else v for name, v in found.items()})


@lru_cache(maxsize=64)
def _flags(parser: Any, *words: str) -> dict[str, Any]:
    """What words on a line mean, found once: most cells of a notebook have the same ones."""
    found: dict[str, Any] = vars(parser.parse_args(words))
    return found
