"""What is in the sky: sun, moon, clouds, rainbows, and what flies."""

from gemini_magic.local.drawing.brush import Brush, arc_points, regular
from gemini_magic.local.drawing.colours import COLOURS, RGB, shaded
from gemini_magic.local.drawing.motifs.motif import Motif

_WHITE = (255, 255, 255)


def sun(brush: Brush, colour: RGB) -> None:
    for reach, alpha in ((1.0, 50), (0.82, 70)):
        brush.circle(0, 0, reach, (*shaded(colour, 0.2), alpha))
    rays = regular(12, 0.98)
    dips = regular(12, 0.7, -75)
    brush.polygon([p for pair in zip(rays, dips, strict=True) for p in pair], shaded(colour, 0.12))
    brush.circle(0, 0, 0.6, colour)


def moon(brush: Brush, colour: RGB) -> None:
    for reach, alpha in ((1.0, 26), (0.86, 34)):
        brush.circle(0, 0, reach, (*colour, alpha))
    brush.circle(0, 0, 0.7, colour)
    for x, y, r in (
        (-0.22, -0.2, 0.16),
        (0.26, 0.06, 0.11),
        (-0.08, 0.34, 0.13),
        (0.2, -0.4, 0.07),
    ):
        brush.circle(x, y, r, shaded(colour, -0.12))


def cloud(brush: Brush, colour: RGB) -> None:
    brush.box(-0.95, 0.0, 0.95, 0.5, colour, 0.25)
    for x, y, r in ((-0.42, -0.02, 0.36), (0.08, -0.16, 0.46), (0.52, 0.06, 0.32)):
        brush.circle(x, y, r, colour)


def _rainbow(brush: Brush, colour: RGB) -> None:
    for i, name in enumerate(("red", "orange", "yellow", "green", "blue", "purple")):
        outer, inner = 1 - i * 0.085, 1 - (i + 1) * 0.085
        points = arc_points(0, 0.55, outer, outer, 180, 360)
        back = reversed(arc_points(0, 0.55, inner, inner, 180, 360))
        brush.polygon([*points, *back], COLOURS[name])


def _rain(brush: Brush, colour: RGB) -> None:
    cloud(brush.at(0, -0.35, 0.85), shaded(colour, -0.1))
    for i in range(7):
        x, y = -0.66 + 0.22 * i, 0.28 + 0.16 * (i % 3)
        brush.line([(x, y), (x - 0.08, y + 0.26)], 0.05, COLOURS["blue"])


def _lightning(brush: Brush, colour: RGB) -> None:
    brush.polygon(
        [(0.15, -1), (-0.5, 0.12), (-0.06, 0.12), (-0.25, 1), (0.5, -0.25), (0.06, -0.25)], colour
    )


def _snowflake(brush: Brush, colour: RGB) -> None:
    for x, y in regular(6):
        brush.line([(0, 0), (x, y)], 0.09, colour)
        for side in (-1, 1):
            tip = (0.82 * x - side * 0.24 * y, 0.82 * y + side * 0.24 * x)
            brush.line([(0.55 * x, 0.55 * y), tip], 0.07, colour)


def _weather(brush: Brush, colour: RGB) -> None:
    sun(brush.at(-0.3, -0.3, 0.65), colour)
    cloud(brush.at(0.25, 0.3, 0.7), (236, 240, 246))


def _balloon(brush: Brush, colour: RGB) -> None:
    brush.curve([(0, 0.35), (0.06, 0.6), (-0.06, 0.8), (0, 1)], 0.03, (90, 90, 100))
    brush.polygon([(0, 0.28), (0.1, 0.42), (-0.1, 0.42)], shaded(colour, -0.15))
    brush.ellipse(0, -0.32, 0.56, 0.66, colour)
    brush.ellipse(-0.2, -0.56, 0.1, 0.18, shaded(colour, 0.5), 24)


def _hot_air_balloon(brush: Brush, colour: RGB) -> None:
    for x in (-0.16, 0.16):
        brush.line([(2.3 * x, 0.2), (x, 0.68)], 0.03, (120, 90, 60))
    brush.box(-0.2, 0.66, 0.2, 0.95, (158, 108, 62), 0.05)
    brush.circle(0, -0.28, 0.72, colour)
    brush.polygon([(-0.55, 0.18), (0.55, 0.18), (0.2, 0.52), (-0.2, 0.52)], colour)
    brush.ellipse(0, -0.28, 0.4, 0.72, shaded(colour, 0.45))
    brush.ellipse(0, -0.28, 0.14, 0.72, colour)


