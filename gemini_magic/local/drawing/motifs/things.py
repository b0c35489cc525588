"""Things at hand: cakes, cups, books, umbrellas, gifts."""

from gemini_magic.local.drawing.brush import INK, Brush, arc_points
from gemini_magic.local.drawing.colours import COLOURS, RGB, shaded
from gemini_magic.local.drawing.motifs.motif import Motif

_WHITE = (255, 255, 255)
_CONE = (222, 170, 104)


def _cake(brush: Brush, colour: RGB) -> None:
    for x in (-0.35, 0, 0.35):
        brush.line([(x, -0.35), (x, -0.65)], 0.07, COLOURS["light blue"])
        brush.blob(
            [(x, -0.95), (x + 0.07, -0.77), (x, -0.68), (x - 0.07, -0.77)], COLOURS["orange"]
        )
    brush.box(-0.92, 0.25, 0.92, 0.85, shaded(colour, 0.25), 0.08)
    brush.box(-0.66, -0.35, 0.66, 0.3, colour, 0.08)
    for i in range(6):
        brush.circle(-0.75 + 0.3 * i, 0.3, 0.14, _WHITE)
    brush.box(-1, 0.82, 1, 0.94, COLOURS["silver"], 0.05)


def _gift(brush: Brush, colour: RGB) -> None:
    ribbon = COLOURS["gold"] if colour != COLOURS["gold"] else COLOURS["red"]
    for side in (-1, 1):
        brush.blob([(0, -0.35), (side * 0.5, -0.85), (side * 0.6, -0.4)], ribbon)
    brush.box(-0.72, -0.1, 0.72, 0.9, colour)
    brush.box(-0.82, -0.38, 0.82, 0.0, shaded(colour, 0.14))
    brush.box(-0.13, -0.38, 0.13, 0.9, ribbon)


def _cup(brush: Brush, colour: RGB) -> None:
    for x in (-0.3, 0, 0.3):
        brush.curve([(x, -0.4), (x + 0.08, -0.6), (x - 0.06, -0.78), (x + 0.03, -0.95)], 0.05,
                    (170, 176, 190, 150))  # fmt: skip
    brush.line(arc_points(0.56, 0.2, 0.3, 0.26, -90, 90), 0.12, colour)
    brush.polygon([(-0.66, -0.28), (0.66, -0.28), (0.52, 0.8), (-0.52, 0.8)], colour)
    brush.ellipse(0, -0.28, 0.66, 0.14, shaded(colour, 0.4))
    brush.ellipse(0, -0.26, 0.55, 0.1, (104, 66, 40))


def _ice_cream(brush: Brush, colour: RGB) -> None:
    brush.polygon([(-0.42, -0.1), (0.42, -0.1), (0, 0.98)], _CONE)
    brush.circle(-0.26, -0.22, 0.36, colour)
    brush.circle(0.26, -0.22, 0.36, shaded(colour, 0.45))
    brush.circle(0, -0.55, 0.36, (150, 98, 66))
    brush.circle(0, -0.9, 0.1, COLOURS["red"])


def _pizza(brush: Brush, colour: RGB) -> None:
    brush.blob([(-0.9, -0.6), (0, -0.82), (0.9, -0.6), (0.84, -0.42), (-0.84, -0.42)], _CONE)
    brush.polygon([(-0.82, -0.5), (0.82, -0.5), (0, 0.98)], colour)
    for x, y in ((-0.3, -0.25), (0.34, -0.2), (0.0, 0.22), (-0.02, 0.6)):
        brush.circle(x, y, 0.14 if y < 0.5 else 0.08, COLOURS["red"])


