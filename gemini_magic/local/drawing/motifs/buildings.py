"""What people build and drive: houses, castles, cars, ships."""

from gemini_magic.local.drawing.brush import Brush, arc_points
from gemini_magic.local.drawing.colours import COLOURS, RGB, shaded
from gemini_magic.local.drawing.motifs.motif import Motif

_GLASS = (176, 216, 240)
_TYRE = (48, 48, 56)


def house(brush: Brush, colour: RGB) -> None:
    brush.box(0.38, -0.85, 0.58, -0.3, (150, 96, 80))
    brush.box(-0.72, -0.15, 0.72, 1, colour)
    brush.polygon([(-0.95, -0.1), (0, -0.95), (0.95, -0.1)], (186, 84, 66))
    brush.box(-0.18, 0.35, 0.18, 1, (124, 84, 58))
    brush.circle(0.1, 0.68, 0.035, COLOURS["gold"])
    for x in (-0.45, 0.45):
        brush.box(x - 0.17, 0.15, x + 0.17, 0.48, _GLASS)
        brush.line([(x, 0.16), (x, 0.47)], 0.03, (255, 255, 255))
        brush.line([(x - 0.16, 0.32), (x + 0.16, 0.32)], 0.03, (255, 255, 255))


def _castle(brush: Brush, colour: RGB) -> None:
    for x in (-0.72, 0.72):
        brush.box(x - 0.24, -0.35, x + 0.24, 1, shaded(colour, -0.08))
        brush.polygon([(x - 0.32, -0.35), (x, -0.95), (x + 0.32, -0.35)], (94, 104, 180))
        brush.box(x - 0.07, 0.0, x + 0.07, 0.25, (70, 72, 92))
    brush.box(-0.5, 0.0, 0.5, 1, colour)
    for i in range(4):
        brush.box(-0.5 + 0.27 * i, -0.14, -0.33 + 0.27 * i, 0.02, colour)
    brush.polygon([*arc_points(0, 0.6, 0.22, 0.25, 180, 360), (0.22, 1), (-0.22, 1)], (106, 72, 50))
    brush.line([(0, -0.12), (0, -0.6)], 0.03, (90, 90, 100))
    brush.polygon([(0, -0.6), (0.3, -0.48), (0, -0.36)], COLOURS["red"])


def skyscraper(brush: Brush, colour: RGB) -> None:
    brush.box(-0.42, -0.95, 0.42, 1, colour)
    for row in range(8):
        for column in range(3):
            lit = COLOURS["yellow"] if (row * 2 + column) % 3 else shaded(colour, 0.35)
            left, top = -0.3 + 0.22 * column, -0.82 + 0.22 * row
            brush.box(left, top, left + 0.14, top + 0.13, lit)


def _lighthouse(brush: Brush, colour: RGB) -> None:
    brush.polygon([(0, -0.6), (1, -0.95), (1, -0.3)], (255, 244, 170, 110))
    brush.polygon([(-0.24, -0.45), (0.24, -0.45), (0.38, 1), (-0.38, 1)], (250, 248, 244))
    for top in (-0.2, 0.28, 0.76):
        w = 0.24 + 0.14 * (top + 0.45) / 1.45
        brush.polygon(
            [(-w, top), (w, top), (w + 0.02, top + 0.22), (-w - 0.02, top + 0.22)], colour
        )
    brush.box(-0.2, -0.72, 0.2, -0.45, COLOURS["yellow"])
    brush.polygon([(-0.28, -0.7), (0, -0.98), (0.28, -0.7)], colour)


def _tent(brush: Brush, colour: RGB) -> None:
    brush.polygon([(0, -0.7), (0.98, 0.9), (-0.98, 0.9)], colour)
    brush.polygon([(0, -0.7), (0.28, 0.9), (-0.28, 0.9)], shaded(colour, -0.45))


