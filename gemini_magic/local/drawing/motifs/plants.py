"""What grows: trees, flowers, fruit."""

from gemini_magic.local.drawing.brush import Brush, regular
from gemini_magic.local.drawing.colours import COLOURS, RGB, shaded
from gemini_magic.local.drawing.motifs.motif import Motif

_BARK = (124, 84, 54)
_LEAF = (76, 160, 82)


def tree(brush: Brush, colour: RGB) -> None:
    brush.polygon([(-0.12, 0), (0.12, 0), (0.18, 1), (-0.18, 1)], _BARK)
    for x, y, r in ((-0.4, -0.1, 0.42), (0.4, -0.1, 0.42), (0, -0.45, 0.52), (0, -0.02, 0.42)):
        brush.circle(x, y, r, colour)
    for x, y, r in ((-0.22, -0.6, 0.16), (-0.5, -0.2, 0.12), (0.22, -0.3, 0.14)):
        brush.circle(x, y, r, shaded(colour, 0.18))


def pine(brush: Brush, colour: RGB) -> None:
    brush.box(-0.1, 0.55, 0.1, 1, _BARK)
    for top, bottom, half in ((0.0, 0.78, 0.66), (-0.45, 0.3, 0.54), (-0.95, -0.18, 0.4)):
        brush.polygon([(0, top - 0.05), (half, bottom), (-half, bottom)], colour)
        brush.polygon([(0, top - 0.05), (0, bottom), (-half, bottom)], shaded(colour, 0.12))


def _christmas_tree(brush: Brush, colour: RGB) -> None:
    pine(brush, colour)
    spots = ((0, -0.4), (-0.25, 0.1), (0.2, 0.0), (-0.35, 0.62), (0.05, 0.5), (0.4, 0.6))
    for i, (x, y) in enumerate(spots):
        brush.circle(x, y, 0.075, COLOURS[("red", "gold", "light blue")[i % 3]])
    points = zip(regular(5, 0.18), regular(5, 0.08, -54), strict=True)
    brush.polygon([(x, y - 0.96) for pair in points for x, y in pair], COLOURS["yellow"])


def palm(brush: Brush, colour: RGB) -> None:
    brush.curve([(0.12, 1), (0.02, 0.5), (0.0, 0), (-0.1, -0.4)], 0.16, (156, 112, 70))
    for x, y in ((-0.9, -0.2), (-0.7, -0.72), (0.1, -0.98), (0.62, -0.7), (0.75, -0.15)):
        mid = ((x - 0.1) / 2, (y - 0.4) / 2 - 0.2)
        brush.blob([(-0.1, -0.4), (mid[0], mid[1] - 0.06), (x, y), (mid[0], mid[1] + 0.12)], colour)
    for x in (-0.2, -0.02):
        brush.circle(x, -0.34, 0.08, (110, 72, 44))


def flower(brush: Brush, colour: RGB) -> None:
    brush.curve([(0, -0.2), (0.04, 0.4), (0, 1)], 0.07, (70, 142, 70))
    for side in (-1, 1):
        brush.ellipse(side * 0.22, 0.55, 0.22, 0.09, (84, 160, 80), side * -28)
    for x, y in regular(6, 0.34):
        brush.circle(x, y - 0.42, 0.22, colour)
    brush.circle(0, -0.42, 0.2, COLOURS["yellow"] if colour != COLOURS["yellow"] else (150, 96, 40))


def _sunflower(brush: Brush, colour: RGB) -> None:
    brush.line([(0, 0), (0, 1)], 0.08, (70, 142, 70))
    for side in (-1, 1):
        brush.ellipse(side * 0.26, 0.6, 0.27, 0.12, (84, 160, 80), side * -28)
    for i, (x, y) in enumerate(regular(14, 0.42)):
        brush.ellipse(x, y - 0.35, 0.2, 0.09, colour, -90 + i * 360 / 14)
    brush.circle(0, -0.35, 0.34, (106, 66, 34))
    brush.circle(0, -0.35, 0.2, (132, 86, 44))


def _tulip(brush: Brush, colour: RGB) -> None:
    brush.line([(0, -0.1), (0, 1)], 0.07, (70, 142, 70))
    brush.blob([(0, 0.95), (-0.3, 0.5), (-0.34, 0.1), (-0.12, 0.5)], (84, 160, 80))
    brush.blob([(-0.38, -0.85), (-0.2, -0.6), (0, -0.95), (0.2, -0.6), (0.38, -0.85), (0.4, -0.3),
                (0, 0.02), (-0.4, -0.3)], colour)  # fmt: skip


