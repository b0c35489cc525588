"""What has changed since an answer: its cell is the same, what it would send now is not."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from IPython.core.error import UsageError
from IPython.core.getipython import get_ipython

from ..chat import Turn
from ..errors import GeminiError
from ..session import current
from .defaults import default_words
from .inputs import changed_inputs
from .magics import CELL_VERBS, NAME, GeminiMagics
from .notebook import notebook_path
from .standing import saved_notebook

__all__ = ["changes_since"]


def changes_since(turn: Turn) -> list[str]:
    """What is not as it was for this turn: names of variables and files, "prompt" and "model".

    The prompt is that of the cell in the notebook's file, where it was saved since. The model
    counts where the cell leaves it to the notebook. Outputs that `--see` and `--above` send differ
    with every run, and do not count.
    """
    origin, shell = turn.request.origin, get_ipython()
    if origin is None or shell is None:
        return []
    changed = changed_inputs(origin.inputs, shell.user_ns)
    if _is_edited(turn.cell, turn.time, origin.text, notebook_path(shell)):
        changed.insert(0, "prompt")
    if _model_now(origin.line) not in ("", turn.request.model):
        changed.append("model")
    return changed


def _is_edited(cell: str, asked_at: str, text: str, notebook: Path) -> bool:
    """Whether the cell says something else in a file that was saved since it asked."""
    saved = saved_notebook(notebook)
    first, _, rest = saved.sources.get(cell, "").partition("\n")
    is_prompt = re.match(rf"%%{NAME}(\s|$)", first) is not None
    return is_prompt and saved.saved_at > asked_at and rest.strip() != text.strip()


def _model_now(line: str) -> str:
    """The model that a cell with this line of flags would ask; empty where its verb chooses one."""
    try:
        words = shlex.split(line)
        verb = words.pop(0) if words and words[0] in CELL_VERBS else "ask"
        if verb != "ask":
            return ""
        arguments = GeminiMagics.cell.parser.parse_args([*default_words(verb), *words])
    except (ValueError, UsageError, GeminiError):  # flags that are none any more
        return ""
    return arguments.model or current().model
