"""Creatures with a figure of their own: birds, fish, insects and a few giants."""

from gemini_magic.local.drawing.brush import INK, Brush
from gemini_magic.local.drawing.colours import COLOURS, RGB, shaded
from gemini_magic.local.drawing.motifs.motif import Motif

_WHITE = (255, 255, 255)
_BEAK = (246, 158, 44)


def _eye(brush: Brush, x: float, y: float, radius: float = 0.08) -> None:
    brush.circle(x, y, radius, INK)
    brush.circle(x + radius * 0.35, y - radius * 0.35, radius * 0.36, _WHITE)


def _bird(brush: Brush, colour: RGB) -> None:
    brush.polygon([(-0.5, 0.1), (-1, -0.15), (-0.95, 0.25)], shaded(colour, -0.2))
    brush.polygon([(0.62, -0.35), (0.98, -0.22), (0.62, -0.1)], _BEAK)
    brush.ellipse(-0.02, 0.15, 0.62, 0.48, colour)
    brush.circle(0.4, -0.28, 0.36, colour)
    brush.ellipse(0.08, 0.32, 0.36, 0.26, shaded(colour, 0.5))
    brush.blob([(-0.4, 0.0), (0.15, -0.05), (0.1, 0.25), (-0.35, 0.35)], shaded(colour, -0.2))
    _eye(brush, 0.5, -0.34)
    for x in (-0.05, 0.15):
        brush.line([(x, 0.6), (x, 0.88), (x + 0.1, 0.92)], 0.05, _BEAK)


def _duck(brush: Brush, colour: RGB) -> None:
    brush.blob([(-0.95, -0.05), (-0.6, 0.1), (0.1, 0.05), (0.6, 0.15), (0.6, 0.55), (0.1, 0.8),
                (-0.6, 0.65)], colour)  # fmt: skip
    brush.polygon([(0.62, -0.42), (1, -0.32), (0.62, -0.2)], _BEAK)
    brush.circle(0.38, -0.34, 0.36, colour)
    brush.blob([(-0.5, 0.25), (0.1, 0.2), (0.15, 0.45), (-0.3, 0.55)], shaded(colour, -0.12))
    _eye(brush, 0.48, -0.42)


