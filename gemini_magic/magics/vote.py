"""`%gemini vote`: which of the answers that stand side by side is best, and who has won so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from IPython.core.getipython import get_ipython

from ..errors import InvalidRequest, UnknownName
from ..ledger.votes import votes
from ..session import current
from ..tasks.comparison import Comparison
from .bookkeeping import ledger_in_use
from .notebook import keep_ledger
from .table import show_table

__all__ = ["vote"]


def vote(arguments: Sequence[str]) -> None:
    """Vote for a column of the last comparison, or of a variable; without a letter, count."""
    if len(arguments) > 2:
        raise InvalidRequest("say a column, and a variable if need be: %gemini vote A NAME")
    shell = get_ipython()
    assert shell is not None
    if not arguments:
        _count(shell)
        return
    comparison = _compared(shell, *arguments[1:])
    keep_ledger(current())
    winner = comparison.vote(arguments[0])
    print(f"{winner} has the vote; %gemini vote counts them all")


def _compared(shell: Any, name: str = "") -> Comparison:
    """The variable of that name, else the newest comparison that a cell has left."""
    if name and name not in shell.user_ns:
        raise UnknownName("variable", name, (n for n in shell.user_ns if not n.startswith("_")))
    left = shell.user_ns.get("Out", {})
    found = [shell.user_ns[name]] if name else [shell.user_ns.get("_"), *reversed(left.values())]
    for value in found:
        if isinstance(value, Comparison):
            return value
    raise InvalidRequest(
        f"{name!r} is no comparison; name what -o kept"
        if name
        else "there is nothing to vote on; run %%gemini compare first"
    )


def _count(shell: Any) -> None:
    """Who has won how often, of how many comparisons."""
    won: dict[str, list[int]] = {}
    for one in votes(ledger_in_use()):
        for title in (one.winner, *one.others):
            tally = won.setdefault(title, [0, 0])
            tally[0] += title == one.winner
            tally[1] += 1
    if not won:
        raise InvalidRequest("nobody has voted; %gemini vote A votes for the first column")
    ordered = sorted(won.items(), key=lambda item: (-item[1][0] / item[1][1], item[0]))
    rows = [[title, str(wins), str(of)] for title, (wins, of) in ordered]
    show_table(shell, [["answers of", "votes", "of"], *rows])
