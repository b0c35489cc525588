"""What a prompt asks to be done to a whole picture, from its words."""

import re
from collections.abc import Callable

from gemini_magic.local.drawing.scene import Effect

_Made = Callable[[re.Match[str]], Effect]


def _turned(match: re.Match[str]) -> Effect:
    degrees = float(match["degrees"] or (180 if match["half"] else 90))
    return Effect("rotate", -degrees if match["back"] else degrees)


def _resized(match: re.Match[str]) -> Effect:
    if match["percent"]:
        return Effect("resize", float(match["percent"]))
    return Effect("width", float(match["width"]))


def _always(name: str, value: float = 0) -> _Made:
    return lambda _: Effect(name, value)


_WORDS: tuple[tuple[str, _Made], ...] = (
    ((r"gr[ae]yscale|black[- ]and[- ]white|monochrome|schwarz-?wei(?:ß|ss)|noir et blanc"
     r"|blanco y negro|黑白|モノクロ"), _always("greyscale")),
    (r"sepia|vintage|old photo", _always("sepia")),
    (r"\binvert|\bnegative\b|反色", _always("invert")),
    (r"\bbrighte[rn]|\blighten|\bheller\b|plus clair|más claro|更亮", _always("brightness", 1.35)),
    (r"\bdarke[rn]|\bdunkler\b|plus sombre|más oscuro|更暗", _always("brightness", 0.65)),
    (r"(?:less|lower|reduce|decrease)\b[^.]{0,20}contrast", _always("contrast", 0.65)),
    (r"contrast", _always("contrast", 1.45)),
    (r"desaturat|less colou?rful", _always("saturation", 0.45)),
    (r"saturat|vivid|more colou?rful", _always("saturation", 1.6)),
    (r"\bblur|\bsoften|weichzeichn|\bflou|模糊", _always("blur", 1.2)),
    (r"\bsharp", _always("sharpen")),
    (r"upside[- ]down|flip\w*[^.]{0,20}vertical|vertical\w* flip", _always("upside down")),
    (r"\bmirror|\bflip|\bspiegel|翻转", _always("mirror")),
    ((r"\brotat\w*(?:[^.\d]{0,30}?(?P<degrees>\d{1,3})|[^.\d]{0,20}(?P<half>half))?"
     r"(?:[^.]{0,24}?(?P<back>counter|anti|left))?"), _turned),
    (r"\bcrop\w*[^.]{0,30}\bsquare", _always("square")),
    (r"\bcrop\w*(?:[^.\d]{0,20}(\d{1,2}) ?(?:%|per ?cent))", lambda m: Effect("crop", float(m[1]))),
    (r"\bcrop|\bzoom in|\bzuschneid|裁剪", _always("crop", 70)),
    ((r"\b(?:resize|scale|shrink|enlarge)[^.\d]{0,30}(?:(?P<percent>\d{1,3}) ?(?:%|per ?cent)"
     r"|(?P<width>\d{2,4}))"), _resized),
    (r"half (?:the|its) size", _always("resize", 50)),
    (r"(?:double|twice) (?:the|its)? ?size", _always("resize", 200)),
    (r"\bpixelate|pixel art", _always("pixels", 56)),
    (r"watercolou?r|aquarell", _always("paper", 3)),
)  # fmt: skip
_PATTERNS = [(re.compile(pattern, re.IGNORECASE), made) for pattern, made in _WORDS]
# Of these, what a prompt names first is meant, and the later ones are parts of its words.
_EXCLUSIVE = ({"upside down", "mirror"}, {"square", "crop"}, {"contrast"}, {"saturation"})


def effects_in(text: str) -> list[Effect]:
    """The effects that the text asks for, each once, in the order of the table."""
    found: list[Effect] = []
    for pattern, made in _PATTERNS:
        match = pattern.search(text[:2000])
        if match is None:
            continue
        effect = made(match)
        rivals = next((group for group in _EXCLUSIVE if effect.name in group), {effect.name})
        if not any(one.name in rivals for one in found):
            found.append(effect)
    return found
