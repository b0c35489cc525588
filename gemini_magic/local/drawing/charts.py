"""Bar, line and pie charts of a few numbers."""

from typing import Any

from gemini_magic.local.drawing.brush import INK, arc_points
from gemini_magic.local.drawing.colours import COLOURS, RGB, shaded
from gemini_magic.local.drawing.lettering import write
from gemini_magic.local.drawing.scene import Chart

_INKS = [
    COLOURS[name]
    for name in ("blue", "coral", "teal", "gold", "purple", "green", "pink", "light blue", "red")
]
_GRID: RGB = (214, 210, 202)
_LINES = 4


def paint_chart(draw: Any, width: int, height: int, chart: Chart) -> None:
    """On the whole sheet, below its title."""
    unit = min(width, height)
    top = 0.16 * height if chart.title else 0.08 * height
    if chart.title:
        box = (0.08 * width, 0.03 * height, 0.92 * width, 0.13 * height)
        write(draw, chart.title, box, INK, most=0.055 * unit)
    paint = {"pie": _pie, "line": _line}.get(chart.kind, _bars)
    paint(draw, (0.12 * width, top, 0.94 * width, 0.86 * height), chart, unit)


def said(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"


def _axis(draw: Any, box: tuple[float, ...], chart: Chart, unit: int) -> tuple[float, float]:
    """Draws the grid; gives the values at its bottom and its top."""
    left, top, right, bottom = box
    low, high = min(0, *chart.values), max(0, *chart.values)
    high = high if high > low else low + 1
    for i in range(_LINES + 1):
        y = bottom - (bottom - top) * i / _LINES
        draw.line((left, y, right, y), fill=_GRID, width=max(1, unit // 500))
        value = low + (high - low) * i / _LINES
        box_of_number = (left - 0.1 * unit, y - 0.03 * unit, left - 0.012 * unit, y + 0.03 * unit)
        write(draw, said(value), box_of_number, INK, most=0.026 * unit)
    return low, high


def _label(draw: Any, words: str, x: float, y: float, half: float, unit: int) -> None:
    write(draw, words, (x - half, y, x + half, y + 0.075 * unit), INK, most=0.032 * unit)


def _bars(draw: Any, box: tuple[float, ...], chart: Chart, unit: int) -> None:
    low, high = _axis(draw, box, chart, unit)
    left, top, right, bottom = box
    slot = (right - left) / len(chart.values)
    zero = bottom - (0 - low) / (high - low) * (bottom - top)
    for i, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
        x = left + slot * (i + 0.5)
        y = bottom - (value - low) / (high - low) * (bottom - top)
        bar = (x - 0.34 * slot, min(y, zero), x + 0.34 * slot, max(y, zero))
        draw.rounded_rectangle(bar, radius=min(0.012 * unit, slot / 5), fill=_INKS[i % len(_INKS)])
        number = (x - slot / 2, min(y, zero) - 0.045 * unit, x + slot / 2, min(y, zero))
        write(draw, said(value), number, INK, most=0.03 * unit)
        _label(draw, label, x, bottom + 0.01 * unit, slot * 0.48, unit)


def _line(draw: Any, box: tuple[float, ...], chart: Chart, unit: int) -> None:
    low, high = _axis(draw, box, chart, unit)
    left, top, right, bottom = box
    slot = (right - left) / len(chart.values)
    points = [
        (left + slot * (i + 0.5), bottom - (value - low) / (high - low) * (bottom - top))
        for i, value in enumerate(chart.values)
    ]
    if len(points) > 1:
        shade = [*points, (points[-1][0], bottom), (points[0][0], bottom)]
        draw.polygon(shade, fill=(*shaded(_INKS[0], 0.4), 70))
        draw.line(points, fill=_INKS[0], width=max(2, unit // 110), joint="curve")
    for (x, y), label, value in zip(points, chart.labels, chart.values, strict=True):
        r = 0.013 * unit
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_INKS[1])
        write(draw, said(value), (x - slot / 2, y - 0.06 * unit, x + slot / 2, y - 0.016 * unit),
              INK, most=0.03 * unit)  # fmt: skip
        _label(draw, label, x, bottom + 0.01 * unit, slot * 0.48, unit)


def _pie(draw: Any, box: tuple[float, ...], chart: Chart, unit: int) -> None:
    left, top, right, bottom = box
    values = [max(0, value) for value in chart.values]
    total = sum(values) or 1
    x, y = (left + right) / 2 - 0.03 * unit, (top + bottom) / 2
    radius = min(right - left, bottom - top) * 0.4
    start = -90.0
    for i, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        end = start + 360 * value / total
        colour = _INKS[i % len(_INKS)]
        wedge = arc_points(x, y, radius, radius, start, end)
        draw.polygon([(x, y), *wedge], fill=colour)
        draw.line([(x, y), wedge[0]], fill=(255, 255, 255), width=max(2, unit // 200))
        reach = arc_points(x, y, radius * 1.24, radius * 1.16, (start + end) / 2, end)[0]
        words = f"{label}\n{said(value)} ({value / total:.0%})"
        half = 0.13 * unit
        write(draw, words, (reach[0] - half, reach[1] - 0.05 * unit, reach[0] + half,
                            reach[1] + 0.05 * unit), INK, most=0.03 * unit)  # fmt: skip
        start = end
