"""How far batch jobs are: a bar for each, of what is answered, failed and still to come."""

from __future__ import annotations

import pandas as pd

from ...render.pictures import COLOURS, GREY, Picture, canvas

__all__ = ["job_progress"]

_MOST_JOBS = 20
_PARTS = {"answered": COLOURS[0], "failed": COLOURS[1], "pending": GREY}
_LONGEST = 28  # characters of a name


def job_progress(jobs: pd.DataFrame) -> Picture:
    """The newest jobs on top; the table has the numbers of all that are drawn."""
    shown = jobs.sort_values("made", ascending=False).head(_MOST_JOBS)
    counts = shown[list(_PARTS)].fillna(0).astype(int)
    names = [_short(name) for name in shown["name"].fillna(shown["job"])]
    with canvas(height=1.1 + 0.35 * max(len(shown), 2)) as (figure, axes):
        axes.grid(visible=False, axis="y")
        places = range(len(shown), 0, -1)
        left = counts["answered"] * 0
        for part, colour in _PARTS.items():
            axes.barh(places, counts[part], 0.6, left, color=colour, label=part)
            left = left + counts[part]
        for place, end, state in zip(places, left, shown["state"].astype(str), strict=True):
            axes.annotate(f" {state}", (end, place), va="center")
        axes.set_yticks(list(places), names)
        axes.set(xlabel="requests", ylabel="job")
        axes.margins(x=0.2)
        figure.legend(loc="outside right upper")
        rows = [
            [name, state, *row]
            for name, state, row in zip(names, shown["state"], counts.to_numpy(), strict=True)
        ]
        sums = counts.sum()
        said = ", ".join(f"{sums[part]:,} {part}" for part in _PARTS)
        head = ["job", "state", *_PARTS]
        return Picture.of(figure, f"Batch jobs: {len(shown)}; {said} requests.", [head, *rows])


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
