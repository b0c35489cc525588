"""From a scene to pixels: painted twice as large and shrunk, so that edges are smooth."""

import random
from typing import Any

from gemini_magic.local.drawing import effects
from gemini_magic.local.drawing.abstract import paint_abstract
from gemini_magic.local.drawing.backdrops import BACKDROPS, Sheet
from gemini_magic.local.drawing.brush import INK, Brush
from gemini_magic.local.drawing.charts import paint_chart
from gemini_magic.local.drawing.colours import RGB, from_hex
from gemini_magic.local.drawing.lettering import width_of, write
from gemini_magic.local.drawing.memory import one_picture
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.drawing.scene import Effect, Item, Scene

BADGE = "local engine · not Gemini"
_MOST_PAINTED = 2048 * 2048 + 1
_PAPERS: dict[str, RGB] = {"line art": (255, 255, 255), "sketch": (250, 247, 240)}
_FINISHES = {"pixel art": ("pixels", 96), "watercolour": ("paper", 5)}


def paint(scene: Scene, width: int, height: int) -> Any:
    """A Pillow image in RGB; its effects may have changed its size."""
    with one_picture():
        image = _painted(scene, width, height)
        name, value = _FINISHES.get(scene.style, ("", 0))
        for effect in (Effect(name, value), *scene.effects):
            image = effects.apply(image, effect)
        return with_badge(_grown(image, scene, width, height))


def _painted(scene: Scene, width: int, height: int) -> Any:
    from PIL import Image, ImageDraw

    # What has more pixels than 2048 × 2048 is painted smaller, and grown when all else is done.
    scale = min(2.0, (_MOST_PAINTED / (width * height)) ** 0.5)
    size = round(width * scale), round(height * scale)
    image = Image.new("RGB", size, (255, 255, 255))
    sheet = Sheet(ImageDraw.Draw(image, "RGBA"), *size, random.Random(scene.seed), scene.style)
    _paint_backdrop(sheet, scene)
    if scene.chart is not None:
        paint_chart(sheet.draw, *size, scene.chart)
    for number, item in enumerate(scene.items):
        _paint_item(sheet, image, item, random.Random(scene.seed + number))
    del sheet
    if scale <= 1:
        return image
    method = Image.Resampling.BOX if scale == 2 else Image.Resampling.LANCZOS
    return image.resize((width, height), method)


def _grown(image: Any, scene: Scene, width: int, height: int) -> Any:
    """As large as was asked for, unless an effect has changed the size."""
    from PIL import Image

    is_whole = not any(effect.name in effects.RESIZING for effect in scene.effects)
    if width * height < _MOST_PAINTED or not is_whole:
        return image
    if (image.width > image.height) != (width > height):
        width, height = height, width  # it was turned
    return image.resize((width, height), Image.Resampling.BICUBIC)


def _paint_backdrop(sheet: Sheet, scene: Scene) -> None:
    if scene.backdrop == "abstract":
        paint_abstract(sheet, scene.seed)
        return
    backdrop = BACKDROPS.get(scene.backdrop, BACKDROPS["plain"])
    colour = from_hex(scene.colour) if scene.colour else backdrop.colour
    if scene.style in _PAPERS and not scene.colour:
        backdrop, colour = BACKDROPS["plain"], _PAPERS[scene.style]
    backdrop.paint(sheet, colour)


def _paint_item(sheet: Sheet, image: Any, item: Item, dice: random.Random) -> None:
    unit = min(sheet.width, sheet.height)
    x, y, half = item.x * sheet.width, item.y * sheet.height, item.size * unit / 2
    motif = MOTIFS.get(item.kind)
    if motif is not None:
        brush = Brush(sheet.draw, x, y, half, sheet.style, dice)
        motif.paint(brush, item.rgb or motif.colour)
    if not item.words:
        return
    if item.kind == "sign":
        box = (x - 0.84 * half, y - 0.5 * half, x + 0.84 * half, y + 0.18 * half)
        write(sheet.draw, item.words, box, INK, most=0.5 * half)
    elif motif is not None:
        _write_label(sheet, item.words, x, y + half + 0.02 * unit)
    else:
        is_headline = item.y < 0.2 or item.y > 0.8
        wide = sheet.width * (0.9 if is_headline else min(0.92, 1.9 * item.size))
        box = (x - wide / 2, y - half, x + wide / 2, y + half)
        ink = item.rgb or _readable_on(image, box)
        write(sheet.draw, item.words, box, ink, most=0.5 * item.size * unit)


def _readable_on(image: Any, box: tuple[float, float, float, float]) -> RGB:
    """Dark letters on light ground, and light ones on dark."""
    left, top, right, bottom = (max(0, edge) for edge in box)
    width, height = image.size
    area = min(left, width - 2), min(top, height - 2), min(right, width), min(bottom, height)
    ground = image.resize((1, 1), box=area)
    return INK if sum(ground.getpixel((0, 0))) > 330 else (255, 252, 240)


def _write_label(sheet: Sheet, words: str, x: float, y: float) -> None:
    """A name on a slip of paper, below what has no likeness."""
    size = 0.034 * min(sheet.width, sheet.height)
    half = width_of(words, size) / 2 + 0.6 * size
    box = (x - half, y, x + half, y + 1.6 * size)
    sheet.draw.rounded_rectangle(box, radius=0.5 * size, fill=(255, 252, 242))
    write(sheet.draw, words, box, INK, most=size)


def with_badge(image: Any) -> Any:
    """Says in the lower right corner who has drawn this."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image, "RGBA")
    width, height = image.size
    size = max(9, round(min(width, height) * 0.02))
    long = width_of(BADGE, size)
    if long + 2 * size > width:
        size = max(6, round(size * width / (long + 3 * size)))
        long = width_of(BADGE, size)
    right, bottom = width - 0.6 * size, height - 0.6 * size
    box = (right - long - 1.2 * size, bottom - 1.7 * size, right, bottom)
    draw.rounded_rectangle(box, radius=0.85 * size, fill=(30, 30, 40, 215))
    write(draw, BADGE, box, (255, 255, 255), most=size)
    return image
