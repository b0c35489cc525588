"""Where the running cell stands: its notebook and its id, as far as the frontend says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython

from .. import beside
from ..ledger import About
from ..session import Session
from .standing import standing_in

__all__ = [
    "about_cell",
    "in_place_of",
    "keep_ledger",
    "notebook_folder",
    "notebook_name",
    "notebook_path",
    "one_of_several",
]

_question: ContextVar[int] = ContextVar("question", default=1)
_stands_for: ContextVar[str] = ContextVar("stands_for", default="")


def about_cell(shell: Any, thread: str) -> About:
    """What the ledger writes down of the cell that runs now."""
    return About(notebook_name(shell), _cell_id(shell), thread)


def keep_ledger(session: Session) -> None:
    """Write calls and threads into `.gemini/` beside the notebook, unless settings say else."""
    session.keep_here()
    shell = get_ipython()
    if shell is not None:
        session.where = partial(about_cell, shell, "")
        session.keep_threads(notebook_name(shell), partial(standing_in, notebook_path(shell)))


def notebook_name(shell: Any) -> str:
    """The notebook's name: Jupyter servers tell the kernel, VS Code the namespace."""
    return notebook_path(shell).name


def notebook_folder(shell: Any) -> Path:
    """The notebook's folder if the frontend says it, else where the kernel works."""
    return beside.folder_of(notebook_path(shell))


def notebook_path(shell: Any) -> Path:
    """The notebook's file as the frontend says it: often no more than a name."""
    return beside.notebook_path(shell.user_ns)


def _cell_id(shell: Any) -> str:
    """The id of the cell, which JupyterLab and VS Code send with each execution.

    The second question of one cell is told apart from the first.
    """
    if stands_for := _stands_for.get():
        return stands_for
    if not hasattr(shell, "get_parent"):
        return ""
    cell = str(shell.get_parent().get("metadata", {}).get("cellId", ""))
    question = _question.get()
    return f"{cell}#{question}" if cell and question > 1 else cell


@contextmanager
def one_of_several(question: int) -> Iterator[None]:
    """What is asked meanwhile is the cell's `question`-th, counted from 1."""
    token = _question.set(question)
    try:
        yield
    finally:
        _question.reset(token)


@contextmanager
def in_place_of(cell: str) -> Iterator[None]:
    """What is asked meanwhile is asked by another cell, or stands for the turn of that id."""
    token = _stands_for.set(cell)
    try:
        yield
    finally:
        _stands_for.reset(token)
