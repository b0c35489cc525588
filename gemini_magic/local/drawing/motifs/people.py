"""Faces and figures: people, robots, snowmen, ghosts, and what is worn on a head."""

from collections.abc import Callable
from functools import partial

from gemini_magic.local.drawing.brush import INK, Brush, arc_points
from gemini_magic.local.drawing.colours import COLOURS, RGB, shaded
from gemini_magic.local.drawing.motifs.motif import Motif

_SKIN = (236, 188, 150)
_HAIR = (84, 58, 42)


def smiley(brush: Brush, colour: RGB, mood: float = 1) -> None:
    brush.circle(0, 0, 0.95, colour)
    for side in (-1, 1):
        brush.ellipse(side * 0.32, -0.22, 0.11, 0.16, INK)
        brush.circle(side * 0.62, 0.16, 0.13, (244, 130, 120, 120))
    brush.curve([(-0.46, 0.3), (-0.24, 0.3 + 0.2 * mood), (0, 0.3 + 0.26 * mood),
                 (0.24, 0.3 + 0.2 * mood), (0.46, 0.3)], 0.08, INK)  # fmt: skip


def _sad(brush: Brush, colour: RGB) -> None:
    smiley(brush, colour, -1)


def person(brush: Brush, colour: RGB, hair: str = "short", extra: str = "") -> None:
    for side in (-1, 1):
        brush.line([(side * 0.13, 0.5), (side * 0.15, 0.92)], 0.17, (70, 84, 120))
        brush.ellipse(side * 0.19, 0.95, 0.14, 0.06, INK)
        brush.line([(side * 0.24, 0.02), (side * 0.46, 0.4)], 0.13, shaded(colour, -0.08))
        brush.circle(side * 0.47, 0.43, 0.08, _SKIN)
    if hair == "long":
        brush.blob([(0, -0.98), (0.38, -0.7), (0.42, -0.1), (-0.42, -0.1), (-0.38, -0.7)], _HAIR)
    brush.blob([(-0.2, -0.14), (0.2, -0.14), (0.34, 0.1), (0.3, 0.6), (-0.3, 0.6), (-0.34, 0.1)],
               colour)  # fmt: skip
    brush.circle(0, -0.5, 0.34, _SKIN)
    brush.polygon([*arc_points(0, -0.52, 0.36, 0.38, 185, 355), (0.2, -0.7), (-0.2, -0.72)], _HAIR)
    for side in (-1, 1):
        brush.circle(side * 0.13, -0.46, 0.045, INK)
        brush.circle(side * 0.22, -0.36, 0.06, (240, 140, 130, 110))
    brush.curve([(-0.11, -0.34), (0, -0.28), (0.11, -0.34)], 0.03, INK)
    _EXTRAS[extra](brush, colour)


def _helmet(brush: Brush, colour: RGB) -> None:
    brush.circle(0, -0.5, 0.46, (190, 220, 244, 110))
    rim = arc_points(0, -0.5, 0.5, 0.5, 0, 360)
    brush.polygon([*rim, *reversed(arc_points(0, -0.5, 0.41, 0.41, 0, 360))], (236, 238, 244))
    brush.box(-0.16, 0.1, 0.16, 0.3, COLOURS["light blue"], 0.04)


def _pointed_hat(brush: Brush, colour: RGB) -> None:
    brush.polygon([(-0.32, -0.74), (0.32, -0.74), (0.06, -1.25)], (72, 60, 140))
    brush.ellipse(0, -0.74, 0.46, 0.08, (60, 50, 120))
    brush.circle(0.0, -0.9, 0.05, COLOURS["yellow"])


def _coronet(brush: Brush, colour: RGB) -> None:
    crown(brush.at(0, -0.88, 0.3), COLOURS["gold"])


def _plain(brush: Brush, colour: RGB) -> None:
    """Nothing more."""


def _robot(brush: Brush, colour: RGB) -> None:
    brush.line([(0, -0.8), (0, -0.95)], 0.05, shaded(colour, -0.3))
    brush.circle(0, -0.95, 0.07, COLOURS["coral"])
    for side in (-1, 1):
        brush.line([(side * 0.45, 0.15), (side * 0.75, 0.35), (side * 0.75, 0.6)], 0.13,
                   shaded(colour, -0.2))  # fmt: skip
        brush.box(side * 0.22 - 0.13, 0.62, side * 0.22 + 0.13, 0.97, shaded(colour, -0.2), 0.05)
    brush.box(-0.5, -0.02, 0.5, 0.7, colour, 0.12)
    brush.box(-0.46, -0.8, 0.46, -0.1, shaded(colour, 0.15), 0.14)
    brush.box(-0.34, -0.62, 0.34, -0.26, (44, 54, 78), 0.1)
    for side in (-1, 1):
        brush.circle(side * 0.16, -0.44, 0.09, COLOURS["turquoise"])
    for i, name in enumerate(("red", "yellow", "green")):
        brush.circle(-0.2 + 0.2 * i, 0.25, 0.07, COLOURS[name])


