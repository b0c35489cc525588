"""Changing a stranger's picture, of which only pixels are known: effects, overlays, colours."""

import random
from typing import Any

from gemini_magic.local.drawing import effects
from gemini_magic.local.drawing.additions import added
from gemini_magic.local.drawing.brush import Brush
from gemini_magic.local.drawing.colours import COLOURS, RGB, name_of
from gemini_magic.local.drawing.edits import edited
from gemini_magic.local.drawing.effect_words import effects_in
from gemini_magic.local.drawing.groups import WORDS
from gemini_magic.local.drawing.lettering import write
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.drawing.reading import wish_of
from gemini_magic.local.drawing.scene import Item, Scene
from gemini_magic.local.drawing.words import tokens

_NEAR = 60  # how far a pixel may be from a corner's colour to be background, summed over channels


def retouched(image: Any, prompt: str) -> tuple[Any, list[str]]:
    """The changed image and what was done; nothing where no action is understood."""
    said: list[str] = []
    wish, found = wish_of(prompt), tokens(prompt)
    if wish.colour is not None and any(token.kind == "background" for token in found):
        image = _with_background(image, wish.colour)
        said.append(f"what joins the corners in their colour is now {name_of(wish.colour)}")
    for effect in effects_in(prompt):
        image = effects.apply(image, effect)
        said.append(effect.name)
    shape = image.width / image.height
    changed, _ = edited(Scene(), prompt, shape)
    overlays = [*changed.items] or added(Scene(), wish.groups, shape)
    if wish.groups and overlays and not said:
        _paint_over(image, overlays)
        said.append(f"laid over it: {', '.join(item.words or item.kind for item in overlays)}")
    return image, said


def _with_background(image: Any, colour: RGB) -> Any:
    from PIL import ImageDraw

    right, bottom = image.width - 1, image.height - 1
    for corner in ((0, 0), (right, 0), (0, bottom), (right, bottom)):
        ImageDraw.floodfill(image, corner, colour, thresh=_NEAR)
    return image


def _paint_over(image: Any, items: list[Item]) -> None:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image, "RGBA")
    unit = min(image.size)
    for item in items:
        x, y, half = item.x * image.width, item.y * image.height, item.size * unit / 2
        if item.kind == WORDS:
            box = (0.05 * image.width, y - half, 0.95 * image.width, y + half)
            write(
                draw, item.words, box, item.rgb or (255, 255, 255), most=0.45 * half * 2, edge=True
            )
            continue
        motif = MOTIFS[item.kind]
        motif.paint(Brush(draw, x, y, half, "flat", random.Random(7)), item.rgb or motif.colour)


def side_by_side(images: list[Any], height: int = 768) -> Any:
    """One picture of several, next to each other and of one height."""
    from PIL import Image

    scaled = [im.resize((max(1, round(im.width * height / im.height)), height)) for im in images]
    width = min(4096, sum(im.width for im in scaled))
    sheet = Image.new("RGB", (width, height), COLOURS["white"])
    x = 0
    for image in scaled:
        sheet.paste(image, (x, 0))
        x += image.width
    return sheet
