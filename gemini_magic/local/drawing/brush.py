"""A brush draws in a motif's own square, from −1 to 1 both ways, and knows the style's hand."""

import math
import random
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from gemini_magic.local.drawing.colours import RGB, mixed

Point: TypeAlias = tuple[float, float]
Paint: TypeAlias = RGB | tuple[int, int, int, int]
"""A colour, perhaps with how much it covers, from 0 to 255."""

INK: RGB = (44, 42, 54)
_PAPER: RGB = (250, 247, 240)
_STEPS = 56


class Brush:
    """Paints polygons on a Pillow drawing; `unit` is half the motif's side in pixels."""

    def __init__(
        self, draw: Any, x: float, y: float, unit: float, style: str, dice: random.Random
    ) -> None:
        self._draw = draw
        self._x, self._y, self._unit = x, y, unit
        self._hand = _HANDS.get(style, _flat)
        self.dice = dice

    def at(self, x: float, y: float, scale: float = 1) -> "Brush":
        """A smaller brush whose centre is a point of this one's square."""
        part = object.__new__(Brush)
        part._draw, part._hand, part.dice = self._draw, self._hand, self.dice
        part._x, part._y = self._x + x * self._unit, self._y + y * self._unit
        part._unit = self._unit * scale
        return part

    def polygon(self, points: Iterable[Point], paint: Paint) -> None:
        self._hand(self, [self._placed(point) for point in points], paint)

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, paint: Paint, turn: float = 0
    ) -> None:
        """An ellipse with its half-axes, turned clockwise by degrees."""
        self.polygon(arc_points(x, y, rx, ry, 0, 360, turn), paint)

    def circle(self, x: float, y: float, radius: float, paint: Paint) -> None:
        self.ellipse(x, y, radius, radius, paint)

    def box(
        self, left: float, top: float, right: float, bottom: float, paint: Paint, round: float = 0
    ) -> None:
        if not round:
            self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], paint)
            return
        corners = ((right, top, -90), (right, bottom, 0), (left, bottom, 90), (left, top, 180))
        points: list[Point] = []
        for x, y, start in corners:
            x += round if x == left else -round
            y += round if y == top else -round
            points += arc_points(x, y, round, round, start, start + 90)
        self.polygon(points, paint)

    def blob(self, points: Sequence[Point], paint: Paint) -> None:
        """A smooth closed shape through the points."""
        self.polygon(smooth(points, closed=True), paint)

    def line(self, points: Sequence[Point], width: float, paint: Paint) -> None:
        """A line with round ends; the width is in the motif's units."""
        placed = [self._placed(point) for point in points]
        thick = max(1, round(width * self._unit))
        self._draw.line(placed, fill=paint, width=thick, joint="curve")
        for x, y in (placed[0], placed[-1]):
            r = thick / 2
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill=paint)

    def curve(self, points: Sequence[Point], width: float, paint: Paint) -> None:
        """A smooth line through the points."""
        self.line(smooth(points, closed=False), width, paint)

    def _placed(self, point: Point) -> Point:
        return self._x + point[0] * self._unit, self._y + point[1] * self._unit

    def stroke(self, placed: list[Point], width: float, paint: Paint, shake: float = 0) -> None:
        """The outline of a polygon that is placed already."""
        shaken = [
            (x + self.dice.uniform(-shake, shake), y + self.dice.uniform(-shake, shake))
            for x, y in placed
        ]
        thick = max(1, round(width))
        self._draw.line([*shaken, shaken[0], shaken[1]], fill=paint, width=thick, joint="curve")

    def fill(self, placed: list[Point], paint: Paint) -> None:
        self._draw.polygon(placed, fill=paint)

    @property
    def nib(self) -> float:
        """How wide outlines are, in pixels."""
        width, height = self._draw.im.size
        return 1.0 + float(min(width, height)) / 300


def arc_points(
    x: float, y: float, rx: float, ry: float, start: float, end: float, turn: float = 0
) -> list[Point]:
    """Points of an elliptic arc; degrees run clockwise from the right."""
    count = max(4, round(_STEPS * abs(end - start) / 360))
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    points = []
    for i in range(count + 1):
        angle = math.radians(start + (end - start) * i / count)
        dx, dy = rx * math.cos(angle), ry * math.sin(angle)
        points.append((x + dx * cos - dy * sin, y + dx * sin + dy * cos))
    return points


def regular(corners: int, radius: float = 1, turn: float = -90) -> list[Point]:
    """The corners of a regular polygon, the first one at the top."""
    angles = [math.radians(turn + 360 * i / corners) for i in range(corners)]
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]


def smooth(points: Sequence[Point], *, closed: bool) -> list[Point]:
    """A Catmull-Rom spline through the points."""
    ends = (
        [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    )
    found: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        found += [_between(a, b, c, d, step / 8) for step in range(8)]
    return found if closed else [*found, points[-1]]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    x, y = (
        0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2
               + (3 * q - p - 3 * r + s) * t**3)
        for p, q, r, s in zip(a, b, c, d, strict=True)
    )  # fmt: skip
    return x, y


def _flat(brush: Brush, placed: list[Point], paint: Paint) -> None:
    brush.fill(placed, paint)


def _cartoon(brush: Brush, placed: list[Point], paint: Paint) -> None:
    brush.fill(placed, paint)
    brush.stroke(placed, brush.nib, INK)


def _lines(brush: Brush, placed: list[Point], paint: Paint) -> None:
    brush.fill(placed, (255, 255, 255))
    brush.stroke(placed, brush.nib, (20, 20, 24))


def _sketch(brush: Brush, placed: list[Point], paint: Paint) -> None:
    brush.fill(placed, mixed(paint[:3], _PAPER, 0.72))
    for _ in range(2):
        brush.stroke(placed, brush.nib * 0.55, (*INK, 190), shake=brush.nib * 0.6)


def _watercolour(brush: Brush, placed: list[Point], paint: Paint) -> None:
    alpha = (paint[3] if len(paint) == 4 else 255) / 255
    for share in (0.62, 0.4):
        wobble = brush.nib * 1.3
        wet = [
            (x + brush.dice.uniform(-wobble, wobble), y + brush.dice.uniform(-wobble, wobble))
            for x, y in placed
        ]
        brush.fill(wet, (*paint[:3], round(255 * share * alpha)))
    brush.stroke(placed, brush.nib * 0.7, (*mixed(paint[:3], INK, 0.25), round(70 * alpha)))


_HANDS = {
    "cartoon": _cartoon,
    "line art": _lines,
    "sketch": _sketch,
    "watercolour": _watercolour,
}
