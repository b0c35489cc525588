"""What `%gemini VERB` does: one function for each, named in `VERBS`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from IPython.core.getipython import get_ipython

from ..errors import InvalidRequest, NotKept, UnknownName
from ..session import current
from ..tasks.listings import model_rows
from .bookkeeping import replay, usage
from .budget import budget
from .cell_error import cell_errors
from .cite import cite
from .defaults import set_default
from .doctor import examined
from .export import export_thread
from .fix import fix
from .holdings import caches, files, jobs
from .insert import insert
from .magics import ONE_LINE_VERBS
from .mcp_servers import mcp
from .notebook import keep_ledger
from .panel import panel
from .scan import scan
from .threads import history, threads
from .turns import edit, retry, undo
from .vote import vote

__all__ = ["VERBS", "Verb", "run_verb"]


def run_verb(verb: str, arguments: Sequence[str], cell_help: str) -> None:
    """Run a verb; what it cannot do fails the cell in one line."""
    if verb == "help":
        print(_help(cell_help))
        return
    with cell_errors():
        if verb not in VERBS:
            raise _unknown(verb)
        try:
            VERBS[verb].run(arguments)
        except NotKept as error:
            if verb not in _LISTS:
                raise
            print(error)


def _unknown(verb: str) -> InvalidRequest:
    error = UnknownName("verb", verb, [*VERBS, *ONE_LINE_VERBS, "help"])
    if error.near:
        return error
    return InvalidRequest(f"{error}; %gemini ask TEXT asks, %gemini help lists the verbs")


def _models(arguments: Sequence[str]) -> None:
    """Every model with its limits, the one in use marked; an argument filters by name."""
    found = [row for row in model_rows() if not arguments or arguments[0] in row["model"]]
    if not found:
        raise InvalidRequest(f"no model has {' '.join(arguments)!r} in its name; %gemini models")
    width = max(len(row["model"]) for row in found)
    print(f"{'model':<{width}}  {'input':>10}  {'output':>8}")
    for row in found:
        limits = f"{row['input_limit'] or 0:>10,}  {row['output_limit'] or 0:>8,}"
        print(f"{row['model']:<{width}}  {limits}{'  ← in use' if row['in_use'] else ''}")


def _use(arguments: Sequence[str]) -> None:
    """Switch the model or the engine."""
    if len(arguments) != 1:
        raise InvalidRequest("say what to use: %gemini use MODEL, %gemini use local or gemini")
    print(current().use(arguments[0]))


def _reset(arguments: Sequence[str]) -> None:
    """Forget one chat or all."""
    if len(arguments) > 1:
        raise InvalidRequest("say one thread or none: %gemini reset THREAD, %gemini reset")
    session = current()
    keep_ledger(session)
    forgotten = session.reset(arguments[0] if arguments else None)
    print(f"forgotten: {', '.join(forgotten)}" if forgotten else "there was nothing to forget")


def _doctor(arguments: Sequence[str]) -> None:
    """Say what works here, what does not, and what to do about that."""
    if arguments:
        raise InvalidRequest("%gemini doctor takes no argument")
    print(examined(get_ipython()))


@dataclass(frozen=True)
class Verb:
    """One verb: how it is written, what it is for, what it does."""

    usage: str
    purpose: str
    run: Callable[[Sequence[str]], None]


VERBS = {
    "models": Verb("models [PART OF A NAME]", "the models you can use, limits in tokens", _models),
    "use": Verb("use MODEL|local|gemini", "what answers the next cells", _use),
    "set": Verb("set [NAME VALUE|off]", "flags that cells have by default", set_default),
    "reset": Verb("reset [THREAD]", "forget one chat, or all of them", _reset),
    "threads": Verb("threads", "the threads as a tree, with tokens and cost", threads),
    "history": Verb(
        "history [THREAD]", "the turns of a thread, and what has changed since", history
    ),
    "undo": Verb("undo [THREAD]", "the last turn of a thread goes", undo),
    "retry": Verb("retry [THREAD] [FLAGS]", "the last turn is asked anew, with more flags", retry),
    "edit": Verb("edit [THREAD] [TURN]", "the cell of a turn below, to be changed", edit),
    "export": Verb(
        "export [THREAD] --to FILE", "a thread as .md, .html, .ipynb or .json", export_thread
    ),
    "usage": Verb("usage [BY]", "tokens and cost by model, thread, cell, notebook or day", usage),
    "budget": Verb("budget [US$|off|--stamp]", "what may be spent on this notebook", budget),
    "replay": Verb("replay [export|import FILE]", "answers kept for --cache use|only", replay),
    "cite": Verb("cite [NAME]", "where an answer comes from, for a paper", cite),
    "vote": Verb("vote [A [NAME]]", "which compared answer is best; alone, who has won", vote),
    "files": Verb("files", "what was uploaded, and until when it is kept", files),
    "caches": Verb("caches", "cached contents, and until when they are billed", caches),
    "jobs": Verb("jobs", "batch jobs, and how they go", jobs),
    "panel": Verb("panel voice [FLAGS]", "speak with a Live model, and hear it", panel),
    "mcp": Verb("mcp [NAME [COMMAND|off]]", "servers whose tools cells may use", mcp),
    "insert": Verb("insert [NAME]", "the code of an answer as the next cell; not run", insert),
    "fix": Verb("fix [FLAGS]", "the model explains the last exception", fix),
    "scan": Verb("scan [PATH]", "keys that stand in notebooks, by cell", scan),
    "doctor": Verb("doctor", "what works here, what does not, and the remedy", _doctor),
}


_LISTS = frozenset({"models", "files", "caches", "jobs"})
"""What only tells how things stand at the service: it fails no run that may ask nobody."""


def _help(cell_help: str) -> str:
    rows = [
        ("ask [FLAGS] TEXT", "what %%gemini asks, on one line; image, speak, …, too"),
        *((verb.usage, verb.purpose) for verb in VERBS.values()),
        ("help", "this text"),
    ]
    verbs = "\n".join(f"  %gemini {written:<28} {purpose}" for written, purpose in rows)
    return f"{_plain(cell_help)}\n\nBeside it:\n\n{verbs}"


def _plain(cell_help: str) -> str:
    """The help that IPython makes of the flags, without the marks of reStructuredText."""
    lines = cell_help.replace("``", "").splitlines()
    kept = "\n".join(line.rstrip() for line in lines if line.strip() != "::")
    return re.sub(r"\n{3,}", "\n\n", kept).strip()
