"""Texts as points on a plane: what is near in it is alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ...render.pictures import GREY, MARKERS, Picture, canvas, colour_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["embedding_map"]

_MOST_GROUPS = 12
_LONGEST = 40  # characters of a label
_AXES = {"pca": ("first principal component", "second principal component")}


def embedding_map(
    points: pd.DataFrame, groups: pd.Series[Any], texts: pd.Series[Any], method: str
) -> Picture:
    """A picture of `points` (x and y), in the colours of their `groups`, a few with their text.

    The table has the size of each group, and the text nearest to its middle.
    """
    placed = points.assign(group=groups.astype("string"), text=texts.astype("string"))
    placed = placed[placed["x"].notna()]
    counts = placed["group"].value_counts().sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    named = list(counts.index[:_MOST_GROUPS])
    with canvas(width=7.0, height=4.6) as (figure, axes):
        _draw(axes, placed, named)
        across, up = _AXES.get(method, (f"{method} 1, no unit", f"{method} 2, no unit"))
        axes.set(xlabel=across, ylabel=up)
        axes.set_title(f"{len(placed):,} embeddings by {method.upper()}")
        if len(named) > 1:
            figure.legend(loc="outside right upper", markerscale=1.2, title="group")
        middles = [_typical(placed[placed["group"] == name]) for name in named]
        _label(axes, middles)
        rows = [
            [name, f"{counts[name]:,}", _short(middle["text"])]
            for name, middle in zip(named, middles, strict=True)
        ]
        said = f"Map of {len(placed):,} embeddings by {method.upper()}"
        sizes = ", ".join(f"{name} ({counts[name]:,})" for name in named)
        alt = f"{said}, in {len(counts)} groups: {sizes}." if len(counts) > 1 else f"{said}."
        return Picture.of(figure, alt, [["group", "texts", "in its middle"], *rows])


def _draw(axes: Axes, placed: pd.DataFrame, named: list[str]) -> None:
    size = 36 if len(placed) <= 200 else 12 if len(placed) <= 5000 else 4
    others = placed[~placed["group"].isin(named)]
    if len(others):
        axes.scatter(others["x"], others["y"], s=size, c=GREY, alpha=0.5, label="others")
    for number, name in enumerate(named):
        of = placed[placed["group"] == name]
        marker = MARKERS[number % len(MARKERS)]
        axes.scatter(
            of["x"], of["y"], s=size, color=colour_of(number), marker=marker, linewidths=0,
            alpha=0.85, label=_short(name),
        )  # fmt: skip


def _label(axes: Axes, rows: list[pd.Series[Any]]) -> None:
    """The texts of these rows, but for those that would lie over another."""
    taken: list[tuple[float, float]] = []
    left, right = axes.get_xlim()
    for row in rows:
        # Where it stands, as a share of the picture.
        x, y = axes.transAxes.inverted().transform(axes.transData.transform((row["x"], row["y"])))
        if any(abs(x - other) < 0.4 and abs(y - beside) < 0.05 for other, beside in taken):
            continue
        taken.append((x, y))
        side = "right" if row["x"] > left + 0.6 * (right - left) else "left"
        axes.annotate(
            _short(row["text"]), (row["x"], row["y"]), fontsize="small", color=GREY, ha=side,
            xytext=(5 if side == "left" else -5, 5), textcoords="offset points",
        )  # fmt: skip


def _typical(group: pd.DataFrame) -> pd.Series[Any]:
    """The row nearest to the middle of its group."""
    middle = group[["x", "y"]].mean()
    found: pd.Series[Any] = group.iloc[
        int(((group[["x", "y"]] - middle) ** 2).sum(axis=1).argmin())
    ]
    return found


def _short(text: Any) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