def _book(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.polygon([(0, -0.45), (side * 0.98, -0.6), (side * 0.98, 0.55), (0, 0.7)], colour)
        brush.polygon(
            [(0, -0.4), (side * 0.88, -0.54), (side * 0.88, 0.46), (0, 0.6)], (252, 248, 236)
        )
        for i in range(4):
            y = -0.25 + 0.18 * i
            brush.line([(side * 0.16, y), (side * 0.72, y - 0.09)], 0.035, (176, 170, 160))


def _umbrella(brush: Brush, colour: RGB) -> None:
    brush.line([(0, -0.3), (0, 0.72)], 0.06, (110, 80, 56))
    brush.line(arc_points(0.14, 0.72, 0.14, 0.16, 180, 0), 0.06, (110, 80, 56))
    brush.polygon(arc_points(0, 0.05, 0.95, 0.95, 180, 360), colour)
    brush.polygon(arc_points(0, 0.05, 0.36, 0.95, 180, 360), shaded(colour, 0.35))
    brush.line([(0, -0.88), (0, -1)], 0.06, (110, 80, 56))


def _ball(brush: Brush, colour: RGB) -> None:
    brush.circle(0, 0, 0.92, _WHITE)
    for start in (0, 120, 240):
        brush.polygon([(0, 0), *arc_points(0, 0, 0.92, 0.92, start, start + 60)], colour)
    brush.circle(0, 0, 0.16, colour)


def _candle(brush: Brush, colour: RGB) -> None:
    brush.circle(0, -0.6, 0.4, (255, 220, 130, 80))
    brush.blob([(0, -0.98), (0.15, -0.6), (0, -0.42), (-0.15, -0.6)], COLOURS["orange"])
    brush.box(-0.24, -0.35, 0.24, 0.95, colour, 0.05)


def _clock(brush: Brush, colour: RGB) -> None:
    brush.circle(0, 0, 0.95, colour)
    brush.circle(0, 0, 0.8, _WHITE)
    for i in range(12):
        x, y = arc_points(0, 0, 0.68, 0.68, i * 30, i * 30 + 1)[0]
        brush.circle(x, y, 0.045, INK)
    brush.line([(0, 0), (0.32, -0.26)], 0.08, INK)
    brush.line([(0, 0), (-0.22, -0.52)], 0.05, INK)


def _computer(brush: Brush, colour: RGB) -> None:
    brush.box(-0.78, -0.72, 0.78, 0.36, (62, 68, 84), 0.06)
    brush.box(-0.7, -0.64, 0.7, 0.28, colour)
    for i, reach in enumerate((0.2, 0.45, 0.1, 0.35)):
        brush.line([(-0.56, -0.45 + 0.19 * i), (-0.2 + reach, -0.45 + 0.19 * i)], 0.06,
                   shaded(colour, 0.6))  # fmt: skip
    brush.polygon([(-0.78, 0.38), (0.78, 0.38), (1, 0.72), (-1, 0.72)], COLOURS["silver"])


def _camera(brush: Brush, colour: RGB) -> None:
    brush.box(-0.35, -0.68, 0.35, -0.3, colour, 0.06)
    brush.box(-0.92, -0.48, 0.92, 0.7, colour, 0.12)
    brush.circle(0, 0.12, 0.45, (228, 230, 236))
    brush.circle(0, 0.12, 0.34, (58, 66, 90))
    brush.circle(-0.1, 0.02, 0.1, COLOURS["light blue"])
    brush.circle(0.7, -0.28, 0.08, COLOURS["yellow"])


def _guitar(brush: Brush, colour: RGB) -> None:
    brush.line([(0.1, -0.1), (0.66, -0.8)], 0.14, (96, 64, 44))
    brush.polygon([(0.56, -0.8), (0.76, -0.66), (0.92, -0.9), (0.74, -1)], (70, 48, 36))
    brush.circle(-0.34, 0.48, 0.46, colour)
    brush.circle(0.02, 0.06, 0.32, colour)
    brush.circle(-0.14, 0.24, 0.16, (70, 48, 36))


def _key(brush: Brush, colour: RGB) -> None:
    ring = arc_points(-0.55, 0, 0.32, 0.32, 0, 360)
    brush.line(ring, 0.14, colour)
    brush.line([(-0.22, 0), (0.85, 0)], 0.14, colour)
    for x in (0.55, 0.8):
        brush.line([(x, 0), (x, 0.28)], 0.12, colour)


def _letter(brush: Brush, colour: RGB) -> None:
    brush.box(-0.92, -0.6, 0.92, 0.6, colour)
    brush.line([(-0.9, -0.58), (0, 0.12), (0.9, -0.58)], 0.05, shaded(colour, -0.3))


def _flag(brush: Brush, colour: RGB) -> None:
    brush.line([(-0.7, -0.95), (-0.7, 1)], 0.08, (120, 90, 64))
    top = [(-0.66, -0.85), (-0.1, -0.95), (0.35, -0.75), (0.9, -0.85)]
    brush.blob([*top, (0.9, -0.1), (0.35, 0.02), (-0.1, -0.15), (-0.66, -0.05)], colour)


def _bulb(brush: Brush, colour: RGB) -> None:
    brush.circle(0, -0.2, 0.9, (*shaded(colour, 0.2), 60))
    brush.box(-0.24, 0.35, 0.24, 0.85, COLOURS["silver"], 0.06)
    side = [(0.5, -0.5), (0.5, 0), (0.24, 0.4)]
    brush.blob([(0, -0.82), *side, *((-x, y) for x, y in reversed(side))], colour)
    brush.line([(-0.14, 0.3), (-0.2, -0.1), (0, 0.05), (0.2, -0.1), (0.14, 0.3)], 0.05, INK)


def _egg(brush: Brush, colour: RGB) -> None:
    brush.blob([(0, -0.92), (0.5, -0.4), (0.66, 0.25), (0.4, 0.8), (-0.4, 0.8), (-0.66, 0.25),
                (-0.5, -0.4)], colour)  # fmt: skip
    for x, y in ((-0.3, 0.0), (0.25, -0.2), (0.05, 0.4)):
        brush.circle(x, y, 0.12, shaded(colour, 0.5))


def _sign(brush: Brush, colour: RGB) -> None:
    brush.box(-0.08, 0.1, 0.08, 1, (124, 84, 58))
    brush.box(-0.98, -0.62, 0.98, 0.3, colour, 0.08)
    brush.box(-0.9, -0.54, 0.9, 0.22, shaded(colour, 0.3), 0.05)


def _pebble(brush: Brush, colour: RGB) -> None:
    """What stands for a thing that no motif shows: friendly, and of no likeness."""
    points = [
        (-0.75, 0.1),
        (-0.5, -0.6),
        (0.15, -0.8),
        (0.75, -0.35),
        (0.8, 0.4),
        (0.2, 0.8),
        (-0.5, 0.7),
    ]
    brush.blob([(x + brush.dice.uniform(-0.12, 0.12), y + brush.dice.uniform(-0.1, 0.1))
                for x, y in points], colour)  # fmt: skip
    brush.ellipse(-0.3, -0.35, 0.2, 0.12, shaded(colour, 0.35), -30)
    for side in (-1, 1):
        brush.circle(side * 0.2, 0.0, 0.07, INK)
    brush.curve([(-0.16, 0.22), (0, 0.32), (0.16, 0.22)], 0.045, INK)


_C = COLOURS
MOTIFS = {
    "cake": Motif(_cake, _C["pink"], "ground", 0.42),
    "gift": Motif(_gift, _C["red"], "ground", 0.32),
    "cup": Motif(_cup, _C["teal"], "ground", 0.36),
    "ice cream": Motif(_ice_cream, _C["pink"], "any", 0.44),
    "pizza": Motif(_pizza, (250, 206, 92), "any", 0.42),
    "book": Motif(_book, _C["blue"], "ground", 0.42),
    "umbrella": Motif(_umbrella, _C["purple"], "ground", 0.44),
    "ball": Motif(_ball, _C["red"], "ground", 0.24),
    "candle": Motif(_candle, (250, 236, 210), "ground", 0.34),
    "clock": Motif(_clock, _C["teal"], "any", 0.42),
    "computer": Motif(_computer, (84, 140, 214), "ground", 0.46),
    "camera": Motif(_camera, (88, 92, 106), "ground", 0.36),
    "guitar": Motif(_guitar, (214, 132, 62), "ground", 0.5),
    "key": Motif(_key, _C["gold"], "any", 0.34),
    "letter": Motif(_letter, (250, 244, 228), "any", 0.36),
    "flag": Motif(_flag, _C["red"], "ground", 0.42),
    "bulb": Motif(_bulb, (252, 222, 92), "any", 0.36),
    "egg": Motif(_egg, _C["turquoise"], "ground", 0.26),
    "sign": Motif(_sign, (178, 126, 80), "ground", 0.46),
    "pebble": Motif(_pebble, _C["lavender"], "ground", 0.36, (0, -0.72)),
}
