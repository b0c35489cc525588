"""Animals: most are one sitting figure with their own ears, snout and tail; some swim or fly."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gemini_magic.local.drawing.brush import INK, Brush
from gemini_magic.local.drawing.colours import COLOURS, RGB, shaded
from gemini_magic.local.drawing.motifs.motif import Motif

_PINK = (242, 158, 164)
_WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Build:
    """What tells one sitting animal from another."""

    ears: str = "pointed"
    tail: str = "long"
    belly: float = 0.45  # how much lighter than the coat
    nose: RGB = _PINK
    whiskers: bool = False
    marks: str = ""


def sitting(brush: Brush, colour: RGB, build: Build = Build()) -> None:
    light = shaded(colour, build.belly)
    _TAILS[build.tail](brush, colour)
    brush.blob([(0, -0.1), (0.42, 0.2), (0.54, 0.75), (0.4, 0.97), (-0.4, 0.97), (-0.54, 0.75),
                (-0.42, 0.2)], colour)  # fmt: skip
    brush.ellipse(0, 0.6, 0.27, 0.34, light)
    for side in (-1, 1):
        brush.ellipse(side * 0.28, 0.94, 0.2, 0.11, shaded(colour, 0.14))
    _EARS[build.ears](brush, colour)
    brush.ellipse(0, -0.28, 0.56, 0.46, colour)
    _MARKS[build.marks](brush, colour)
    brush.ellipse(0, -0.12, 0.27, 0.2, light)
    if sum(colour) < 200:  # or its eyes would not be seen
        for side in (-1, 1):
            brush.circle(side * 0.225, -0.3, 0.13, COLOURS["yellow"])
    face(brush.at(0, -0.28, 0.9), build.nose)
    if build.whiskers:
        for side in (-1, 1):
            for dy in (-0.05, 0.04):
                ends = [(side * 0.3, -0.14 + dy / 2), (side * 0.72, -0.16 + dy * 2)]
                brush.line(ends, 0.016, (*INK, 150))


def face(brush: Brush, nose: RGB) -> None:
    for side in (-1, 1):
        brush.ellipse(side * 0.25, -0.02, 0.085, 0.105, INK)
        brush.circle(side * 0.25 + 0.03, -0.06, 0.03, _WHITE)
        brush.circle(side * 0.43, 0.14, 0.08, (*_PINK, 90))
    brush.ellipse(0, 0.11, 0.075, 0.055, nose)
    brush.curve([(-0.13, 0.2), (-0.07, 0.25), (0, 0.19), (0.07, 0.25), (0.13, 0.2)], 0.028, INK)


def _pointed(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        tip = (side * 0.5, -0.98)
        brush.polygon([(side * 0.52, -0.36), tip, (side * 0.12, -0.62)], colour)
        brush.polygon([(side * 0.46, -0.5), (side * 0.46, -0.84), (side * 0.22, -0.62)], _PINK)


def _round_ears(brush: Brush, colour: RGB, inner: RGB = _PINK, radius: float = 0.2) -> None:
    for side in (-1, 1):
        brush.circle(side * 0.4, -0.66, radius, colour)
        brush.circle(side * 0.4, -0.66, radius * 0.55, inner)


def _panda_ears(brush: Brush, colour: RGB) -> None:
    _round_ears(brush, INK, INK)


def _large_ears(brush: Brush, colour: RGB) -> None:
    _round_ears(brush, colour, radius=0.3)


def _long(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.ellipse(side * 0.22, -0.78, 0.13, 0.36, colour, side * 10)
        brush.ellipse(side * 0.22, -0.76, 0.065, 0.26, _PINK, side * 10)


def _floppy(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.ellipse(side * 0.56, -0.24, 0.16, 0.36, shaded(colour, -0.25), side * -16)


def _gills(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        for dy, reach in ((-0.3, 0.28), (-0.08, 0.36), (0.14, 0.28)):
            brush.ellipse(side * 0.68, -0.28 + dy, reach, 0.07, COLOURS["coral"], side * dy * 130)


def _mane(brush: Brush, colour: RGB) -> None:
    for step in range(14):
        from math import cos, pi, sin

        x, y = 0.6 * cos(step * pi / 7), -0.28 + 0.54 * sin(step * pi / 7)
        brush.circle(x, y, 0.2, (150, 84, 34))
    _round_ears(brush, colour, radius=0.15)


def _wool(brush: Brush, colour: RGB) -> None:
    for x, y in ((-0.44, 0.3), (0.44, 0.3), (-0.5, 0.62), (0.5, 0.62), (-0.3, 0.84), (0.3, 0.84)):
        brush.circle(x, y, 0.2, colour)
    _floppy(brush, (120, 108, 100))
    for x, y in ((-0.34, -0.62), (-0.12, -0.74), (0.12, -0.74), (0.34, -0.62)):
        brush.circle(x, y, 0.2, shaded(colour, 0.5))


def _horns(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.ellipse(side * 0.6, -0.44, 0.2, 0.1, colour, side * -20)
        brush.blob(
            [(side * 0.2, -0.66), (side * 0.36, -0.66), (side * 0.44, -0.95)], (238, 224, 196)
        )


def _horn(brush: Brush, colour: RGB) -> None:
    _pointed(brush, colour)
    brush.polygon([(-0.1, -0.66), (0.1, -0.66), (0, -1.1)], COLOURS["gold"])
    for i, name in enumerate(("magenta", "lavender", "turquoise")):
        brush.circle(-0.3 - 0.1 * i, -0.6 + 0.17 * i, 0.17, COLOURS[name])


def _eyes_on_top(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.circle(side * 0.3, -0.68, 0.19, colour)
        brush.circle(side * 0.3, -0.7, 0.11, _WHITE)
        brush.circle(side * 0.3, -0.7, 0.06, INK)


def _long_tail(brush: Brush, colour: RGB) -> None:
    brush.curve([(0.4, 0.85), (0.8, 0.8), (0.86, 0.4), (0.7, 0.2)], 0.15, colour)


def _bushy(brush: Brush, colour: RGB) -> None:
    brush.blob([(0.3, 0.9), (0.75, 0.85), (0.98, 0.4), (0.8, 0.0), (0.6, 0.3), (0.5, 0.6)], colour)
    brush.blob([(0.95, 0.3), (0.8, -0.02), (0.66, 0.2), (0.82, 0.34)], _WHITE)


def _short(brush: Brush, colour: RGB) -> None:
    brush.circle(0.52, 0.82, 0.14, shaded(colour, 0.3))


def _stripes(brush: Brush, colour: RGB) -> None:
    for x, dy in ((0, 0), (-0.16, 0.05), (0.16, 0.05)):
        brush.line([(x, -0.7 + dy), (x, -0.52 + dy)], 0.06, shaded(colour, -0.6))
    for side in (-1, 1):
        for y in (0.25, 0.45, 0.65):
            brush.line([(side * 0.46, y), (side * 0.3, y + 0.04)], 0.06, shaded(colour, -0.6))


def _patches(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.ellipse(side * 0.24, -0.28, 0.17, 0.2, INK, side * 24)
        brush.ellipse(side * 0.4, 0.34, 0.15, 0.3, INK, side * -22)
        brush.circle(side * 0.225, -0.3, 0.11, _WHITE)


def _cow_spots(brush: Brush, colour: RGB) -> None:
    brush.ellipse(-0.3, -0.4, 0.2, 0.22, INK)
    brush.ellipse(-0.22, -0.3, 0.1, 0.12, colour)
    for x, y, r in ((0.36, 0.4, 0.13), (-0.38, 0.7, 0.14), (0.42, 0.76, 0.09)):
        brush.circle(x, y, r, INK)


def _mask(brush: Brush, colour: RGB) -> None:
    for side in (-1, 1):
        brush.blob([(side * 0.54, -0.2), (side * 0.3, -0.16), (side * 0.14, 0.04),
                    (side * 0.34, 0.12)], _WHITE)  # fmt: skip


def _nothing(brush: Brush, colour: RGB) -> None:
    """No mark, no ear or no tail."""


_Stroke = Callable[[Brush, RGB], None]
_EARS: dict[str, _Stroke] = {
    "pointed": _pointed, "round": _round_ears, "panda": _panda_ears, "large": _large_ears,
    "long": _long, "floppy": _floppy, "gills": _gills, "mane": _mane, "horns": _horns,
    "horn": _horn, "wool": _wool, "eyes": _eyes_on_top, "none": _nothing,
}  # fmt: skip
_TAILS: dict[str, _Stroke] = {
    "long": _long_tail, "bushy": _bushy, "short": _short, "none": _nothing,
}  # fmt: skip
_MARKS: dict[str, _Stroke] = {
    "": _nothing, "stripes": _stripes, "patches": _patches, "cow": _cow_spots, "mask": _mask,
}  # fmt: skip
_HEAD = (0.0, -0.68)


def _animal(colour: RGB, build: Build, size: float = 0.44) -> Motif:
    return Motif(partial(sitting, build=build), colour, "ground", size, _HEAD)


MOTIFS = {
    "cat": _animal((240, 160, 84), Build(whiskers=True, marks="stripes")),
    "dog": _animal((200, 148, 94), Build("floppy", nose=INK)),
    "fox": _animal((232, 116, 50), Build(tail="bushy", nose=INK, marks="mask", belly=0.8)),
    "wolf": _animal((140, 148, 160), Build(tail="bushy", nose=INK, marks="mask", belly=0.6)),
    "rabbit": _animal((226, 214, 204), Build("long", "short", whiskers=True)),
    "bear": _animal((150, 104, 70), Build("round", "short", nose=INK)),
    "panda": _animal((250, 250, 248), Build("panda", "short", nose=INK, marks="patches")),
    "koala": _animal((156, 164, 176), Build("large", "none", nose=INK)),
    "mouse": _animal((176, 172, 180), Build("large", whiskers=True), 0.32),
    "pig": _animal((246, 176, 190), Build("pointed", "short", nose=(220, 110, 130))),
    "cow": _animal((248, 246, 242), Build("horns", belly=0.0, nose=_PINK, marks="cow"), 0.5),
    "lion": _animal((236, 182, 92), Build("mane", nose=INK), 0.5),
    "tiger": _animal((242, 150, 54), Build("round", nose=INK, whiskers=True, marks="stripes"), 0.5),
    "monkey": _animal((146, 98, 64), Build("large", nose=INK, belly=0.6)),
    "frog": _animal((110, 184, 84), Build("eyes", "none", nose=(70, 130, 60)), 0.34),
    "otter": _animal((142, 104, 76), Build("round", nose=INK, whiskers=True, belly=0.55)),
    "axolotl": _animal((250, 184, 200), Build("gills", nose=(230, 120, 150))),
    "horse": _animal((158, 104, 66), Build("pointed", "bushy", nose=INK), 0.54),
    "unicorn": _animal((250, 246, 252), Build("horn", "bushy", belly=0.2), 0.54),
    "sheep": _animal((236, 230, 220), Build("wool", "none", nose=INK)),
}
