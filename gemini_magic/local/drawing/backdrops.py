"""What lies behind: plain colours and landscapes, each with its horizon, where things stand."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.drawing.brush import Brush
from gemini_magic.local.drawing.colours import RGB, mixed, shaded
from gemini_magic.local.drawing.motifs import MOTIFS


@dataclass(frozen=True)
class Sheet:
    """What a backdrop paints on: a Pillow drawing, its size in pixels, dice, and the style."""

    draw: Any
    width: int
    height: int
    dice: random.Random
    style: str

    def motif(self, kind: str, x: float, y: float, size: float, colour: RGB | None = None) -> None:
        """One motif, placed in shares of the sheet and sized in shares of its shorter side."""
        unit = size * min(self.width, self.height) / 2
        motif = MOTIFS[kind]
        brush = Brush(self.draw, x * self.width, y * self.height, unit, self.style, self.dice)
        motif.paint(brush, colour or motif.colour)

    def gradient(self, stops: list[RGB], bottom: float = 1) -> None:
        """From the top down to a share of the height; in steps, which keep the file small."""
        end = round(self.height * bottom)
        step = max(1, self.height // 160)
        for top in range(0, end, step):
            at = top / max(1, end) * (len(stops) - 1)
            first = min(int(at), len(stops) - 2)
            colour = mixed(stops[first], stops[first + 1], at - first)
            self.draw.rectangle((0, top, self.width, min(end, top + step)), fill=colour)

    def hills(self, y: float, swing: float, colour: RGB, waves: float = 1.4) -> None:
        """Rolling ground from a height down to the bottom."""
        shift = self.dice.uniform(0, math.tau)
        step = max(1, self.width // 160)
        top = [
            (x, (y + swing * math.sin(shift + waves * math.tau * x / self.width)) * self.height)
            for x in range(0, self.width + step, step)
        ]
        self.draw.polygon([*top, (self.width, self.height), (0, self.height)], fill=colour)

    def peaks(self, y: float, rise: float, colour: RGB, count: int = 4, snow: bool = True) -> None:
        for i in range(count):
            x = (i + 0.5 + self.dice.uniform(-0.25, 0.25)) / count
            high = rise * self.dice.uniform(0.65, 1)
            half = 0.75 / count * self.dice.uniform(0.9, 1.25)
            self._peak(x, y, high, half, shaded(colour, self.dice.uniform(0, 0.12)), snow)

    def _peak(self, x: float, y: float, high: float, half: float, colour: RGB, snow: bool) -> None:
        w, h = self.width, self.height
        tip = (x * w, (y - high) * h)
        self.draw.polygon([tip, ((x + half) * w, y * h), ((x - half) * w, y * h)], fill=colour)
        self.draw.polygon(
            [tip, ((x + half) * w, y * h), ((x + 0.12 * half) * w, y * h)],
            fill=shaded(colour, -0.14),
        )
        if snow:
            edge = [(-0.3, 0.3), (-0.14, 0.22), (0.0, 0.34), (0.13, 0.22), (0.3, 0.3)]
            cap = [((x + dx * half) * w, (y - high + dy * high) * h) for dx, dy in edge]
            self.draw.polygon([tip, *reversed(cap)], fill=(248, 250, 252))

    def weed(self, x: float, y: float, high: float, colour: RGB) -> None:
        """A wavy stalk that grows from a point of the ground."""
        unit = min(self.width, self.height)
        for step in range(24):
            sway = 0.012 * math.sin(step * 0.55 + 20 * x)
            cx, cy = (x + sway) * self.width, (y - high * step / 24) * self.height
            r = unit * 0.016 * (1.2 - step / 24)
            self.draw.ellipse((cx - r, cy - 1.6 * r, cx + r, cy + 1.6 * r), fill=colour)

    def stars(self, count: int, bottom: float) -> None:
        unit = min(self.width, self.height)
        for _ in range(count):
            x, y = self.dice.uniform(0, self.width), self.dice.uniform(0, bottom * self.height)
            r = unit * self.dice.choice((0.0015, 0.002, 0.0035))
            self.draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 250, 226))


@dataclass(frozen=True)
class Backdrop:
    """`horizon` is where feet stand, as a share of the height; None is a wall, not a land."""

    paint: Callable[[Sheet, RGB], None]
    colour: RGB
    horizon: float | None = None
    is_dark: bool = False


def _plain(sheet: Sheet, colour: RGB) -> None:
    sheet.draw.rectangle((0, 0, sheet.width, sheet.height), fill=colour)


def _meadow(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([colour, mixed(colour, (255, 255, 255), 0.6)], 0.8)
    _drift(sheet)
    sheet.hills(0.66, 0.03, (150, 204, 124))
    sheet.hills(0.74, 0.025, (122, 188, 102), 1.0)
    for _ in range(14):
        x, y = sheet.dice.random(), sheet.dice.uniform(0.84, 0.98)
        r = 0.006 * min(sheet.width, sheet.height)
        cx, cy = x * sheet.width, y * sheet.height
        sheet.draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=(255, 246, 214))


def _drift(sheet: Sheet) -> None:
    for _ in range(2):
        x, y = sheet.dice.uniform(0.05, 0.95), sheet.dice.uniform(0.1, 0.24)
        sheet.motif("cloud", x, y, sheet.dice.uniform(0.12, 0.2), (255, 255, 255))


def _sky(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([colour, mixed(colour, (255, 255, 255), 0.75)])
    _drift(sheet)


def _night(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([shaded(colour, -0.4), colour, mixed(colour, (150, 130, 190), 0.4)], 0.85)
    sheet.stars(90, 0.68)
    sheet.hills(0.7, 0.03, (34, 52, 82))
    sheet.hills(0.78, 0.02, (24, 40, 64), 1.0)


def _sunset(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([(86, 58, 132), (214, 84, 110), colour, (255, 214, 134)], 0.78)
    sheet.motif("sun", 0.5, 0.6, 0.3, (255, 226, 120))
    sheet.peaks(0.72, 0.16, (104, 58, 104), 5, snow=False)
    sheet.hills(0.72, 0.02, (70, 44, 84))
    sheet.hills(0.82, 0.02, (52, 34, 66), 1.0)


def _sea(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([(150, 210, 246), (226, 244, 252)], 0.6)
    _drift(sheet)
    _water(sheet, colour, 0.56)


def _water(sheet: Sheet, colour: RGB, top: float) -> None:
    for i in range(5):
        y = top + 0.1 * i
        sheet.hills(y, 0.007 + 0.002 * i, shaded(colour, 0.3 - 0.13 * i), 4 - 0.5 * i)


def _beach(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([(140, 208, 246), (232, 246, 252)], 0.56)
    _drift(sheet)
    _water(sheet, (46, 150, 190), 0.5)
    sheet.hills(0.735, 0.012, (250, 250, 246), 1.3)
    sheet.hills(0.75, 0.012, colour, 1.3)


def _beach_sunset(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([(74, 56, 128), (206, 82, 116), (250, 142, 84), (255, 216, 136)], 0.56)
    sheet.motif("sun", 0.5, 0.47, 0.28, (255, 228, 128))
    sheet.draw.rectangle(
        (0, round(0.54 * sheet.height), sheet.width, sheet.height), fill=(196, 92, 112)
    )
    for i in range(7):
        half, y = 0.05 + 0.022 * i, (0.555 + 0.026 * i) * sheet.height
        box = ((0.5 - half) * sheet.width, y, (0.5 + half) * sheet.width, y + 0.011 * sheet.height)
        sheet.draw.rounded_rectangle(box, radius=0.005 * sheet.height, fill=(255, 204, 130))
    sheet.hills(0.745, 0.012, colour, 1.3)
    for x in (0.13, 0.87):
        sheet.motif("palm", x, 0.58, 0.55, (36, 62, 66))


def _mountains(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([(146, 196, 238), (236, 244, 250)], 0.75)
    _drift(sheet)
    sheet.peaks(0.72, 0.3, mixed(colour, (220, 230, 242), 0.5), 4)
    sheet.peaks(0.74, 0.36, colour, 3)
    sheet.hills(0.72, 0.02, (120, 178, 110))
    sheet.hills(0.8, 0.02, (96, 160, 94), 1.0)


def _forest(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([(190, 224, 214), (234, 244, 226)], 0.8)
    for row, (y, size) in enumerate(((0.54, 0.3), (0.58, 0.4))):
        for i in range(9):
            x = (i + sheet.dice.uniform(0.2, 0.8)) / 9
            sheet.motif("pine", x, y, size, mixed(colour, (206, 228, 214), 0.55 - 0.25 * row))
    sheet.hills(0.72, 0.015, shaded(colour, 0.3))
    sheet.hills(0.78, 0.015, shaded(colour, 0.15), 1.0)


def _desert(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([(250, 206, 140), (255, 238, 206)], 0.7)
    sheet.hills(0.62, 0.04, shaded(colour, 0.25), 1.2)
    sheet.hills(0.72, 0.03, colour, 0.9)


def _snow(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([(156, 190, 222), (226, 236, 246)], 0.8)
    sheet.peaks(0.72, 0.26, (150, 170, 200), 4)
    for x in (0.06, 0.16, 0.86, 0.95):
        sheet.motif("pine", x, 0.62, 0.28, (86, 130, 122))
    sheet.hills(0.7, 0.02, shaded(colour, -0.04))
    sheet.hills(0.78, 0.02, colour, 1.0)
    unit = min(sheet.width, sheet.height)
    for _ in range(60):
        x, y = sheet.dice.uniform(0, sheet.width), sheet.dice.uniform(0, sheet.height)
        r = unit * sheet.dice.uniform(0.002, 0.005)
        sheet.draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255))


def _city(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([colour, (250, 224, 206)], 0.9)
    for i in range(9):
        x, size = (i + 0.5) / 9, sheet.dice.uniform(0.45, 0.85)
        tone = mixed((86, 98, 132), (160, 160, 190), sheet.dice.random())
        sheet.motif("skyscraper", x, 0.8 - size / 2, size, tone)
    sheet.hills(0.8, 0, (92, 94, 108))
    sheet.draw.rectangle(
        (0, 0.8 * sheet.height, sheet.width, 0.82 * sheet.height), fill=(190, 190, 200)
    )


def _space(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([shaded(colour, -0.3), colour, mixed(colour, (108, 58, 138), 0.45)])
    sheet.stars(150, 1)


def _underwater(sheet: Sheet, colour: RGB) -> None:
    sheet.gradient([shaded(colour, 0.45), colour, shaded(colour, -0.45)])
    for _ in range(16):
        x, y = sheet.dice.random() * sheet.width, sheet.dice.random() * 0.8 * sheet.height
        r = min(sheet.width, sheet.height) * sheet.dice.uniform(0.006, 0.018)
        sheet.draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255, 60))
    sheet.hills(0.86, 0.015, (226, 204, 150))
    for x in (0.06, 0.13, 0.88, 0.94):
        sheet.weed(x, 0.9, sheet.dice.uniform(0.16, 0.3), (42, 150, 120))


def _room(sheet: Sheet, colour: RGB) -> None:
    _plain(sheet, colour)
    w, h = sheet.width, sheet.height
    sheet.draw.rectangle((0, 0.74 * h, w, h), fill=(196, 146, 102))
    sheet.draw.rectangle((0, 0.74 * h, w, 0.755 * h), fill=(246, 240, 230))
    box = (0.66 * w, 0.14 * h, 0.9 * w, 0.42 * h)
    sheet.draw.rectangle(box, fill=(176, 216, 240), outline=(250, 248, 242), width=w // 70)
    sheet.draw.line((0.78 * w, 0.14 * h, 0.78 * w, 0.42 * h), fill=(250, 248, 242), width=w // 110)


BACKDROPS = {
    "plain": Backdrop(_plain, (250, 245, 234)),
    "meadow": Backdrop(_meadow, (124, 196, 246), 0.84),
    "sky": Backdrop(_sky, (112, 186, 244)),
    "night": Backdrop(_night, (36, 46, 104), 0.86, is_dark=True),
    "sunset": Backdrop(_sunset, (252, 150, 84), 0.88, is_dark=True),
    "sea": Backdrop(_sea, (40, 128, 190), 0.76),
    "beach": Backdrop(_beach, (246, 222, 168), 0.87),
    "beach sunset": Backdrop(_beach_sunset, (124, 80, 92), 0.88, is_dark=True),
    "mountains": Backdrop(_mountains, (112, 126, 152), 0.87),
    "forest": Backdrop(_forest, (54, 120, 84), 0.86),
    "desert": Backdrop(_desert, (232, 184, 112), 0.84),
    "snow": Backdrop(_snow, (246, 249, 252), 0.86),
    "city": Backdrop(_city, (160, 188, 228), 0.9),
    "space": Backdrop(_space, (24, 22, 58), is_dark=True),
    "underwater": Backdrop(_underwater, (40, 140, 190)),
    "room": Backdrop(_room, (232, 214, 196), 0.86),
}
