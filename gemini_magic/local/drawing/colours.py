"""Colours by name: the words for them in some languages, and the name nearest to a colour."""

import colorsys
import math
import random
from typing import TypeAlias

RGB: TypeAlias = tuple[int, int, int]
"""Red, green and blue, each from 0 to 255."""

COLOURS: dict[str, RGB] = {
    "red": (226, 54, 54), "orange": (246, 142, 40), "yellow": (250, 210, 56),
    "green": (62, 164, 84), "blue": (52, 106, 216), "purple": (130, 72, 172),
    "pink": (244, 150, 186), "brown": (132, 88, 54), "black": (28, 28, 34),
    "white": (252, 252, 250), "grey": (140, 144, 150), "teal": (24, 142, 146),
    "turquoise": (66, 204, 196), "light blue": (146, 204, 242), "dark blue": (26, 38, 104),
    "light green": (158, 218, 132), "dark green": (22, 84, 48), "dark red": (124, 20, 32),
    "beige": (236, 220, 188), "gold": (222, 174, 54), "silver": (192, 196, 204),
    "dark grey": (86, 88, 94), "magenta": (212, 46, 162), "lavender": (196, 178, 232),
    "coral": (250, 126, 102),
}  # fmt: skip

WORDS = {
    "red": "red crimson scarlet ruby rot rote roter rotes roten rouge rouges rojo roja rojos rojas "
    "rosso rossa rossi rosse vermelho vermelha vermelhos 红色 红 赤い 赤 빨간 красный красная",
    "orange": "orange orangen naranja arancione laranja 橙色 橙 オレンジ色 주황 оранжевый",
    "yellow": "yellow gelb gelbe gelber gelbes gelben jaune jaunes amarillo amarilla amarillos "
    "giallo gialla gialli amarelo amarela 黄色い 黄色 黄 노란 желтый жёлтый",
    "green": "green emerald grün grüne grüner grünes grünen vert verte verts vertes verde verdes "
    "verdi 绿色 绿 緑の 緑 초록 зеленый зелёный",
    "blue": "blue blau blaue blauer blaues blauen bleu bleue bleus bleues azul azules blu azuis "
    "蓝色 蓝 青い 青 파란 синий синяя",
    "purple": "purple violet lila violett violette violetter violets morado morada púrpura viola "
    "roxo roxa 紫色 紫 보라 фиолетовый",
    "pink": "pink rosa rose roses rosado 粉色 粉红 ピンク 분홍 розовый",
    "brown": "brown braun braune brauner braunes marron marrón castanho 棕色 褐色 茶色 갈색",
    "black": "black schwarz schwarze schwarzer schwarzes schwarzen noir noire noirs negro negra "
    "negros nero nera preto preta 黑色 黑 黒い 黒 검은 черный чёрный",
    "white": "white weiß weiße weißer weißes weißen blanc blanche blancs blanco blanca blancos "
    "bianco bianca branco branca 白色 白い 白 하얀 белый",
    "grey": "grey gray grau graue grauer graues gris grises grigio grigia cinza 灰色 灰 회색 серый",
    "teal": "teal petrol",
    "turquoise": "turquoise cyan aqua türkis turquesa turchese 青色 シアン",
    "light blue": "sky-blue himmelblau celeste azzurro azzurra 天蓝 水色",
    "dark blue": "navy indigo marineblau 藏青 紺色",
    "light green": "lime mint hellgrün",
    "dark green": "olive dunkelgrün",
    "dark red": "maroon burgundy bordeaux dunkelrot",
    "beige": "beige cream ivory 米色",
    "gold": "gold golden goldene doré dorée dorado dorada dorato 金色",
    "silver": "silver silvery silbern argenté plateado argento 银色",
    "magenta": "magenta fuchsia",
    "lavender": "lavender mauve lavendel lavande",
    "coral": "coral salmon peach",
}

SHADES = {
    0.42: "light pale pastel soft bright hell helle helles heller clair claire claro clara chiaro",
    -0.42: "dark deep dunkel dunkle dunkles dunkler foncé foncée sombre oscuro oscura scuro scura",
}


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    """`share` of the other colour in the one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def shaded(colour: RGB, shade: float) -> RGB:
    """Lighter for a positive shade, darker for a negative one."""
    return mixed(colour, (255, 255, 255) if shade > 0 else (12, 12, 24), abs(shade))


def name_of(colour: RGB) -> str:
    """The nearest named colour."""
    return min(COLOURS, key=lambda name: math.dist(COLOURS[name], colour))


def to_hex(colour: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def from_hex(text: str) -> RGB:
    """`#rrggbb`, or `ValueError`."""
    if len(text) != 7 or text[0] != "#":
        raise ValueError(f"{text!r} is no colour; one looks like '#e23636'.")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def palette(seed: int, count: int = 5) -> list[RGB]:
    """Neighbouring hues and one from across the circle."""
    dice = random.Random(seed)
    hue = dice.random()
    hues = [hue + 0.07 * i for i in range(count - 1)] + [hue + 0.5]
    colours = (
        colorsys.hls_to_rgb(h % 1, dice.uniform(0.52, 0.68), dice.uniform(0.5, 0.75)) for h in hues
    )
    return [(round(255 * r), round(255 * g), round(255 * b)) for r, g, b in colours]
