"""Geometry: circles, squares and their kin, in one colour each."""

from gemini_magic.local.drawing.brush import Brush, arc_points, regular
from gemini_magic.local.drawing.colours import COLOURS, RGB
from gemini_magic.local.drawing.motifs.motif import Motif


def _circle(brush: Brush, colour: RGB) -> None:
    brush.circle(0, 0, 0.96, colour)


def _ellipse(brush: Brush, colour: RGB) -> None:
    brush.ellipse(0, 0, 1, 0.62, colour)


def _square(brush: Brush, colour: RGB) -> None:
    brush.box(-0.86, -0.86, 0.86, 0.86, colour)


def _rectangle(brush: Brush, colour: RGB) -> None:
    brush.box(-1, -0.6, 1, 0.6, colour)


def _triangle(brush: Brush, colour: RGB) -> None:
    brush.polygon([(0, -0.92), (1, 0.82), (-1, 0.82)], colour)


def _diamond(brush: Brush, colour: RGB) -> None:
    brush.polygon([(0, -1), (0.7, 0), (0, 1), (-0.7, 0)], colour)


def _pentagon(brush: Brush, colour: RGB) -> None:
    brush.polygon(regular(5), colour)


def _hexagon(brush: Brush, colour: RGB) -> None:
    brush.polygon(regular(6), colour)


def _octagon(brush: Brush, colour: RGB) -> None:
    brush.polygon(regular(8, turn=22.5), colour)


def _star(brush: Brush, colour: RGB) -> None:
    outer, inner = regular(5), regular(5, 0.44, -54)
    brush.polygon([p for pair in zip(outer, inner, strict=True) for p in pair], colour)


def _heart(brush: Brush, colour: RGB) -> None:
    brush.blob(
        [(0, 0.92), (-0.58, 0.4), (-0.95, -0.08), (-0.88, -0.58), (-0.48, -0.78), (-0.12, -0.6),
         (0, -0.36), (0.12, -0.6), (0.48, -0.78), (0.88, -0.58), (0.95, -0.08), (0.58, 0.4)],
        colour,
    )  # fmt: skip


def _ring(brush: Brush, colour: RGB) -> None:
    outer = arc_points(0, 0, 0.96, 0.96, 0, 360)
    brush.polygon([*outer, *reversed(arc_points(0, 0, 0.62, 0.62, 0, 360))], colour)


def _cross(brush: Brush, colour: RGB) -> None:
    corners = [(-0.3, -0.9), (0.3, -0.9), (0.3, -0.3), (0.9, -0.3), (0.9, 0.3), (0.3, 0.3)]
    brush.polygon([*corners, *((-x, -y) for x, y in corners)], colour)


def _arrow(brush: Brush, colour: RGB) -> None:
    half = [(-1, -0.24), (0.2, -0.24), (0.2, -0.62), (1, 0)]
    brush.polygon([*half, *((x, -y) for x, y in reversed(half[:3]))], colour)


def _crescent(brush: Brush, colour: RGB) -> None:
    outer = arc_points(0, 0, 0.92, 0.92, 50, 310)
    brush.polygon([*outer, *reversed(arc_points(0.34, 0, 0.74, 0.74, 72, 288))], colour)


def _line(brush: Brush, colour: RGB) -> None:
    brush.line([(-1, 0), (1, 0)], 0.08, colour)


def _spiral(brush: Brush, colour: RGB) -> None:
    from math import cos, sin

    turns = [i / 8 for i in range(130)]
    brush.line([(t / 17 * cos(t), t / 17 * sin(t)) for t in turns], 0.1, colour)


_C = COLOURS
MOTIFS = {
    "circle": Motif(_circle, _C["red"], size=0.28),
    "ellipse": Motif(_ellipse, _C["teal"], size=0.3),
    "square": Motif(_square, _C["blue"], size=0.28),
    "rectangle": Motif(_rectangle, _C["green"], size=0.32),
    "triangle": Motif(_triangle, _C["orange"], size=0.3),
    "diamond": Motif(_diamond, _C["turquoise"], size=0.3),
    "pentagon": Motif(_pentagon, _C["purple"], size=0.3),
    "hexagon": Motif(_hexagon, _C["teal"], size=0.3),
    "octagon": Motif(_octagon, _C["red"], size=0.3),
    "star": Motif(_star, _C["yellow"], "sky", 0.22),
    "heart": Motif(_heart, _C["red"], size=0.3),
    "ring": Motif(_ring, _C["gold"], size=0.28),
    "cross": Motif(_cross, _C["red"], size=0.26),
    "arrow": Motif(_arrow, _C["blue"], size=0.3),
    "crescent": Motif(_crescent, _C["yellow"], "sky", 0.28),
    "line": Motif(_line, _C["black"], size=0.4),
    "spiral": Motif(_spiral, _C["purple"], size=0.3),
}