def _snowman(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.line([(side * 0.35, 0.05), (side * 0.85, -0.25)], 0.05, (110, 78, 52))
    brush.circle(0, 0.5, 0.48, colour)
    brush.circle(0, -0.02, 0.36, colour)
    brush.circle(0, -0.46, 0.28, colour)
    for side in (-1, 1):
        brush.circle(side * 0.1, -0.52, 0.035, INK)
    brush.polygon([(0, -0.46), (0.3, -0.4), (0, -0.38)], COLOURS["orange"])
    brush.box(-0.3, -0.26, 0.3, -0.16, COLOURS["red"], 0.04)
    brush.box(0.08, -0.2, 0.2, 0.14, COLOURS["red"], 0.03)
    for y in (0.08, 0.4, 0.62):
        brush.circle(-0.02, y, 0.04, INK)
    top_hat(brush.at(0, -0.82, 0.3), INK)


def _ghost(brush: Brush, colour: RGB) -> None:
    feet = [(0.68, 0.85), (0.45, 0.68), (0.22, 0.9), (0, 0.7), (-0.22, 0.9), (-0.45, 0.68)]
    brush.blob([(0, -0.95), (0.55, -0.7), (0.68, 0), *feet, (-0.68, 0.85), (-0.68, 0),
                (-0.55, -0.7)], colour)  # fmt: skip
    for side in (-1, 1):
        brush.ellipse(side * 0.24, -0.3, 0.1, 0.15, INK)
    brush.ellipse(0, 0.05, 0.12, 0.16, INK)


def top_hat(brush: Brush, colour: RGB) -> None:
    brush.box(-0.6, -0.85, 0.6, 0.6, colour, 0.08)
    brush.box(-0.6, 0.2, 0.6, 0.45, shaded(colour, 0.5))
    brush.box(-1, 0.55, 1, 0.8, colour, 0.1)


def _cap(brush: Brush, colour: RGB) -> None:
    brush.polygon([*arc_points(0, 0.5, 0.78, 0.95, 180, 360)], colour)
    brush.box(-0.95, 0.42, 0.95, 0.7, shaded(colour, -0.2), 0.13)
    brush.circle(0, -0.5, 0.17, shaded(colour, 0.6))


def _party_hat(brush: Brush, colour: RGB) -> None:
    brush.polygon([(0, -0.95), (0.62, 0.8), (-0.62, 0.8)], colour)
    for x, y in ((0, -0.2), (-0.22, 0.3), (0.2, 0.45)):
        brush.circle(x, y, 0.11, COLOURS["yellow"])
    brush.circle(0, -0.9, 0.16, (255, 255, 255))


def crown(brush: Brush, colour: RGB) -> None:
    left = [(-0.9, 0.7), (-0.95, -0.45), (-0.45, 0.1)]
    brush.polygon([*left, (0, -0.75), *((-x, y) for x, y in reversed(left))], colour)
    for x, name in ((-0.5, "red"), (0, "turquoise"), (0.5, "red")):
        brush.circle(x, 0.42, 0.12, COLOURS[name])


def _glasses(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        ring = arc_points(side * 0.48, 0, 0.4, 0.4, 0, 360)
        brush.polygon(ring, (*shaded(colour, 0.4), 90))
        brush.line(ring, 0.1, colour)
    brush.line([(-0.1, -0.04), (0.1, -0.04)], 0.1, colour)


def _bow(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.blob([(0, 0), (side * 0.9, -0.55), (side * 0.95, 0.55)], colour)
    brush.circle(0, 0, 0.24, shaded(colour, -0.2))


_EXTRAS: dict[str, Callable[[Brush, RGB], None]] = {
    "": _plain, "helmet": _helmet, "hat": _pointed_hat, "crown": _coronet,
}  # fmt: skip
_HEAD = (0.0, -0.78)
_C = COLOURS
MOTIFS = {
    "smiley": Motif(smiley, _C["yellow"], "any", 0.5, (0, -0.8)),
    "sad face": Motif(_sad, _C["yellow"], "any", 0.5, (0, -0.8)),
    "man": Motif(person, _C["blue"], "ground", 0.54, _HEAD),
    "woman": Motif(partial(person, hair="long"), _C["coral"], "ground", 0.54, _HEAD),
    "astronaut": Motif(partial(person, extra="helmet"), (236, 238, 244), "ground", 0.5, _HEAD),
    "wizard": Motif(partial(person, extra="hat"), _C["purple"], "ground", 0.5),
    "queen": Motif(partial(person, hair="long", extra="crown"), _C["magenta"], "ground", 0.52),
    "robot": Motif(_robot, (146, 176, 200), "ground", 0.5, (0, -0.8)),
    "snowman": Motif(_snowman, (250, 252, 255), "ground", 0.52),
    "ghost": Motif(_ghost, (246, 246, 252), "sky", 0.4, (0, -0.85)),
    "hat": Motif(top_hat, _C["black"], "worn", 0.2),
    "cap": Motif(_cap, _C["red"], "worn", 0.2),
    "party hat": Motif(_party_hat, _C["magenta"], "worn", 0.2),
    "crown": Motif(crown, _C["gold"], "worn", 0.22),
    "glasses": Motif(_glasses, INK, "worn", 0.22),
    "bow": Motif(_bow, _C["red"], "worn", 0.16),
}
