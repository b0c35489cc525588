"""What a benchmark says, and how all of it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

_TITLES = ("what", "ours", "", "against", "ratio", "target", "")


@dataclass(frozen=True)
class Row:
    """One measurement. `met` is None where nothing was promised, or nothing could be measured."""

    what: str
    unit: str = ""
    ours: float | None = None
    against: str = ""
    baseline: float | None = None
    ratio: float | None = None
    target: str = ""
    met: bool | None = None
    note: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as it is printed."""
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        return (
            self.what,
            _number(self.ours, self.unit),
            _number(self.baseline, self.unit),
            self.against,
            ratio,
            self.target,
            " ".join(filter(None, (verdict, self.note))),
        )

    def as_json(self) -> dict[str, Any]:
        """The row for programs."""
        return asdict(self)


def _number(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.1f} {unit}"


def table(rows: Sequence[Row]) -> str:
    """All rows in columns: text to the left, numbers to the right."""
    lines = [_TITLES, *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            f"{cell:>{width}}" if at in (1, 2, 4) else f"{cell:<{width}}"
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