def _owl(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.polygon([(side * 0.6, -0.5), (side * 0.56, -0.98), (side * 0.15, -0.7)], colour)
    brush.blob([(0, -0.85), (0.6, -0.6), (0.66, 0.3), (0.3, 0.92), (-0.3, 0.92), (-0.66, 0.3),
                (-0.6, -0.6)], colour)  # fmt: skip
    brush.ellipse(0, 0.4, 0.4, 0.45, shaded(colour, 0.5))
    for side in (-1, 1):
        brush.ellipse(side * 0.56, 0.25, 0.17, 0.48, shaded(colour, -0.2), side * 10)
        brush.circle(side * 0.27, -0.36, 0.27, _WHITE)
        _eye(brush, side * 0.25, -0.36, 0.14)
        brush.ellipse(side * 0.2, 0.93, 0.16, 0.07, _BEAK)
    brush.polygon([(-0.1, -0.22), (0.1, -0.22), (0, 0.02)], _BEAK)


def _penguin(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.ellipse(side * 0.2, 0.93, 0.2, 0.07, _BEAK)
        brush.ellipse(side * 0.58, 0.2, 0.12, 0.42, colour, side * -14)
    brush.blob([(0, -0.98), (0.42, -0.72), (0.58, 0.3), (0.32, 0.92), (-0.32, 0.92), (-0.58, 0.3),
                (-0.42, -0.72)], colour)  # fmt: skip
    brush.ellipse(0, 0.35, 0.4, 0.54, _WHITE)
    for side in (-1, 1):
        brush.circle(side * 0.17, -0.46, 0.22, _WHITE)
        _eye(brush, side * 0.17, -0.5)
    brush.polygon([(-0.13, -0.4), (0.13, -0.4), (0, -0.2)], _BEAK)


def _chick(brush: Brush, colour: RGB) -> None:
    for x in (-0.2, 0.2):
        brush.line([(x, 0.7), (x, 0.95), (x + 0.12, 0.97)], 0.06, _BEAK)
    brush.circle(0, 0.2, 0.6, colour)
    brush.circle(0, -0.4, 0.42, colour)
    for side in (-1, 1):
        brush.ellipse(side * 0.55, 0.2, 0.13, 0.3, shaded(colour, -0.12), side * -14)
        _eye(brush, side * 0.17, -0.44, 0.07)
    brush.polygon([(-0.12, -0.34), (0.12, -0.34), (0, -0.16)], _BEAK)


def _fish(brush: Brush, colour: RGB) -> None:
    brush.polygon([(-0.4, 0), (-0.98, -0.48), (-0.82, 0), (-0.98, 0.48)], shaded(colour, -0.15))
    brush.blob([(-0.2, -0.36), (0.15, -0.72), (0.36, -0.36)], shaded(colour, -0.15))
    brush.ellipse(0.15, 0, 0.72, 0.46, colour)
    for x in (-0.15, 0.1):
        brush.curve([(x, -0.3), (x + 0.1, 0), (x, 0.3)], 0.06, shaded(colour, 0.45))
    _eye(brush, 0.54, -0.1, 0.09)
    brush.curve([(0.66, 0.14), (0.74, 0.18), (0.82, 0.12)], 0.035, INK)


def _whale(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.curve([(0.3, -0.5), (0.3 + side * 0.1, -0.85), (0.3 + side * 0.26, -0.7)], 0.06,
                    COLOURS["light blue"])  # fmt: skip
    brush.blob([(-0.6, 0.1), (-0.98, -0.5), (-0.72, -0.42), (-0.55, -0.62), (-0.42, -0.05)], colour)
    brush.blob([(-0.6, 0.05), (0.1, -0.42), (0.8, -0.28), (0.98, 0.2), (0.6, 0.62), (-0.1, 0.6)],
               colour)  # fmt: skip
    brush.blob([(0.95, 0.25), (0.6, 0.62), (0, 0.6), (0.4, 0.4)], shaded(colour, 0.55))
    _eye(brush, 0.62, 0.1, 0.07)


def _turtle(brush: Brush, colour: RGB) -> None:
    skin = shaded(colour, 0.25)
    for x in (-0.45, 0.35):
        brush.ellipse(x, 0.62, 0.2, 0.22, skin)
    brush.polygon([(-0.75, 0.4), (-1, 0.55), (-0.7, 0.58)], skin)
    brush.circle(0.76, 0.1, 0.24, skin)
    brush.blob([(-0.85, 0.5), (-0.62, -0.3), (0, -0.6), (0.55, -0.25), (0.7, 0.5)], colour)
    for x, y in ((-0.35, 0.1), (0.05, -0.22), (0.3, 0.18)):
        brush.circle(x, y, 0.17, shaded(colour, -0.2))
    _eye(brush, 0.84, 0.05, 0.06)


def _butterfly(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.blob(
            [(0, -0.05), (side * 0.4, -0.85), (side * 0.95, -0.75), (side * 0.8, -0.1)], colour
        )
        brush.blob([(0, 0), (side * 0.75, 0.05), (side * 0.75, 0.65), (side * 0.25, 0.75)],
                   shaded(colour, -0.15))  # fmt: skip
        brush.circle(side * 0.62, -0.5, 0.14, shaded(colour, 0.55))
        brush.circle(side * 0.5, 0.4, 0.1, shaded(colour, 0.55))
        brush.curve([(0, -0.4), (side * 0.1, -0.7), (side * 0.28, -0.85)], 0.035, INK)
    brush.ellipse(0, 0.05, 0.08, 0.48, INK)


def _bee(brush: Brush, colour: RGB) -> None:
    for turn in (-35, 15):
        brush.ellipse(-0.05 + turn / 90, -0.5, 0.22, 0.38, (214, 236, 250), turn)
    brush.ellipse(0, 0.1, 0.72, 0.48, colour)
    for x, half in ((-0.28, 0.42), (0.05, 0.46)):
        brush.line([(x, 0.1 - half + 0.05), (x, 0.1 + half - 0.05)], 0.14, INK)
    _eye(brush, 0.46, 0.02)
    brush.curve([(0.5, -0.25), (0.62, -0.5), (0.78, -0.55)], 0.04, INK)


def _ladybird(brush: Brush, colour: RGB) -> None:
    brush.circle(0, -0.5, 0.36, INK)
    brush.ellipse(0, 0.15, 0.78, 0.72, colour)
    brush.line([(0, -0.5), (0, 0.85)], 0.05, INK)
    for side in (-1, 1):
        _eye(brush, side * 0.16, -0.66, 0.1)
        for x, y in ((0.36, -0.1), (0.42, 0.38)):
            brush.circle(side * x, y, 0.13, INK)


def _snail(brush: Brush, colour: RGB) -> None:
    skin = (232, 200, 150)
    brush.blob(
        [(-0.95, 0.7), (0.4, 0.45), (0.62, -0.3), (0.92, -0.25), (0.85, 0.5), (0.5, 0.78)], skin
    )
    for x in (0.68, 0.88):
        brush.line([(x, -0.25), (x + 0.03, -0.6)], 0.04, skin)
        brush.circle(x + 0.03, -0.6, 0.07, INK)
    brush.circle(-0.15, 0.1, 0.58, colour)
    for r, light in ((0.42, 0.3), (0.26, 0), (0.12, 0.3)):
        brush.circle(-0.12, 0.12, r, shaded(colour, light))


def _snake(brush: Brush, colour: RGB) -> None:
    path = [
        (-0.95, 0.6),
        (-0.5, 0.75),
        (-0.2, 0.3),
        (0.25, 0.3),
        (0.4, -0.1),
        (0.1, -0.4),
        (0.5, -0.6),
    ]
    brush.curve(path, 0.2, colour)
    brush.line([(0.75, -0.6), (0.98, -0.56)], 0.04, COLOURS["red"])
    brush.ellipse(0.58, -0.62, 0.24, 0.17, colour)
    _eye(brush, 0.64, -0.68, 0.06)


def _elephant(brush: Brush, colour: RGB) -> None:
    for x in (-0.5, -0.05):
        brush.box(x - 0.14, 0.3, x + 0.14, 0.96, shaded(colour, -0.1), 0.08)
    brush.ellipse(-0.25, 0.1, 0.62, 0.5, colour)
    brush.curve([(0.68, -0.1), (0.86, 0.3), (0.8, 0.65), (0.95, 0.75)], 0.2, colour)
    brush.circle(0.4, -0.25, 0.44, colour)
    brush.ellipse(0.12, -0.2, 0.3, 0.42, shaded(colour, -0.14), 12)
    _eye(brush, 0.58, -0.32, 0.07)


def _dinosaur(brush: Brush, colour: RGB) -> None:
    for i in range(5):
        x, y = -0.72 + 0.26 * i, 0.12 - 0.13 * i + (0.05 if i > 3 else 0)
        brush.polygon([(x - 0.12, y + 0.12), (x, y - 0.22), (x + 0.14, y + 0.1)], _BEAK)
    brush.blob([(-1, 0.5), (-0.5, 0.05), (0.05, -0.2), (0.2, -0.8), (0.75, -0.92), (0.95, -0.6),
                (0.6, -0.42), (0.5, 0.2), (0.3, 0.7), (-0.4, 0.6)], colour)  # fmt: skip
    brush.blob([(0.44, -0.1), (0.46, 0.3), (0.25, 0.62), (0.1, 0.4)], shaded(colour, 0.4))
    for x in (-0.25, 0.2):
        brush.box(x - 0.14, 0.45, x + 0.16, 0.96, shaded(colour, -0.1), 0.08)
    _eye(brush, 0.6, -0.7, 0.08)


_C = COLOURS
MOTIFS = {
    "bird": Motif(_bird, (86, 156, 224), "ground", 0.3, (0.4, -0.6)),
    "duck": Motif(_duck, _C["yellow"], "water", 0.32, (0.38, -0.66)),
    "owl": Motif(_owl, (150, 112, 78), "ground", 0.38, (0, -0.8)),
    "penguin": Motif(_penguin, (52, 60, 84), "ground", 0.42, (0, -0.9)),
    "chick": Motif(_chick, (252, 214, 78), "ground", 0.3, (0, -0.76)),
    "fish": Motif(_fish, _C["orange"], "water", 0.32),
    "whale": Motif(_whale, (74, 126, 186), "water", 0.5),
    "turtle": Motif(_turtle, (78, 150, 92), "ground", 0.36),
    "butterfly": Motif(_butterfly, (240, 138, 60), "sky", 0.26),
    "bee": Motif(_bee, _C["yellow"], "sky", 0.24),
    "ladybird": Motif(_ladybird, _C["red"], "ground", 0.24),
    "snail": Motif(_snail, (186, 124, 82), "ground", 0.3),
    "snake": Motif(_snake, (96, 168, 84), "ground", 0.4),
    "elephant": Motif(_elephant, (156, 164, 180), "ground", 0.52, (0.42, -0.65)),
    "dinosaur": Motif(_dinosaur, (104, 178, 98), "ground", 0.54, (0.5, -0.9)),
}
