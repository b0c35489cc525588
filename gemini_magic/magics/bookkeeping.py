"""`%gemini usage` and `%gemini replay`: what the ledger knows, for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from IPython.core.getipython import get_ipython

from ..errors import InvalidRequest, UnknownName
from ..ledger import Entry, Ledger, export, take_in
from ..session import current
from .notebook import keep_ledger
from .table import show_table
from .threads import show_kept

__all__ = ["ledger_in_use", "replay", "usage"]

_BY: dict[str, Callable[[Entry], str]] = {
    "model": lambda entry: entry.model,
    "thread": lambda entry: entry.about.thread or "(none)",
    "cell": lambda entry: entry.about.cell or "(unknown)",
    "notebook": lambda entry: entry.about.notebook or "(unknown)",
    "day": lambda entry: entry.time[:10],
}
_HEAD = ("calls", "replayed", "input", "cached", "output", "thoughts", "US $")


@dataclass
class Sum:
    """Calls that are added up. Tokens of replayed answers were paid before, and do not count."""

    calls: int = 0
    replayed: int = 0
    tokens: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    dollars: float = 0.0
    unpriced: int = 0

    def add(self, entry: Entry) -> None:
        if entry.replayed:
            self.replayed += 1
            return
        self.calls += 1
        if (used := entry.usage) is not None:
            counts = (
                (used.prompt_token_count or 0) + (used.tool_use_prompt_token_count or 0),
                used.cached_content_token_count or 0,
                used.candidates_token_count or 0,
                used.thoughts_token_count or 0,
            )
            self.tokens = [sum(pair) for pair in zip(self.tokens, counts, strict=True)]
        if entry.cost is not None:
            self.dollars += entry.cost
        elif entry.usage is not None:
            self.unpriced += 1

    def row(self) -> list[str]:
        known = f"{self.dollars:.4f}"
        cost = known if not self.unpriced else f"≥ {known}" if self.dollars else "?"
        return [str(self.calls), str(self.replayed), *(f"{n:,}" for n in self.tokens), cost]


def usage(arguments: Sequence[str]) -> None:
    """Calls, tokens and cost by model, or by what is named; unknown prices are said to be so."""
    by = arguments[0].removeprefix("by=") if arguments else "model"
    if by not in _BY:
        raise UnknownName("grouping", by, _BY)
    sums: dict[str, Sum] = {}
    total = Sum()
    for entry in ledger_in_use().entries():
        sums.setdefault(_BY[by](entry), Sum()).add(entry)
        total.add(entry)
    if not sums:
        print("nothing was asked yet")
        return
    rows = [[by, *_HEAD], *([name, *one.row()] for name, one in sums.items())]
    show_table(get_ipython(), [*rows, ["all", *total.row()]] if len(sums) > 1 else rows)
    if total.unpriced:
        print(f"? no price is known for {total.unpriced} of the calls")


def replay(arguments: Sequence[str]) -> None:
    """Say what is kept; or export to a file, import from one, or forget all of it."""
    ledger = ledger_in_use()
    match list(arguments):
        case []:
            kept = list(ledger.answers())
            size = sum(len(chunks) for *_, chunks in kept)
            print(f"{len(kept)} answers are kept in {_short(ledger.path)}, {size / 1000:,.1f} kB")
            show_kept(ledger.kept_responses())
        case ["export", path]:
            print(f"{export(ledger, path)} answers written to {path}")
        case ["import", path]:
            if not Path(path).is_file():
                raise InvalidRequest(f"there is no file {path!r} to import")
            print(f"{take_in(ledger, path)} answers taken in")
        case ["forget"]:
            print(f"{ledger.forget()} answers forgotten")
        case _:
            raise InvalidRequest(
                f"cannot read {' '.join(arguments)!r}: %gemini replay, replay export FILE, "
                "replay import FILE or replay forget"
            )


def ledger_in_use() -> Ledger:
    """The ledger of this notebook. Raises `InvalidRequest` where settings turn it off."""
    session = current()
    keep_ledger(session)
    if session.ledger is None:
        raise InvalidRequest("GEMINI_MAGIC_LEDGER is off, so nothing is written down")
    return session.ledger


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