def _rocket(brush: Brush, colour: RGB) -> None:
    brush.blob([(-0.16, 0.62), (0.16, 0.62), (0.1, 0.86), (0, 1), (-0.1, 0.86)], COLOURS["orange"])
    brush.blob([(-0.08, 0.62), (0.08, 0.62), (0, 0.84)], COLOURS["yellow"])
    for side in (-1, 1):
        brush.polygon(
            [(side * 0.25, 0.1), (side * 0.55, 0.66), (side * 0.2, 0.52)], shaded(colour, -0.25)
        )
    brush.blob([(0, -1), (0.3, -0.5), (0.3, 0.2), (0.18, 0.62), (-0.18, 0.62), (-0.3, 0.2),
                (-0.3, -0.5)], (238, 240, 246))  # fmt: skip
    brush.blob([(0, -1), (0.2, -0.72), (0.27, -0.52), (0, -0.46), (-0.27, -0.52), (-0.2, -0.72)],
               colour)  # fmt: skip
    brush.circle(0, -0.1, 0.17, shaded(colour, -0.1))
    brush.circle(0, -0.1, 0.11, COLOURS["light blue"])


def _plane(brush: Brush, colour: RGB) -> None:
    brush.polygon(
        [(-0.1, -0.05), (-0.5, -0.65), (-0.28, -0.65), (0.3, -0.05)], shaded(colour, -0.2)
    )
    brush.polygon([(-0.72, -0.1), (-1, -0.5), (-0.82, -0.5), (-0.5, -0.1)], shaded(colour, -0.2))
    brush.blob([(-0.9, 0), (-0.5, -0.16), (0.5, -0.18), (0.95, 0.02), (0.6, 0.16), (-0.5, 0.14)],
               colour)  # fmt: skip
    brush.polygon([(-0.15, 0.05), (-0.5, 0.6), (-0.28, 0.6), (0.3, 0.05)], shaded(colour, 0.25))
    for i in range(4):
        brush.circle(-0.2 + 0.22 * i, -0.06, 0.05, COLOURS["light blue"])


def _planet(brush: Brush, colour: RGB) -> None:
    brush.circle(0, 0, 0.6, colour)
    brush.ellipse(-0.1, -0.25, 0.38, 0.08, shaded(colour, 0.3), -18)
    brush.ellipse(0.1, 0.22, 0.36, 0.07, shaded(colour, -0.15), -18)
    outer = arc_points(0, 0, 1, 0.3, -28, 208, -18)
    brush.polygon([*outer, *reversed(arc_points(0, 0, 0.84, 0.2, -28, 208, -18))],
                  shaded(COLOURS["beige"], -0.08))  # fmt: skip


def _ufo(brush: Brush, colour: RGB) -> None:
    brush.polygon([(-0.3, 0.2), (0.3, 0.2), (0.7, 1), (-0.7, 1)], (255, 246, 160, 90))
    brush.ellipse(0, -0.22, 0.42, 0.42, COLOURS["light blue"])
    brush.ellipse(0, 0.06, 0.95, 0.28, colour)
    for i in range(5):
        brush.circle(-0.6 + 0.3 * i, 0.1, 0.06, COLOURS["yellow"])


def _kite(brush: Brush, colour: RGB) -> None:
    brush.curve([(0, 0.4), (0.2, 0.6), (0, 0.8), (0.15, 1)], 0.03, (90, 90, 100))
    brush.polygon([(0, -0.95), (0.55, -0.3), (0, 0.45), (-0.55, -0.3)], colour)
    brush.polygon([(0, -0.95), (0, 0.45), (-0.55, -0.3)], shaded(colour, 0.3))


_C = COLOURS
MOTIFS = {
    "sun": Motif(sun, (253, 196, 44), "sky", 0.3),
    "moon": Motif(moon, (246, 238, 204), "sky", 0.28),
    "cloud": Motif(cloud, _WHITE, "sky", 0.28),
    "rainbow": Motif(_rainbow, _C["red"], "sky", 0.8),
    "rain": Motif(_rain, (206, 214, 226), "sky", 0.32),
    "lightning": Motif(_lightning, _C["yellow"], "sky", 0.28),
    "snowflake": Motif(_snowflake, (206, 230, 248), "sky", 0.18),
    "weather": Motif(_weather, (253, 196, 44), "any", 0.5),
    "balloon": Motif(_balloon, _C["red"], "sky", 0.3),
    "hot air balloon": Motif(_hot_air_balloon, _C["coral"], "sky", 0.38),
    "rocket": Motif(_rocket, _C["red"], "sky", 0.5),
    "plane": Motif(_plane, (232, 236, 242), "sky", 0.36),
    "planet": Motif(_planet, _C["orange"], "sky", 0.36),
    "ufo": Motif(_ufo, _C["silver"], "sky", 0.34),
    "kite": Motif(_kite, _C["magenta"], "sky", 0.3),
}
