"""`Picture`: a PNG, what it says in a sentence, and its numbers as a table."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import without_controls
from ..markup import BORDER, FAINT, attribute, text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Picture"]

_DOTS = 110  # per inch
_MOST_ROWS = 30


@dataclass(frozen=True)
class Picture:
    """Shown as an image whose alternative text is `alt`, with `rows` (their heads first) folded.

    Where nothing can show images it is the sentence and the table. `figure` is matplotlib's own,
    for whoever wants to change it.
    """

    alt: str
    rows: Sequence[Sequence[str]]
    figure: Figure = field(repr=False)
    png: bytes = field(repr=False)

    @classmethod
    def of(cls, figure: Figure, alt: str, rows: Sequence[Sequence[Any]]) -> Picture:
        """The picture of a figure. `rows` begin with the names of their columns."""
        out = io.BytesIO()
        # Nothing in it says when or by what: equal numbers are equal bytes.
        figure.savefig(out, format="png", dpi=_DOTS, transparent=True, metadata={"Software": None})
        said = [[_said(cell) for cell in row] for row in rows]
        return cls(without_controls(alt), said, figure, out.getvalue())

    def save(self, path: str | Path) -> Path:
        """Write the PNG to a file."""
        target = Path(path)
        target.write_bytes(self.png)
        return target

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(*self._shown, strict=True)]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in self._shown
        )
        return "\n".join([self.alt, "", *lines, *self._rest])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/html": self._html, "text/plain": str(self)}

    @property
    def _shown(self) -> Sequence[Sequence[str]]:
        return self.rows[: _MOST_ROWS + 1]

    @property
    def _rest(self) -> list[str]:
        more = len(self.rows) - len(self._shown)
        return [f"… and {more} more rows"] if more else []

    @property
    def _html(self) -> str:
        source = f"data:image/png;base64,{base64.b64encode(self.png).decode()}"
        image = f'<img src="{source}" alt="{attribute(self.alt)}" style="max-width:100%">'
        style = f"border:1px solid {BORDER};padding:.1em .6em;text-align:left"
        head, *body = self._shown
        cells = "".join(f'<th scope="col" style="{style}">{text(cell)}</th>' for cell in head)
        rows = "".join(
            "<tr>" + "".join(f'<td style="{style}">{text(cell)}</td>' for cell in row) + "</tr>"
            for row in body
        )
        rest = "".join(f"<div>{text(line)}</div>" for line in self._rest)
        return (
            f'<figure style="margin:.4em 0">{image}<details><summary style="{FAINT}">the numbers'
            '</summary><div style="overflow:auto"><table style="border-collapse:collapse">'
            f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>{rest}</div></details>"
            "</figure>"
        )


def _said(cell: Any) -> str:
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:,.4g}"
    return without_controls(str(cell))
