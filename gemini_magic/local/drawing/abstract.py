"""For prompts that name nothing the engine can draw: a composition coloured by their words."""

import math
import random

from gemini_magic.local.drawing.backdrops import Sheet
from gemini_magic.local.drawing.brush import smooth
from gemini_magic.local.drawing.colours import RGB, mixed, palette


def paint_abstract(sheet: Sheet, seed: int) -> None:
    """Ribbons below circles; the middle stays calm, for the words."""
    colours = palette(seed)
    dice = sheet.dice
    sheet.gradient(
        [mixed(colours[0], (255, 255, 255), 0.72), mixed(colours[2], (255, 255, 255), 0.5)]
    )
    for i in range(4):
        _ribbon(sheet, 0.16 + 0.24 * i + dice.uniform(-0.04, 0.04), colours[i], dice)
    unit = min(sheet.width, sheet.height)
    for i in range(9):
        angle = math.tau * (i / 9 + dice.uniform(-0.04, 0.04))
        x = (0.5 + 0.42 * math.cos(angle)) * sheet.width
        y = (0.5 + 0.42 * math.sin(angle)) * sheet.height
        r = unit * dice.uniform(0.04, 0.13)
        colour = colours[i % len(colours)]
        sheet.draw.ellipse((x - r, y - r, x + r, y + r), fill=(*colour, 210))
        if i % 3 == 0:
            q = r * 0.55
            sheet.draw.ellipse((x - q, y - q, x + q, y + q), fill=(255, 255, 255, 120))
    box = (0.16 * sheet.width, 0.33 * sheet.height, 0.84 * sheet.width, 0.67 * sheet.height)
    sheet.draw.rounded_rectangle(box, radius=0.04 * unit, fill=(255, 253, 247, 236))


def _ribbon(sheet: Sheet, y: float, colour: RGB, dice: random.Random) -> None:
    thick = dice.uniform(0.05, 0.1)
    top = [(x / 5, y + dice.uniform(-0.07, 0.07)) for x in range(-1, 7)]
    bottom = [(x, at + thick) for x, at in reversed(top)]
    edge = [*smooth(top, closed=False), *smooth(bottom, closed=False)]
    placed = [(x * sheet.width, at * sheet.height) for x, at in edge]
    sheet.draw.polygon(placed, fill=(*colour, 150))