def _cactus(brush: Brush, colour: RGB) -> None:
    brush.box(-0.7, -0.1, -0.45, 0.45, colour, 0.12)
    brush.box(-0.6, 0.22, -0.1, 0.45, colour, 0.1)
    brush.box(0.45, -0.4, 0.7, 0.2, colour, 0.12)
    brush.box(0.1, -0.02, 0.6, 0.2, colour, 0.1)
    brush.box(-0.24, -0.95, 0.24, 1, colour, 0.23)
    for x in (-0.1, 0.1):
        brush.line([(x, -0.7), (x, 0.9)], 0.025, shaded(colour, -0.2))


def _mushroom(brush: Brush, colour: RGB) -> None:
    brush.blob([(-0.2, 0), (0.2, 0), (0.3, 0.9), (0, 1), (-0.3, 0.9)], (246, 236, 216))
    brush.blob([(-0.95, 0.12), (-0.8, -0.4), (-0.3, -0.8), (0.3, -0.8), (0.8, -0.4), (0.95, 0.12),
                (0, 0.22)], colour)  # fmt: skip
    for x, y, r in (
        (-0.45, -0.25, 0.13),
        (0.1, -0.5, 0.14),
        (0.5, -0.15, 0.12),
        (-0.1, -0.05, 0.1),
    ):
        brush.circle(x, y, r, (255, 250, 240))


def _apple(brush: Brush, colour: RGB) -> None:
    brush.curve([(0, -0.5), (0.04, -0.75), (0.14, -0.95)], 0.08, _BARK)
    brush.blob([(0, -0.48), (0.45, -0.6), (0.82, -0.2), (0.7, 0.5), (0.3, 0.9), (0, 0.82),
                (-0.3, 0.9), (-0.7, 0.5), (-0.82, -0.2), (-0.45, -0.6)], colour)  # fmt: skip
    brush.ellipse(0.32, -0.75, 0.26, 0.11, _LEAF, -24)
    brush.ellipse(-0.45, -0.15, 0.1, 0.2, shaded(colour, 0.4), 20)


def _round_fruit(brush: Brush, colour: RGB) -> None:
    brush.circle(0, 0.08, 0.82, colour)
    brush.ellipse(-0.35, -0.25, 0.12, 0.2, shaded(colour, 0.4), 30)
    brush.ellipse(0.22, -0.78, 0.26, 0.11, _LEAF, -20)
    brush.circle(0, -0.68, 0.07, _BARK)


def _banana(brush: Brush, colour: RGB) -> None:
    brush.blob([(-0.85, -0.55), (-0.7, -0.6), (-0.45, 0.1), (0.2, 0.38), (0.85, 0.15), (0.9, 0.3),
                (0.35, 0.75), (-0.4, 0.62), (-0.8, 0.1)], colour)  # fmt: skip
    brush.line([(-0.8, -0.55), (-0.78, -0.75)], 0.11, _BARK)


def _leaf(brush: Brush, colour: RGB) -> None:
    brush.blob(
        [(-0.8, 0.7), (-0.6, -0.2), (0.1, -0.75), (0.85, -0.85), (0.75, 0), (0.2, 0.6)], colour
    )
    brush.curve([(-0.95, 0.9), (-0.2, 0.15), (0.6, -0.6)], 0.05, shaded(colour, -0.25))


_C = COLOURS
MOTIFS = {
    "tree": Motif(tree, _LEAF, "ground", 0.5),
    "pine": Motif(pine, (46, 122, 84), "ground", 0.5),
    "christmas tree": Motif(_christmas_tree, (36, 120, 72), "ground", 0.6),
    "palm": Motif(palm, (58, 150, 88), "ground", 0.55),
    "flower": Motif(flower, (238, 106, 152), "ground", 0.32),
    "sunflower": Motif(_sunflower, (250, 196, 44), "ground", 0.46),
    "tulip": Motif(_tulip, _C["red"], "ground", 0.34),
    "cactus": Motif(_cactus, (74, 148, 88), "ground", 0.42),
    "mushroom": Motif(_mushroom, _C["red"], "ground", 0.3),
    "apple": Motif(_apple, _C["red"], "any", 0.3),
    "round fruit": Motif(_round_fruit, _C["orange"], "any", 0.28),
    "banana": Motif(_banana, _C["yellow"], "any", 0.34),
    "leaf": Motif(_leaf, _LEAF, "any", 0.3),
}
