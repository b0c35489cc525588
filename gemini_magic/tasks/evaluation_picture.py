"""An evaluation as a picture: how many answers are right, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..render.pictures import COLOURS, GREY, Picture, canvas

if TYPE_CHECKING:
    from .evaluation import Evaluation

__all__ = ["evaluation_picture"]


def evaluation_picture(found: Evaluation) -> Picture:
    """The cases as one bar, and the share that is right with its 95 % interval above it."""
    counts = {
        "right": found.correct,
        "wrong": found.scored - found.correct,
        "not scored": len(found.rows) - found.scored,
    }
    with canvas(height=2.0) as (figure, axes):
        left = 0.0
        for (name, count), colour in zip(counts.items(), (*COLOURS[:2], GREY), strict=True):
            share = count / max(len(found.rows), 1)
            axes.barh(0, share, 0.5, left, color=colour, label=f"{name}: {count:,}")
            left += share
        if found.accuracy is not None and found.interval is not None:
            low, high = found.interval
            reach = [[max(0.0, found.accuracy - low)], [max(0.0, high - found.accuracy)]]
            axes.errorbar(found.accuracy, 0.6, xerr=reach, fmt="o", color=GREY, capsize=4)
            axes.annotate(
                f"accuracy {found.accuracy:.1%}, 95 % interval {low:.1%} to {high:.1%}",
                (0, 0.85), color=GREY,
            )  # fmt: skip
        axes.grid(visible=False, axis="y")
        axes.set_yticks([])
        axes.set(xlabel="share of the cases", xlim=(0, 1), ylim=(-0.4, 1.15))
        axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
        figure.legend(loc="outside right upper")
        rows = [["cases", "count"], *([name, f"{count:,}"] for name, count in counts.items())]
        return Picture.of(figure, f"Evaluation: {found.summary}.", rows)
