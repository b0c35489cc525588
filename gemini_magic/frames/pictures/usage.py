"""What was asked, in pictures: tokens and cost over time, cost by model, how long answers took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...render.pictures import COLOURS, GREY, Picture, canvas, colour_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..usage import Usage

__all__ = ["PICTURES", "cost_by_model", "latency", "over_time"]

_KINDS: dict[str, Callable[[pd.DataFrame], pd.Series[Any]]] = {
    "input": lambda sums: sums["tokens_in"] - sums["tokens_cached"],
    "cached": lambda sums: sums["tokens_cached"],
    "tool use": lambda sums: sums["tokens_tool"],
    "output": lambda sums: sums["tokens_out"],
    "thoughts": lambda sums: sums["tokens_thought"],
}
"""Parts of the total, of which none counts twice."""

_UNITS = {"hour": pd.Timedelta(hours=1), "day": pd.Timedelta(days=1)}
_LEAST = 7  # units that there is room for
_HOURLY = pd.Timedelta(days=3)  # what took no longer is shown hour by hour


def over_time(usage: Usage) -> Picture:
    """Tokens of each day, or of each hour, by kind; and the cost so far, as far as it is known."""
    span = usage["time"].max() - usage["time"].min()
    unit = "hour" if len(usage) and span <= _HOURLY else "day"
    sums = usage.by(unit)
    begins = pd.DatetimeIndex(sums.index).tz_localize(None)
    parts: dict[str, pd.Series[float]] = {
        name: of(sums).astype("float64") for name, of in _KINDS.items()
    }
    dollars = sums["cost_usd"].fillna(0.0).to_numpy(float).cumsum()
    with canvas() as (figure, axes):
        _stack(axes, begins, parts, _UNITS[unit])
        axes.set(xlabel=f"{unit} (UTC)", ylabel=f"tokens per {unit}")
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.tick_params(axis="x", rotation=30)
        if len(dollars) and dollars[-1] > 0:
            money = axes.twinx()
            money.grid(visible=False)
            money.spines["right"].set_visible(True)
            money.plot(begins, dollars, color=GREY, marker=".", label="cost so far")
            money.set(ylabel="cost so far, US $", ylim=(0, 1.05 * dollars[-1]))
        drawn = [one for each in figure.axes for one in each.get_legend_handles_labels()[0]]
        if drawn:
            figure.legend(handles=drawn, loc="outside right upper")
        head = [unit, "calls", *parts, "cost so far, US $"]
        rows = [
            [f"{begin:%Y-%m-%d %H:%M}" if unit == "hour" else f"{begin:%Y-%m-%d}", calls]
            + [f"{int(of.iloc[at]):,}" for of in parts.values()] + [f"{dollars[at]:.6f}"]
            for at, (begin, calls) in enumerate(zip(begins, sums["calls"], strict=True))
        ]  # fmt: skip
        return Picture.of(figure, f"Tokens per {unit}: {_facts(usage)}.", [head, *rows])


def _stack(
    axes: Axes, begins: pd.DatetimeIndex, parts: Mapping[str, pd.Series[float]], unit: pd.Timedelta
) -> None:
    """A bar for each moment, of its parts; a few moments fill no more than their share."""
    below = np.zeros(len(begins))
    width = 0.8 * (unit / pd.Timedelta(days=1))  # in days, as matplotlib counts them
    for number, (name, tokens) in enumerate(parts.items()):
        if tokens.any():
            axes.bar(begins, tokens, width, below, color=colour_of(number), label=name)
            below = below + tokens.to_numpy()
    if len(begins):
        first = min(begins[0], begins[-1] - _LEAST * unit)
        axes.set_xlim(first - 0.6 * unit, begins[-1] + 0.6 * unit)  # type: ignore[arg-type]


def cost_by_model(usage: Usage) -> Picture:
    """A bar for each model, the dearest on top; models without a known price are named as such."""
    sums = usage.by("model").sort_values("cost_usd", na_position="first")
    with canvas(height=0.9 + 0.4 * max(len(sums), 2)) as (figure, axes):
        axes.grid(visible=False, axis="y")
        axes.barh(sums.index.astype(str), sums["cost_usd"].fillna(0), color=COLOURS[0], height=0.6)
        for at, (cost, unpriced) in enumerate(zip(sums["cost_usd"], sums["unpriced"], strict=True)):
            known = "price unknown" if pd.isna(cost) else f"${cost:,.4f}"
            more = f", and {unpriced} calls without a price" if unpriced and pd.notna(cost) else ""
            axes.annotate(f" {known}{more}", (0 if pd.isna(cost) else cost, at), va="center")
        axes.set(xlabel="cost, US $", ylabel="model")
        axes.margins(x=0.3)
        rows = [
            [name, f"{row['calls']:,}", f"{row['tokens_total']:,}", float(row["cost_usd"]),
             row["unpriced"]]
            for name, row in sums.iloc[::-1].iterrows()
        ]  # fmt: skip
        head = ["model", "calls", "tokens", "cost, US $", "calls without a price"]
        return Picture.of(figure, f"Cost by model: {_facts(usage)}.", [head, *rows])


def latency(usage: Usage) -> Picture:
    """How long whole answers took, by model: a line for 90 % of them, a bar for the middle half."""
    asked = usage[~usage["replayed"] & (usage["error"] == "")]
    times = {
        str(name): calls["ms"].to_numpy() / 1000
        for name, calls in asked.groupby("model", observed=True)
    }
    with canvas(height=0.9 + 0.5 * max(len(times), 2)) as (figure, axes):
        axes.grid(visible=False, axis="y")
        for at, found in enumerate(times.values(), 1):
            least, low, median, high, most = np.quantile(found, (0.05, 0.25, 0.5, 0.75, 0.95))
            axes.hlines(at, least, most, color=GREY, linewidth=1.5)
            axes.hlines(at, low, high, color=COLOURS[0], linewidth=12)
            axes.plot(median, at, marker="|", color="white", markersize=11, markeredgewidth=2)
        if times:
            from matplotlib.ticker import LogLocator

            axes.set_xscale("log")
            axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.xaxis.set_major_formatter("{x:g}")
            axes.xaxis.set_minor_formatter("")
            axes.set_ylim(0.4, len(times) + 0.6)
        axes.set_yticks(range(1, len(times) + 1), list(times))
        axes.set(xlabel="time to the end of the answer, s (logarithmic)", ylabel="model")
        shares = (0.5, 0.95)
        rows = [
            [name, len(found), *(f"{np.quantile(found, share):.2f}" for share in shares)]
            for name, found in times.items()
        ]
        said = "; ".join(f"{name} {median} s in the middle" for name, _, median, _ in rows)
        head = ["model", "answers", "median, s", "95 % within, s"]
        return Picture.of(figure, f"How long answers took: {said or 'none yet'}.", [head, *rows])


PICTURES: dict[str, Callable[..., Picture]] = {
    "time": over_time,
    "model": cost_by_model,
    "latency": latency,
}


def _facts(usage: Usage) -> str:
    total = usage.total
    if not len(usage):
        return "nothing was asked yet"
    cost = "at an unknown price" if pd.isna(total["cost_usd"]) else f"${total['cost_usd']:,.4f}"
    lacks = total["tokens_unpriced"]
    more = f" and {lacks:,} tokens whose price is unknown" if lacks else ""
    return f"{total['calls']:,} calls, {total['tokens_total']:,} tokens, {cost}{more}"