def _tower(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.polygon([(0, -0.95), (side * 0.16, -0.2), (side * 0.62, 1), (side * 0.36, 1),
                       (side * 0.05, -0.1)], colour)  # fmt: skip
    for y, w in ((-0.2, 0.22), (0.3, 0.4)):
        brush.box(-w, y, w, y + 0.1, shaded(colour, -0.15))
    brush.line([(0, -1), (0, -0.6)], 0.05, colour)


def car(brush: Brush, colour: RGB) -> None:
    brush.blob([(-0.6, -0.02), (-0.36, -0.5), (0.26, -0.5), (0.58, -0.02)], colour)
    brush.polygon([(-0.42, -0.04), (-0.28, -0.4), (-0.04, -0.4), (-0.04, -0.04)], _GLASS)
    brush.polygon([(0.04, -0.04), (0.04, -0.4), (0.2, -0.4), (0.4, -0.04)], _GLASS)
    brush.box(-0.98, -0.08, 0.98, 0.42, colour, 0.2)
    brush.circle(0.88, 0.1, 0.08, COLOURS["yellow"])
    brush.box(-0.97, 0.02, -0.86, 0.18, COLOURS["coral"])
    for x in (-0.52, 0.54):
        brush.circle(x, 0.42, 0.24, _TYRE)
        brush.circle(x, 0.42, 0.11, COLOURS["silver"])


def _bus(brush: Brush, colour: RGB) -> None:
    brush.box(-0.98, -0.62, 0.98, 0.5, colour, 0.12)
    for i in range(4):
        brush.box(-0.85 + 0.4 * i, -0.45, -0.53 + 0.4 * i, -0.1, _GLASS, 0.04)
    brush.box(0.78, -0.45, 0.97, 0.0, _GLASS)
    brush.line([(-0.95, 0.1), (0.95, 0.1)], 0.06, shaded(colour, 0.5))
    for x in (-0.55, 0.55):
        brush.circle(x, 0.5, 0.22, _TYRE)
        brush.circle(x, 0.5, 0.1, COLOURS["silver"])


def _train(brush: Brush, colour: RGB) -> None:
    brush.circle(0.52, -0.85, 0.14, (236, 238, 242))
    brush.circle(0.3, -0.92, 0.1, (236, 238, 242))
    brush.box(0.42, -0.6, 0.64, -0.1, _TYRE)
    brush.box(-0.3, -0.25, 0.9, 0.4, colour, 0.18)
    brush.box(-0.9, -0.62, -0.2, 0.4, shaded(colour, -0.15))
    brush.box(-0.75, -0.45, -0.35, -0.1, _GLASS)
    brush.box(-1, -0.72, -0.12, -0.58, _TYRE)
    for x, r in ((-0.6, 0.26), (0.1, 0.2), (0.6, 0.2)):
        brush.circle(x, 0.7 - r, r, _TYRE)
        brush.circle(x, 0.7 - r, r * 0.45, COLOURS["gold"])


def _bicycle(brush: Brush, colour: RGB) -> None:
    for x in (-0.55, 0.55):
        points = arc_points(x, 0.3, 0.4, 0.4, 0, 360)
        brush.line(points, 0.06, _TYRE)
    frame = [(-0.55, 0.3), (-0.2, -0.25), (0.35, -0.25), (-0.05, 0.3), (-0.55, 0.3)]
    brush.line(frame, 0.07, colour)
    brush.line([(-0.05, 0.3), (-0.26, -0.4)], 0.07, colour)
    brush.line([(0.55, 0.3), (0.32, -0.48), (0.52, -0.56)], 0.07, colour)
    brush.line([(-0.4, -0.42), (-0.12, -0.42)], 0.1, _TYRE)


def boat(brush: Brush, colour: RGB) -> None:
    brush.line([(0, -0.95), (0, 0.4)], 0.06, (124, 84, 58))
    brush.polygon([(0.06, -0.9), (0.06, 0.25), (0.75, 0.25)], (252, 250, 244))
    brush.polygon([(-0.06, -0.7), (-0.06, 0.25), (-0.6, 0.25)], shaded(colour, 0.55))
    brush.polygon([(-0.95, 0.36), (0.95, 0.36), (0.62, 0.88), (-0.62, 0.88)], colour)
    brush.polygon([(-0.95, 0.36), (0.95, 0.36), (0.88, 0.47), (-0.88, 0.47)], shaded(colour, 0.3))


_C = COLOURS
MOTIFS = {
    "house": Motif(house, (246, 226, 190), "ground", 0.5),
    "castle": Motif(_castle, (190, 192, 206), "ground", 0.62),
    "skyscraper": Motif(skyscraper, (92, 108, 142), "ground", 0.7),
    "lighthouse": Motif(_lighthouse, _C["red"], "ground", 0.6),
    "tent": Motif(_tent, _C["orange"], "ground", 0.38),
    "tower": Motif(_tower, (124, 116, 112), "ground", 0.66),
    "car": Motif(car, _C["red"], "ground", 0.42),
    "bus": Motif(_bus, _C["yellow"], "ground", 0.46),
    "train": Motif(_train, _C["green"], "ground", 0.48),
    "bicycle": Motif(_bicycle, _C["teal"], "ground", 0.4),
    "boat": Motif(boat, _C["red"], "water", 0.42),
}
