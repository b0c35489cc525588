"""From a prompt to a scene: what is asked for, on a fitting backdrop, arranged on the sheet."""

import re
import zlib

from gemini_magic.local.drawing.colours import to_hex
from gemini_magic.local.drawing.groups import WORDS, Wish
from gemini_magic.local.drawing.layout import arranged
from gemini_magic.local.drawing.motifs import MOTIFS
from gemini_magic.local.drawing.reading import wish_of
from gemini_magic.local.drawing.scene import Item, Scene

_HOMES = {
    "night": "moon star crescent owl ghost", "space": "rocket planet ufo astronaut",
    "snow": "snowman penguin snowflake", "desert": "cactus", "beach": "palm",
    "sea": "boat lighthouse duck", "underwater": "fish whale", "room": "cup computer candle",
    "forest": "mushroom pine", "sky": "plane kite",
}  # fmt: skip
_HOME = {kind: backdrop for backdrop, kinds in _HOMES.items() for kind in kinds.split()}
_LEAD_IN = re.compile(
    r"^\s*(?:please\s+)?(?:(?:can|could) you\s+)?(?:(?:generate|create|draw|make|paint|show|design|"
    r"render|give|visuali[sz]e|imagine|produce|sketch|illustrate|zeichne|male|erstelle|dessine|"
    r"crée|dibuja|crea|disegna|desenhe)\s+)?(?:me\s+)?(?:(?:an?|the|ein|eine|une?|una)\s+)?(?:(?:\w+\s+)?"
    r"(?:picture|image|photo|illustration|painting|drawing|bild|dibujo|dessin|immagine|imagem)\s+"
    r"(?:(?:of|that shows|showing|with|about|von|de|di)\s+)?)?",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 90


def scene_of(prompt: str, width: int, height: int, seed: int = 7) -> Scene:
    """The scene that a prompt asks for on a sheet of so many pixels; there is one for any text."""
    return composed(wish_of(prompt), prompt, width, height, seed)


def composed(wish: Wish, prompt: str, width: int, height: int, seed: int) -> Scene:
    seed = (zlib.crc32(prompt.encode("utf-8", "surrogatepass")) + seed) % 2**31
    colour = to_hex(wish.colour) if wish.colour else ""
    if wish.chart is not None:
        return Scene(colour=colour, style=wish.style or "flat", chart=wish.chart, seed=seed)
    if _is_nothing_known(wish):
        caption = Item(WORDS, 0.5, 0.5, 0.3, "", caption_of(prompt))
        return Scene("abstract", items=(caption,), style=wish.style or "flat", seed=seed)
    backdrop = wish.backdrop or ("plain" if wish.colour else _home(wish))
    if backdrop == "sky" and not wish.colour and _stands(wish):
        backdrop = _home(wish)  # what stands under a sky stands somewhere
    items = arranged(wish.groups, backdrop, width, height)
    return Scene(backdrop, colour, items, wish.style or "flat", seed=seed)


def caption_of(prompt: str) -> str:
    """The prompt without "generate an image of", and not longer than a caption."""
    text = " ".join(_LEAD_IN.sub("", prompt, count=1).split()) or " ".join(prompt.split()) or "…"
    return (
        text if len(text) <= _LONGEST_CAPTION else f"{text[:_LONGEST_CAPTION].rsplit(' ', 1)[0]} …"
    )


def _is_nothing_known(wish: Wish) -> bool:
    if wish.backdrop or wish.colour:
        return False
    return all(group.kind == "pebble" for group in wish.groups)


def _stands(wish: Wish) -> bool:
    kinds = (group.kind for group in wish.groups)
    return any(kind in MOTIFS and MOTIFS[kind].place == "ground" for kind in kinds)


def _home(wish: Wish) -> str:
    """Where the things that were named are at home."""
    kinds = [group.kind for group in wish.groups]
    home = next((_HOME[kind] for kind in kinds if kind in _HOME), "")
    if home:
        return home
    places = [MOTIFS[kind].place for kind in kinds if kind in MOTIFS]
    return "meadow" if "ground" in places or "sky" in places else "plain"
